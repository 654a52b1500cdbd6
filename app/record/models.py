"""The append-only learning record: one row an act, in the shape of an xAPI statement."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.shared.db import Base, one_of


class Verb(StrEnum):
    """What a person did; names follow the ADL registry of xAPI verbs where it has one."""

    REGISTERED = "registered"
    STARTED = "initialized"
    COMPLETED_ITEM = "progressed"
    ATTEMPTED = "attempted"
    ANSWERED = "scored"
    FINISHED = "completed"
    ACCREDITED = "passed"
    EARNED = "earned"
    CANCELLED = "terminated"
    MOVED = "moved"


class Act(Base):
    """Actor, verb, object, context, result and time. Rows are never changed (trigger)."""

    __tablename__ = "act"
    __table_args__ = (Index("ix_act_enrolment_id_verb", "enrolment_id", "verb"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    verb: Mapped[Verb] = mapped_column(one_of(Verb, "verb"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    item_key: Mapped[str] = mapped_column(String(160), default="")
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
