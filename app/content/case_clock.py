"""The calendar of a case: which day it is after the decisions taken, and when what runs ends. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.content.case import Way, longest_ways
from app.content.model import Case
from app.content.norms import Deadline
from app.content.workdays import WORKDAYS, Calendar, Span


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment at which a case stands, the working days used of what runs, and its last day.

    ``deadlines`` are the one that runs and what extended it; none where the case has none.
    """

    now: datetime
    workdays_used: int
    deadlines: tuple[Deadline, ...]
    ends_on: date | None

    @property
    def is_late(self) -> bool:
        return self.ends_on is not None and self.now.date() > self.ends_on

    @property
    def workdays_given(self) -> int | None:
        """The working days that the deadline has in all; None where it is told in other days."""
        if not self.deadlines or any(deadline.unit != WORKDAYS for deadline in self.deadlines):
            return None
        return sum(deadline.amount for deadline in self.deadlines)


def moments(case: Case, way: Way, calendar: Calendar) -> tuple[datetime, ...]:
    """When each decision of a way was taken, and at last the moment at which it stands; none without a start."""
    if case.starts_at is None:
        return ()
    at = [case.starts_at]
    for step in way.steps:
        at.append(_after(calendar, at[-1], step.decision.takes))
    return tuple(at)


def clock(case: Case, way: Way, calendar: Calendar, deadlines: Mapping[str, Deadline]) -> Clock | None:
    """The calendar as a way leaves it; None for a case without a start."""
    if case.starts_at is None:
        return None
    reached = moments(case, way, calendar)
    runs_from, running = case.starts_at, [case.deadline]
    for scene, at in zip((*(step.scene for step in way.steps), way.scene), reached, strict=True):
        if scene.deadline:
            runs_from, running = at, [scene.deadline]
        elif scene.extension:
            running.append(scene.extension)
    known = tuple(deadlines[deadline] for deadline in running if deadline in deadlines)
    ends = runs_from
    for deadline in known:
        ends = calendar.after(ends, Span(deadline.amount, deadline.unit))
    used = calendar.workdays_between(runs_from.date(), reached[-1].date())
    return Clock(reached[-1], used, known, ends.date() if known else None)


def latest_moment(case: Case, calendar: Calendar) -> datetime | None:
    """The latest moment that any way through the case reaches; None for a case without a start."""
    if case.starts_at is None:
        return None
    depths = longest_ways(case.scenes)
    latest = {case.scenes[0].key: case.starts_at}
    for scene in sorted(case.scenes, key=lambda scene: -depths[scene.key]):
        for decision in scene.decisions:
            at = _after(calendar, latest[scene.key], decision.takes)
            latest[decision.leads_to] = max(at, latest.get(decision.leads_to, at))
    return max(latest.values())


def _after(calendar: Calendar, moment: datetime, takes: Span | None) -> datetime:
    return calendar.after(moment, takes) if takes else moment
