"""Organisations as dated data: which name was valid when, who is open, who succeeded whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Organisation, OrganisationKind, OrganisationName, Signatory, Succession
from app.content.programme import OrganisationEntry

STATES: Final[Mapping[str, str | LazyString]] = {
    "00": _l("Región y federación"),
    "02": "Baja California",
    "03": "Baja California Sur",
    "05": "Coahuila de Zaragoza",
    "08": "Chihuahua",
    "10": "Durango",
    "19": "Nuevo León",
    "25": "Sinaloa",
    "26": "Sonora",
    "28": "Tamaulipas",
}
"""The nine states by their INEGI code; «00» is what belongs to none of them."""


def name_on(organisation: Organisation, on: date) -> OrganisationName:
    """The name that was valid on a day: the last that had begun; before all of them, the first.

    Both ends of a name's time are its own, so on the day of a change the new name is told.
    """
    names = sorted(organisation.names, key=lambda name: name.valid_from or date.min)
    begun = [name for name in names if name.valid_from is None or name.valid_from <= on]
    valid = [name for name in begun if name.valid_until is None or name.valid_until >= on]
    return valid[-1] if valid else begun[-1] if begun else names[0]


def is_open(organisation: Organisation, on: date) -> bool:
    """Whether the organisation exists on a day; the days it opens and closes are its own."""
    return (organisation.opened_on is None or organisation.opened_on <= on) and (
        organisation.closed_on is None or organisation.closed_on >= on
    )


def _is_valid(table: type[Signatory], on: date) -> ColumnElement[bool]:
    return (table.valid_from.is_(None) | (table.valid_from <= on)) & (
        table.valid_until.is_(None) | (table.valid_until >= on)
    )


def open_organisations(session: Session, on: date) -> Sequence[Organisation]:
    """The organisations that people can work for on a day, by state and slug. Two queries."""
    return session.scalars(
        select(Organisation)
        .where(
            (Organisation.opened_on.is_(None)) | (Organisation.opened_on <= on),
            (Organisation.closed_on.is_(None)) | (Organisation.closed_on >= on),
            Organisation.kind != OrganisationKind.SYSTEM,
        )
        .options(selectinload(Organisation.names))
        .order_by(Organisation.state_code, Organisation.slug)
    ).all()


def organisations_to_choose(session: Session, on: date, present_id: int) -> Sequence[Organisation]:
    """The open organisations, and the one somebody has now, open or not. Four statements at most."""
    found = open_organisations(session, on)
    if any(organisation.id == present_id for organisation in found):
        return found
    return [*found, *organisations_among(session, {present_id})]


def every_organisation(session: Session) -> Sequence[Organisation]:
    """All organisations with their names, by state and slug. Two queries."""
    return session.scalars(
        select(Organisation)
        .options(selectinload(Organisation.names))
        .order_by(Organisation.state_code, Organisation.slug)
    ).all()


def organisations_among(session: Session, ids: Collection[int] | None) -> Sequence[Organisation]:
    """The organisations with these ids (None: all of them), with names, by state and slug. Two queries."""
    if ids is None:
        return every_organisation(session)
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(ids))
        .options(selectinload(Organisation.names))
        .order_by(Organisation.state_code, Organisation.slug)
    ).all()


def short_names(session: Session, ids: Iterable[int], on: date) -> Mapping[int, str]:
    """The short name on a day of each organisation with these ids. Two queries."""
    found = organisations_among(session, set(ids))
    return {organisation.id: name_on(organisation, on).short for organisation in found}


def organisation_by_slug(session: Session, slug: str) -> Organisation | None:
    """One organisation."""
    return session.scalar(select(Organisation).where(Organisation.slug == slug))


def find_organisation(session: Session, organisation_id: int) -> Organisation | None:
    """One organisation by id, with its names."""
    return session.get(Organisation, organisation_id, options=[selectinload(Organisation.names)])


def successors(session: Session, organisation_id: int) -> Sequence[Organisation]:
    """The organisations that took over from one."""
    return session.scalars(
        select(Organisation)
        .join(Succession, Succession.successor_id == Organisation.id)
        .where(Succession.predecessor_id == organisation_id)
        .options(selectinload(Organisation.names))
        .order_by(Organisation.slug)
    ).all()


def predecessors(session: Session, organisation_id: int) -> Sequence[Organisation]:
    """The organisations that one took over from."""
    return session.scalars(
        select(Organisation)
        .join(Succession, Succession.predecessor_id == Organisation.id)
        .where(Succession.successor_id == organisation_id)
        .options(selectinload(Organisation.names))
        .order_by(Organisation.slug)
    ).all()


def signatories(session: Session, organisation_id: int) -> Sequence[Signatory]:
    """Everybody who signs or signed an organisation's certificates, in order of entry."""
    return session.scalars(
        select(Signatory).where(Signatory.organisation_id == organisation_id).order_by(Signatory.id)
    ).all()


def signatories_on(session: Session, organisation_id: int, on: date) -> Sequence[Signatory]:
    """Who signs an organisation's certificates on a day, in order of entry."""
    return session.scalars(
        select(Signatory)
        .where(Signatory.organisation_id == organisation_id, _is_valid(Signatory, on))
        .order_by(Signatory.id)
    ).all()


def find_signatory(session: Session, organisation_id: int, signatory_id: int) -> Signatory | None:
    """One signatory of an organisation."""
    return session.scalar(
        select(Signatory).where(Signatory.id == signatory_id, Signatory.organisation_id == organisation_id)
    )


def sync_organisations(session: Session, entries: Sequence[OrganisationEntry]) -> tuple[str, ...]:
    """Add the organisations that are new in ``entries``; a row that exists is never overwritten.

    A succession is added where either side is new. Gives the slugs that were added.
    """
    known = {slug: row_id for row_id, slug in session.execute(select(Organisation.id, Organisation.slug))}
    new = [entry for entry in entries if entry.id not in known]
    added = {entry.id: _organisation(entry) for entry in new}
    session.add_all(added.values())
    session.flush()
    known.update({slug: organisation.id for slug, organisation in added.items()})
    for entry in new:
        added[entry.id].parent_id = known[entry.parent] if entry.parent else None
    session.add_all(
        Succession(predecessor_id=known[predecessor], successor_id=known[entry.id])
        for entry in entries
        for predecessor in entry.predecessors
        if entry.id in added or predecessor in added
    )
    session.flush()
    return tuple(added)


def _organisation(entry: OrganisationEntry) -> Organisation:
    return Organisation(
        slug=entry.id,
        kind=OrganisationKind(entry.kind),
        state_code=entry.state_code,
        opened_on=entry.opened_on,
        closed_on=entry.closed_on,
        source=entry.source,
        note=entry.note,
        to_confirm=entry.to_confirm,
        names=[
            OrganisationName(
                official=name.official,
                short=name.short,
                acronym=name.acronym,
                valid_from=name.valid_from,
                valid_until=name.valid_until,
            )
            for name in entry.names
        ],
    )
