"""What administrators do with accounts and roles.

An administrator of one organisation acts within it; who they are and where comes as ``actor``.
"""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts import audit, letters
from app.accounts.identity import Grant, Identity
from app.accounts.models import Person, Role, RoleGrant
from app.accounts.operations import new_session_key
from app.accounts.queries import locked_person, locked_person_by_email, open_grants, region_admins
from app.shared import mail
from app.shared.errors import DomainError


class AddressTakenError(DomainError):
    """There is an account with that address."""

    message = _l("Ya hay una cuenta con ese correo.")


class OutOfScopeError(DomainError):
    """The administrator's role does not reach that far."""

    message = _l("Tu rol no alcanza para hacer esto: corresponde a la administración de la región.")


class RaisesThemselvesError(DomainError):
    """Nobody gives a role to themselves."""

    message = _l("Nadie puede darse un rol a sí mismo. Pídelo a otra persona que administre.")


class RoleHeldError(DomainError):
    """The person holds that role there already."""

    message = _l("La persona ya tiene ese rol ahí.")


class RoleGoneError(DomainError):
    """The role was taken before."""

    message = _l("La persona ya no tiene ese rol.")


class LastAdminError(DomainError):
    """Without that person nobody would administer the region."""

    message = _l("Es la única persona que administra la región. Da antes ese rol a alguien más.")


class AccountClosedError(DomainError):
    """The account is closed."""

    message = _l("La cuenta está cerrada. Ábrela de nuevo antes de hacer esto.")


class NotInvitedError(DomainError):
    """There is no invitation to send again: the person has a password."""

    message = _l("Esta persona ya eligió su contraseña; no necesita otra invitación.")


def invite(
    session: Session,
    actor: Identity | None,
    *,
    name: str,
    email: str,
    organisation_id: int,
    grants: Iterable[Grant] = (),
    locale: str = "es",
    now: datetime,
) -> Person:
    """Prepare an account and write to its address; with ``actor`` None, from a terminal, no letter goes.

    AddressTakenError, OutOfScopeError.
    """
    if actor is not None and not actor.scope(Role.ADMIN).covers(organisation_id):
        raise OutOfScopeError
    if locked_person_by_email(session, email) is not None:
        raise AddressTakenError
    person = Person(
        name=name,
        email=email,
        organisation_id=organisation_id,
        session_key=new_session_key(),
        locale=locale,
        created_at=now,
    )
    session.add(person)
    session.flush()
    _log(session, "person.invited" if actor else "person.added", actor, person.id, now)
    for grant in grants:
        give_role(session, actor, person.id, grant.role, grant.organisation_id, now=now)
    if actor is not None:
        mail.send(session, letters.invitation(person))
    return person


def resend_invitation(session: Session, actor: Identity, person_id: int, *, now: datetime) -> None:
    """Write the invitation again; the link sent before stops working."""
    person = locked_person(session, person_id)
    if person.closed_at is not None:
        raise AccountClosedError
    if person.password_hash is not None:
        raise NotInvitedError
    person.session_key = new_session_key()
    session.flush()
    _log(session, "person.invitation_sent", actor, person.id, now)
    mail.send(session, letters.invitation(person))


def close_account(session: Session, actor: Identity, person_id: int, *, now: datetime) -> None:
    """End an account's sessions and roles; what the person learned stays. LastAdminError, OutOfScopeError."""
    person = locked_person(session, person_id)
    if person.closed_at is not None:
        raise AccountClosedError
    grants = open_grants(session, person.id)
    scope = actor.scope(Role.ADMIN)
    if not all(scope.reaches(grant.organisation_id) for grant in grants):
        raise OutOfScopeError
    if region_admins(session) == {person.id}:
        raise LastAdminError
    for grant in grants:
        grant.revoked_at = now
    person.closed_at = now
    person.session_key = new_session_key()
    _log(session, "person.closed", actor, person.id, now, roles=[_as_detail(grant) for grant in grants])
    session.flush()


def reopen_account(session: Session, actor: Identity, person_id: int, *, now: datetime) -> None:
    """Let a person back in with the password they had; roles have to be given anew."""
    person = locked_person(session, person_id)
    if person.closed_at is None:
        return
    person.closed_at = None
    _log(session, "person.reopened", actor, person.id, now)
    session.flush()


def give_role(
    session: Session,
    actor: Identity | None,
    person_id: int,
    role: Role,
    organisation_id: int | None,
    *,
    now: datetime,
) -> RoleGrant:
    """Give a role in an organisation, or in the region (None). ``actor`` None is a terminal."""
    person = locked_person(session, person_id)
    if actor is not None:
        if actor.id == person.id:
            raise RaisesThemselvesError
        if not actor.scope(Role.ADMIN).reaches(organisation_id):
            raise OutOfScopeError
    if person.closed_at is not None:
        raise AccountClosedError
    if any(
        grant.role is role and grant.organisation_id == organisation_id for grant in open_grants(session, person.id)
    ):
        raise RoleHeldError
    grant = RoleGrant(
        person_id=person.id,
        role=role,
        organisation_id=organisation_id,
        granted_by_id=actor.id if actor else None,
        granted_at=now,
    )
    session.add(grant)
    _log(session, "role.given", actor, person.id, now, **_as_detail(grant))
    session.flush()
    return grant


def take_role(session: Session, actor: Identity, person_id: int, grant_id: int, *, now: datetime) -> None:
    """Take a role from a person. RoleGoneError, OutOfScopeError, LastAdminError."""
    person = locked_person(session, person_id)
    grant = next((grant for grant in open_grants(session, person.id) if grant.id == grant_id), None)
    if grant is None:
        raise RoleGoneError
    if not actor.scope(Role.ADMIN).reaches(grant.organisation_id):
        raise OutOfScopeError
    administers_region = grant.role is Role.ADMIN and grant.organisation_id is None
    if administers_region and region_admins(session) <= {person.id}:
        raise LastAdminError
    grant.revoked_at = now
    _log(session, "role.taken", actor, person.id, now, **_as_detail(grant))
    session.flush()


def _as_detail(grant: RoleGrant) -> dict[str, str | int | None]:
    return {"role": grant.role.value, "organisation": grant.organisation_id}


def _log(session: Session, act: str, actor: Identity | None, person_id: int, now: datetime, **detail: object) -> None:
    audit.write(
        session,
        act,
        actor_id=actor.id if actor else None,
        subject_type=audit.PERSON,
        subject_id=person_id,
        now=now,
        **detail,
    )
