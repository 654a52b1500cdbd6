"""Reading the counters. What a page of statistics costs depends on courses, organisations and months, not on people."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.organisations import every_organisation, name_on
from app.catalog.models import Course, Edition
from app.catalog.published import course_content
from app.insights.gains import GainSum, gains_table
from app.insights.models import GainTally, Tally, TrainedPerson, TrainedTally
from app.insights.reach import OrganisationEntry, Reach
from app.insights.scopes import EVER, course_scope
from app.insights.statistics import (
    Counts,
    CourseEntry,
    Filter,
    People,
    SexCount,
    Summary,
    Tallied,
    chosen_courses,
    closed_before,
    courses_table,
    months_table,
    organisations_table,
    sex_tables,
    summary,
)
from app.insights.tables import Table


@dataclass(frozen=True, slots=True)
class Report:
    """A page of statistics: the head, and its tables by name."""

    summary: Summary
    tables: Mapping[str, Table]


def course_entries(session: Session) -> tuple[CourseEntry, ...]:
    """Every course that was ever published, by title. One query."""
    rows = session.execute(
        select(Course.id, Course.slug, Edition.bundle_digest, Edition.is_live)
        .join(Edition, Edition.course_id == Course.id)
        .order_by(Edition.is_live, Edition.number)
    )
    newest = {row.id: row for row in rows}
    entries = []
    for row in newest.values():
        content = course_content(session, row.slug, row.bundle_digest)
        entries.append(
            CourseEntry(row.id, row.slug, content.title, content.eje, content.themes, content.perspectives, row.is_live)
        )
    return tuple(sorted(entries, key=lambda entry: (entry.title, entry.id)))


def organisation_entries(session: Session, on: date) -> tuple[OrganisationEntry, ...]:
    """Every organisation by the short name that it has on a day, sorted by it. Two queries."""
    entries = (
        OrganisationEntry(organisation.id, organisation.slug, name_on(organisation, on).short)
        for organisation in every_organisation(session)
    )
    return tuple(sorted(entries, key=lambda entry: (entry.name, entry.id)))


def report(
    session: Session, chosen: Filter, courses: Sequence[CourseEntry], reach: Reach, *, this_month: str
) -> Report:
    """The statistics of a filter within a coordinator's reach. Five queries.

    The tables by sex and that of the gain count all time, every course and the whole scope, whatever the filter says:
    ``insights.disclosure`` tells why.
    """
    counted = chosen_courses(courses, chosen)
    ids = None if len(counted) == len(courses) else [course.id for course in counted]
    tallies = _tallies(session, chosen, ids, reach.within)
    people = _people(session, chosen, counted, reach.within, this_month)
    closed = closed_before(this_month)
    sexes, gains = _sexes(session, reach.own, closed), _gains(session, reach.own, closed)
    tables = [
        courses_table(tallies, counted, people),
        *([organisations_table(tallies, reach.names, people)] if reach.by_organisation else []),
        months_table(_months(session, chosen, ids, reach.within)),
        *([gains_table(gains, courses)] if gains else []),
        *sex_tables(sexes, courses, reach.names),
    ]
    return Report(summary(tallies, people), {table.name: table for table in tables})


_COUNTERS: tuple[InstrumentedAttribute[int], ...] = (
    Tally.n_enrolled,
    Tally.n_started,
    Tally.n_finished,
    Tally.n_accredited,
    Tally.n_cancelled,
    Tally.minutes_accredited,
)


def _tallies(
    session: Session, chosen: Filter, course_ids: Collection[int] | None, within: Collection[int] | None
) -> tuple[Tallied, ...]:
    in_period = Tally.month >= chosen.since if chosen.since else true()
    rows = session.execute(
        select(
            Tally.course_id,
            Tally.organisation_id,
            *(func.sum(case((in_period, counter), else_=0)) for counter in _COUNTERS),
            *(func.sum(counter) for counter in _COUNTERS),
        )
        .where(_counted(course_ids, within), _until(chosen))
        .group_by(Tally.course_id, Tally.organisation_id)
    )
    n = len(_COUNTERS)
    found = (
        Tallied(course_id, organisation_id, _counts(sums[:n]), _counts(sums[n:]))
        for course_id, organisation_id, *sums in rows
    )
    return tuple(tallied for tallied in found if tallied.to_date)


def _months(
    session: Session, chosen: Filter, course_ids: Collection[int] | None, within: Collection[int] | None
) -> Mapping[str, Counts]:
    since = Tally.month >= chosen.since if chosen.since else true()
    rows = session.execute(
        select(Tally.month, *(func.sum(counter) for counter in _COUNTERS))
        .where(_counted(course_ids, within), since, _until(chosen))
        .group_by(Tally.month)
        .order_by(Tally.month)
    )
    found = {month: _counts(sums) for month, *sums in rows}
    return {month: counts for month, counts in found.items() if counts}


def _sexes(session: Session, within: Collection[int] | None, until: str) -> tuple[SexCount, ...]:
    accredited = func.sum(Tally.n_accredited)
    rows = session.execute(
        select(Tally.course_id, Tally.organisation_id, Tally.sex, accredited)
        .where(_counted(None, within), Tally.month <= until)
        .group_by(Tally.course_id, Tally.organisation_id, Tally.sex)
        .having(accredited > 0)
    )
    return tuple(SexCount(course_id, organisation_id, sex, int(n)) for course_id, organisation_id, sex, n in rows)


def _gains(session: Session, within: Collection[int] | None, until: str) -> Mapping[int, GainSum]:
    place = GainTally.organisation_id.in_(within) if within is not None else true()
    rows = session.execute(
        select(
            GainTally.course_id,
            func.sum(GainTally.n_people),
            func.sum(GainTally.sum_before),
            func.sum(GainTally.sum_after),
        )
        .where(place, GainTally.month <= until)
        .group_by(GainTally.course_id)
    )
    return {course_id: GainSum(int(n), int(before), int(after)) for course_id, n, before, after in rows}


def _people(
    session: Session,
    chosen: Filter,
    courses: Iterable[CourseEntry],
    within: Collection[int] | None,
    this_month: str,
) -> People:
    year = chosen.people_year(this_month)
    if year is None:
        return People(None, None, None)
    scope = chosen.people_scope
    slugs = {course_scope(course.slug): course.slug for course in courses}
    rows = people_counts(session, [*slugs, *([scope] if scope else [])], year=year, within=within)
    by_course: dict[str, int] = {}
    by_organisation: dict[int, int] = {}
    for counted_scope, organisation_id, n_people in rows:
        if counted_scope in slugs:
            slug = slugs[counted_scope]
            by_course[slug] = by_course.get(slug, 0) + n_people
        if counted_scope == scope:
            by_organisation[organisation_id] = n_people
    if scope is None:
        return People(None, by_course, None)
    return People(sum(by_organisation.values()), by_course, by_organisation)


def people_counts(
    session: Session,
    scopes: Collection[str],
    *,
    year: int = EVER,
    within: Collection[int] | None = None,
) -> tuple[tuple[str, int, int], ...]:
    """How many people were trained: (scope, organisation id, people), each person once a scope. One query."""
    place = TrainedTally.organisation_id.in_(within) if within is not None else true()
    rows = session.execute(
        select(TrainedTally.scope, TrainedTally.organisation_id, func.sum(TrainedTally.n_people))
        .where(TrainedTally.scope.in_(scopes), TrainedTally.year == year, place)
        .group_by(TrainedTally.scope, TrainedTally.organisation_id)
    )
    return tuple((scope, organisation_id, int(n)) for scope, organisation_id, n in rows)


def distinct_people(session: Session, course_slugs: Iterable[str]) -> int:
    """How many people were ever accredited in any of some courses: for crossings that no scope counts. One query."""
    people = func.count(TrainedPerson.person_id.distinct())
    scopes = [course_scope(slug) for slug in course_slugs]
    statement = select(people).where(TrainedPerson.scope.in_(scopes), TrainedPerson.year == EVER)
    return session.execute(statement).scalar_one()


def course_counts(session: Session) -> tuple[tuple[int, int, Counts], ...]:
    """All counts from the beginning: (course id, organisation id, counts). One query."""
    return tuple(
        (tallied.course_id, tallied.organisation_id, tallied.to_date)
        for tallied in _tallies(session, Filter(), None, None)
    )


def _counted(course_ids: Collection[int] | None, within: Collection[int] | None) -> ColumnElement[bool]:
    return and_(
        Tally.course_id.in_(course_ids) if course_ids is not None else true(),
        Tally.organisation_id.in_(within) if within is not None else true(),
    )


def _until(chosen: Filter) -> ColumnElement[bool]:
    return Tally.month <= chosen.until if chosen.until else true()


def _counts(sums: Sequence[Any]) -> Counts:
    return Counts(*(int(value) for value in sums))
