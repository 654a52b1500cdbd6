"""Publishing: files become immutable editions, or are refused whole with what is wrong."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.accounts.organisations import sync_organisations
from app.catalog.bundles import pack
from app.catalog.models import Bundle, Course, Edition, ProgrammeEdition
from app.catalog.provisions import index_edition, index_editions
from app.catalog.published import keep_content, live_courses
from app.catalog.signals import edition_published
from app.content import model
from app.content.check import Source, check_course, check_library
from app.content.course import Files, digest, parse_course
from app.content.findings import Finding
from app.content.load import PROGRAMME, course_folders, read_folder
from app.content.programme import Programme, parse_programme


class Outcome(StrEnum):
    """What publishing did with a set of files."""

    NEW = "new"
    UNCHANGED = "unchanged"
    RESTORED = "restored"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Published:
    """The outcome for one course (or the programme); ``number`` is the live edition's, 0 if none.

    Paths of ``findings`` begin with the folder's name.
    """

    slug: str
    outcome: Outcome
    number: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class CheckedLibrary:
    """A library as it stands on disk, read and checked but not published."""

    programme_files: Files
    programme: Programme | None
    sources: tuple[tuple[str, Source | None, tuple[Finding, ...]], ...]
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        return any(finding.is_error for finding in self.findings)


def check_folders(library: Path, fallback: Programme | None = None) -> CheckedLibrary:
    """Read and check a whole library. ``fallback`` stands in for a programme that cannot be read."""
    programme_files = read_folder(library / PROGRAMME) if (library / PROGRAMME).is_dir() else {}
    parsed, programme_findings = parse_programme(programme_files)
    found = list(_under(PROGRAMME, programme_findings))
    references = parsed or fallback
    sources: list[tuple[str, Source | None, tuple[Finding, ...]]] = []
    for folder in course_folders(library):
        source, findings = _check_one(folder.name, read_folder(folder), references)
        sources.append((folder.name, source, findings))
    among = check_library([source.course for _, source, _ in sources if source is not None])
    for position, (slug, source, findings) in enumerate(sources):
        own = (*findings, *(finding for finding in among if finding.path.startswith(f"{slug}/")))
        broken = any(finding.is_error for finding in own)
        sources[position] = (slug, None if broken else source, own)
        found.extend(own)
    return CheckedLibrary(programme_files, parsed, tuple(sources), tuple(found))


def _check_one(slug: str, files: Files, programme: Programme | None) -> tuple[Source | None, tuple[Finding, ...]]:
    course, findings = parse_course(files, slug)
    if course is not None and programme is not None:
        findings = (*findings, *check_course(Source(course, files), programme))
    usable = course is not None and programme is not None and not any(f.is_error for f in findings)
    return (Source(course, files) if usable and course else None), _under(slug, findings)


def _under(folder: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(replace(finding, path=f"{folder}/{finding.path}") for finding in findings)


def publish_library(session: Session, checked: CheckedLibrary, *, now: datetime) -> tuple[Published, ...]:
    """Publish what changed in a library: the programme first, then each course.

    A broken programme or course is refused whole, with its findings, and what was live stays.
    """
    report = []
    if checked.programme is None:
        own = tuple(f for f in checked.findings if f.path.startswith(f"{PROGRAMME}/"))
        report.append(Published(PROGRAMME, Outcome.REFUSED, 0, own))
    else:
        report.append(publish_programme(session, checked.programme_files, checked.programme, now=now))
    for slug, source, findings in checked.sources:
        if source is None:
            report.append(Published(slug, Outcome.REFUSED, _live_number(session, slug), findings))
        else:
            report.append(replace(publish_course(session, source, now=now), findings=findings))
    index_editions(session)
    return tuple(report)


def _live_number(session: Session, slug: str) -> int:
    return (
        session.scalar(
            select(Edition.number)
            .join(Course, Course.id == Edition.course_id)
            .where(Course.slug == slug, Edition.is_live)
        )
        or 0
    )


def publish_programme(session: Session, files: Files, programme: Programme, *, now: datetime) -> Published:
    """Put the programme's data in force and add the organisations that are new in it."""
    newest = session.scalar(select(ProgrammeEdition).order_by(ProgrammeEdition.id.desc()).limit(1))
    sync_organisations(session, programme.organisations)
    if newest is not None and newest.bundle_digest == programme.digest:
        return Published(PROGRAMME, Outcome.UNCHANGED, newest.id, ())
    edition = ProgrammeEdition(bundle_digest=_store(session, files), published_at=now)
    session.add(edition)
    session.flush()
    return Published(PROGRAMME, Outcome.NEW, edition.id, ())


def publish_course(session: Session, source: Source, *, now: datetime) -> Published:
    """Make a checked course's files its live edition.

    Unchanged files make none; files that equal an earlier edition bring that one back; anything
    else is a new edition. ``edition_published`` is sent where the live edition changed.
    """
    content = source.course
    course = session.scalar(select(Course).where(Course.slug == content.slug).with_for_update())
    organisation_id = session.scalars(select(Organisation.id).where(Organisation.slug == content.organisation)).one()
    if course is None:
        course = Course(slug=content.slug, organisation_id=organisation_id)
        session.add(course)
        session.flush()
    course.organisation_id = organisation_id
    live = session.scalar(select(Edition).where(Edition.course_id == course.id, Edition.is_live))
    if live is not None and live.bundle_digest == content.digest:
        return Published(content.slug, Outcome.UNCHANGED, live.number, ())
    edition = session.scalar(
        select(Edition).where(Edition.course_id == course.id, Edition.bundle_digest == content.digest)
    )
    outcome = Outcome.NEW if edition is None else Outcome.RESTORED
    if live is not None:
        live.is_live = False
        session.flush()
    if edition is None:
        edition = _new_edition(session, course, content, source.files, now)
    edition.is_live = True
    session.flush()
    keep_content(content)
    edition_published.send(session, course=course, edition=edition, previous=live, now=now)
    return Published(content.slug, outcome, edition.number, ())


def _new_edition(session: Session, course: Course, content: model.Course, files: Files, now: datetime) -> Edition:
    last = session.scalar(select(func.max(Edition.number)).where(Edition.course_id == course.id)) or 0
    edition = Edition(
        course_id=course.id,
        number=last + 1,
        bundle_digest=_store(session, files),
        title=content.title,
        published_at=now,
        is_live=False,
    )
    session.add(edition)
    session.flush()
    index_edition(session, edition.id, content)
    return edition


def _store(session: Session, files: Files) -> str:
    """Keep the files' bundle, once for each digest."""
    name = digest(files)
    if session.get(Bundle, name) is None:
        session.add(Bundle(digest=name, archive=pack(files)))
        session.flush()
    return name


def retire_course(session: Session, slug: str) -> bool:
    """Stop offering a course; who takes it goes on. False where no such course is offered."""
    found = next((live for live in live_courses(session) if live.slug == slug), None)
    if found is None:
        return False
    session.get_one(Edition, found.edition_id).is_live = False
    session.flush()
    return True
