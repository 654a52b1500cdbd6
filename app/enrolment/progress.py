"""How far a person is in a course, and what is missing: a pure function of edition and deeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.content.model import Course, Lesson, Quiz


@dataclass(frozen=True, slots=True)
class Done:
    """An item that was done; ``score`` (a share 0-1) and ``passed`` are a quiz's best."""

    completed_at: datetime
    score: float | None = None
    passed: bool | None = None


class StepState(StrEnum):
    """Where an item stands: not begun, done, or a quiz taken that did not reach its pass mark."""

    TODO = "todo"
    DONE = "done"
    NOT_PASSED = "not-passed"


@dataclass(frozen=True, slots=True)
class Step:
    """One required item and its state."""

    item: Lesson | Quiz
    state: StepState
    score: float | None

    @property
    def is_quiz(self) -> bool:
        return isinstance(self.item, Quiz)


@dataclass(frozen=True, slots=True)
class Progress:
    """Steps in reading order, and what follows from them."""

    steps: tuple[Step, ...]

    @property
    def states(self) -> frozenset[StepState]:
        """The states that some step is in."""
        return frozenset(step.state for step in self.steps)

    @property
    def n_required(self) -> int:
        return len(self.steps)

    @property
    def n_done(self) -> int:
        return sum(step.state is not StepState.TODO for step in self.steps)

    @property
    def share(self) -> float:
        """Required items done over required items, 0-1."""
        return self.n_done / self.n_required if self.steps else 0.0

    @property
    def finished(self) -> bool:
        """Every item was done."""
        return bool(self.steps) and self.n_done == self.n_required

    @property
    def accredited(self) -> bool:
        """Every item was done and every quiz reached its pass mark."""
        return bool(self.steps) and all(step.state is StepState.DONE for step in self.steps)

    @property
    def missing(self) -> tuple[Step, ...]:
        """What stands between the person and the certificate."""
        return tuple(step for step in self.steps if step.state is not StepState.DONE)

    @property
    def next_step(self) -> Step | None:
        """Where to go on: after the last item done, the first that is missing, else the first of all."""
        last = max((n for n, step in enumerate(self.steps) if step.state is not StepState.TODO), default=-1)
        ahead = [step for step in self.steps[last + 1 :] if step.state is not StepState.DONE]
        return next(iter(ahead or self.missing), None)

    def score_of(self, key: str) -> float | None:
        return next((step.score for step in self.steps if step.item.key == key), None)


def progress(course: Course, done: Mapping[str, Done]) -> Progress:
    """The progress that ``done`` (by item key) makes in ``course``; keys it does not have count nothing."""
    return Progress(tuple(_step(item, done.get(item.key)) for item in course.items))


def _step(item: Lesson | Quiz, done: Done | None) -> Step:
    if done is None:
        return Step(item, StepState.TODO, None)
    if isinstance(item, Quiz) and not done.passed:
        return Step(item, StepState.NOT_PASSED, done.score)
    return Step(item, StepState.DONE, done.score)
