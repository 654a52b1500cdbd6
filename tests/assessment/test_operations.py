"""Starting, saving and closing an attempt."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.assessment.models import Attempt, Ending, Response
from app.assessment.operations import (
    AttemptEndedError,
    EnrolmentEndedError,
    ExamPassedError,
    NoAttemptsLeftError,
    NoSuchAttemptError,
    NoSuchQuizError,
    NotAskedError,
    TimeIsUpError,
    TooSoonError,
    close_overdue,
    save_answer,
    save_page,
    start_attempt,
    submit_attempt,
)
from app.assessment.queries import answers_of, has_overdue, question_statistics
from app.assessment.saving import fingerprint
from app.content.marking import read_answer
from app.enrolment.models import ItemCompletion
from app.enrolment.operations import cancel_enrolment, complete_lesson, enrol
from app.enrolment.queries import done_items
from app.record.models import Act, Verb
from tests.assessment.conftest import EXAM, QUIZ, later, right_fields, wrong_fields
from tests.factories import NOW, make_person


def save(session, learner, attempt, question, fields, *, client="tab-a", sequence=1, now=NOW):
    save_answer(session, attempt.id, learner.person.id, question.key, fields, client=client, sequence=sequence, now=now)


def answer_all(session, learner, attempt, fields_of=right_fields, now=NOW):
    quiz = learner.content.quiz(attempt.quiz_key)
    for key, _ in attempt.draw:
        question = quiz.question(key)
        save(session, learner, attempt, question, fields_of(question), now=now)


def submit(session, learner, attempt, now=NOW):
    submit_attempt(session, attempt.id, learner.person.id, now=now)
    session.refresh(attempt)


def acts(session, verb):
    return session.scalars(select(Act).where(Act.verb == verb).order_by(Act.id)).all()


def test_an_attempt_copies_the_rules_that_hold_when_it_starts(session, learner):
    attempt = learner.begin(EXAM)

    assert (attempt.pass_mark, attempt.max_attempts, attempt.wait_minutes) == (0.8, 3, 60)
    assert attempt.deadline_at == later(minutes=40)
    assert attempt.edition_id == learner.live.edition_id
    assert len(attempt.draw) == 4
    assert acts(session, Verb.ATTEMPTED)[0].result == {"number": 1}
    assert len(acts(session, Verb.STARTED)) == 1


def test_starting_twice_gives_the_same_attempt(session, learner):
    first = learner.begin()

    assert learner.begin(now=later(minutes=1)) is first
    assert len(learner.attempts()) == 1
    assert len(acts(session, Verb.ATTEMPTED)) == 1


def test_the_database_holds_one_open_attempt(session, learner):
    attempt = learner.begin()
    facts = {column.name: getattr(attempt, column.name) for column in Attempt.__table__.columns if column.name != "id"}
    session.add(Attempt(**{**facts, "number": 2}))

    with pytest.raises(IntegrityError):
        session.flush()


def test_a_quiz_that_the_edition_does_not_have_is_refused(session, learner):
    with pytest.raises(NoSuchQuizError):
        start_attempt(session, learner.enrolment.id, "otra/evaluacion", now=NOW)


def test_a_wait_holds_between_attempts(session, learner):
    attempt = learner.begin(EXAM)
    submit(session, learner, attempt, now=later(minutes=5))

    with pytest.raises(TooSoonError):
        learner.begin(EXAM, now=later(minutes=64))
    assert learner.begin(EXAM, now=later(minutes=65)).number == 2


def test_attempts_are_limited(session, learner):
    for number in range(3):
        submit(session, learner, learner.begin(EXAM, now=later(hours=2 * number)), now=later(hours=2 * number))

    with pytest.raises(NoAttemptsLeftError):
        learner.begin(EXAM, now=later(days=2))


def test_an_exam_that_was_passed_is_not_taken_again(session, learner):
    attempt = learner.begin(EXAM)
    answer_all(session, learner, attempt)
    submit(session, learner, attempt)

    assert attempt.passed
    with pytest.raises(ExamPassedError):
        learner.begin(EXAM, now=later(days=2))


def again(session, learner, now):
    """Leave the course and come back at once."""
    cancel_enrolment(session, learner.enrolment.id, now=now)
    return enrol(session, learner.person.id, learner.live, now=now).id


def test_leaving_a_course_and_coming_back_gives_no_new_attempts_for_a_while(session, learner):
    for number in range(2):
        submit(session, learner, learner.begin(EXAM, now=later(hours=2 * number)), now=later(hours=2 * number))
    learner.begin(EXAM, now=later(hours=4))

    back = again(session, learner, later(hours=5))

    with pytest.raises(NoAttemptsLeftError):
        start_attempt(session, back, EXAM, now=later(days=20))
    assert start_attempt(session, back, EXAM, now=later(days=31))


def test_a_wait_goes_on_in_the_enrolment_that_follows(session, learner):
    submit(session, learner, learner.begin(EXAM), now=NOW)

    back = again(session, learner, NOW)

    with pytest.raises(TooSoonError):
        start_attempt(session, back, EXAM, now=later(minutes=30))
    assert start_attempt(session, back, EXAM, now=later(hours=2))


def test_who_passed_an_exam_before_leaving_may_take_it_again(session, learner):
    attempt = learner.begin(EXAM)
    answer_all(session, learner, attempt)
    submit(session, learner, attempt)

    assert start_attempt(session, again(session, learner, NOW), EXAM, now=NOW)


def test_a_cancelled_enrolment_takes_no_attempt_and_no_answer(session, learner):
    attempt = learner.begin()
    cancel_enrolment(session, learner.enrolment.id, now=NOW)

    with pytest.raises(EnrolmentEndedError):
        start_attempt(session, learner.enrolment.id, QUIZ, now=NOW)
    with pytest.raises(EnrolmentEndedError):
        save(session, learner, attempt, learner.quiz.questions[0], {})
    with pytest.raises(EnrolmentEndedError):
        submit(session, learner, attempt)


def test_a_save_keeps_the_answer_and_a_later_one_changes_it(session, learner):
    attempt, question = learner.begin(), learner.quiz.question("corta")
    save(session, learner, attempt, question, wrong_fields(question), sequence=1)
    save(session, learner, attempt, question, right_fields(question), sequence=2, now=later(minutes=1))

    held = answers_of(session, attempt.id)["corta"]
    assert (held.answer, held.saved_at) == ("sujeto obligado", later(minutes=1))


def test_a_save_that_arrives_late_or_twice_changes_nothing(session, learner):
    attempt, question = learner.begin(), learner.quiz.question("corta")
    save(session, learner, attempt, question, right_fields(question), sequence=2)
    save(session, learner, attempt, question, wrong_fields(question), sequence=1, now=later(minutes=1))
    save(session, learner, attempt, question, wrong_fields(question), sequence=2, now=later(minutes=2))

    held = answers_of(session, attempt.id)["corta"]
    assert (held.answer, held.saved_at) == ("sujeto obligado", NOW)


def test_a_late_retry_of_one_tab_does_not_undo_what_another_tab_saved(session, learner):
    attempt, question = learner.begin(), learner.quiz.question("corta")
    save(session, learner, attempt, question, wrong_fields(question), client="tab-a", sequence=7)
    save(session, learner, attempt, question, right_fields(question), client="tab-b", sequence=1)
    save(session, learner, attempt, question, wrong_fields(question), client="tab-a", sequence=7)

    assert answers_of(session, attempt.id)["corta"].answer == "sujeto obligado"


def test_an_empty_answer_clears_and_stays_cleared(session, learner):
    attempt, question = learner.begin(), learner.quiz.question("multiple")
    save(session, learner, attempt, question, right_fields(question), sequence=1)
    save(session, learner, attempt, question, {}, sequence=2)
    save(session, learner, attempt, question, right_fields(question), sequence=1)

    assert answers_of(session, attempt.id)["multiple"].answer is None


def test_an_answer_of_another_person_or_question_is_refused(session, learner):
    attempt = learner.begin(EXAM)
    other = make_person(session, "otra@pruebas.example")
    asked = {key for key, _ in attempt.draw}
    left_out = next(question for question in learner.exam.questions if question.key not in asked)

    with pytest.raises(NoSuchAttemptError):
        save_answer(session, attempt.id, other.id, "examen-1", {}, client="t", sequence=1, now=NOW)
    with pytest.raises(NoSuchAttemptError):
        submit_attempt(session, attempt.id, other.id, now=NOW)
    with pytest.raises(NotAskedError):
        save(session, learner, attempt, left_out, {})
    assert answers_of(session, attempt.id) == {}


def test_a_save_after_the_end_or_the_deadline_is_refused(session, learner):
    exam, quiz = learner.begin(EXAM), learner.begin()
    submit(session, learner, quiz)
    question = learner.exam.question(exam.draw[0][0])

    save(session, learner, exam, question, right_fields(question), now=later(minutes=39, seconds=59))
    with pytest.raises(TimeIsUpError):
        save(session, learner, exam, question, {}, sequence=2, now=later(minutes=40))
    with pytest.raises(AttemptEndedError):
        save(session, learner, quiz, learner.quiz.questions[0], {})
    assert answers_of(session, exam.id)[question.key].answer is not None


def test_a_page_saves_what_was_changed_on_it_and_leaves_the_rest(session, learner):
    attempt = learner.begin()
    changed, cleared, untouched = (learner.quiz.question(key) for key in ("corta", "numerica", "plazo"))
    save(session, learner, attempt, cleared, right_fields(cleared))
    shown = {
        "corta": fingerprint(None),
        "numerica": fingerprint(read_answer(cleared, right_fields(cleared))),
        "plazo": fingerprint(None),
        "strange": fingerprint("x"),
    }
    save(session, learner, attempt, untouched, right_fields(untouched), client="tab-b")

    n_changed = save_page(session, attempt.id, learner.person.id, wrong_fields(changed), shown, now=NOW)

    held = answers_of(session, attempt.id)
    assert n_changed == 2
    assert held["corta"].answer == "autoridad garante"
    assert held["numerica"].answer is None
    assert held["plazo"].answer == read_answer(untouched, right_fields(untouched))


def test_submitting_scores_once_with_all_that_follows(session, learner):
    attempt = learner.begin()
    for question in learner.quiz.questions[:6]:
        save(session, learner, attempt, question, right_fields(question))
    submit(session, learner, attempt, now=later(minutes=3))
    submit(session, learner, attempt, now=later(minutes=9))

    assert (attempt.ended_at, attempt.ending) == (later(minutes=3), Ending.SUBMITTED)
    assert (attempt.score, attempt.passed) == (0.75, True)
    shares = session.scalars(select(Response.share).where(Response.attempt_id == attempt.id)).all()
    assert shares == [1.0] * 6
    assert [act.result for act in acts(session, Verb.ANSWERED)] == [{"score": 0.75, "passed": True, "number": 1}]
    done = done_items(session, learner.enrolment.id)[QUIZ]
    assert (done.score, done.passed) == (0.75, True)


def test_the_counts_of_questions_follow_each_submission(session, learner):
    for fields_of in (right_fields, wrong_fields):
        attempt = learner.begin()
        answer_all(session, learner, attempt, fields_of)
        save(session, learner, attempt, learner.quiz.question("corta"), {}, sequence=2)
        submit(session, learner, attempt)

    counts = question_statistics(session, learner.live.edition_id)
    assert counts["plazo"] == (2, 2, 1)
    assert counts["corta"] == (2, 0, 0)
    assert "para-que" not in counts


def test_a_submission_after_the_deadline_counts_what_was_saved_before_it(session, learner):
    attempt = learner.begin(EXAM)
    answer_all(session, learner, attempt)
    submit(session, learner, attempt, now=later(hours=2))

    assert (attempt.ending, attempt.ended_at) == (Ending.OVERDUE, later(minutes=40))
    assert attempt.passed


def test_overdue_attempts_are_closed_when_somebody_looks(session, learner):
    exam, quiz = learner.begin(EXAM), learner.begin()
    person_id = learner.person.id

    assert not has_overdue(session, person_id, later(minutes=39))
    assert has_overdue(session, person_id, later(minutes=40))
    assert close_overdue(session, [learner.enrolment.id + 1], now=later(hours=1)) == 0
    assert close_overdue(session, [learner.enrolment.id], now=later(hours=1)) == 1
    assert close_overdue(session, None, now=later(hours=1)) == 0
    session.refresh(exam)
    session.refresh(quiz)
    assert exam.ended_at == later(minutes=40)
    assert quiz.ended_at is None


def test_starting_closes_the_overdue_attempt_before(session, learner):
    first = learner.begin(EXAM)

    second = learner.begin(EXAM, now=later(hours=3))

    session.refresh(first)
    assert first.ending is Ending.OVERDUE
    assert second.number == 2


def test_an_overdue_attempt_of_a_cancelled_enrolment_is_closed_and_completes_nothing(session, learner):
    learner.begin(EXAM)
    cancel_enrolment(session, learner.enrolment.id, now=NOW)

    assert close_overdue(session, None, now=later(hours=1)) == 1
    assert session.scalar(select(func.count()).select_from(ItemCompletion)) == 0


def test_the_last_quiz_accredits_the_course_in_the_same_transaction(app, session, learner):
    for lesson in learner.content.lessons():
        complete_lesson(session, learner.enrolment.id, lesson.key, now=NOW)
    for quiz in learner.content.quizzes():
        attempt = learner.begin(quiz.key)
        answer_all(session, learner, attempt)
        with app.app_context():
            submit(session, learner, attempt)

    session.refresh(learner.enrolment)
    assert learner.enrolment.accredited_at == NOW
    assert len(acts(session, Verb.ACCREDITED)) == 1


def test_a_save_costs_three_statements(session, learner, count_queries):
    attempt, question = learner.begin(), learner.quiz.question("corta")

    with count_queries(session) as counted:
        save(session, learner, attempt, question, right_fields(question))

    assert counted.n == 3


def test_a_worse_attempt_does_not_lower_the_result(session, learner):
    good = learner.begin()
    answer_all(session, learner, good)
    submit(session, learner, good)
    bad = learner.begin(now=later(minutes=1))
    submit(session, learner, bad, now=later(minutes=2))

    assert (bad.score, bad.passed) == (0.0, False)
    done = done_items(session, learner.enrolment.id)[QUIZ]
    assert (done.score, done.passed) == (1.0, True)


def test_an_attempt_keeps_its_facts(session, learner):
    attempt = learner.begin()
    attempt.deadline_at = NOW + timedelta(days=1)

    with pytest.raises(Exception, match="keeps its"):
        session.flush()
