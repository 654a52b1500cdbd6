"""The world that is measured: the real courses, a learner in mid-course, and many enrolments."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from re import MULTILINE, sub
from shutil import copytree
from tempfile import TemporaryDirectory

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, OrganisationKind, OrganisationName, Person, Role, RoleGrant, Sex
from app.catalog.operations import sync_library
from app.catalog.published import live_course
from app.enrolment.models import Enrolment
from app.enrolment.operations import complete_lesson, enrol
from app.factory import create_app
from app.insights.rebuilding import rebuild
from app.record.models import Act, Verb
from app.shared.db import db, transaction
from app.shared.migrations import upgrade
from app.shared.settings import Mode, Settings
from tests import postgres

COURSE = "acceso-a-la-informacion"
START = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
SECRET = "a secret for the measurements, which see no person"
BATCH = 20_000
N_ORGANISATIONS = 30
LEARNERS = tuple(f"learner{number}@bench.example" for number in range(80))
"""People in mid-course. An attempt costs what a person's attempts before it make it cost: each sits few of them."""
SEXES = (Sex.WOMAN, Sex.MAN, Sex.UNANSWERED)


@dataclass(frozen=True, slots=True)
class World:
    """A prepared database: the environment that serves it, and the cookies of its people."""

    name: str
    environment: Mapping[str, str]
    settings: Settings

    def cookies(self, emails: Iterable[str]) -> list[str]:
        """The session cookie of each person, as signing in and a first page set it."""
        app = create_app(self.settings)
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None
        with app.app_context():
            keys = [db.session.query(Person.session_key).filter(Person.email == email).scalar() for email in emails]
        return [f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(_held(key))}" for key in keys]


def _held(session_key: str) -> dict[str, object]:
    token = sha1(session_key.encode(), usedforsecurity=False).hexdigest()
    return {"_user_id": session_key, "_fresh": True, "_permanent": True, "locale": "es", "csrf_token": token}


@contextmanager
def worlds() -> Iterator[list[World]]:
    """A prepared world on SQLite, and one on PostgreSQL where its programs are installed."""
    with TemporaryDirectory(prefix="aula-bench-") as folder:
        prepared = [_prepare("SQLite", Path(folder, "sqlite"), "")]
        if postgres.find_programs() is None:
            yield prepared
            return
        with postgres.cluster(durable=True) as address:
            yield [*prepared, _prepare("PostgreSQL", Path(folder, "postgresql"), address)]


def _prepare(name: str, var: Path, database_url: str) -> World:
    settings = Settings(
        mode=Mode.TEST, secret_key=SECRET, var=var, courses=_library(var / "courses"), database_url=database_url
    )
    environment = {
        "AULA_MODE": "test",
        "AULA_SECRET_KEY": SECRET,
        "AULA_VAR": str(var),
        "AULA_COURSES": str(settings.courses),
        "AULA_DATABASE_URL": database_url,
    }
    app = create_app(settings)
    with app.app_context():
        upgrade()
        with transaction() as session:
            sync_library(session, settings.courses, now=START)
        with transaction() as session:
            _add_people(session)
    return World(name, environment, settings)


def _library(folder: Path) -> Path:
    """The real courses, with an exam of ten questions that may be taken again at once."""
    copytree("courses", folder)
    exam = folder / COURSE / "examen.md"
    text = exam.read_text("utf-8")
    for key, value in (("intentos", 0), ("espera", 0), ("reactivos", 10)):
        text = sub(rf"^{key}: \d+$", f"{key}: {value}", text, flags=MULTILINE)
    exam.write_text(text, "utf-8")
    return folder


def _add_people(session: Session) -> None:
    organisation = session.query(Organisation).filter(Organisation.slug == "cotai").one()
    for email in (*LEARNERS, "region@bench.example"):
        session.add(_person(email, organisation.id))
    session.flush()
    region = session.query(Person).filter(Person.email == "region@bench.example").one()
    session.add(RoleGrant(person_id=region.id, role=Role.COORDINATOR, granted_at=START))
    live = live_course(session, COURSE)
    assert live is not None
    for learner in session.query(Person).filter(Person.email.in_(LEARNERS)).all():
        enrolment = enrol(session, learner.id, live, now=START)
        for lesson in list(live.content.lessons())[:5]:
            complete_lesson(session, enrolment.id, lesson.key, now=START)


def _person(email: str, organisation_id: int, sex: Sex = Sex.UNANSWERED) -> Person:
    return Person(
        email=email,
        name="Persona de la medición",
        organisation_id=organisation_id,
        sex=sex,
        session_key=f"key {email}"[:43],
        created_at=START,
        confirmed_at=START,
    )


def grow(world: World, n_enrolments: int) -> None:
    """Add enrolments, with their acts, until there are ``n_enrolments``; then count them."""
    app = create_app(world.settings)
    with app.app_context():
        session = db.session()
        present = session.query(Enrolment).count()
        live = live_course(session, COURSE)
        assert live is not None
        with transaction() as session:
            organisations = _organisations(session)
        for first in range(present, n_enrolments, BATCH):
            with transaction() as session:
                _add_batch(session, live, organisations, range(first, min(first + BATCH, n_enrolments)))
        with transaction() as session:
            rebuild(session, zone=world.settings.timezone)
        if session.connection().dialect.name == "postgresql":
            session.execute(text("ANALYZE"))
        else:
            session.execute(text("PRAGMA optimize"))


def _organisations(session: Session) -> list[int]:
    present = session.query(Organisation).filter(Organisation.slug.startswith("medida-")).all()
    if not present:
        for number in range(N_ORGANISATIONS):
            name = OrganisationName(official=f"Organización medida {number}", short=f"Medida {number}")
            session.add(
                Organisation(slug=f"medida-{number}", kind=OrganisationKind.OBLIGATED, state_code="19", names=[name])
            )
        session.flush()
        present = session.query(Organisation).filter(Organisation.slug.startswith("medida-")).all()
    return [organisation.id for organisation in present]


def _add_batch(session: Session, live: object, organisations: list[int], numbers: range) -> None:
    people = [
        {
            "email": f"p{number}@bench.example",
            "name": f"Persona {number}",
            "organisation_id": organisations[number % N_ORGANISATIONS],
            "sex": SEXES[number % len(SEXES)],
            "session_key": f"k{number}",
            "locale": "es",
            "created_at": START,
            "confirmed_at": START,
        }
        for number in numbers
    ]
    ids = session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), people).all()
    enrolments, acts = [], []
    for number, person_id in zip(numbers, ids, strict=True):
        at = START + timedelta(hours=number % 7000)
        accredited = number % 3 == 0
        enrolments.append(
            {
                "person_id": person_id,
                "course_id": live.course_id,  # type: ignore[attr-defined]
                "edition_id": live.edition_id,  # type: ignore[attr-defined]
                "organisation_id": organisations[number % N_ORGANISATIONS],
                "sex": SEXES[number % len(SEXES)],
                "enrolled_at": at,
                "started_at": at,
                "finished_at": at if accredited else None,
                "accredited_at": at if accredited else None,
            }
        )
    rows = session.scalars(insert(Enrolment).returning(Enrolment.id, sort_by_parameter_order=True), enrolments).all()
    for enrolment_id, enrolment in zip(rows, enrolments, strict=True):
        verbs = [Verb.REGISTERED, Verb.STARTED]
        verbs += [Verb.FINISHED, Verb.ACCREDITED] if enrolment["accredited_at"] else []
        acts += [
            {
                "at": enrolment["enrolled_at"],
                "actor_id": enrolment["person_id"],
                "verb": verb,
                "course_id": enrolment["course_id"],
                "edition_id": enrolment["edition_id"],
                "enrolment_id": enrolment_id,
                "organisation_id": enrolment["organisation_id"],
                "item_key": "",
                "result": {},
            }
            for verb in verbs
        ]
    session.execute(insert(Act), acts)
