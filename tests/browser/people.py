"""People with a past, made by the operations that the pages use."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.demo import PASSWORD
from app.accounts.models import Organisation, Person, Role, RoleGrant, Sex
from app.accounts.operations import accept_notice
from app.catalog.published import live_course, programme
from app.content.model import Lesson, Quiz
from app.enrolment.operations import complete_lesson, complete_quiz, enrol
from app.enrolment.queries import locked_enrolment
from app.shared.clock import now
from tests.factories import TEST_PASSWORD, make_person

COORDINATION = "coordinacion@aula.example"
COURSE = "datos-personales"

LEARNERS = (
    "Abril Montes Rentería",
    "Bruno Salas Quiñones",
    "Camila Ortega Ñíguez",
    "Darío Peña Urrutia",
    "Elisa Robles Cantú",
    "Fabián Leal Treviño",
    "Gabriela Nava Ochoa",
    "Héctor Ibarra Luna",
    "Irene Cota Félix",
    "Jacinto Mares Ávila",
    "Karla Duarte Meza",
    "Leobardo Ríos Garza",
)


@dataclass(frozen=True, slots=True)
class Account:
    """What a person signs in with."""

    email: str
    password: str = TEST_PASSWORD


def demo(name: str) -> Account:
    """An account of the demonstration."""
    return Account(f"{name}@aula.example", PASSWORD)


def organisation_of_the_coordination(session: Session) -> Organisation:
    """Where the demonstration's coordinator holds the role."""
    found: Organisation = session.scalars(
        select(Organisation)
        .join(RoleGrant, RoleGrant.organisation_id == Organisation.id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(Person.email == COORDINATION, RoleGrant.role == Role.COORDINATOR)
    ).one()
    return found


def add_person(
    session: Session, email: str, name: str, sex: Sex = Sex.UNANSWERED, organisation: Organisation | None = None
) -> Person:
    """Somebody with a confirmed account who has read the privacy notice; their password is TEST_PASSWORD."""
    organisation = organisation or organisation_of_the_coordination(session)
    person = make_person(session, email, organisation, name=name, sex=sex)
    notice = programme(session).notice
    accept_notice(session, person.id, notice.version, now=now())
    return person


def bring_to(session: Session, person: Person, slug: str, done: int | None) -> int:
    """Enrol a person and do the first ``done`` items of the course (None: all) with full score; the enrolment's id."""
    live = live_course(session, slug)
    assert live is not None
    enrolment = enrol(session, person.id, live, now=now())
    for item in live.content.items[:done]:
        if isinstance(item, Lesson):
            complete_lesson(session, enrolment.id, item.key, now=now())
        elif isinstance(item, Quiz):
            locked = locked_enrolment(session, enrolment.id)
            complete_quiz(session, locked, item.key, score=1.0, passed=True, now=now())
    return enrolment.id


def add_learners(session: Session) -> None:
    """Twelve people of the coordinator's organisation, each a little further in the same course."""
    live = live_course(session, COURSE)
    assert live is not None
    n_items = len(live.content.items)
    for number, name in enumerate(LEARNERS):
        sex = Sex.WOMAN if number % 2 == 0 else Sex.MAN
        person = add_person(session, f"aprendiz-{number}@pruebas.example", name, sex)
        bring_to(session, person, COURSE, min(n_items, number * 3))
