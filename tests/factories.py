"""Builders of what tests need: organisations, people, a small course with every type of question."""

from collections.abc import Iterable
from datetime import UTC, datetime

from argon2 import PasswordHasher
from flask import session as cookies
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, OrganisationKind, OrganisationName, Person, Role, RoleGrant, Sex
from app.accounts.signing_in import start_session
from app.catalog.operations import publish_course, publish_programme
from app.catalog.published import LiveCourse, find_programme, live_course
from app.content.check import Source, check_course
from app.content.course import parse_course
from app.content.model import Lesson
from app.content.programme import Programme, parse_programme
from app.enrolment.models import Enrolment
from app.enrolment.operations import complete_lesson, complete_quiz, enrol
from app.enrolment.queries import locked_enrolment
from tests.content.samples import ALL_TYPES, COURSE, PROGRAMME, edited, text_file
from tests.pages import Page, Pages

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
TEST_PASSWORD = "una contraseña de prueba"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(TEST_PASSWORD)


PROGRAMME_FILES = edited("plan.md", ' tema="archivos"', "", PROGRAMME)

_CHOICE, *_OTHERS = (question.replace(" puntos=2", "") for question in ALL_TYPES)


def _lesson(title: str) -> bytes:
    return f"---\ntitulo: {title}\nobjetivo: Seguir.\nminutos: 5\nnormas: []\n---\nTexto.\n".encode()


COURSE_FILES = {
    "curso.md": COURSE["curso.md"]
    .replace(b'"007"', b"PRU01")
    .replace(b"horas: 1.5", b"horas: 6")
    .replace(b"abierto: true", b"abierto: false"),
    "01-primera/unidad.md": b"---\ntitulo: Primera unidad\nobjetivo: Empezar.\n---\n",
    "01-primera/01-uno.md": text_file("""
        ---
        titulo: Lección uno
        objetivo: Leer.
        minutos: 10
        normas: ["ley-2025#134"]
        ---

        Texto de la lección, con [LEY, art. 134](norma:ley-2025#134).

        ```quiz
        ## ¿Debe decir para qué? {#para-que}

        - [ ] Sí
          > No: nadie puede preguntarlo.
        - [x] No
          > Correcto.
        ```

        ## Para llevar

        Fin.
    """),
    "01-primera/02-dos.md": _lesson("Lección dos"),
    "01-primera/evaluacion.md": (
        "---\ntitulo: Evaluación de la primera unidad\naprobacion: 60\n---\n" + "\n".join((_CHOICE, *_OTHERS))
    ).encode(),
    "02-segunda/unidad.md": b"---\ntitulo: Segunda unidad\nobjetivo: Terminar.\n---\n",
    "02-segunda/01-tres.md": _lesson("Lección tres"),
    "02-segunda/evaluacion.md": (
        "---\ntitulo: Evaluación de la segunda unidad\naprobacion: 60\nintentos: 2\nespera: 30\n---\n"
        + _CHOICE.replace("#plazo", "#plazo-dos")
    ).encode(),
    "examen.md": (
        "---\ntitulo: Examen final\naprobacion: 80\nintentos: 3\nespera: 60\nminutos: 40\nreactivos: 4\n---\n"
        + "".join(_CHOICE.replace("#plazo", f"#examen-{number}") for number in range(1, 6))
    ).encode(),
}

_FORM_QUESTION = """
## ¿Quién responde la solicitud {form}-{number}? {{#dx-{form}-{number} forma={form} nivel=aplicar norma="ley-2025#134"}}

- [x] La Unidad
  > La Unidad notifica: retroalimentación de {form}-{number}.
- [ ] El Comité
  > El Comité confirma la clasificación.
- [ ] El área
  > El área busca.
"""

DIAGNOSTIC_FILES = {
    **COURSE_FILES,
    "diagnostico.md": (
        "---\ntitulo: ¿Cuánto sabes de solicitudes?\n---\n"
        + "".join(_FORM_QUESTION.format(form=form, number=number) for form in "ab" for number in range(1, 6))
    ).encode(),
}


def make_organisation(
    session: Session, slug: str = "org-1", name: str = "Organización de Prueba", state_code: str = "19"
) -> Organisation:
    organisation = Organisation(slug=slug, kind=OrganisationKind.GUARANTOR_2025, state_code=state_code)
    organisation.names = [OrganisationName(official=name, short=name[:120])]
    session.add(organisation)
    session.flush()
    return organisation


def make_person(
    session: Session,
    email: str = "persona@pruebas.example",
    organisation: Organisation | None = None,
    *,
    name: str = "Persona de Prueba Ñandú",
    roles: Iterable[tuple[Role, Organisation | None]] = (),
    sex: Sex = Sex.UNANSWERED,
    confirmed: bool = True,
) -> Person:
    """A person whose password is TEST_PASSWORD; a role's organisation None is the region."""
    organisation = organisation or make_organisation(session, slug=f"org-de-{email.partition('@')[0]}")
    person = Person(
        email=email,
        name=name,
        organisation_id=organisation.id,
        sex=sex,
        password_hash=_HASH,
        session_key=f"session key of {email}"[:43],
        created_at=NOW,
        confirmed_at=NOW if confirmed else None,
    )
    session.add(person)
    session.flush()
    for role, scope in roles:
        session.add(
            RoleGrant(person_id=person.id, role=role, organisation_id=scope.id if scope else None, granted_at=NOW)
        )
    session.flush()
    session.commit()
    return person


def sign_in_with_password(pages: Pages, person: Person) -> Page:
    """Sign in through the page."""
    return pages.submit(pages.get("accounts.sign_in"), {"email": person.email, "password": TEST_PASSWORD})


def sign_in(pages: Pages, person: Person) -> None:
    """Give a visitor the session that signing in with the password would start, without its costly hash."""
    with pages.app.test_request_context():
        start_session(person.session_key)
        started = dict(cookies)
    with pages.client.session_transaction() as held:
        held.clear()
        held.update(started)


def make_programme(session: Session, files: dict[str, bytes] = PROGRAMME_FILES, now: datetime = NOW) -> Programme:
    """Publish a programme."""
    programme, findings = parse_programme(files)
    assert programme is not None, findings
    publish_programme(session, files, programme, now=now)
    session.commit()
    return programme


def publish(
    session: Session,
    files: dict[str, bytes] | None = None,
    slug: str = "curso-de-prueba",
    now: datetime = NOW,
) -> LiveCourse:
    """Publish a course (and the small programme, where there is none yet)."""
    programme = find_programme(session) or make_programme(session, now=now)
    files = files or COURSE_FILES
    course, findings = parse_course(files, slug)
    assert course is not None, "\n".join(map(str, findings))
    findings = check_course(Source(course, files), programme)
    assert not [finding for finding in findings if finding.is_error], "\n".join(map(str, findings))
    publish_course(session, Source(course, files), now=now)
    session.commit()
    live = live_course(session, slug)
    assert live is not None
    return live


def make_enrolment(session: Session, person: Person, live: LiveCourse, now: datetime = NOW) -> Enrolment:
    enrolment = enrol(session, person.id, live, now=now)
    session.commit()
    return enrolment


def finish_course(session: Session, enrolment: Enrolment, live: LiveCourse, now: datetime = NOW) -> None:
    """Do every item with full score, in order; who accredits gets a certificate, which only an application issues."""
    with session.info["app"].app_context():
        for item in live.content.items:
            if isinstance(item, Lesson):
                complete_lesson(session, enrolment.id, item.key, now=now)
            else:
                locked = locked_enrolment(session, enrolment.id)
                complete_quiz(session, locked, item.key, score=1.0, passed=True, now=now)
    session.commit()
