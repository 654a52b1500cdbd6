"""The courses that a trainer looks after: their editions, who takes them, how their questions do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from app.accounts.identity import Scope
from app.catalog.models import Course, Edition
from app.catalog.published import bundle_files, course_content, find_programme
from app.content import model
from app.content.check import Source, check_course
from app.content.course import parse_course
from app.content.findings import Finding
from app.credentials.models import Credential, CredentialState
from app.enrolment.models import Enrolment
from app.insights.models import Tally


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course of the workshop. ``live_number`` is None for a course that is not on offer."""

    slug: str
    title: str
    live_number: int | None
    n_editions: int
    n_enrolled: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition and what hangs on it: enrolments that were not cancelled, certificates in force."""

    id: int
    number: int
    title: str
    published_at: datetime
    digest: str
    is_live: bool
    n_enrolled: int
    n_certificates: int


@dataclass(frozen=True, slots=True)
class CourseEditions:
    """A course and all its editions, the newest first."""

    slug: str
    editions: tuple[EditionRow, ...]

    @property
    def current(self) -> EditionRow:
        """The edition on offer or, of a course that is not, the newest."""
        return next((edition for edition in self.editions if edition.is_live), self.editions[0])

    def numbered(self, number: int | None) -> EditionRow | None:
        """The edition with this number; the current one for None."""
        if number is None:
            return self.current
        return next((edition for edition in self.editions if edition.number == number), None)


def courses_of(session: Session, scope: Scope) -> tuple[CourseRow, ...]:
    """The courses within a trainer's scope, by title. Two queries."""
    editions: dict[int, list[tuple[str, Edition]]] = {}
    rows = session.execute(
        select(Course.slug, Edition)
        .join(Edition, Edition.course_id == Course.id)
        .where(within(scope))
        .order_by(Edition.number.desc())
    )
    for slug, edition in rows:
        editions.setdefault(edition.course_id, []).append((slug, edition))
    enrolled = _enrolled(session, editions)
    found = (_course_row(held, enrolled.get(course_id, 0)) for course_id, held in editions.items())
    return tuple(sorted(found, key=lambda row: (row.title, row.slug)))


def _course_row(held: Sequence[tuple[str, Edition]], n_enrolled: int) -> CourseRow:
    live = next((edition for _slug, edition in held if edition.is_live), None)
    slug, newest = held[0]
    return CourseRow(
        slug,
        (live or newest).title,
        live.number if live else None,
        len(held),
        n_enrolled,
        max(edition.published_at for _slug, edition in held),
    )


def _enrolled(session: Session, course_ids: Collection[int]) -> dict[int, int]:
    """Enrolments that were not cancelled, from the counters."""
    rows = session.execute(
        select(Tally.course_id, func.sum(Tally.n_enrolled - Tally.n_cancelled))
        .where(Tally.course_id.in_(course_ids))
        .group_by(Tally.course_id)
    )
    return {course_id: int(n) for course_id, n in rows}


def editions_of(session: Session, scope: Scope, slug: str) -> CourseEditions | None:
    """A course within a trainer's scope; None for any other. Three queries."""
    editions = session.scalars(
        select(Edition)
        .join(Course, Course.id == Edition.course_id)
        .where(Course.slug == slug, within(scope))
        .order_by(Edition.number.desc())
    ).all()
    if not editions:
        return None
    course_id = editions[0].course_id
    enrolled = _by_edition(
        session,
        select(Enrolment.edition_id, func.count()).where(
            Enrolment.course_id == course_id, Enrolment.cancelled_at.is_(None)
        ),
    )
    certificates = _by_edition(
        session,
        select(Enrolment.edition_id, func.count())
        .join(Credential, Credential.enrolment_id == Enrolment.id)
        .where(Enrolment.course_id == course_id, Credential.state == CredentialState.VALID),
    )
    return CourseEditions(
        slug,
        tuple(
            EditionRow(
                edition.id,
                edition.number,
                edition.title,
                edition.published_at,
                edition.bundle_digest,
                edition.is_live,
                enrolled.get(edition.id, 0),
                certificates.get(edition.id, 0),
            )
            for edition in editions
        ),
    )


def content_of(session: Session, course: CourseEditions, edition: EditionRow) -> model.Course:
    """What an edition says."""
    return course_content(session, course.slug, edition.digest)


def findings_of(session: Session, course: CourseEditions, edition: EditionRow) -> tuple[Finding, ...]:
    """What today's check finds in an edition, against today's norms, deadlines and plan."""
    files = bundle_files(session, edition.digest)
    content, found = parse_course(files, course.slug)
    programme = find_programme(session)
    if content is None or programme is None:
        return found
    return tuple(sorted({*found, *check_course(Source(content, files), programme)}))


def _by_edition(session: Session, statement: Select[int, int]) -> dict[int, int]:
    rows = session.execute(statement.group_by(Enrolment.edition_id)).all()
    return {row[0]: row[1] for row in rows}


def within(scope: Scope) -> ColumnElement[bool]:
    """That a course is one of those that somebody with this scope looks after."""
    return true() if scope.region else Course.organisation_id.in_(scope.organisations)
