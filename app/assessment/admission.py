"""Whether another attempt may start: a pure function of a quiz's rules and the attempts so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.content.model import DiagnosticForm, Quiz

LEFT_COUNTS = timedelta(days=30)
"""How long the attempts of an enrolment that its person left count for the one that follows it."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt as the rules see it; ``score`` is a share 0-1, None where it was never scored."""

    id: int
    number: int
    started_at: datetime
    deadline_at: datetime | None
    ended_at: datetime | None
    score: float | None
    passed: bool | None


class Bar(StrEnum):
    """Why no attempt may start now."""

    OPEN = "open"
    PASSED = "passed"
    SPENT = "spent"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands with a quiz. ``n_left`` None means without limit."""

    tried: tuple[Tried, ...]
    n_left: int | None
    wait_until: datetime | None
    bar: Bar | None

    @property
    def open(self) -> Tried | None:
        return next((attempt for attempt in self.tried if attempt.ended_at is None), None)

    @property
    def passed(self) -> bool:
        return any(attempt.passed for attempt in self.tried)

    @property
    def best(self) -> float | None:
        return max((attempt.score for attempt in self.tried if attempt.score is not None), default=None)

    @property
    def is_settled(self) -> bool:
        """No attempt is open and none will ever start: nothing that is shown can help one."""
        return self.bar in (Bar.PASSED, Bar.SPENT)


def standing(quiz: Quiz, tried: Sequence[Tried], now: datetime) -> Standing:
    """Apply the quiz's rules: one open attempt, its number of attempts, its wait between them.

    A final exam that was passed is not taken again; a unit quiz may be repeated as practice.
    """
    n_left = max(0, quiz.max_attempts - len(tried)) if quiz.max_attempts else None
    last = max((attempt.ended_at for attempt in tried if attempt.ended_at is not None), default=None)
    wait_until = None
    if last is not None and quiz.wait_minutes and n_left != 0:
        until = last + timedelta(minutes=quiz.wait_minutes)
        wait_until = until if until > now else None
    bar = None
    if any(attempt.ended_at is None for attempt in tried):
        bar = Bar.OPEN
    elif quiz.is_exam and any(attempt.passed for attempt in tried):
        bar = Bar.PASSED
    elif n_left == 0:
        bar = Bar.SPENT
    elif wait_until is not None:
        bar = Bar.WAITING
    return Standing(tuple(tried), n_left, wait_until, bar)


def reveals_key(quiz: Quiz, held: Standing) -> bool:
    """Whether a result may show what was right.

    Always in a unit quiz, in an exam once it is settled. Of a diagnostic's forms only the second does: the
    first would give away what the course is about to teach.
    """
    if quiz.form is not None:
        return quiz.form is DiagnosticForm.AFTER
    return not quiz.is_exam or held.is_settled
