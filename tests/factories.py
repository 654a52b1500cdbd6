"""Builders of what tests need: organisations, people, a small course with every type of question."""

from collections.abc import Iterable
from datetime import UTC, datetime
from textwrap import dedent

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, OrganisationKind, OrganisationName, Person, Role, RoleGrant, Sex
from app.catalog.operations import publish_course, publish_programme
from app.catalog.published import LiveCourse, find_programme, live_course
from app.content.check import Source, check_course
from app.content.course import parse_course
from app.content.model import Lesson
from app.content.programme import parse_programme
from app.enrolment.models import Enrolment
from app.enrolment.operations import complete_lesson, complete_quiz, enrol
from app.enrolment.queries import locked_enrolment
from tests.pages import Page, Pages

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
TEST_PASSWORD = "una contraseña de prueba"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(TEST_PASSWORD)


def _text(text: str) -> bytes:
    return dedent(text).lstrip("\n").encode()


PROGRAMME_FILES = {
    "normas.yaml": _text("""
        - id: ley-2025
          nombre: Ley de Prueba
          siglas: LEY
          ambito: general
          publicada: 2025-03-20
          vigente-desde: 2025-03-21
          rango: 1-200
          articulos: {"1": "Objeto", "134": "Plazo de respuesta"}
        - id: ley-2015
          nombre: Ley de Prueba anterior
          siglas: LEY
          ambito: general
          vigente-hasta: 2025-03-20
          rango: 1-150
    """),
    "plazos.yaml": _text("""
        - id: respuesta
          acto: Responder una solicitud
          texto: 20 días hábiles
          cantidad: 20
          unidad: dias-habiles
          norma: ley-2025#134
    """),
    "dias-inhabiles.yaml": _text("""
        - anio: 2026
          fuente: prueba
          dias: {"2026-12-25": Navidad}
    """),
    "glosario.yaml": _text("""
        - id: sujeto-obligado
          termino: sujeto obligado
          definicion: Quien debe abrir su información.
          norma: ley-2025#1
    """),
    "organizaciones.yaml": _text("""
        - id: coordinacion
          tipo: coordinacion
          entidad: "00"
          nombres:
            - {oficial: Coordinación de Prueba, corto: Coordinación}
          fuente: prueba
        - id: organismo
          tipo: organismo-garante
          entidad: "19"
          nombres:
            - {oficial: Organismo Garante de Prueba, corto: Organismo, acronimo: OGP}
          fuente: prueba
    """),
    "plan.md": _text("""
        ---
        titulo: Plan de prueba
        periodo: 2020-2021
        fuente: prueba
        aviso: Los indicadores son una propuesta.
        ---

        ## Acceso a la información {#eje-1}

        > Abrir la información.

        ### Capacitación permanente {#1.1}

        Implementar un programa.

        #### Personas acreditadas {#i-1-1-personas medida=personas-acreditadas eje=1}

        | Campo | Valor |
        |---|---|
        | Definición | Personas con al menos una acreditación |
        | Método de cálculo | Conteo de personas distintas |
        | Unidad de medida | personas |
        | Dimensión | eficacia |
        | Frecuencia | trimestral |
        | Fuente | registro de aprendizaje |
        | Sentido | ascendente |
        | Línea base | sin dato |
        | Meta | sin meta |
        | Responsable | capacitación |
    """),
    "aviso-de-privacidad.md": _text("""
        ---
        version: "2026-11"
        vigente-desde: 2026-11-01
        titulo: Aviso de privacidad
        ---

        ## Aviso simplificado

        Usamos tus datos para tu constancia.

        ## Aviso integral

        Todo lo demás.
    """),
}

_CHOICE = """
## ¿Cuál es el plazo para responder? {{#{key} nivel=recordar norma="ley-2025#134"}}

- [x] 20 días hábiles
  > Correcto: lo dice el artículo.
- [ ] 20 días naturales
  > La ley cuenta días hábiles.
- [ ] 10 días hábiles
  > Es la ampliación.
"""

_ALL_TYPES = """
## ¿Qué nunca se puede pedir? Elige todas las que correspondan. {#multiple nivel=aplicar norma="ley-2025#1"}

- [x] El motivo
  > Nadie tiene que decirlo.
- [x] El nombre
  > No es requisito.
- [ ] La descripción
  > Sí hace falta para buscar.

## La persona titular del área clasifica. {#verdadero nivel=recordar norma="ley-2025#1"}

- [x] Verdadero
  > Así es.
- [ ] Falso
  > Revisa el artículo.

## ¿Cómo se llama quien debe abrir su información? {#corta nivel=recordar norma="ley-2025#1"}

= sujeto obligado | sujetos obligados
≠ autoridad garante
  > Esa revisa.

> Es el sujeto obligado.

## ¿Cuántos días hábiles hay para responder? {#numerica nivel=recordar norma="ley-2025#134"}

= 20 ± 0 días hábiles
≠ 10
  > Diez es la ampliación.

> Son veinte.

## Relaciona cada órgano con su función. {#relaciona nivel=aplicar norma="ley-2025#1"}

| Órgano | Función | Retroalimentación |
|---|---|---|
| Comité | Confirma | El Comité confirma. |
| Unidad | Recibe | La Unidad recibe. |
|  | Sanciona | |

## Ordena los pasos. {#ordena nivel=aplicar norma="ley-2025#134"}

1. Registrar
2. Turnar
3. Responder

> Primero se registra.

## Completa el texto. {#completa nivel=recordar norma="ley-2025#134"}

El plazo es de [[veinte | 20]] días y el Comité puede [[*confirmar | sancionar]] la clasificación.

> Veinte y confirmar.
"""


def _lesson(title: str) -> bytes:
    return f"---\ntitulo: {title}\nobjetivo: Seguir.\nminutos: 5\nnormas: []\n---\nTexto.\n".encode()


COURSE_FILES = {
    "curso.md": _text("""
        ---
        titulo: Curso de prueba
        clave: PRU01
        resumen: Un curso pequeño con todo.
        objetivo: Probar cada parte.
        eje: 1
        estrategias: ["1.1"]
        temas: [acceso-a-la-informacion]
        perspectivas: [genero]
        horas: 6
        nivel: basico
        dirigido-a: Personas servidoras públicas
        requisitos: []
        marco: "2025"
        normas: [ley-2025]
        organizacion: coordinacion
        leido-en: 2026-02-28
        autoria: [Área de capacitación]
        abierto: false
        ---

        Presentación del curso.
    """),
    "01-primera/unidad.md": b"---\ntitulo: Primera unidad\nobjetivo: Empezar.\n---\n",
    "01-primera/01-uno.md": _text("""
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
        "---\ntitulo: Evaluación de la primera unidad\naprobacion: 60\n---\n" + _CHOICE.format(key="plazo") + _ALL_TYPES
    ).encode(),
    "02-segunda/unidad.md": b"---\ntitulo: Segunda unidad\nobjetivo: Terminar.\n---\n",
    "02-segunda/01-tres.md": _lesson("Lección tres"),
    "02-segunda/evaluacion.md": (
        "---\ntitulo: Evaluación de la segunda unidad\naprobacion: 60\nintentos: 2\nespera: 30\n---\n"
        + _CHOICE.format(key="plazo-dos")
    ).encode(),
    "examen.md": (
        "---\ntitulo: Examen final\naprobacion: 80\nintentos: 3\nespera: 60\nminutos: 40\nreactivos: 4\n---\n"
        + "".join(_CHOICE.format(key=f"examen-{number}") for number in range(1, 6))
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


def sign_in(pages: Pages, person: Person) -> Page:
    """Sign in through the page."""
    page = pages.get("accounts.sign_in")
    return pages.submit(page, {"email": person.email, "password": TEST_PASSWORD})


def publish(
    session: Session,
    files: dict[str, bytes] | None = None,
    slug: str = "curso-de-prueba",
    now: datetime = NOW,
) -> LiveCourse:
    """Publish a course (and the small programme, where there is none yet)."""
    if find_programme(session) is None:
        programme, findings = parse_programme(PROGRAMME_FILES)
        assert programme is not None, findings
        publish_programme(session, PROGRAMME_FILES, programme, now=now)
    files = files or COURSE_FILES
    course, findings = parse_course(files, slug)
    assert course is not None, "\n".join(map(str, findings))
    programme = find_programme(session)
    assert programme is not None
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
    """Do every item with full score, in order."""
    for item in live.content.items:
        if isinstance(item, Lesson):
            complete_lesson(session, enrolment.id, item.key, now=now)
        else:
            locked = locked_enrolment(session, enrolment.id)
            complete_quiz(session, locked, item.key, score=1.0, passed=True, now=now)
    session.commit()
