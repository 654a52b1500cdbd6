"""Writing the record: the one function that adds an act."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.record.models import Act, Verb
from app.record.signals import acted


def record_act(
    session: Session,
    verb: Verb,
    *,
    actor_id: int,
    course_id: int,
    edition_id: int,
    enrolment_id: int,
    organisation_id: int,
    now: datetime,
    item_key: str = "",
    result: Mapping[str, Any] | None = None,
) -> Act:
    """Add one act to the record and tell who listens (``acted``), all in the caller's transaction."""
    act = Act(
        at=now,
        actor_id=actor_id,
        verb=verb,
        course_id=course_id,
        edition_id=edition_id,
        enrolment_id=enrolment_id,
        organisation_id=organisation_id,
        item_key=item_key,
        result=dict(result or {}),
    )
    session.add(act)
    session.flush()
    acted.send(session, act=act)
    return act
