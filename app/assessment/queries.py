"""Reading attempts; every query that serves a page joins on the person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.assessment.admission import LEFT_COUNTS, Tried
from app.assessment.models import Annulment, Attempt, Ending, QuestionTally, Response
from app.catalog.models import Course, Edition
from app.catalog.published import course_content
from app.content import model
from app.content.marking import Answer
from app.content.model import DiagnosticForm
from app.enrolment.models import Enrolment, ItemCompletion


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt with the rules and draw it was given, and the edition it was drawn from."""

    id: int
    enrolment_id: int
    edition_id: int
    quiz_key: str
    number: int
    draw: list[Any]
    pass_mark: float
    max_attempts: int
    started_at: datetime
    deadline_at: datetime | None
    ended_at: datetime | None
    ending: Ending | None
    score: float | None
    passed: bool | None
    cancelled_at: datetime | None
    accredited_at: datetime | None
    course: model.Course
    quiz: model.Quiz

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and self.cancelled_at is None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was saved; None where it was cleared."""

    answer: Answer | None
    saved_at: datetime


def is_late(deadline_at: datetime | None, now: datetime) -> bool:
    """Whether a deadline has passed."""
    return deadline_at is not None and now >= deadline_at


_SITTING = (
    select(
        Attempt.id,
        Attempt.enrolment_id,
        Attempt.edition_id,
        Attempt.quiz_key,
        Attempt.number,
        Attempt.draw,
        Attempt.pass_mark,
        Attempt.max_attempts,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.ended_at,
        Attempt.ending,
        Attempt.score,
        Attempt.passed,
        Enrolment.cancelled_at,
        Enrolment.accredited_at,
        Course.slug,
        Edition.bundle_digest,
    )
    .select_from(Attempt)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .join(Edition, Edition.id == Attempt.edition_id)
    .join(Course, Course.id == Edition.course_id)
    .where(Attempt.id == bindparam("attempt_id"), Enrolment.person_id == bindparam("person_id"))
)
_SITTING_LOCKED = _SITTING.with_for_update(of=Attempt)


def sitting_of(session: Session, person_id: int, attempt_id: int, *, lock: bool = False) -> Sitting | None:
    """The person's attempt by one statement; None where it is not theirs. ``lock`` holds the attempt's row."""
    row = (
        session.connection()
        .execute(_SITTING_LOCKED if lock else _SITTING, {"attempt_id": attempt_id, "person_id": person_id})
        .one_or_none()
    )
    if row is None:
        return None
    facts = row._asdict()
    course = course_content(session, facts.pop("slug"), facts.pop("bundle_digest"))
    quiz = course.quiz(row.quiz_key)
    if quiz is None:
        raise LookupError(f"edition {row.edition_id} has no quiz {row.quiz_key}")
    return Sitting(**facts, course=course, quiz=quiz)


MINE = aliased(Enrolment)
OF_THE_SAME_PERSON = and_(Enrolment.person_id == MINE.person_id, Enrolment.course_id == MINE.course_id)
"""Joins an enrolment, MINE, with every enrolment of its person in its course, those they left too."""
_TRIED = (
    select(
        Attempt.id,
        Attempt.number,
        Attempt.started_at,
        Attempt.deadline_at,
        func.coalesce(Attempt.ended_at, Enrolment.cancelled_at, type_=Attempt.ended_at.type),
        Attempt.score,
        Attempt.passed,
    )
    .select_from(MINE)
    .join(Enrolment, OF_THE_SAME_PERSON)
    .join(Attempt, Attempt.enrolment_id == Enrolment.id)
    .outerjoin(
        ItemCompletion,
        and_(ItemCompletion.enrolment_id == Enrolment.id, ItemCompletion.item_key == Attempt.quiz_key),
    )
    .where(
        MINE.id == bindparam("enrolment_id"),
        Attempt.quiz_key == bindparam("quiz_key"),
        or_(
            Enrolment.id == MINE.id,
            and_(Enrolment.cancelled_at > bindparam("left_since"), ItemCompletion.passed.is_not(True)),
        ),
    )
    .order_by(Attempt.started_at, Attempt.id)
)


def attempts_of(session: Session, enrolment_id: int, quiz_key: str, now: datetime) -> tuple[Tried, ...]:
    """The attempts at a quiz, first to last: those of an enrolment, and those before it that still count.

    Leaving a course and coming back gives no new attempts within ``LEFT_COUNTS``, unless the quiz was passed
    before leaving. One that was open then ended with the enrolment. A form of the diagnostic has rules of its own.
    """
    counts = timedelta() if DiagnosticForm.of(quiz_key) else LEFT_COUNTS
    place = {"enrolment_id": enrolment_id, "quiz_key": quiz_key, "left_since": now - counts}
    return tuple(Tried(*row) for row in session.connection().execute(_TRIED, place))


_GIVEN = select(Response.question_key, Response.answer, Response.saved_at).where(
    Response.attempt_id == bindparam("attempt_id")
)


def answers_of(session: Session, attempt_id: int) -> Mapping[str, Given]:
    """What was saved in an attempt, by question key."""
    rows = session.connection().execute(_GIVEN, {"attempt_id": attempt_id})
    return {key: Given(answer, saved_at) for key, answer, saved_at in rows}


def overdue_attempts(enrolment_ids: Collection[int] | Select[int] | None, now: datetime) -> Select[int, int]:
    """The statement for open attempts whose time is up: attempt and enrolment ids, in locking order.

    ``enrolment_ids`` narrows it; None asks for all.
    """
    statement = select(Attempt.id, Attempt.enrolment_id).where(Attempt.ended_at.is_(None), Attempt.deadline_at <= now)
    if enrolment_ids is not None:
        statement = statement.where(Attempt.enrolment_id.in_(enrolment_ids))
    return statement.order_by(Attempt.enrolment_id, Attempt.id)


_OVERDUE = (
    select(Attempt.id)
    .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    .where(
        Enrolment.person_id == bindparam("person_id"),
        Attempt.ended_at.is_(None),
        Attempt.deadline_at <= bindparam("now"),
    )
    .limit(1)
)


def has_overdue(session: Session, person_id: int, now: datetime) -> bool:
    """Whether a person has an attempt to be closed: reading pages ask before they write."""
    return session.connection().execute(_OVERDUE, {"person_id": person_id, "now": now}).first() is not None


_ANNULLED = select(Annulment.question_key).where(Annulment.edition_id == bindparam("edition_id"))


def annulled_in(session: Session, edition_id: int) -> frozenset[str]:
    """The keys of the questions of an edition that count as right for everybody."""
    return frozenset(session.connection().execute(_ANNULLED, {"edition_id": edition_id}).scalars())


def ended_answers(session: Session, edition_id: int, question_keys: Collection[str]) -> dict[str, list[Answer]]:
    """What was answered to questions of an edition in its ended attempts, by question key."""
    rows = session.execute(
        select(Response.question_key, Response.answer)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(
            Attempt.edition_id == edition_id,
            Attempt.ended_at.is_not(None),
            Response.question_key.in_(question_keys),
        )
    )
    answers: dict[str, list[Answer]] = {}
    for key, answer in rows:
        answers.setdefault(key, []).append(answer)
    return answers


def question_statistics(session: Session, edition_id: int) -> dict[str, tuple[int, int, int]]:
    """By question key: in how many ended attempts it was asked, answered, and fully right."""
    rows = session.execute(
        select(
            QuestionTally.question_key, QuestionTally.n_scored, QuestionTally.n_answered, QuestionTally.n_correct
        ).where(QuestionTally.edition_id == edition_id)
    )
    return {key: (n_scored, n_answered, n_correct) for key, n_scored, n_answered, n_correct in rows}
