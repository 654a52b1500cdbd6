"""Who is asking: a small frozen value, loaded by one statement on each request."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_login import AnonymousUserMixin, current_user
from sqlalchemy import bindparam, select

from app.accounts.models import Person, Role, RoleGrant
from app.shared.db import db


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within an organisation, or in the region when ``organisation_id`` is None."""

    role: Role
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class Identity:
    """The signed-in person, as much of them as a page needs."""

    id: int
    name: str
    organisation_id: int
    locale: str
    session_key: str
    grants: tuple[Grant, ...] = ()

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.session_key

    def has(self, role: Role) -> bool:
        return any(grant.role is role for grant in self.grants)

    def scope(self, role: Role) -> "Scope":
        """Where the person holds ``role``: in the whole region, or in some organisations."""
        held = [grant.organisation_id for grant in self.grants if grant.role is role]
        return Scope(region=None in held, organisations=frozenset(o for o in held if o is not None))

    @property
    def is_trainer(self) -> bool:
        return self.has(Role.TRAINER)

    @property
    def is_coordinator(self) -> bool:
        return self.has(Role.COORDINATOR)

    @property
    def is_admin(self) -> bool:
        return self.has(Role.ADMIN)

    @property
    def administers_region(self) -> bool:
        return self.scope(Role.ADMIN).region

    @property
    def initials(self) -> str:
        """Of the first two names that begin with a capital: «María de los Ángeles» is MÁ."""
        words = self.name.split()
        names = [word for word in words if word[0].isupper()] or words
        return "".join(word[0] for word in names[:2]).upper()


@dataclass(frozen=True, slots=True)
class Scope:
    """The reach of a role: the region, or a set of organisations."""

    region: bool
    organisations: frozenset[int]

    def covers(self, organisation_id: int) -> bool:
        return self.region or organisation_id in self.organisations

    def reaches(self, organisation_id: int | None) -> bool:
        """Whether a role held there (None: in the region) lies within this scope."""
        return self.region if organisation_id is None else self.covers(organisation_id)


class Visitor(AnonymousUserMixin):  # type: ignore[misc]
    """Somebody who has not signed in."""

    id = None
    name = ""
    initials = ""
    locale = ""
    is_trainer = False
    is_coordinator = False
    is_admin = False
    administers_region = False


_BY_SESSION_KEY = (
    select(
        Person.id,
        Person.name,
        Person.organisation_id,
        Person.locale,
        RoleGrant.role,
        RoleGrant.organisation_id.label("scope_id"),
    )
    .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.revoked_at.is_(None))
    .where(
        Person.session_key == bindparam("session_key"),
        Person.closed_at.is_(None),
        Person.confirmed_at.is_not(None),
    )
)


def identity_by_session_key(session_key: str) -> Identity | None:
    """The person whose sessions carry ``session_key``; None once it changed or they left."""
    connection = db.session.connection()
    rows = connection.execute(_BY_SESSION_KEY, {"session_key": session_key}).all()
    if not rows:
        return None
    first = rows[0]
    return Identity(
        id=first.id,
        name=first.name,
        organisation_id=first.organisation_id,
        locale=first.locale,
        session_key=session_key,
        grants=_grants((row.role, row.scope_id) for row in rows),
    )


def _grants(rows: Iterable[tuple[Role | None, int | None]]) -> tuple[Grant, ...]:
    return tuple(Grant(role, scope_id) for role, scope_id in rows if role is not None)


def the_user() -> Identity:
    """The person who signed in. Only for views marked with more than ``public``."""
    user: Identity = current_user._get_current_object()  # noqa: SLF001 -- the proxy's own way
    return user


def somebody() -> Identity | Visitor:
    """Whoever asks, signed in or not."""
    user: Identity | Visitor = current_user._get_current_object()  # noqa: SLF001
    return user
