"""A question that was wrong itself is annulled: everybody gets its points."""

import pytest
from sqlalchemy import select

from app.accounts.models import AuditEntry
from app.assessment.annulment_operations import (
    AlreadyAnnulledError,
    NoSuchQuestionError,
    Rescoring,
    annul_question,
)
from app.assessment.models import Response
from app.assessment.operations import save_answer, submit_attempt
from app.enrolment.operations import cancel_enrolment
from app.enrolment.queries import done_items
from tests.assessment.conftest import EXAM, QUIZ, later, right_fields, wrong_fields
from tests.factories import NOW


@pytest.fixture
def four_of_eight(session, learner):
    """An attempt with half of its questions right, which does not reach 60 %."""
    attempt = learner.begin()
    for number, question in enumerate(learner.quiz.questions):
        fields = right_fields(question) if number % 2 else wrong_fields(question)
        save_answer(session, attempt.id, learner.person.id, question.key, fields, client="t", sequence=1, now=NOW)
    submit_attempt(session, attempt.id, learner.person.id, now=NOW)
    session.commit()
    return attempt


def annul(session, learner, key="plazo", now=NOW):
    return annul_question(session, learner.live.edition_id, key, by_id=None, reason="Dos correctas", now=now)


def test_an_annulled_question_raises_scores_and_tells_its_effect(session, learner, four_of_eight):
    assert four_of_eight.score == 0.5

    effect = annul(session, learner)

    session.refresh(four_of_eight)
    assert effect == Rescoring(n_attempts=1, n_raised=1, n_now_passed=1)
    assert (four_of_eight.score, four_of_eight.passed) == (0.625, True)
    assert done_items(session, learner.enrolment.id)[QUIZ].passed
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.detail["question"] == "plazo"
    assert session.get(Response, (four_of_eight.id, "plazo")).share == 1.0


def test_who_had_it_right_already_is_not_changed(session, learner, four_of_eight):
    assert annul(session, learner, "multiple") == Rescoring(1, 0, 0)


def test_attempts_that_did_not_ask_it_or_are_open_are_left_alone(session, learner):
    attempt = learner.begin(EXAM)
    asked = {key for key, _ in attempt.draw}
    left_out = next(question.key for question in learner.exam.questions if question.key not in asked)
    submit_attempt(session, attempt.id, learner.person.id, now=NOW)
    open_attempt = learner.begin()

    assert annul(session, learner, left_out) == Rescoring(0, 0, 0)
    assert annul(session, learner, "plazo") == Rescoring(0, 0, 0)
    assert open_attempt.score is None


def test_an_open_attempt_that_asks_it_gets_its_points_and_the_next_does_not_ask_it(session, learner):
    attempt = learner.begin()
    annul(session, learner)
    submit_attempt(session, attempt.id, learner.person.id, now=NOW)
    session.refresh(attempt)

    assert attempt.score == 0.125
    following = learner.begin(now=later(minutes=1))
    assert "plazo" not in {key for key, _ in following.draw}


def test_the_effect_can_be_seen_and_undone(session, learner, four_of_eight):
    with session.begin_nested() as look:
        annul(session, learner)
        look.rollback()

    session.refresh(four_of_eight)
    assert four_of_eight.score == 0.5
    assert annul(session, learner).n_raised == 1


def test_a_cancelled_enrolment_is_scored_again_and_completes_nothing(session, learner, four_of_eight):
    cancel_enrolment(session, learner.enrolment.id, now=NOW)

    annul(session, learner)

    assert not done_items(session, learner.enrolment.id)[QUIZ].passed


def test_only_a_question_of_the_edition_is_annulled_and_once(session, learner):
    with pytest.raises(NoSuchQuestionError):
        annul(session, learner, "para-que")
    annul(session, learner)
    with pytest.raises(AlreadyAnnulledError):
        annul(session, learner)


def test_the_result_says_that_a_question_was_annulled(entered, session, learner, four_of_eight):
    annul(session, learner)
    session.commit()

    page = entered.get("assessment.result", attempt_id=four_of_eight.id)

    assert "Este reactivo se anuló" in page.text
    assert "62 %" in page.text
