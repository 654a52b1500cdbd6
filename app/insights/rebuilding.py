"""The counters once more, from the record alone: what they must be equal to at any time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import CTE

from app.catalog.published import edition_content
from app.enrolment.models import Enrolment
from app.insights.gains import SCORE_UNIT
from app.insights.models import GainTally, Tally, TrainedPerson, TrainedTally
from app.insights.months import month_after, month_of, month_start, months_between, year_of
from app.insights.operations import COUNTED, SECOND_FORM
from app.insights.scopes import EVER, minutes_of, scopes_of
from app.record.models import Act, Verb
from app.shared.db import UTCDateTime

COUNTERS = (*COUNTED.values(), "minutes_accredited")


@dataclass(frozen=True, slots=True)
class Difference:
    """A counter that is not what the record says."""

    table: str
    place: str
    counter: str
    kept: int
    rebuilt: int


def rebuild(session: Session, *, zone: str) -> None:
    """Forget every counter and count the whole record again; months and years are those of ``zone``.

    On PostgreSQL the counters are locked first, so that acts of others wait for the end.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE gain_tally, tally, trained_person, trained_tally IN SHARE ROW EXCLUSIVE MODE"))
    session.flush()
    for model in (GainTally, Tally, TrainedPerson, TrainedTally):
        session.execute(delete(model).execution_options(synchronize_session=False))
    first, last = session.execute(select(func.min(Act.at), func.max(Act.at))).one()
    if first is not None:
        _count_enrolments(session, first, last, zone)
        _count_gains(session, first, last, zone)
        _list_people(session, first, last, zone)
        _count_people(session)
    session.expire_all()


def differences(session: Session, *, zone: str) -> tuple[Difference, ...]:
    """What a rebuild would change; nothing is changed."""
    with session.begin_nested() as attempt:
        kept = _snapshot(session)
        rebuild(session, zone=zone)
        rebuilt = _snapshot(session)
        attempt.rollback()
    session.expire_all()
    return tuple(
        Difference(*place, kept.get(place, 0), rebuilt.get(place, 0))
        for place in sorted(kept.keys() | rebuilt.keys())
        if kept.get(place, 0) != rebuilt.get(place, 0)
    )


def _count_enrolments(session: Session, first: datetime, last: datetime, zone: str) -> None:
    months = _months(first, last, zone)
    minutes = {edition_id: minutes_of(edition_content(session, edition_id)) for edition_id in _editions(session)}
    worth: ColumnElement[int] = case(minutes, value=Act.edition_id, else_=0) if minutes else literal(0)
    accredited = Act.verb == Verb.ACCREDITED
    session.execute(
        insert(Tally).from_select(
            ["course_id", "organisation_id", "month", "sex", *COUNTERS],
            select(
                Act.course_id,
                Act.organisation_id,
                months.c.month,
                Enrolment.sex,
                *(func.sum(case((Act.verb == verb, 1), else_=0)) for verb in COUNTED),
                func.sum(case((accredited, worth), else_=0)),
            )
            .join(Enrolment, Enrolment.id == Act.enrolment_id)
            .join(months, (Act.at >= months.c.starts) & (Act.at < months.c.ends))
            .where(Act.verb.in_(COUNTED))
            .group_by(Act.course_id, Act.organisation_id, months.c.month, Enrolment.sex),
        )
    )


def _count_gains(session: Session, first: datetime, last: datetime, zone: str) -> None:
    months = _months(first, last, zone)
    place = (Act.course_id, Act.organisation_id, months.c.month)
    before, after = (Act.result[name].as_float() for name in ("before", "score"))
    session.execute(
        insert(GainTally).from_select(
            ["course_id", "organisation_id", "month", "n_people", "sum_before", "sum_after"],
            select(
                *place,
                func.count(),
                *(func.sum(cast(func.round(score * SCORE_UNIT), BigInteger)) for score in (before, after)),
            )
            .join(months, (Act.at >= months.c.starts) & (Act.at < months.c.ends))
            .where(Act.verb == Verb.ANSWERED, Act.item_key == SECOND_FORM, before.is_not(None))
            .group_by(*place),
        )
    )


def _list_people(session: Session, first: datetime, last: datetime, zone: str) -> None:
    editions: dict[str, list[int]] = {}
    for edition_id in _editions(session):
        for scope in scopes_of(edition_content(session, edition_id)):
            editions.setdefault(scope, []).append(edition_id)
    years = range(year_of(month_of(first, zone)), year_of(month_of(last, zone)) + 1)
    periods: list[tuple[int, ColumnElement[bool]]] = [(EVER, true())]
    for year in years:
        starts, ends = month_start(f"{year}-01", zone), month_start(f"{year + 1}-01", zone)
        periods.append((year, (Act.at >= starts) & (Act.at < ends)))
    for scope, edition_ids in editions.items():
        for year, within in periods:
            _list_people_of(session, scope, year, Act.edition_id.in_(edition_ids) & within)


def _list_people_of(session: Session, scope: str, year: int, within: ColumnElement[bool]) -> None:
    """Each person accredited ``within``, as they were at the first time."""
    turn = func.row_number().over(partition_by=Act.actor_id, order_by=Act.id)
    accreditations = (
        select(Act.actor_id, Act.organisation_id, Enrolment.sex, turn.label("turn"))
        .join(Enrolment, Enrolment.id == Act.enrolment_id)
        .where(Act.verb == Verb.ACCREDITED, within)
        .subquery()
    )
    c = accreditations.c
    people = select(literal(scope), literal(year), c.actor_id, c.organisation_id, c.sex).where(c.turn == 1)
    session.execute(insert(TrainedPerson).from_select(["scope", "year", "person_id", "organisation_id", "sex"], people))


def _count_people(session: Session) -> None:
    place = (TrainedPerson.scope, TrainedPerson.year, TrainedPerson.organisation_id, TrainedPerson.sex)
    session.execute(
        insert(TrainedTally).from_select(
            ["scope", "year", "organisation_id", "sex", "n_people"],
            select(*place, func.count()).group_by(*place),
        )
    )


def _editions(session: Session) -> tuple[int, ...]:
    """The editions that somebody was accredited in."""
    return tuple(session.scalars(select(Act.edition_id).where(Act.verb == Verb.ACCREDITED).distinct()))


def _months(first: datetime, last: datetime, zone: str) -> CTE:
    """The months of the record and the moments between which each lies."""
    rows = [
        select(
            literal(month, String).label("month"),
            literal(month_start(month, zone), UTCDateTime).label("starts"),
            literal(month_start(month_after(month), zone), UTCDateTime).label("ends"),
        )
        for month in months_between(month_of(first, zone), month_of(last, zone))
    ]
    return union_all(*rows).cte("months")


def _snapshot(session: Session) -> Mapping[tuple[str, str, str], int]:
    """Every counter that is not zero, by table, place and name; people by their count and a checksum."""
    return dict(_counters(session))


def _counters(session: Session) -> Iterator[tuple[tuple[str, str, str], int]]:
    place = (TrainedPerson.scope, TrainedPerson.year, TrainedPerson.organisation_id, TrainedPerson.sex)
    statements: tuple[tuple[str, int, Any], ...] = (
        ("gain_tally", 3, select(*GainTally.__table__.c)),
        ("tally", 4, select(*Tally.__table__.c)),
        ("trained_tally", 4, select(*TrainedTally.__table__.c)),
        (
            "trained_person",
            4,
            select(*place, func.count().label("people"), func.sum(TrainedPerson.person_id).label("ids")).group_by(
                *place
            ),
        ),
    )
    for table, n_keys, statement in statements:
        result = session.execute(statement)
        names = tuple(result.keys())
        for row in result:
            where = " ".join(str(value) for value in row[:n_keys])
            for name, value in zip(names[n_keys:], row[n_keys:], strict=True):
                if value:
                    yield (table, where, name), int(value)
