"""Who takes which edition of a course, and which of its items they have done."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Sex
from app.catalog.models import Course, Edition
from app.shared.db import Base, one_of


class Enrolment(Base):
    """A person's way through one edition. The organisation is that of its start; sex follows the profile."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint("accredited_at IS NULL OR finished_at IS NOT NULL", "accredited_if_finished"),
        CheckConstraint("finished_at IS NULL OR started_at IS NOT NULL", "finished_if_started"),
        CheckConstraint("cancelled_at IS NULL OR accredited_at IS NULL", "accredited_stays"),
        Index(
            "uq_enrolment_one_open",
            "person_id",
            "course_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        Index("ix_enrolment_person_id_course_id", "person_id", "course_id"),
        Index("ix_enrolment_organisation_id_id", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    sex: Mapped[Sex] = mapped_column(one_of(Sex, "sex"))
    enrolled_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    accredited_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
    course: Mapped[Course] = relationship()
    edition: Mapped[Edition] = relationship()


class ItemCompletion(Base):
    """A lesson read or a quiz taken, once for each enrolment; a quiz keeps its best score."""

    __tablename__ = "item_completion"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 1", "score_is_a_share"),
        CheckConstraint("(score IS NULL) = (passed IS NULL)", "scored_or_not"),
    )

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    item_key: Mapped[str] = mapped_column(String(160), primary_key=True)
    completed_at: Mapped[datetime]
    score: Mapped[float | None]
    passed: Mapped[bool | None]
