"""Counters kept by the record's acts, so that a statistic costs the same at any size."""

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Sex
from app.shared.db import Base, one_of


class Tally(Base):
    """How many enrolments of a course, organisation and sex took each step in a month.

    ``month`` is ``YYYY-MM`` in the programme's time zone, the month of the act itself.
    """

    __tablename__ = "tally"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    sex: Mapped[Sex] = mapped_column(one_of(Sex, "sex"), primary_key=True)
    n_enrolled: Mapped[int] = mapped_column(default=0)
    n_started: Mapped[int] = mapped_column(default=0)
    n_finished: Mapped[int] = mapped_column(default=0)
    n_accredited: Mapped[int] = mapped_column(default=0)
    n_cancelled: Mapped[int] = mapped_column(default=0)
    minutes_accredited: Mapped[int] = mapped_column(BigInteger, default=0)


class TrainedPerson(Base):
    """A person accredited at least once within ``scope`` in ``year`` (0: ever), counted once.

    ``scope`` is ``todo``, ``eje:2``, ``tema:archivos``, ``perspectiva:genero`` or ``curso:slug``.
    """

    __tablename__ = "trained_person"
    __table_args__ = (Index("ix_trained_person_person_id", "person_id"),)

    scope: Mapped[str] = mapped_column(String(100), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    sex: Mapped[Sex] = mapped_column(one_of(Sex, "sex"))


class TrainedTally(Base):
    """How many people TrainedPerson holds, by scope, year, organisation and sex."""

    __tablename__ = "trained_tally"

    scope: Mapped[str] = mapped_column(String(100), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    sex: Mapped[Sex] = mapped_column(one_of(Sex, "sex"), primary_key=True)
    n_people: Mapped[int] = mapped_column(default=0)


class GainTally(Base):
    """How many people answered both forms of a course's diagnostic, by organisation and month of the second.

    The sums are of their scores before and after, in ten-thousandths: exact, whatever the order.
    """

    __tablename__ = "gain_tally"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    n_people: Mapped[int] = mapped_column(default=0)
    sum_before: Mapped[int] = mapped_column(BigInteger, default=0)
    sum_after: Mapped[int] = mapped_column(BigInteger, default=0)
