"""Published content: courses, their immutable editions, and the programme's own data."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.content.provisions import PlaceKind
from app.shared.db import Base, one_of


class Bundle(Base):
    """A set of source files under the SHA-256 of their paths and bytes. Never changed (trigger)."""

    __tablename__ = "bundle"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    archive: Mapped[bytes] = deferred(mapped_column(LargeBinary))


class Course(Base):
    """A course's identity through all its editions."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))


class Edition(Base):
    """One published state of a course: its number, and the bundle that holds its text.

    One edition of a course is live: the one that is offered now.
    """

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("course_id", "number"),
        UniqueConstraint("course_id", "bundle_digest", name="uq_edition_course_bundle"),
        Index(
            "uq_edition_one_live",
            "course_id",
            unique=True,
            sqlite_where=text("is_live"),
            postgresql_where=text("is_live"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    number: Mapped[int]
    bundle_digest: Mapped[str] = mapped_column(ForeignKey("bundle.digest"))
    title: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime]
    is_live: Mapped[bool]


class TaughtProvision(Base):
    """A provision that an edition teaches, and where: an index of its text, made when it is published.

    ``article`` and ``fraction`` are empty where the whole norm or the whole article is meant;
    ``declared`` is false where the text only cites it.
    """

    __tablename__ = "taught_provision"
    __table_args__ = (Index("ix_taught_provision_norm_article", "norm", "article"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    norm: Mapped[str] = mapped_column(String(60))
    article: Mapped[str] = mapped_column(String(60))
    fraction: Mapped[str] = mapped_column(Text)
    kind: Mapped[PlaceKind] = mapped_column(one_of(PlaceKind, "kind"))
    key: Mapped[str] = mapped_column(String(160))
    title: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(String(200))
    line: Mapped[int]
    declared: Mapped[bool]


class ProgrammeEdition(Base):
    """One published state of ``courses/_programa``; the newest is in force."""

    __tablename__ = "programme_edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle_digest: Mapped[str] = mapped_column(ForeignKey("bundle.digest"))
    published_at: Mapped[datetime]
