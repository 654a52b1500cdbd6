"""Who teaches a provision: places in courses, editions, and certificates that still hold."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.identity import Scope
from app.catalog.models import Course, Edition, TaughtProvision
from app.content.citations import citation_label
from app.content.model import Citation
from app.content.provisions import PlaceKind, touches
from app.credentials.models import Credential, CredentialState
from app.enrolment.models import Enrolment
from app.studio.queries import within

QUESTIONS = (PlaceKind.SELF_CHECK, PlaceKind.QUESTION)


@dataclass(frozen=True, slots=True)
class TouchedPlace:
    """A part of a course that teaches the provision, as its newest edition with it has it.

    ``editions`` are the numbers of those with it, the newest first; ``declared`` where its author
    says that it teaches the provision, and not only its text cites it.
    """

    kind: PlaceKind
    key: str
    title: str
    path: str
    line: int
    declared: bool
    citations: tuple[str, ...]
    editions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TouchedEdition:
    """An edition that teaches the provision, and the certificates of it that are in force."""

    id: int
    number: int
    is_live: bool
    published_at: datetime
    n_places: int
    n_certificates: int


@dataclass(frozen=True, slots=True)
class TouchedCourse:
    """A course that teaches the provision in some edition; editions newest first, places in reading order."""

    slug: str
    title: str
    editions: tuple[TouchedEdition, ...]
    places: tuple[TouchedPlace, ...]

    @property
    def n_certificates(self) -> int:
        return sum(edition.n_certificates for edition in self.editions)


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything that a change of a provision would touch."""

    citation: Citation
    courses: tuple[TouchedCourse, ...]

    @property
    def n_editions(self) -> int:
        return sum(len(course.editions) for course in self.courses)

    @property
    def n_lessons(self) -> int:
        return self._places_of((PlaceKind.LESSON,))

    @property
    def n_questions(self) -> int:
        return self._places_of(QUESTIONS)

    @property
    def n_certificates(self) -> int:
        return sum(course.n_certificates for course in self.courses)

    def _places_of(self, kinds: Collection[PlaceKind]) -> int:
        return sum(place.kind in kinds for course in self.courses for place in course.places)


def watch(session: Session, scope: Scope, citation: Citation) -> Watch:
    """The courses within a scope that teach a provision. Two queries, however many editions there are.

    A text that only names the whole norm does not teach each of its articles; one that declares it does.
    """
    rows = [row for row in _taught(session, scope, citation) if touches(_citation(row), citation)]
    certificates = _certificates(session, {row.edition_id for row in rows})
    courses = groupby(rows, key=lambda row: row.slug)
    found = (_course(slug, list(taught), certificates) for slug, taught in courses)
    return Watch(citation, tuple(sorted(found, key=lambda course: course.title)))


def _taught(session: Session, scope: Scope, citation: Citation) -> Sequence[Row[*tuple[Any, ...]]]:
    statement = (
        select(
            TaughtProvision.__table__,
            Course.slug,
            Edition.number,
            Edition.is_live,
            Edition.published_at,
            Edition.title.label("course_title"),
        )
        .join(Edition, Edition.id == TaughtProvision.edition_id)
        .join(Course, Course.id == Edition.course_id)
        .where(TaughtProvision.norm == citation.norm, within(scope))
        .order_by(Course.slug, Edition.number.desc(), TaughtProvision.id)
    )
    if citation.article:
        of_norm = and_(TaughtProvision.article == "", TaughtProvision.declared)
        statement = statement.where(or_(TaughtProvision.article == citation.article, of_norm))
    return session.execute(statement).all()


def _citation(row: Row[*tuple[Any, ...]]) -> Citation:
    return Citation(row.norm, row.article, row.fraction)


def _certificates(session: Session, edition_ids: Collection[int]) -> dict[int, int]:
    """How many certificates in force each edition has."""
    rows = session.execute(
        select(Enrolment.edition_id, func.count())
        .join(Credential, Credential.enrolment_id == Enrolment.id)
        .where(Enrolment.edition_id.in_(edition_ids), Credential.state == CredentialState.VALID)
        .group_by(Enrolment.edition_id)
    )
    return {row[0]: row[1] for row in rows}


def _course(slug: str, rows: Sequence[Row[*tuple[Any, ...]]], certificates: dict[int, int]) -> TouchedCourse:
    editions = []
    for edition_id, taught in groupby(rows, key=lambda row: row.edition_id):
        held = list(taught)
        editions.append(
            TouchedEdition(
                edition_id,
                held[0].number,
                held[0].is_live,
                held[0].published_at,
                len({(row.kind, row.key) for row in held}),
                certificates.get(edition_id, 0),
            )
        )
    return TouchedCourse(slug, rows[0].course_title, tuple(editions), tuple(_places(rows)))


def _places(rows: Sequence[Row[*tuple[Any, ...]]]) -> Iterable[TouchedPlace]:
    """One place for each part, however many editions have it: those of the newest edition come first."""
    parts: dict[tuple[str, str], list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        parts.setdefault((row.kind, row.key), []).append(row)
    for held in parts.values():
        newest = [row for row in held if row.edition_id == held[0].edition_id]
        yield TouchedPlace(
            newest[0].kind,
            newest[0].key,
            newest[0].title,
            newest[0].path,
            newest[0].line,
            any(row.declared for row in newest),
            tuple(citation_label(_citation(row)) for row in newest),
            tuple(dict.fromkeys(row.number for row in held)),
        )
