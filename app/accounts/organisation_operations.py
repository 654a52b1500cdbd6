"""What the region's administrators do with organisations, their names and who signs for them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.identity import Identity
from app.accounts.models import (
    Organisation,
    OrganisationKind,
    OrganisationName,
    Role,
    Signatory,
    Succession,
)
from app.accounts.names import folded
from app.accounts.organisations import find_organisation
from app.accounts.people_operations import OutOfScopeError
from app.shared.errors import DomainError

LONGEST_SLUG = 60


class NameTooEarlyError(DomainError):
    """A name cannot begin before the one it follows."""

    message = _l("El nombre nuevo debe empezar después que el anterior.")


class SucceedsItselfError(DomainError):
    """An organisation does not take over from itself."""

    message = _l("Una organización no puede sucederse a sí misma.")


class CircularSuccessionError(DomainError):
    """The same organisation both before and after."""

    message = _l("La misma organización no puede estar antes y después.")


@dataclass(frozen=True, slots=True)
class Naming:
    """A name and the day from which it is valid; None where that is not known."""

    official: str
    short: str
    acronym: str
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an organisation besides its names."""

    kind: OrganisationKind
    state_code: str
    opened_on: date | None
    closed_on: date | None
    source: str
    note: str
    to_confirm: bool
    predecessors: frozenset[int]
    successors: frozenset[int]


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs, in which post, and between which days."""

    name: str
    post: str
    valid_from: date | None
    valid_until: date | None


def add_organisation(session: Session, actor: Identity, naming: Naming, facts: Facts, *, now: datetime) -> Organisation:
    """Add an organisation; its slug comes from its acronym or short name and is its own for ever."""
    _require_region(actor)
    organisation = Organisation(
        slug=_free_slug(session, naming.acronym or naming.short),
        kind=facts.kind,
        state_code=facts.state_code,
        names=[_named(naming)],
    )
    session.add(organisation)
    session.flush()
    _set_facts(session, organisation, facts)
    _log(session, "organisation.added", actor, organisation, now)
    session.flush()
    return organisation


def change_organisation(
    session: Session, actor: Identity, organisation_id: int, facts: Facts, *, now: datetime
) -> None:
    """Change what is known of an organisation. SucceedsItselfError, CircularSuccessionError."""
    _require_region(actor)
    organisation = _found(session, organisation_id)
    _set_facts(session, organisation, facts)
    _log(session, "organisation.changed", actor, organisation, now)
    session.flush()


def name_organisation(
    session: Session, actor: Identity, organisation_id: int, naming: Naming, *, now: datetime
) -> None:
    """Record a new name from its day on; the name before it ends the day before. NameTooEarlyError."""
    _require_region(actor)
    organisation = _found(session, organisation_id)
    begins = naming.valid_from or date.min
    for name in organisation.names:
        if (name.valid_from or date.min) >= begins:
            raise NameTooEarlyError
        if name.valid_until is None or name.valid_until >= begins:
            name.valid_until = begins - timedelta(days=1)
    session.flush()
    organisation.names.append(_named(naming))
    _log(session, "organisation.named", actor, organisation, now)
    session.flush()


def add_signatory(
    session: Session, actor: Identity, organisation_id: int, signing: Signing, *, now: datetime
) -> Signatory:
    """Add somebody who signs an organisation's certificates."""
    _require_region(actor)
    organisation = _found(session, organisation_id)
    signatory = Signatory(organisation_id=organisation.id)
    _set_signing(signatory, signing)
    session.add(signatory)
    _log(session, "signatory.added", actor, organisation, now)
    session.flush()
    return signatory


def change_signatory(
    session: Session, actor: Identity, signatory: Signatory, signing: Signing, *, now: datetime
) -> None:
    """Correct a signatory or set their last day. Certificates already issued keep what they say."""
    _require_region(actor)
    _set_signing(signatory, signing)
    _log(session, "signatory.changed", actor, _found(session, signatory.organisation_id), now)
    session.flush()


def _named(naming: Naming) -> OrganisationName:
    return OrganisationName(
        official=naming.official, short=naming.short, acronym=naming.acronym, valid_from=naming.valid_from
    )


def _set_signing(signatory: Signatory, signing: Signing) -> None:
    signatory.name, signatory.post = signing.name, signing.post
    signatory.valid_from, signatory.valid_until = signing.valid_from, signing.valid_until


def _require_region(actor: Identity) -> None:
    if not actor.scope(Role.ADMIN).region:
        raise OutOfScopeError


def _found(session: Session, organisation_id: int) -> Organisation:
    organisation = find_organisation(session, organisation_id)
    assert organisation is not None, "the view found it"  # noqa: S101
    return organisation


def _set_facts(session: Session, organisation: Organisation, facts: Facts) -> None:
    if organisation.id in facts.predecessors | facts.successors:
        raise SucceedsItselfError
    if facts.predecessors & facts.successors:
        raise CircularSuccessionError
    organisation.kind = facts.kind
    organisation.state_code = facts.state_code
    organisation.opened_on = facts.opened_on
    organisation.closed_on = facts.closed_on
    organisation.source = facts.source
    organisation.note = facts.note
    organisation.to_confirm = facts.to_confirm
    session.execute(
        delete(Succession).where(
            (Succession.predecessor_id == organisation.id) | (Succession.successor_id == organisation.id)
        )
    )
    _link(session, facts.predecessors, {organisation.id})
    _link(session, {organisation.id}, facts.successors)


def _link(session: Session, before: Collection[int], after: Collection[int]) -> None:
    session.add_all(
        Succession(predecessor_id=predecessor, successor_id=successor)
        for predecessor in sorted(before)
        for successor in sorted(after)
    )
    session.flush()


def _free_slug(session: Session, text: str) -> str:
    """A slug that nobody has: the words of ``text``, with a number where they are taken."""
    words = re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")[: LONGEST_SLUG - 4].strip("-")
    stem = words or "organizacion"
    taken = set(session.scalars(select(Organisation.slug).where(Organisation.slug.startswith(stem))))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _log(session: Session, act: str, actor: Identity, organisation: Organisation, now: datetime) -> None:
    audit.write(
        session,
        act,
        actor_id=actor.id,
        subject_type=audit.ORGANISATION,
        subject_id=organisation.id,
        now=now,
    )
