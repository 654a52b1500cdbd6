"""What the assessment room does when a lower room tells of something."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.diagnostic_views import offers_of
from app.assessment.edition_operations import move_enrolments
from app.assessment.views import close_what_is_overdue
from app.catalog.models import Course, Edition
from app.catalog.signals import edition_published
from app.enrolment.offers import Offer
from app.enrolment.queries import Place
from app.enrolment.signals import offers_asked, standing_asked


def connect() -> None:
    """Listen to the lower rooms; connecting twice is the same as once."""
    edition_published.connect(_move)
    standing_asked.connect(_close)
    offers_asked.connect(_offer)


def _move(session: Session, *, course: Course, edition: Edition, now: datetime, **_told: Any) -> None:
    move_enrolments(session, course, edition, now=now)


def _close(_sender: object = None, *, person_id: int, now: datetime) -> None:
    close_what_is_overdue(person_id, now)


def _offer(_sender: object = None, *, place: Place) -> tuple[Offer, ...]:
    return offers_of(place)
