"""Annulling a question that was wrong itself: everybody gets its points, with a look at the effect first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.audit import ACTS, write
from app.assessment.models import Annulment, Attempt
from app.assessment.operations import scored_now, write_score
from app.catalog.published import edition_content
from app.enrolment.operations import complete_quiz
from app.enrolment.queries import locked_enrolment
from app.shared.errors import DomainError

ANNULLED = "question.annulled"
ACTS[ANNULLED] = _l("Anuló un reactivo")


class NoSuchQuestionError(DomainError):
    """No quiz of the edition asks the question."""

    message = _l("Ninguna evaluación de esa edición tiene un reactivo con esa clave.")


class AlreadyAnnulledError(DomainError):
    """The question counts as right for everybody already."""

    message = _l("Ese reactivo ya está anulado.")


@dataclass(frozen=True, slots=True)
class Rescoring:
    """What an annulment does: ended attempts that asked the question, raised scores, new passes."""

    n_attempts: int
    n_raised: int
    n_now_passed: int


def annul_question(
    session: Session, edition_id: int, question_key: str, *, by_id: int | None, reason: str, now: datetime
) -> Rescoring:
    """Annul a question of an edition and score again every ended attempt that asked it.

    A score is computed anew from the answers, the edition and its annulments, and can only rise;
    courses that are accredited by it are, in the same transaction. For a look at the effect, roll
    back. NoSuchQuestionError, AlreadyAnnulledError.
    """
    content = edition_content(session, edition_id)
    quiz = next((quiz for quiz in content.quizzes() if quiz.question(question_key) is not None), None)
    if quiz is None:
        raise NoSuchQuestionError
    if session.get(Annulment, (edition_id, question_key)) is not None:
        raise AlreadyAnnulledError
    session.add(
        Annulment(
            edition_id=edition_id, question_key=question_key, reason=reason, annulled_by_id=by_id, annulled_at=now
        )
    )
    session.flush()
    outcomes = [
        _score_again(session, attempt, now) for attempt in _asked_in(session, edition_id, quiz.key, question_key)
    ]
    effect = Rescoring(
        n_attempts=len(outcomes),
        n_raised=sum(raised for raised, _ in outcomes),
        n_now_passed=sum(passed for _, passed in outcomes),
    )
    write(
        session,
        ANNULLED,
        actor_id=by_id,
        subject_type="edition",
        subject_id=edition_id,
        now=now,
        question=question_key,
        reason=reason,
        attempts=effect.n_attempts,
        raised=effect.n_raised,
        now_passed=effect.n_now_passed,
    )
    session.flush()
    return effect


def _asked_in(session: Session, edition_id: int, quiz_key: str, question_key: str) -> Iterator[Attempt]:
    ended = (
        select(Attempt.id, Attempt.enrolment_id, Attempt.draw)
        .where(Attempt.edition_id == edition_id, Attempt.quiz_key == quiz_key, Attempt.ended_at.is_not(None))
        .order_by(Attempt.enrolment_id, Attempt.id)
    )
    for attempt_id, _, draw in session.execute(ended).all():
        if any(key == question_key for key, _ in draw):
            yield session.get_one(Attempt, attempt_id)


def _score_again(session: Session, attempt: Attempt, now: datetime) -> tuple[bool, bool]:
    """Score an ended attempt anew; whether its score rose, and whether it passes only now."""
    enrolment = locked_enrolment(session, attempt.enrolment_id)
    scored = scored_now(session, attempt)
    raised, now_passed = scored.score > (attempt.score or 0.0), scored.passed and not attempt.passed
    write_score(session, attempt, scored)
    if raised and enrolment.cancelled_at is None:
        complete_quiz(session, enrolment, attempt.quiz_key, score=scored.score, passed=scored.passed, now=now)
    return raised, now_passed
