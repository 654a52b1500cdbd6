"""The people of a coordinator's scope: rows as the database gives them, never entities."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.names import folded
from app.catalog.models import Course, Edition
from app.catalog.published import course_content
from app.enrolment.models import Enrolment, ItemCompletion
from app.insights.tables import Column, Kind
from app.insights.tables import Row as TableRow
from app.shared.paging import Slice, cut, turned

PAGE_ROWS = 50
FETCHED_ROWS = 2000


class State(StrEnum):
    """Where an enrolment stands, in the order in which it goes."""

    ENROLLED = "inscrita"
    STARTED = "en-curso"
    FINISHED = "concluida"
    ACCREDITED = "acreditada"
    CANCELLED = "cancelada"


STATES: Mapping[State, LazyString] = {
    State.ENROLLED: _l("Sin empezar"),
    State.STARTED: _l("En curso"),
    State.FINISHED: _l("Concluida, falta acreditar"),
    State.ACCREDITED: _l("Acreditada"),
    State.CANCELLED: _l("Cancelada"),
}
COLUMNS = (
    Column(_l("Persona"), Kind.TEXT),
    Column(_l("Organización"), Kind.TEXT),
    Column(_l("Curso"), Kind.TEXT),
    Column(_l("Estado"), Kind.TEXT),
    Column(_l("Avance"), Kind.SHARE, "avance"),
    Column(_l("Inscripción"), Kind.DAY),
    Column(_l("Inicio"), Kind.DAY),
    Column(_l("Conclusión"), Kind.DAY),
    Column(_l("Acreditación"), Kind.DAY),
)

_STATE = case(
    (Enrolment.cancelled_at.is_not(None), literal(State.CANCELLED.value)),
    (Enrolment.accredited_at.is_not(None), literal(State.ACCREDITED.value)),
    (Enrolment.finished_at.is_not(None), literal(State.FINISHED.value)),
    (Enrolment.started_at.is_not(None), literal(State.STARTED.value)),
    else_=literal(State.ENROLLED.value),
)
_WHERE: Mapping[State, ColumnElement[bool]] = {
    State.CANCELLED: Enrolment.cancelled_at.is_not(None),
    State.ACCREDITED: Enrolment.accredited_at.is_not(None),
    State.FINISHED: and_(
        Enrolment.finished_at.is_not(None), Enrolment.accredited_at.is_(None), Enrolment.cancelled_at.is_(None)
    ),
    State.STARTED: and_(
        Enrolment.started_at.is_not(None), Enrolment.finished_at.is_(None), Enrolment.cancelled_at.is_(None)
    ),
    State.ENROLLED: and_(Enrolment.started_at.is_(None), Enrolment.cancelled_at.is_(None)),
}


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Whose enrolments are listed. ``text`` is looked for in names and addresses, word by word."""

    course_id: int | None = None
    organisation_id: int | None = None
    state: State | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Learner:
    """One enrolment as coordinators see it; ``progress`` is a share 0-1."""

    enrolment_id: int
    name: str
    organisation: str
    course: str
    state: State
    state_label: str
    progress: float
    enrolled_on: date
    started_on: date | None
    finished_on: date | None
    accredited_on: date | None

    @property
    def row(self) -> TableRow:
        """The values of COLUMNS."""
        return (
            self.name,
            self.organisation,
            self.course,
            self.state_label,
            self.progress,
            self.enrolled_on,
            self.started_on,
            self.finished_on,
            self.accredited_on,
        )


def people_page(
    session: Session,
    chosen: PeopleFilter,
    names: Mapping[int, str],
    *,
    within: Collection[int] | None,
    after: int | None = None,
    before: int | None = None,
    zone: str,
) -> Slice[Learner]:
    """A page of enrolments, the newest first, after or before an enrolment's id. One query, warm.

    ``within`` are the organisations whose people may be seen (None: all). Days are those of ``zone``.
    """
    statement = _people(chosen, within)
    rows = session.execute(turned(statement, Enrolment.id, PAGE_ROWS, after=after, before=before)).all()
    page = cut(rows, PAGE_ROWS, after=after is not None, before=before is not None)
    return Slice(tuple(map(_reader(session, names, zone), page.rows)), page.has_previous, page.has_next)


def every_learner(
    session: Session, chosen: PeopleFilter, names: Mapping[int, str], *, within: Collection[int] | None, zone: str
) -> Iterator[Learner]:
    """Every enrolment that the pages show, the newest first, read from the database in portions."""
    statement = _people(chosen, within).order_by(Enrolment.id.desc())
    read = _reader(session, names, zone)
    for row in session.execute(statement, execution_options={"yield_per": FETCHED_ROWS}):
        yield read(row)


def _people(chosen: PeopleFilter, within: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    n_done = (
        select(func.count()).where(ItemCompletion.enrolment_id == Enrolment.id).correlate(Enrolment).scalar_subquery()
    )
    statement: Select[*tuple[Any, ...]] = (
        select(
            Enrolment.id,
            Person.name,
            Enrolment.organisation_id,
            Course.slug,
            Edition.bundle_digest,
            _STATE.label("state"),
            n_done.label("n_done"),
            Enrolment.enrolled_at,
            Enrolment.started_at,
            Enrolment.finished_at,
            Enrolment.accredited_at,
        )
        .join(Person, Person.id == Enrolment.person_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Edition, Edition.id == Enrolment.edition_id)
    )
    if within is not None:
        statement = statement.where(Enrolment.organisation_id.in_(within))
    if chosen.organisation_id is not None:
        statement = statement.where(Enrolment.organisation_id == chosen.organisation_id)
    if chosen.course_id is not None:
        statement = statement.where(Enrolment.course_id == chosen.course_id)
    if chosen.state is not None:
        statement = statement.where(_WHERE[chosen.state])
    for word in folded(chosen.text).split():
        statement = statement.where(Person.search_text.contains(word, autoescape=True))
    return statement


def _reader(session: Session, names: Mapping[int, str], zone: str) -> Callable[[Row[*tuple[Any, ...]]], Learner]:
    """What makes a learner of a row."""
    local = ZoneInfo(zone)
    labels = {state.value: str(label) for state, label in STATES.items()}

    def day(moment: datetime | None) -> date | None:
        return moment.astimezone(local).date() if moment is not None else None

    def read(row: Row[*tuple[Any, ...]]) -> Learner:
        id_, name, organisation_id, slug, digest, state, n_done, enrolled, started, finished, accredited = row
        content = course_content(session, slug, digest)
        return Learner(
            id_,
            name,
            names.get(organisation_id, ""),
            content.title,
            State(state),
            labels[state],
            min(1.0, n_done / len(content.items)),
            enrolled.astimezone(local).date(),
            day(started),
            day(finished),
            day(accredited),
        )

    return read
