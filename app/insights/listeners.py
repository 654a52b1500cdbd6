"""What the insights room does when a lower room acts, in the same transaction."""

from flask import has_app_context
from sqlalchemy.orm import Session

from app.accounts.models import Person, Sex
from app.accounts.signals import sex_changed
from app.insights.operations import count_act, move_sex
from app.record.models import Act
from app.record.signals import acted
from app.shared.settings import Settings, settings


def connect() -> None:
    """Listen; called once by the factory."""
    acted.connect(_count)
    sex_changed.connect(_move)


def _count(session: Session, act: Act) -> None:
    count_act(session, act, zone=_zone())


def _move(session: Session, person: Person, previous: Sex) -> None:
    move_sex(session, person.id, person.sex, zone=_zone())


def _zone() -> str:
    """The programme's time zone; its default where an operation runs outside an application."""
    return settings().timezone if has_app_context() else Settings().timezone
