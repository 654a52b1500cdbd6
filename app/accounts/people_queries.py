"""Lists of people and of what was done to them, each page at a constant number of statements."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, cast

from sqlalchemy import ColumnElement, and_, or_, select, true, tuple_
from sqlalchemy.orm import Session

from app.accounts.audit import ORGANISATION, PERSON, act_name
from app.accounts.identity import Grant, Scope
from app.accounts.models import AuditEntry, Person, Role, RoleGrant
from app.accounts.names import folded
from app.accounts.organisations import short_names
from app.shared.paging import Slice, cut, turned

PAGE = 50


class State(StrEnum):
    """Where an account stands."""

    ACTIVE = "active"
    INVITED = "invited"
    UNCONFIRMED = "unconfirmed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Search:
    """What a list of people is narrowed to; an empty field narrows nothing."""

    text: str = ""
    organisation_id: int | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list; a role comes with the organisation where it is held, "" for the region."""

    id: int
    name: str
    email: str
    organisation: str
    state: State
    roles: tuple[tuple[Role, str], ...]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act, with the names that its people and organisations have now."""

    id: int
    at: datetime
    actor: str
    act: str
    subject_type: str
    subject_id: int
    subject: str
    detail: Mapping[str, Any]


class Standing(Protocol):
    """What says where an account stands: a Person, or a row with these columns."""

    @property
    def password_hash(self) -> str | None: ...
    @property
    def confirmed_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


def state_of(person: Standing) -> State:
    """Where an account stands."""
    if person.closed_at is not None:
        return State.CLOSED
    if person.confirmed_at is not None:
        return State.ACTIVE
    return State.INVITED if person.password_hash is None else State.UNCONFIRMED


def person_within(session: Session, scope: Scope, person_id: int) -> Person | None:
    """A person whom an administrator with this scope manages; None for anybody else."""
    return session.scalar(select(Person).where(Person.id == person_id, _within(scope)))


def people_page(
    session: Session,
    scope: Scope,
    search: Search,
    *,
    on: date,
    after: int | None = None,
    before: int | None = None,
) -> Slice[PersonRow]:
    """A page of the people within a scope, by name, after or before a person. Four statements."""
    statement = select(
        Person.id,
        Person.name,
        Person.email,
        Person.organisation_id,
        Person.password_hash,
        Person.confirmed_at,
        Person.closed_at,
    ).where(_within(scope), *_conditions(search))
    place = tuple_(Person.search_text, Person.id)
    anchor = select(Person.search_text).where(Person.id == (before or after)).scalar_subquery()
    if before is not None:
        statement = statement.where(place < tuple_(anchor, before)).order_by(
            Person.search_text.desc(), Person.id.desc()
        )
    else:
        if after is not None:
            statement = statement.where(place > tuple_(anchor, after))
        statement = statement.order_by(Person.search_text, Person.id)
    found = session.execute(statement.limit(PAGE + 1)).all()
    page = cut(found, PAGE, after=after is not None, before=before is not None)
    grants = _grants_of(session, [row.id for row in page.rows])
    ids = {row.organisation_id for row in page.rows}
    ids |= {grant.organisation_id for held in grants.values() for grant in held if grant.organisation_id}
    names = short_names(session, ids, on)
    return Slice(
        tuple(
            PersonRow(
                id=row.id,
                name=row.name,
                email=row.email,
                organisation=names[row.organisation_id],
                state=state_of(cast(Standing, row)),
                roles=tuple(
                    (grant.role, names[grant.organisation_id] if grant.organisation_id else "")
                    for grant in grants.get(row.id, ())
                ),
            )
            for row in page.rows
        ),
        page.has_previous,
        page.has_next,
    )


def every_person(session: Session, scope: Scope, search: Search, *, on: date) -> Iterator[PersonRow]:
    """All pages of ``people_page``, one after the other."""
    after = None
    while True:
        page = people_page(session, scope, search, on=on, after=after)
        yield from page.rows
        if not page.has_next:
            return
        after = page.rows[-1].id


def _within(scope: Scope) -> ColumnElement[bool]:
    return true() if scope.region else Person.organisation_id.in_(scope.organisations)


def _conditions(search: Search) -> Iterable[ColumnElement[bool]]:
    for word in folded(search.text).split():
        yield Person.search_text.contains(word, autoescape=True)
    if search.organisation_id is not None:
        yield Person.organisation_id == search.organisation_id
    if search.role is not None:
        yield (
            select(RoleGrant.id)
            .where(
                RoleGrant.person_id == Person.id,
                RoleGrant.role == search.role,
                RoleGrant.revoked_at.is_(None),
            )
            .exists()
        )


def _grants_of(session: Session, person_ids: Collection[int]) -> dict[int, list[Grant]]:
    grants: dict[int, list[Grant]] = {}
    for row in session.execute(
        select(RoleGrant.person_id, RoleGrant.role, RoleGrant.organisation_id)
        .where(RoleGrant.person_id.in_(person_ids), RoleGrant.revoked_at.is_(None))
        .order_by(RoleGrant.id)
    ):
        grants.setdefault(row.person_id, []).append(Grant(row.role, row.organisation_id))
    return grants


def audit_page(
    session: Session, scope: Scope, *, on: date, after: int | None = None, before: int | None = None
) -> Slice[AuditRow]:
    """A page of the log, newest first, of what a scope covers; ``after`` an entry is older. Four statements."""
    statement = select(AuditEntry).where(_seen_by(scope))
    found = session.scalars(turned(statement, AuditEntry.id, PAGE, after=after, before=before)).all()
    page = cut(found, PAGE, after=after is not None, before=before is not None)
    return Slice(_told(session, page.rows, on), page.has_previous, page.has_next)


def audit_of_person(session: Session, person_id: int, *, on: date) -> tuple[AuditRow, ...]:
    """The newest acts on one person. Four statements."""
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_type == PERSON, AuditEntry.subject_id == person_id)
        .order_by(AuditEntry.id.desc())
        .limit(PAGE)
    ).all()
    return _told(session, entries, on)


def _seen_by(scope: Scope) -> ColumnElement[bool]:
    if scope.region:
        return true()
    people = select(Person.id).where(Person.organisation_id.in_(scope.organisations))
    return or_(
        and_(AuditEntry.subject_type == PERSON, AuditEntry.subject_id.in_(people)),
        and_(AuditEntry.subject_type == ORGANISATION, AuditEntry.subject_id.in_(scope.organisations)),
    )


def _told(session: Session, entries: Collection[AuditEntry], on: date) -> tuple[AuditRow, ...]:
    """Entries with names looked up once for all of them."""
    person_ids = {entry.actor_id for entry in entries if entry.actor_id is not None}
    person_ids |= {entry.subject_id for entry in entries if entry.subject_type == PERSON}
    organisation_ids = {entry.subject_id for entry in entries if entry.subject_type == ORGANISATION}
    organisation_ids |= {held for entry in entries for held in _organisations_in(entry.detail)}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    people = {row.id: row.name for row in rows}
    organisations = short_names(session, organisation_ids, on)
    known = {PERSON: people, ORGANISATION: organisations}
    return tuple(
        AuditRow(
            id=entry.id,
            at=entry.at,
            actor=people.get(entry.actor_id, "") if entry.actor_id is not None else "",
            act=act_name(entry.act),
            subject_type=entry.subject_type,
            subject_id=entry.subject_id,
            subject=known.get(entry.subject_type, {}).get(entry.subject_id, ""),
            detail=_with_names(entry.detail, organisations),
        )
        for entry in entries
    )


def _role_details(detail: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [detail] if "role" in detail else list(detail.get("roles", ()))


def _organisations_in(detail: Mapping[str, Any]) -> list[int]:
    return [held["organisation"] for held in _role_details(detail) if held["organisation"] is not None]


def _with_names(detail: Mapping[str, Any], organisations: Mapping[int, str]) -> Mapping[str, Any]:
    """``roles`` as (role, organisation's name or "" for the region); ``fields`` as they are."""
    return {
        "roles": tuple(
            (
                Role(held["role"]),
                "" if held["organisation"] is None else organisations.get(held["organisation"], ""),
            )
            for held in _role_details(detail)
        ),
        "fields": tuple(detail.get("fields", ())),
    }
