"""People with a past, made by the operations that the pages use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.demo import PASSWORD
from app.accounts.models import Organisation, Person, Role, RoleGrant, Sex
from app.accounts.operations import accept_notice
from app.assessment.operations import save_answer, start_attempt, submit_attempt
from app.catalog.published import live_course, programme
from app.content.marking import field_name
from app.content.model import DiagnosticForm, Lesson, Quiz, SingleChoice
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
    enrolment_id = enrol(session, person.id, live, now=now()).id
    do_items(session, enrolment_id, live.content.items[:done])
    return enrolment_id


def do_items(session: Session, enrolment_id: int, items: Iterable[Lesson | Quiz]) -> None:
    """Do some items of a course with full score."""
    for item in items:
        if isinstance(item, Lesson):
            complete_lesson(session, enrolment_id, item.key, now=now())
        else:
            locked = locked_enrolment(session, enrolment_id)
            complete_quiz(session, locked, item.key, score=1.0, passed=True, now=now())


def take_both_forms(session: Session, person: Person, slug: str, right: Mapping[DiagnosticForm, int]) -> list[int]:
    """Enrol, answer the first form, do the whole course, answer the second; the attempts' ids.

    ``right`` says how many questions of a form are right; choices only, which every form has some of.
    """
    live = live_course(session, slug)
    assert live is not None
    enrolment_id = bring_to(session, person, slug, 0)
    attempts = []
    for form in DiagnosticForm:
        quiz = live.content.quiz(form.quiz_key)
        assert quiz is not None
        attempts.append(start_attempt(session, enrolment_id, quiz.key, now=now()))
        for question in [one for one in quiz.questions if isinstance(one, SingleChoice)][: right[form]]:
            chosen = next(option.key for option in question.options if option.correct)
            fields = {field_name(question): [chosen]}
            save_answer(session, attempts[-1], person.id, question.key, fields, client="t", sequence=1, now=now())
        submit_attempt(session, attempts[-1], person.id, now=now())
        if form is DiagnosticForm.BEFORE:
            do_items(session, enrolment_id, live.content.items)
    return attempts


def add_learners(session: Session) -> None:
    """Twelve people of the coordinator's organisation, each a little further in the same course."""
    live = live_course(session, COURSE)
    assert live is not None
    n_items = len(live.content.items)
    for number, name in enumerate(LEARNERS):
        sex = Sex.WOMAN if number % 2 == 0 else Sex.MAN
        person = add_person(session, f"aprendiz-{number}@pruebas.example", name, sex)
        bring_to(session, person, COURSE, min(n_items, number * 3))
