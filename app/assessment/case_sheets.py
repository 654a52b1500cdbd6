"""What a page shows of a branching case: the way gone, its dates, and the scene that waits for a decision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.assessment.sheets import Asked
from app.catalog.published import find_programme
from app.content.case import Decision, Scene, Step, Way, follow, n_decisions
from app.content.case_clock import Clock, clock, moments
from app.content.model import Case, Quiz
from app.content.norms import Deadline
from app.content.workdays import Calendar


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """A case as it stands. ``moments`` tells when each step was taken, and at last the present; empty without dates."""

    case: Case
    way: Way
    order: Sequence[str]
    moments: tuple[datetime, ...]
    clock: Clock | None

    @property
    def scene(self) -> Scene:
        return self.way.scene

    @property
    def steps(self) -> Iterable[tuple[int, Step, datetime | None]]:
        """Each step with its number, from 1, and when it was taken."""
        for number, step in enumerate(self.way.steps, 1):
            yield number, step, self.moments[number - 1] if self.moments else None

    @property
    def options(self) -> tuple[Decision, ...]:
        """The decisions of the present scene in the order drawn."""
        return tuple(sorted(self.scene.decisions, key=lambda decision: self.order.index(decision.key)))

    @property
    def n_decisions(self) -> int:
        """How many right decisions make a full score."""
        return n_decisions(self.case.scenes)


def has_case(quiz: Quiz) -> bool:
    """Whether a quiz may ask a branching case."""
    return any(isinstance(question, Case) for question in quiz.questions)


def case_sheets(session: Session, asked: Iterable[Asked]) -> dict[str, CaseSheet]:
    """The cases among the questions asked, by key. One query where there are any, none otherwise."""
    cases = [(one, one.question) for one in asked if isinstance(one.question, Case)]
    if not cases:
        return {}
    programme = find_programme(session)
    calendar = programme.calendar if programme else Calendar()
    deadlines = programme.references.deadlines if programme else {}
    return {case.key: case_sheet(case, one, calendar, deadlines) for one, case in cases}


def case_sheet(case: Case, asked: Asked, calendar: Calendar, deadlines: Mapping[str, Deadline]) -> CaseSheet:
    """A case as an attempt left it."""
    way = follow(case.scenes, asked.answer)
    return CaseSheet(case, way, asked.order, moments(case, way, calendar), clock(case, way, calendar, deadlines))
