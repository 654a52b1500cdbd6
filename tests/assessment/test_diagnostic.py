"""Taking the forms of a diagnostic: when, once, and without touching anything that counts."""

import pytest
from sqlalchemy import func, select

from app.assessment.annulment_operations import NoSuchQuestionError, annul_question
from app.assessment.diagnostic import (
    FormTakenError,
    TooEarlyForFormError,
    TooLateForFormError,
    gain_of,
    held_forms,
)
from app.assessment.gain import Gain
from app.assessment.operations import submit_attempt
from app.assessment.queries import question_statistics
from app.catalog.models import Edition
from app.content.model import DiagnosticForm
from app.credentials.models import Credential
from app.enrolment.models import Enrolment, ItemCompletion
from app.enrolment.operations import cancel_enrolment, complete_lesson, complete_quiz
from app.enrolment.queries import locked_enrolment, place_of
from app.record.models import Act, Verb
from tests.assessment.conftest import later, taker_of
from tests.factories import COURSE_FILES, DIAGNOSTIC_FILES, NOW, finish_course, make_enrolment, make_person, publish

BEFORE, AFTER = DiagnosticForm


def held(session, taker):
    return held_forms(session, place_of(session, taker.person.id, taker.live.slug))


def test_all_questions_are_drawn_once_without_limit_of_time(taker):
    attempt = taker.begin(BEFORE)

    assert {key for key, _ in attempt.draw} == {f"dx-a-{number}" for number in range(1, 6)}
    assert (attempt.max_attempts, attempt.wait_minutes, attempt.deadline_at, attempt.pass_mark) == (1, 0, None, 0.0)


def test_the_first_form_does_not_start_the_course_nor_count_as_an_item(session, taker):
    attempt = taker.take(BEFORE, 2)

    assert attempt.score == 0.4
    assert taker.enrolment.started_at is None
    assert session.scalar(select(func.count()).select_from(ItemCompletion)) == 0
    assert place_of(session, taker.person.id, taker.live.slug).progress.n_done == 0
    acts = session.execute(select(Act.verb, Act.item_key, Act.result).order_by(Act.id)).all()[1:]
    assert acts == [
        (Verb.ATTEMPTED, "diagnostico/a", {"number": 1}),
        (Verb.ANSWERED, "diagnostico/a", {"score": 0.4}),
    ]


def test_starting_again_goes_on_with_the_open_attempt(taker):
    assert taker.begin(BEFORE).id == taker.begin(BEFORE).id


@pytest.mark.parametrize("form", [BEFORE, AFTER])
def test_a_form_is_taken_once(session, taker, form):
    if form is AFTER:
        finish_course(session, taker.enrolment, taker.live)
    taker.take(form, 1)

    with pytest.raises(FormTakenError):
        taker.begin(form)


def test_the_first_form_is_refused_once_the_course_began(session, taker):
    complete_lesson(session, taker.enrolment.id, "primera/uno", now=NOW)

    assert not held(session, taker)[BEFORE].may_take
    with pytest.raises(TooLateForFormError):
        taker.begin(BEFORE)


def test_the_second_form_waits_for_every_item(session, taker):
    complete_lesson(session, taker.enrolment.id, "primera/uno", now=NOW)

    assert not held(session, taker)[AFTER].may_take
    with pytest.raises(TooEarlyForFormError):
        taker.begin(AFTER)


def test_the_second_form_opens_to_who_finished_without_being_accredited(session, taker):
    for item in taker.live.content.items:
        if hasattr(item, "minutes"):
            complete_lesson(session, taker.enrolment.id, item.key, now=NOW)
        else:
            complete_quiz(
                session, locked_enrolment(session, taker.enrolment.id), item.key, score=0.1, passed=False, now=NOW
            )
    session.commit()

    assert held(session, taker)[AFTER].may_take
    assert taker.take(AFTER, 5).score == 1.0
    assert session.get_one(Enrolment, taker.enrolment.id).accredited_at is None


def test_the_second_form_changes_neither_items_nor_certificate(session, taker):
    finish_course(session, taker.enrolment, taker.live)
    items = session.scalar(select(func.count()).select_from(ItemCompletion))
    facts = session.scalars(select(Credential.facts)).one()

    taker.take(AFTER, 0)

    assert session.scalar(select(func.count()).select_from(ItemCompletion)) == items
    assert session.scalars(select(Credential.facts)).one() == facts


def test_the_gain_compares_both_forms_and_stands_in_the_record(session, taker):
    taker.take(BEFORE, 2)
    assert gain_of(session, taker.enrolment.id) is None
    finish_course(session, taker.enrolment, taker.live, later(days=1))
    taker.take(AFTER, 4, later(days=2))

    assert gain_of(session, taker.enrolment.id) == Gain(0.4, 0.8)
    last = session.scalars(select(Act).order_by(Act.id.desc())).first()
    assert (last.item_key, last.result) == ("diagnostico/b", {"score": 0.8, "before": 0.4})


def test_a_first_form_sent_after_the_course_began_is_not_compared(session, taker):
    attempt = taker.begin(BEFORE)
    finish_course(session, taker.enrolment, taker.live, later(hours=1))
    submit_attempt(session, attempt.id, taker.person.id, now=later(hours=2))
    taker.take(AFTER, 5, later(hours=3))

    assert gain_of(session, taker.enrolment.id) is None
    last = session.scalars(select(Act).order_by(Act.id.desc())).first()
    assert last.result == {"score": 1.0}


def test_without_the_first_form_there_is_nothing_to_compare(session, taker):
    finish_course(session, taker.enrolment, taker.live)
    taker.take(AFTER, 5)

    assert gain_of(session, taker.enrolment.id) is None


@pytest.mark.parametrize("began", [True, False])
def test_who_enrols_again_is_not_asked_again_what_they_knew_before(session, taker, began):
    if began:
        complete_lesson(session, taker.enrolment.id, "primera/uno", now=NOW)
    else:
        taker.take(BEFORE, 1)
    cancel_enrolment(session, taker.enrolment.id, now=NOW)
    again = taker_of(session, taker.live, taker.person, make_enrolment(session, taker.person, taker.live))

    assert not held(session, again)[BEFORE].may_take
    with pytest.raises(TooLateForFormError):
        again.begin(BEFORE)


def test_who_left_before_doing_anything_may_still_take_the_first_form(session, taker):
    taker.begin(BEFORE)
    cancel_enrolment(session, taker.enrolment.id, now=NOW)
    again = taker_of(session, taker.live, taker.person, make_enrolment(session, taker.person, taker.live))

    assert held(session, again)[BEFORE].may_take


def test_another_persons_work_does_not_close_the_first_form(session, taker):
    other = make_enrolment(session, make_person(session, "otra@pruebas.example"), taker.live)
    finish_course(session, other, taker.live)

    assert held(session, taker)[BEFORE].may_take


def test_a_course_without_diagnostic_has_no_forms(session, learner):
    assert held_forms(session, place_of(session, learner.person.id, learner.live.slug)) == {}


def test_the_forms_questions_are_counted_like_any_others(session, taker):
    taker.take(BEFORE, 5)

    assert question_statistics(session, taker.live.edition_id)["dx-a-1"] == (1, 1, 1)


def test_a_forms_question_is_not_annulled_for_it_counts_for_nothing(session, taker):
    with pytest.raises(NoSuchQuestionError):
        annul_question(session, taker.live.edition_id, "dx-a-1", by_id=None, reason="Prueba", now=NOW)


@pytest.mark.parametrize(("files", "moves"), [(DIAGNOSTIC_FILES, 1), (COURSE_FILES, 0)])
def test_a_sent_form_goes_along_to_a_new_edition_that_has_it(session, taker, files, moves):
    taker.take(BEFORE, 1)
    changed = {**files, "02-segunda/01-tres.md": COURSE_FILES["02-segunda/01-tres.md"].replace(b"Texto.", b"Otro.")}
    publish(session, changed, now=later(days=1))

    newest = session.scalars(select(Edition).order_by(Edition.number.desc())).first()
    session.expire_all()
    moved = session.get_one(Enrolment, taker.enrolment.id).edition_id == newest.id
    assert moved == bool(moves)
