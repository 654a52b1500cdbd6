"""Enrolling, doing items, and the completion that follows in the same transaction."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.catalog.published import LiveCourse, edition_content
from app.content.model import Lesson
from app.enrolment.models import Enrolment, ItemCompletion
from app.enrolment.progress import progress
from app.enrolment.queries import done_items, locked_enrolment, missing_requirements
from app.record.models import Verb
from app.record.operations import record_act
from app.shared.errors import DomainError


class AlreadyEnrolledError(DomainError):
    """An open enrolment in the course exists."""

    message = _l("Ya tienes una inscripción en este curso.")


class RequirementMissingError(DomainError):
    """The course asks for other courses first."""

    message = _l("Este curso pide acreditar otros antes. Revisa sus requisitos.")


class AccreditedStaysError(DomainError):
    """What earned a certificate is not undone."""

    message = _l("Ya acreditaste este curso; tu inscripción y tu constancia se conservan.")


class NoSuchLessonError(DomainError):
    """The edition has no such lesson."""

    message = _l("Esta lección no es parte de la edición que estás tomando.")


def enrol(session: Session, person_id: int, course: LiveCourse, *, now: datetime) -> Enrolment:
    """Open an enrolment in the live edition. AlreadyEnrolledError, RequirementMissingError.

    The person's organisation and sex are copied: statistics count the enrolment under them.
    """
    person = session.scalars(select(Person).where(Person.id == person_id).with_for_update()).one()
    taken = session.scalar(
        select(Enrolment.id).where(
            Enrolment.person_id == person_id,
            Enrolment.course_id == course.course_id,
            Enrolment.cancelled_at.is_(None),
        )
    )
    if taken is not None:
        raise AlreadyEnrolledError
    if missing_requirements(session, person_id, course):
        raise RequirementMissingError
    enrolment = Enrolment(
        person_id=person_id,
        course_id=course.course_id,
        edition_id=course.edition_id,
        organisation_id=person.organisation_id,
        sex=person.sex,
        enrolled_at=now,
    )
    session.add(enrolment)
    session.flush()
    record_of(session, enrolment, Verb.REGISTERED, now=now)
    return enrolment


def cancel_enrolment(session: Session, enrolment_id: int, *, now: datetime) -> None:
    """Leave a course; what was done stays in the record. AccreditedStaysError after accreditation."""
    enrolment = locked_enrolment(session, enrolment_id)
    if enrolment.accredited_at is not None:
        raise AccreditedStaysError
    if enrolment.cancelled_at is None:
        enrolment.cancelled_at = now
        session.flush()
        record_of(session, enrolment, Verb.CANCELLED, now=now)


def start(session: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """Note the first activity of an enrolment; later ones change nothing."""
    if enrolment.started_at is None:
        enrolment.started_at = now
        session.flush()
        record_of(session, enrolment, Verb.STARTED, now=now)


def complete_lesson(session: Session, enrolment_id: int, lesson_key: str, *, now: datetime) -> None:
    """Note a lesson as read, once. NoSuchLessonError where the edition does not have it."""
    enrolment = locked_enrolment(session, enrolment_id)
    content = edition_content(session, enrolment.edition_id)
    if not isinstance(content.item(lesson_key), Lesson):
        raise NoSuchLessonError
    start(session, enrolment, now=now)
    if session.get(ItemCompletion, (enrolment.id, lesson_key)) is None:
        session.add(ItemCompletion(enrolment_id=enrolment.id, item_key=lesson_key, completed_at=now))
        session.flush()
        record_of(session, enrolment, Verb.COMPLETED_ITEM, item_key=lesson_key, now=now)
        decide_completion(session, enrolment, now=now)


def complete_quiz(
    session: Session, enrolment: Enrolment, quiz_key: str, *, score: float, passed: bool, now: datetime
) -> None:
    """Note the outcome of an attempt, a share 0-1; the best is kept and a pass is never lost."""
    start(session, enrolment, now=now)
    held = session.get(ItemCompletion, (enrolment.id, quiz_key))
    if held is None:
        session.add(
            ItemCompletion(enrolment_id=enrolment.id, item_key=quiz_key, completed_at=now, score=score, passed=passed)
        )
    else:
        held.score = max(held.score or 0.0, score)
        held.passed = held.passed or passed
    session.flush()
    decide_completion(session, enrolment, now=now)


def decide_completion(session: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """Record that the course is finished, and accredited, the first time that its rules hold."""
    content = edition_content(session, enrolment.edition_id)
    reached = progress(content, done_items(session, enrolment.id))
    if reached.finished and enrolment.finished_at is None:
        enrolment.finished_at = now
        session.flush()
        record_of(session, enrolment, Verb.FINISHED, now=now)
    if reached.accredited and enrolment.accredited_at is None:
        enrolment.accredited_at = now
        session.flush()
        record_of(session, enrolment, Verb.ACCREDITED, now=now)


def record_of(
    session: Session,
    enrolment: Enrolment,
    verb: Verb,
    *,
    now: datetime,
    item_key: str = "",
    result: dict[str, Any] | None = None,
) -> None:
    """Record an act of the enrolment's person."""
    record_act(
        session,
        verb,
        actor_id=enrolment.person_id,
        course_id=enrolment.course_id,
        edition_id=enrolment.edition_id,
        enrolment_id=enrolment.id,
        organisation_id=enrolment.organisation_id,
        item_key=item_key,
        result=result,
        now=now,
    )
