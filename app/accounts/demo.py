"""The people of the demonstration. A production start refuses a database that holds them."""

from datetime import datetime
from typing import Final, NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import Organisation, Person, Role, RoleGrant, Signatory
from app.accounts.operations import accept_notice, new_session_key
from app.accounts.organisations import organisation_by_slug, signatories
from app.accounts.privacy import notice_in_force
from app.shared.errors import DomainError

PASSWORD: Final = "aula-demo-2026"  # noqa: S105 -- printed by `aula demo`, refused in production
ORGANISATION: Final = "cotai"
"""Nuevo León's body, which is called INFONL today: a rename keeps the slug."""
COORDINATION: Final = "coordinacion-norte"


class DemoPerson(NamedTuple):
    """Somebody who does not exist. ``role`` holds in the region, or in their organisation."""

    email: str
    name: str
    role: Role | None
    region: bool


PEOPLE: Final = (
    DemoPerson("participante@aula.example", "Persona Participante de Demostración", None, region=False),
    DemoPerson("instructora@aula.example", "Persona Instructora de Demostración", Role.TRAINER, region=True),
    DemoPerson("coordinacion@aula.example", "Persona Coordinadora de Demostración", Role.COORDINATOR, region=False),
    DemoPerson("region@aula.example", "Persona Coordinadora Regional de Demostración", Role.COORDINATOR, region=True),
    DemoPerson("admin@aula.example", "Persona Administradora de Demostración", Role.ADMIN, region=True),
)

SIGNATORIES: Final = (
    ("Persona Titular de Demostración", "Coordinación de la Región Norte (firma de demostración)"),
    ("Persona Responsable de Demostración", "Área de Capacitación (firma de demostración)"),
)


class ProgrammeNotSyncedError(DomainError):
    """The organisations that the demonstration needs come with the programme."""

    message = _l("Faltan las organizaciones del programa: ejecuta antes «aula courses sync».")


def add_demo_people(session: Session, now: datetime) -> None:
    """Add the five demo accounts and who signs the demo certificates; what is there stays as it is.

    ProgrammeNotSyncedError where the organisations are missing.
    """
    works_for = organisation_by_slug(session, ORGANISATION)
    coordination = organisation_by_slug(session, COORDINATION)
    if works_for is None or coordination is None:
        raise ProgrammeNotSyncedError
    present = _emails_present(session)
    for somebody in PEOPLE:
        if somebody.email not in present:
            _add(session, somebody, works_for, now)
    if not signatories(session, coordination.id):
        session.add_all(Signatory(organisation_id=coordination.id, name=name, post=post) for name, post in SIGNATORIES)
    session.flush()


def demo_people_exist(session: Session) -> bool:
    """Whether a demo account is in this database."""
    return bool(_emails_present(session))


def _emails_present(session: Session) -> frozenset[str]:
    emails = [somebody.email for somebody in PEOPLE]
    return frozenset(session.scalars(select(Person.email).where(Person.email.in_(emails))))


def _add(session: Session, somebody: DemoPerson, works_for: Organisation, now: datetime) -> None:
    person = Person(
        email=somebody.email,
        name=somebody.name,
        organisation_id=works_for.id,
        password_hash=passwords.hashed(PASSWORD),
        session_key=new_session_key(),
        created_at=now,
        confirmed_at=now,
    )
    session.add(person)
    session.flush()
    accept_notice(session, person.id, notice_in_force(session).version, now=now)
    if somebody.role is not None:
        session.add(
            RoleGrant(
                person_id=person.id,
                role=somebody.role,
                organisation_id=None if somebody.region else works_for.id,
                granted_at=now,
            )
        )
