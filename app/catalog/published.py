"""Published content as values: editions never change, so what was read once is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from app.catalog.bundles import unpack
from app.catalog.models import Bundle, Course, Edition, ProgrammeEdition
from app.content import model
from app.content.course import Files, parse_course
from app.content.programme import PrivacyNotice, Programme, parse_programme
from app.shared.errors import DomainError
from app.shared.last_used import LastUsed

KEPT_COURSES = 64
KEPT_PROGRAMMES = 2
SHORT_DIGEST = 12


class ProgrammeMissingError(DomainError):
    """Nothing was published yet."""

    message = _l("El programa todavía no está publicado. Quien administra debe ejecutar «aula courses sync».")


class UnreadableEditionError(Exception):
    """A published bundle no longer parses: the grammar of this version broke a promise."""


_courses: LastUsed[model.Course] = LastUsed(KEPT_COURSES)
_programmes: LastUsed[Programme] = LastUsed(KEPT_PROGRAMMES)


@dataclass(frozen=True, slots=True)
class LiveCourse:
    """A course as it is offered now."""

    course_id: int
    slug: str
    organisation_id: int
    edition_id: int
    number: int
    digest: str
    published_at: datetime
    content: model.Course


def bundle_files(session: Session, digest: str) -> Files:
    """The source files of an edition."""
    archive = session.execute(select(Bundle.archive).where(Bundle.digest == digest)).scalar_one()
    return unpack(archive)


def course_content(session: Session, slug: str, digest: str) -> model.Course:
    """The content of an edition, read from its bundle once in a process."""

    def read() -> model.Course:
        course, _findings = parse_course(bundle_files(session, digest), slug)
        if course is None:
            raise UnreadableEditionError(f"{slug} {digest}")
        return course

    return _courses.get((slug, digest), read)


def keep_content(course: model.Course) -> None:
    """Keep a course that was just read from the files of its bundle."""
    _courses.get((course.slug, course.digest), lambda: course)


_EDITION = (
    select(Course.slug, Edition.bundle_digest)
    .join(Course, Course.id == Edition.course_id)
    .where(Edition.id == bindparam("edition_id"))
)


def edition_content(session: Session, edition_id: int) -> model.Course:
    """The content of an edition by its id. One query, and one more the first time in a process."""
    row = session.connection().execute(_EDITION, {"edition_id": edition_id}).one()
    return course_content(session, row.slug, row.bundle_digest)


def edition_images(session: Session, slug: str, short_digest: str) -> Mapping[str, bytes]:
    """The pictures of an edition by name; none where no edition's digest begins so."""
    if len(short_digest) < SHORT_DIGEST:
        return {}
    digest = session.scalar(
        select(Edition.bundle_digest)
        .join(Course, Course.id == Edition.course_id)
        .where(Course.slug == slug, Edition.bundle_digest.startswith(short_digest, autoescape=True))
        .limit(1)
    )
    return course_content(session, slug, digest).images if digest else {}


_LIVE = (
    select(
        Course.id,
        Course.slug,
        Course.organisation_id,
        Edition.id.label("edition_id"),
        Edition.number,
        Edition.bundle_digest,
        Edition.published_at,
    )
    .join(Edition, (Edition.course_id == Course.id) & Edition.is_live)
    .order_by(Edition.title, Course.id)
)
_LIVE_BY_SLUG = _LIVE.where(Course.slug == bindparam("slug"))


def live_courses(session: Session) -> tuple[LiveCourse, ...]:
    """Every course on offer, by title. One query."""
    return tuple(_live(session, row) for row in session.execute(_LIVE))


def live_course(session: Session, slug: str) -> LiveCourse | None:
    """One course on offer."""
    row = session.execute(_LIVE_BY_SLUG, {"slug": slug}).one_or_none()
    return None if row is None else _live(session, row)


def _live(session: Session, row: Row[*tuple[Any, ...]]) -> LiveCourse:
    return LiveCourse(
        course_id=row.id,
        slug=row.slug,
        organisation_id=row.organisation_id,
        edition_id=row.edition_id,
        number=row.number,
        digest=row.bundle_digest,
        published_at=row.published_at,
        content=course_content(session, row.slug, row.bundle_digest),
    )


_NEWEST = select(ProgrammeEdition.bundle_digest).order_by(ProgrammeEdition.id.desc()).limit(1)


def find_programme(session: Session) -> Programme | None:
    """The programme in force, or None where nothing was published."""
    digest = session.execute(_NEWEST).scalar_one_or_none()
    if digest is None:
        return None

    def read() -> Programme:
        found, _findings = parse_programme(bundle_files(session, digest))
        if found is None:
            raise UnreadableEditionError(digest)
        return found

    return _programmes.get(digest, read)


def programme(session: Session) -> Programme:
    """The programme in force. ProgrammeMissingError where nothing was published."""
    found = find_programme(session)
    if found is None:
        raise ProgrammeMissingError
    return found


def published_notice(session: Session) -> PrivacyNotice | None:
    """The privacy notice of the programme in force, or None where nothing was published."""
    found = find_programme(session)
    return None if found is None else found.notice
