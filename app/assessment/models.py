"""Attempts at quizzes, the answers as they were given, counts by question, and questions annulled."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.enrolment.models import Enrolment
from app.shared.db import Base, one_of


class Ending(StrEnum):
    """How an attempt came to its end."""

    SUBMITTED = "submitted"
    OVERDUE = "overdue"


class Attempt(Base):
    """One learner's go at one quiz, with the rules and the draw that held when it started.

    ``draw`` lists ``[question key, [option keys in the order shown]]`` in the order shown;
    ``pass_mark`` and ``score`` are shares 0-1.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 1", "score_is_a_share"),
        CheckConstraint("pass_mark BETWEEN 0 AND 1", "pass_mark_is_a_share"),
        CheckConstraint("(ended_at IS NULL) = (score IS NULL)", "scored_when_ended"),
        CheckConstraint("(ended_at IS NULL) = (passed IS NULL)", "judged_when_ended"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", "ending_when_ended"),
        UniqueConstraint("enrolment_id", "quiz_key", "number"),
        Index(
            "uq_attempt_one_open",
            "enrolment_id",
            "quiz_key",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "ix_attempt_open_deadline",
            "deadline_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    quiz_key: Mapped[str] = mapped_column(String(160))
    number: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    draw: Mapped[list[Any]] = mapped_column(JSON)
    pass_mark: Mapped[float]
    max_attempts: Mapped[int]
    wait_minutes: Mapped[int]
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ending: Mapped[Ending | None] = mapped_column(one_of(Ending, "ending"))
    score: Mapped[float | None]
    passed: Mapped[bool | None]
    enrolment: Mapped[Enrolment] = relationship()
    responses: Mapped[list["Response"]] = relationship(back_populates="attempt", cascade="all, delete-orphan")


class Response(Base):
    """The latest answer to one question of an attempt; JSON null where it was cleared.

    ``client`` names the tab that gave it and ``sequence`` grows with that tab's saves; ``seen``
    holds the highest sequence of every tab, so that a save that arrives twice or late changes
    nothing, even after another tab's. A form without script has no client (empty) and no sequence
    (0). ``share`` 0-1 is set when the attempt ends.
    """

    __tablename__ = "response"
    __table_args__ = (CheckConstraint("share BETWEEN 0 AND 1", "share_is_a_share"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    answer: Mapped[Any] = mapped_column(JSON)
    client: Mapped[str] = mapped_column(String(36))
    sequence: Mapped[int] = mapped_column(BigInteger)
    seen: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    saved_at: Mapped[datetime]
    share: Mapped[float | None]
    attempt: Mapped[Attempt] = relationship(back_populates="responses")


class QuestionTally(Base):
    """How often a question of an edition was drawn and scored, answered, and fully right."""

    __tablename__ = "question_tally"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    n_scored: Mapped[int] = mapped_column(default=0)
    n_answered: Mapped[int] = mapped_column(default=0)
    n_correct: Mapped[int] = mapped_column(default=0)


class Annulment(Base):
    """A question of an edition that counts as right for everybody, because it was wrong itself."""

    __tablename__ = "annulment"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    annulled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    annulled_at: Mapped[datetime]
