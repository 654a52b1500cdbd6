"""What an indicator of the plan is worth now: a pure function of the statistics and its filters."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.content.plan import Indicator
from app.insights.statistics import Counts, CourseEntry, Filter, chosen_courses
from app.insights.tables import Kind, Rate

DEFINITION_OF: Mapping[str, str] = {
    "inscripciones": "inscripciones",
    "iniciadas": "iniciadas",
    "concluidas": "concluidas",
    "acreditadas": "acreditadas",
    "personas-acreditadas": "personas",
    "horas-acreditadas": "horas",
    "tasa-acreditacion": "tasa-acreditacion",
    "eficiencia-terminal": "eficiencia-terminal",
    "organizaciones-con-acreditadas": "organizaciones",
    "cursos-publicados": "cursos",
}
"""The definition of insights that each measure of the plan is counted by."""

_COUNTED = {"inscripciones": "enrolled", "iniciadas": "started", "concluidas": "finished", "acreditadas": "accredited"}
_RATES = {"tasa-acreditacion": "accreditation", "eficiencia-terminal": "completion"}


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that readings are made of, from the beginning to now.

    ``counts`` and ``organisations`` (those with an accreditation) go by course id, ``people``
    (each counted once) by filter.
    """

    courses: tuple[CourseEntry, ...]
    counts: Mapping[int, Counts]
    organisations: Mapping[int, Collection[int]]
    people: Mapping[Filter, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of an indicator; ``None`` where there is nothing to count yet. Rates keep both numbers."""

    value: int | Decimal | Rate | None
    kind: Kind


def filter_of(indicator: Indicator) -> Filter:
    """What the indicator counts, as the statistics filter it."""
    filters = indicator.filters
    return Filter(
        course=filters.get("curso", ""),
        eje=int(filters["eje"]) if "eje" in filters else None,
        theme=filters.get("tema", ""),
        perspective=filters.get("perspectiva", ""),
    )


def reading(indicator: Indicator, figures: Figures) -> Reading | None:
    """The indicator's value; None where its measure is not computed here."""
    if not indicator.measure:
        return None
    chosen = filter_of(indicator)
    courses = chosen_courses(figures.courses, chosen)
    if indicator.measure == "cursos-publicados":
        return Reading(sum(course.is_live for course in courses), Kind.NUMBER)
    counts = sum((figures.counts.get(course.id, Counts()) for course in courses), Counts())
    if indicator.measure in _RATES:
        rate = getattr(counts, _RATES[indicator.measure])
        return Reading(rate if rate.denominator else None, Kind.RATE)
    kind = Kind.HOURS if indicator.measure == "horas-acreditadas" else Kind.NUMBER
    return Reading(_count(indicator.measure, chosen, courses, counts, figures) if counts else None, kind)


def _count(
    measure: str, chosen: Filter, courses: Collection[CourseEntry], counts: Counts, figures: Figures
) -> int | Decimal:
    if measure == "personas-acreditadas":
        return figures.people[chosen]
    if measure == "horas-acreditadas":
        return counts.hours
    if measure == "organizaciones-con-acreditadas":
        return len({id_ for course in courses for id_ in figures.organisations.get(course.id, ())})
    value: int = getattr(counts, _COUNTED[measure])
    return value
