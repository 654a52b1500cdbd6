"""A new edition moves who loses nothing by it; the others finish on their own."""

import pytest
from sqlalchemy import select

from app.assessment.edition_operations import move_enrolments
from app.assessment.operations import save_answer, start_attempt, submit_attempt
from app.assessment.queries import sitting_of
from app.catalog.models import Course, Edition
from app.enrolment.operations import cancel_enrolment, complete_lesson
from app.record.models import Act, Verb
from tests.assessment.conftest import EXAM, QUIZ, later, right_fields
from tests.factories import COURSE_FILES, NOW, finish_course, make_enrolment, make_organisation, make_person, publish

LATER = later(days=1)
SECOND_LESSON = "01-primera/02-dos.md"
EDITED = {**COURSE_FILES, SECOND_LESSON: COURSE_FILES[SECOND_LESSON].replace(b"Texto", b"Otro texto")}
WITHOUT_SECOND_LESSON = {path: content for path, content in COURSE_FILES.items() if path != SECOND_LESSON}
QUIZ_FILE = "01-primera/evaluacion.md"
WITHOUT_A_QUESTION = {**COURSE_FILES, QUIZ_FILE: COURSE_FILES[QUIZ_FILE].replace(b"{#corta ", b"{#corta-nueva ")}


def moves(session):
    return session.scalars(select(Act).where(Act.verb == Verb.MOVED).order_by(Act.id)).all()


def edition_now(session, learner):
    session.refresh(learner.enrolment)
    return learner.enrolment.edition_id


@pytest.fixture
def publish_again(session):
    return lambda files: publish(session, files, now=LATER)


def test_who_has_done_nothing_moves_and_the_record_says_so(session, learner, publish_again):
    new = publish_again(EDITED)

    assert edition_now(session, learner) == new.edition_id
    (act,) = moves(session)
    assert (act.enrolment_id, act.edition_id, act.at) == (learner.enrolment.id, new.edition_id, LATER)
    assert act.result == {"from": 1, "to": 2}


def test_how_many_moved_is_told(session, learner, publish_again):
    new = publish_again(EDITED)
    course = session.get_one(Course, new.course_id)
    newest, first = (session.get_one(Edition, live.edition_id) for live in (new, learner.live))

    assert move_enrolments(session, course, newest, now=LATER) == 0
    assert move_enrolments(session, course, first, now=LATER) == 1


def test_who_has_an_open_attempt_stays_and_the_attempt_keeps_its_edition(session, learner, publish_again):
    attempt = learner.begin()

    publish_again(WITHOUT_A_QUESTION)

    assert edition_now(session, learner) == learner.live.edition_id
    sitting = sitting_of(session, learner.person.id, attempt.id)
    assert sitting.course.digest == learner.live.digest
    assert sitting.quiz.question("corta") is not None
    assert moves(session) == []


def test_an_attempt_that_was_only_overdue_does_not_hold_anybody(session, learner, publish_again):
    learner.begin(EXAM)

    new = publish_again(EDITED)

    assert edition_now(session, learner) == new.edition_id
    assert learner.attempts()[0].ending == "overdue"


def test_who_did_a_lesson_that_is_gone_stays(session, learner, publish_again):
    complete_lesson(session, learner.enrolment.id, "primera/dos", now=NOW)
    session.commit()

    publish_again(WITHOUT_SECOND_LESSON)

    assert edition_now(session, learner) == learner.live.edition_id


def test_who_answered_a_question_that_is_gone_stays_and_who_did_not_moves(session, learner, publish_again):
    attempt = learner.begin()
    question = learner.quiz.question("corta")
    fields = right_fields(question)
    save_answer(session, attempt.id, learner.person.id, "corta", fields, client="t", sequence=1, now=NOW)
    submit_attempt(session, attempt.id, learner.person.id, now=NOW)
    other = make_enrolment(session, make_person(session, "otra@pruebas.example"), learner.live)
    other_attempt = start_attempt(session, other.id, QUIZ, now=NOW)
    submit_attempt(session, other_attempt, other.person_id, now=NOW)
    session.commit()

    new = publish_again(WITHOUT_A_QUESTION)

    session.refresh(other)
    assert edition_now(session, learner) == learner.live.edition_id
    assert other.edition_id == new.edition_id


def test_accredited_and_cancelled_enrolments_stay(session, learner, publish_again):
    finish_course(session, learner.enrolment, learner.live)
    other = make_enrolment(session, make_person(session, "otra@pruebas.example"), learner.live)
    cancel_enrolment(session, other.id, now=NOW)
    session.commit()

    publish_again(EDITED)

    session.refresh(other)
    assert edition_now(session, learner) == learner.live.edition_id
    assert other.edition_id == learner.live.edition_id


def test_a_course_that_became_shorter_is_completed_by_the_move(app, session, learner, publish_again):
    for item in learner.content.items:
        if item.key == "primera/dos":
            continue
        if item.key.endswith("evaluacion") or item.key == EXAM:
            attempt = learner.begin(item.key)
            for key, _ in attempt.draw:
                fields = right_fields(learner.content.quiz(item.key).question(key))
                save_answer(session, attempt.id, learner.person.id, key, fields, client="t", sequence=1, now=NOW)
            submit_attempt(session, attempt.id, learner.person.id, now=NOW)
        else:
            complete_lesson(session, learner.enrolment.id, item.key, now=NOW)
    session.commit()
    assert learner.enrolment.finished_at is None

    with app.app_context():
        new = publish_again(WITHOUT_SECOND_LESSON)

    assert edition_now(session, learner) == new.edition_id
    assert learner.enrolment.accredited_at == LATER


def test_a_question_moved_on_keeps_its_marks_under_its_own_edition(session, learner, publish_again):
    attempt = learner.begin()
    submit_attempt(session, attempt.id, learner.person.id, now=NOW)
    session.commit()

    publish_again(EDITED)

    assert sitting_of(session, learner.person.id, attempt.id).edition_id == learner.live.edition_id
    assert learner.begin(now=LATER).number == 2


def test_a_restored_edition_takes_people_back(session, learner, publish_again):
    publish_again(EDITED)
    publish_again(COURSE_FILES)

    assert edition_now(session, learner) == learner.live.edition_id
    assert [act.result for act in moves(session)] == [{"from": 1, "to": 2}, {"from": 2, "to": 1}]


def test_moving_costs_the_same_statements_for_one_and_for_many(session, learner, publish_again, count_queries):
    def next_edition(number):
        return {**EDITED, SECOND_LESSON: EDITED[SECOND_LESSON] + b"Y algo nuevo. " * number}

    live = publish_again(EDITED)
    with count_queries(session) as one:
        publish_again(next_edition(1))
    organisation = make_organisation(session, "grande")
    for number in range(12):
        make_enrolment(session, make_person(session, f"persona-{number}@pruebas.example", organisation), live)
    publish_again(next_edition(2))

    with count_queries(session) as many:
        publish_again(next_edition(3))

    assert len(moves(session)) == 2 + 13 + 13
    assert many.n == one.n
