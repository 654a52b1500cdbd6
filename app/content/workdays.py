"""Working days: the programme's non-working days, and moments moved by days, hours, months or years. Pure.

Weekends are never working days. Which other days are not is data (``dias-inhabiles.yaml``), because each
institution publishes a calendar of its own.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, datetime, timedelta

from app.content.findings import Findings
from app.content.frontmatter import Fields, read_entries

WORKDAYS, DAYS, MONTHS, YEARS, HOURS = "dias-habiles", "dias-naturales", "meses", "anios", "horas"

FIRST_YEAR, LAST_YEAR = 2000, 2100
_SATURDAY = 5
_MONTHS_A_YEAR = 12
_SPAN = re.compile(
    r"(?P<amount>[1-9][0-9]{0,2}) (?:(?P<workdays>días? hábil(?:es)?)|(?P<days>días?)|(?P<hours>horas?))"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: ``amount`` of a ``unit`` among WORKDAYS, DAYS, MONTHS, YEARS and HOURS."""

    amount: int
    unit: str


def parse_span(text: str) -> Span | None:
    """``1 día hábil``, ``3 días`` (of any kind) or ``2 horas``; None for anything else."""
    match = _SPAN.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    unit = WORKDAYS if match["workdays"] else DAYS if match["days"] else HOURS
    return Span(int(match["amount"]), unit)


@dataclass(frozen=True)
class Calendar:
    """The days on which nobody works, with the reason of each, in the ``years`` that are known."""

    days: Mapping[date, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether ``day`` is neither a weekend nor one of the calendar's days."""
        return day.weekday() < _SATURDAY and day not in self.days

    def after(self, moment: datetime, span: Span) -> datetime:
        """``moment`` and ``span``. Days keep the hour; a month without the day ends on its last one.

        Of working days the first is the one after ``moment``, as the laws count their deadlines.
        """
        match span.unit:
            case "horas":
                return moment + timedelta(hours=span.amount)
            case "dias-naturales":
                return moment + timedelta(days=span.amount)
            case "dias-habiles":
                for _ in range(span.amount):
                    moment = self._next_workday(moment)
                return moment
            case _:
                return _months_later(moment, span.amount * (_MONTHS_A_YEAR if span.unit == YEARS else 1))

    def _next_workday(self, moment: datetime) -> datetime:
        moment += timedelta(days=1)
        while not self.is_workday(moment.date()):
            moment += timedelta(days=1)
        return moment

    def workdays_between(self, first: date, last: date) -> int:
        """How many working days come after ``first``, up to ``last``."""
        return sum(self.is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def _months_later(moment: datetime, months: int) -> datetime:
    years, month = divmod(moment.month - 1 + months, _MONTHS_A_YEAR)
    year, month = min(moment.year + years, MAXYEAR), month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def parse_calendar(text: str, path: str, findings: Findings) -> Calendar:
    """``dias-inhabiles.yaml``: one entry a year, with its source and its days."""
    days: dict[date, str] = {}
    years: set[int] = set()
    for entry in read_entries(text, path, findings):
        fields = Fields(entry, findings)
        year = fields.integer("anio", low=FIRST_YEAR, high=LAST_YEAR)
        fields.text("fuente")
        fields.day("verificado-en", required=False)
        fields.flag("por-confirmar")
        fields.text("nota", required=False)
        if year in years:
            fields.refuse("anio", "C015", f"El año {year} está dos veces: junta sus días en una entrada.")
        years.add(year)
        for written, reason in fields.table("dias").items():
            day = _day_of(written, year)
            if day is None:
                fields.refuse("dias", "C027", f"«{written}» debe ser una fecha de {year}, como {year}-05-01.")
            else:
                days[day] = reason
        fields.finish()
    return Calendar(days, frozenset(years))


def _day_of(text: str, year: int) -> date | None:
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None
    return day if day is not None and day.year == year else None
