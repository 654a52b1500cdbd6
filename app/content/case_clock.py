"""The calendar of a case: which day it is after the decisions taken, and when its deadline ends. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.content.case import Way, longest_ways
from app.content.model import Case
from app.content.norms import Deadline
from app.content.workdays import WORKDAYS, Calendar, Span


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment at which a case stands, the working days used, and the last day of its deadline, if it has one."""

    now: datetime
    workdays_used: int
    deadline: Deadline | None
    ends_on: date | None

    @property
    def is_late(self) -> bool:
        return self.ends_on is not None and self.now.date() > self.ends_on

    @property
    def counts_workdays(self) -> bool:
        """Whether the deadline is told in the same days as those used."""
        return self.deadline is not None and self.deadline.unit == WORKDAYS


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
    now = moments(case, way, calendar)[-1]
    deadline = deadlines.get(case.deadline)
    ends_on = calendar.after(case.starts_at, Span(deadline.amount, deadline.unit)).date() if deadline else None
    return Clock(now, calendar.workdays_between(case.starts_at.date(), now.date()), deadline, ends_on)


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
