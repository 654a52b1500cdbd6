"""Reading enrolments; every query that serves a page joins on the person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.catalog.models import Course, Edition
from app.catalog.published import LiveCourse, course_content
from app.content import model
from app.enrolment.models import Enrolment, ItemCompletion
from app.enrolment.progress import Done, Progress, progress


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader stands: their open enrolment in a course and what they have done in it."""

    enrolment_id: int
    content: model.Course
    number: int
    accredited_at: datetime | None
    done: Mapping[str, Done]

    @property
    def progress(self) -> Progress:
        return progress(self.content, self.done)


_PLACE = (
    select(
        Enrolment.id,
        Edition.bundle_digest,
        Edition.number,
        Enrolment.accredited_at,
        ItemCompletion.item_key,
        ItemCompletion.completed_at,
        ItemCompletion.score,
        ItemCompletion.passed,
    )
    .select_from(Enrolment)
    .join(Course, Course.id == Enrolment.course_id)
    .join(Edition, Edition.id == Enrolment.edition_id)
    .outerjoin(ItemCompletion, ItemCompletion.enrolment_id == Enrolment.id)
    .where(
        Enrolment.person_id == bindparam("person_id"),
        Course.slug == bindparam("slug"),
        Enrolment.cancelled_at.is_(None),
    )
)


def place_of(session: Session, person_id: int, slug: str) -> Place | None:
    """The person's place in a course, by one statement; None where they are not enrolled."""
    rows = session.connection().execute(_PLACE, {"person_id": person_id, "slug": slug}).all()
    if not rows:
        return None
    enrolment_id, digest, number, accredited_at, *_ = rows[0]
    done = {
        item_key: Done(completed_at, score, passed)
        for *_, item_key, completed_at, score, passed in rows
        if item_key is not None
    }
    return Place(enrolment_id, course_content(session, slug, digest), number, accredited_at, done)


def enrolment_of(session: Session, person_id: int, slug: str) -> Enrolment | None:
    """The person's open enrolment in a course."""
    return session.scalar(
        select(Enrolment)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.person_id == person_id, Course.slug == slug, Enrolment.cancelled_at.is_(None))
    )


_LOCKED = (
    select(Enrolment)
    .where(Enrolment.id == bindparam("enrolment_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def locked_enrolment(session: Session, enrolment_id: int) -> Enrolment:
    """An enrolment, locked until the transaction ends."""
    return session.scalars(_LOCKED, {"enrolment_id": enrolment_id}).one()


def done_items(session: Session, enrolment_id: int) -> Mapping[str, Done]:
    """What was done in an enrolment, by item key."""
    return done_of_many(session, [enrolment_id])[enrolment_id]


def done_of_many(session: Session, enrolment_ids: Sequence[int]) -> Mapping[int, Mapping[str, Done]]:
    """What was done in each of some enrolments. One query."""
    done: dict[int, dict[str, Done]] = defaultdict(dict)
    rows = session.execute(
        select(
            ItemCompletion.enrolment_id,
            ItemCompletion.item_key,
            ItemCompletion.completed_at,
            ItemCompletion.score,
            ItemCompletion.passed,
        ).where(ItemCompletion.enrolment_id.in_(enrolment_ids))
    )
    for enrolment_id, item_key, completed_at, score, passed in rows:
        done[enrolment_id][item_key] = Done(completed_at, score, passed)
    return done


@dataclass(frozen=True, slots=True)
class MyCourse:
    """One of a person's courses, for their classroom."""

    enrolment: Enrolment
    content: model.Course
    progress: Progress


def courses_of(session: Session, person_id: int) -> tuple[MyCourse, ...]:
    """The person's open enrolments, newest first. Two queries however many there are."""
    rows = session.execute(
        select(Enrolment, Course.slug, Edition.bundle_digest)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Edition, Edition.id == Enrolment.edition_id)
        .where(Enrolment.person_id == person_id, Enrolment.cancelled_at.is_(None))
        .order_by(Enrolment.enrolled_at.desc(), Enrolment.id.desc())
    ).all()
    done = done_of_many(session, [enrolment.id for enrolment, _, _ in rows])
    return tuple(
        MyCourse(enrolment, content, progress(content, done[enrolment.id]))
        for enrolment, slug, digest in rows
        for content in [course_content(session, slug, digest)]
    )


def enrolled_slugs(session: Session, person_id: int) -> Mapping[str, bool]:
    """The courses of a person's open enrolments, and whether each is accredited."""
    rows = session.execute(
        select(Course.slug, Enrolment.accredited_at)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.person_id == person_id, Enrolment.cancelled_at.is_(None))
    )
    return {slug: accredited_at is not None for slug, accredited_at in rows}


def missing_requirements(session: Session, person_id: int, live: LiveCourse) -> tuple[str, ...]:
    """The slugs of the courses that the person must be accredited in first, and is not."""
    if not live.content.requirements:
        return ()
    accredited = set(
        session.scalars(
            select(Course.slug)
            .join(Enrolment, Enrolment.course_id == Course.id)
            .where(Enrolment.person_id == person_id, Enrolment.accredited_at.is_not(None))
        )
    )
    return tuple(slug for slug in live.content.requirements if slug not in accredited)
