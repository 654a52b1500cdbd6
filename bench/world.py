"""The world that is measured: the real courses, a learner in mid-course, and many enrolments."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from re import MULTILINE, sub
from shutil import copytree
from tempfile import TemporaryDirectory

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import String, case, cast, func, insert, literal, null, select, text
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, Person, Role, RoleGrant, Sex
from app.accounts.signing_in import SIGNED_IN_AT
from app.catalog.operations import check_folders, publish_library
from app.catalog.published import LiveCourse, live_course
from app.enrolment.models import Enrolment
from app.enrolment.operations import complete_lesson, enrol
from app.factory import create_app
from app.insights.rebuilding import rebuild
from app.record.models import Act, Verb
from app.shared.clock import now
from app.shared.db import UTCDateTime, db, transaction
from app.shared.migrations import upgrade
from app.shared.settings import Mode, Settings
from tests import postgres

COURSE = "acceso-a-la-informacion"
CROWD = "@crowd.example"
START = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
SECRET = "a secret for the measurements, which see no person"
LEARNERS = tuple(f"learner{number}@bench.example" for number in range(100))
"""People in mid-course. An attempt costs what a person's attempts before it make it cost: each sits few of them."""


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
    held = {"_user_id": session_key, "_fresh": True, "_permanent": True, "locale": "es", "csrf_token": token}
    return {**held, SIGNED_IN_AT: now()}


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
        checked = check_folders(settings.courses)
        with transaction() as session:
            publish_library(session, checked, now=START)
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
    """Add people with an enrolment and its acts until there are ``n_enrolments``; then count them."""
    app = create_app(world.settings)
    with app.app_context():
        present = db.session.query(Enrolment).count()
        live = live_course(db.session(), COURSE)
        assert live is not None
        with transaction() as session:
            newest = session.scalar(select(func.max(Person.id))) or 0
            _add_people_in_numbers(session, present, n_enrolments)
            _enrol_them(session, live, newest)
        with transaction() as session:
            rebuild(session, zone=world.settings.timezone)
        _settle()


def _settle() -> None:
    """Finish what the database would do in the background after so much writing: pages are measured, not that."""
    on_postgresql = db.engine.dialect.name == "postgresql"
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in ("VACUUM ANALYZE", "CHECKPOINT") if on_postgresql else ("ANALYZE",):
            connection.execute(text(statement))


def _add_people_in_numbers(session: Session, first: int, last: int) -> None:
    """People numbered from ``first`` up to ``last``, in organisations and sexes by turns."""
    numbers = select(literal(first).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < last - 1))
    organisations = sorted(session.scalars(select(Organisation.id)))
    in_turn = case(dict(enumerate(organisations)), value=numbers.c.n % len(organisations))
    sexes = case(dict(enumerate(sex.value for sex in Sex)), value=numbers.c.n % len(Sex))
    name = literal("Persona ").concat(cast(numbers.c.n, String))
    email = cast(numbers.c.n, String).concat(CROWD)
    at = literal(START, UTCDateTime)
    columns = {
        "email": email, "name": name, "organisation_id": in_turn, "sex": sexes, "session_key": email,
        "search_text": email,
        "locale": literal("es"), "created_at": at, "confirmed_at": at,
    }  # fmt: skip
    session.execute(insert(Person).from_select(list(columns), select(*columns.values())))


def _enrol_them(session: Session, live: LiveCourse, newest_person: int) -> None:
    """An enrolment of each person after one, a third of them accredited, and the acts that say so."""
    newest = session.scalar(select(func.coalesce(func.max(Enrolment.id), 0)))
    at, never = literal(START, UTCDateTime), null()
    accredited_at = case((Person.id % 3 == 0, at), else_=never)
    columns = {
        "person_id": Person.id, "course_id": literal(live.course_id), "edition_id": literal(live.edition_id),
        "organisation_id": Person.organisation_id, "sex": Person.sex, "enrolled_at": at, "started_at": at,
        "finished_at": accredited_at, "accredited_at": accredited_at,
    }  # fmt: skip
    added = Person.id > newest_person
    session.execute(insert(Enrolment).from_select(list(columns), select(*columns.values()).where(added)))
    for verb in (Verb.REGISTERED, Verb.STARTED, Verb.FINISHED, Verb.ACCREDITED):
        did = Enrolment.id > newest
        if verb in (Verb.FINISHED, Verb.ACCREDITED):
            did &= Enrolment.accredited_at.is_not(None)
        acts = {
            "at": Enrolment.enrolled_at, "actor_id": Enrolment.person_id, "verb": literal(verb, Act.verb.type),
            "course_id": Enrolment.course_id, "edition_id": Enrolment.edition_id, "enrolment_id": Enrolment.id,
            "organisation_id": Enrolment.organisation_id, "item_key": literal(""),
            "result": literal({}, Act.result.type),
        }  # fmt: skip
        session.execute(insert(Act).from_select(list(acts), select(*acts.values()).where(did)))
