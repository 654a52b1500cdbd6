"""Enrolling, doing items, and the completion that follows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Sex
from app.enrolment.models import ItemCompletion
from app.enrolment.operations import (
    AccreditedStaysError,
    AlreadyEnrolledError,
    NoSuchLessonError,
    RequirementMissingError,
    cancel_enrolment,
    complete_lesson,
    complete_quiz,
    enrol,
)
from app.enrolment.queries import (
    courses_of,
    done_items,
    enrolled_slugs,
    enrolment_of,
    missing_requirements,
    place_of,
)
from app.record.models import Act, Verb
from tests.factories import COURSE_FILES, NOW, finish_course, make_enrolment, make_person, publish


def verbs(session, enrolment):
    return list(session.scalars(select(Act.verb).where(Act.enrolment_id == enrolment.id).order_by(Act.id)))


def another_course(code, requirements="[]"):
    front = COURSE_FILES["curso.md"].replace(b"clave: PRU01", f"clave: {code}".encode())
    return {**COURSE_FILES, "curso.md": front.replace(b"requisitos: []", f"requisitos: {requirements}".encode())}


def test_enrolling_copies_organisation_and_sex_and_is_recorded(session):
    live, person = publish(session), make_person(session, sex=Sex.WOMAN)

    enrolment = enrol(session, person.id, live, now=NOW)

    assert enrolment.edition_id == live.edition_id
    assert enrolment.organisation_id == person.organisation_id
    assert enrolment.sex is Sex.WOMAN
    assert verbs(session, enrolment) == [Verb.REGISTERED]


def test_one_open_enrolment_in_a_course(session):
    live, person = publish(session), make_person(session)
    make_enrolment(session, person, live)

    with pytest.raises(AlreadyEnrolledError):
        enrol(session, person.id, live, now=NOW)


def test_requirements_come_first(session):
    first, person = publish(session), make_person(session)
    second = publish(session, another_course("PRU02", "[curso-de-prueba]"), slug="segundo")

    assert missing_requirements(session, person.id, second) == ("curso-de-prueba",)
    with pytest.raises(RequirementMissingError):
        enrol(session, person.id, second, now=NOW)

    finish_course(session, make_enrolment(session, person, first), first)
    assert missing_requirements(session, person.id, second) == ()
    assert enrol(session, person.id, second, now=NOW).id is not None


def test_a_lesson_counts_once(session):
    live = publish(session)
    enrolment = make_enrolment(session, make_person(session), live)

    complete_lesson(session, enrolment.id, "primera/uno", now=NOW)
    complete_lesson(session, enrolment.id, "primera/uno", now=NOW + timedelta(hours=1))

    assert done_items(session, enrolment.id)["primera/uno"].completed_at == NOW
    assert verbs(session, enrolment) == [Verb.REGISTERED, Verb.STARTED, Verb.COMPLETED_ITEM]


@pytest.mark.parametrize("key", ["primera/evaluacion", "primera/no-existe", "examen", ""])
def test_only_lessons_of_the_edition_can_be_marked_as_read(session, key):
    enrolment = make_enrolment(session, make_person(session), publish(session))

    with pytest.raises(NoSuchLessonError):
        complete_lesson(session, enrolment.id, key, now=NOW)

    assert session.scalars(select(ItemCompletion)).all() == []


def test_a_better_attempt_counts_and_a_worse_one_takes_nothing_away(session):
    enrolment = make_enrolment(session, make_person(session), publish(session))

    for score, passed in ((0.4, False), (0.9, True), (0.2, False)):
        complete_quiz(session, enrolment, "primera/evaluacion", score=score, passed=passed, now=NOW)

    held = done_items(session, enrolment.id)["primera/evaluacion"]
    assert (held.score, held.passed) == (0.9, True)


def test_completion_is_recorded_once_when_its_rules_hold(session):
    live = publish(session)
    enrolment = make_enrolment(session, make_person(session), live)

    finish_course(session, enrolment, live, NOW + timedelta(days=1))
    finish_course(session, enrolment, live, NOW + timedelta(days=2))

    assert enrolment.finished_at == enrolment.accredited_at == NOW + timedelta(days=1)
    kept = verbs(session, enrolment)
    assert kept.count(Verb.FINISHED) == kept.count(Verb.ACCREDITED) == 1


def test_finishing_without_passing_is_not_accredited_until_the_quiz_is_passed(app, session):
    live = publish(session)
    enrolment = make_enrolment(session, make_person(session), live)
    complete_quiz(session, enrolment, "examen", score=0.5, passed=False, now=NOW)
    for item in live.content.items:
        if item.key.endswith("evaluacion"):
            complete_quiz(session, enrolment, item.key, score=1.0, passed=True, now=NOW)
        elif item.key != "examen":
            complete_lesson(session, enrolment.id, item.key, now=NOW)
    assert enrolment.finished_at == NOW
    assert enrolment.accredited_at is None

    with app.app_context():
        complete_quiz(session, enrolment, "examen", score=0.8, passed=True, now=NOW + timedelta(hours=2))

    assert enrolment.accredited_at == NOW + timedelta(hours=2)


def test_a_cancelled_enrolment_can_be_followed_by_another(session):
    live, person = publish(session), make_person(session)
    first = make_enrolment(session, person, live)
    complete_lesson(session, first.id, "primera/uno", now=NOW)

    cancel_enrolment(session, first.id, now=NOW)
    cancel_enrolment(session, first.id, now=NOW)
    second = make_enrolment(session, person, live)

    assert verbs(session, first).count(Verb.CANCELLED) == 1
    assert done_items(session, second.id) == {}
    assert enrolment_of(session, person.id, live.slug).id == second.id


def test_what_is_accredited_is_not_cancelled(session):
    live = publish(session)
    enrolment = make_enrolment(session, make_person(session), live)
    finish_course(session, enrolment, live)

    with pytest.raises(AccreditedStaysError):
        cancel_enrolment(session, enrolment.id, now=NOW)


def test_a_place_holds_what_was_done_in_the_persons_own_edition(session):
    live, person = publish(session), make_person(session)
    enrolment = make_enrolment(session, person, live)
    complete_lesson(session, enrolment.id, "primera/uno", now=NOW)
    session.commit()

    place = place_of(session, person.id, live.slug)

    assert place.enrolment_id == enrolment.id
    assert place.content.digest == live.digest
    assert set(place.done) == {"primera/uno"}
    assert place_of(session, person.id + 1, live.slug) is None


def test_a_classroom_costs_the_same_with_one_course_and_with_many(session, count_queries):
    person = make_person(session)
    make_enrolment(session, person, publish(session))
    with count_queries(session) as with_one:
        assert len(courses_of(session, person.id)) == 1
    for number in range(5):
        make_enrolment(session, person, publish(session, another_course(f"PR{number}0"), slug=f"curso-{number}"))

    with count_queries(session) as with_many:
        assert len(courses_of(session, person.id)) == 6

    assert with_many.n == with_one.n == 2
    assert enrolled_slugs(session, person.id)["curso-0"] is False
