"""People, their roles, the organisations they work for, and what was done to all of these."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from app.accounts.names import folded
from app.shared.db import Base, one_of


class Sex(StrEnum):
    """What a person chose to say of their sex or gender; saying nothing is the default."""

    WOMAN = "mujer"
    MAN = "hombre"
    NON_BINARY = "no-binario"
    PREFERS_NOT_TO_SAY = "prefiero-no-decir"
    UNANSWERED = "sin-responder"


class Role(StrEnum):
    """What a person may do beyond learning, each within a scope."""

    TRAINER = "trainer"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class OrganisationKind(StrEnum):
    """Kinds of body in the transparency system, before and after the reform of 2025."""

    GUARANTOR_2015 = "organismo-garante"
    GUARANTOR_2025 = "autoridad-garante"
    MINISTRY = "secretaria"
    COMPTROLLER = "contraloria"
    COORDINATION = "coordinacion"
    OBLIGATED = "sujeto-obligado"
    SYSTEM = "sistema"


class Organisation(Base):
    """A body that people work for. Its names are dated; its successors are linked."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on", "dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(one_of(OrganisationKind, "kind"))
    state_code: Mapped[str] = mapped_column(String(2))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    to_confirm: Mapped[bool] = mapped_column(default=False)
    names: Mapped[list["OrganisationName"]] = relationship(
        back_populates="organisation",
        cascade="all, delete-orphan",
        order_by="OrganisationName.id",
    )


class OrganisationName(Base):
    """An official name and the dates between which it was valid; an open end is unknown or now."""

    __tablename__ = "organisation_name"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from", "dates"),
        Index(
            "uq_organisation_name_one_without_end",
            "organisation_id",
            unique=True,
            sqlite_where=text("valid_until IS NULL"),
            postgresql_where=text("valid_until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    official: Mapped[str] = mapped_column(String(250))
    short: Mapped[str] = mapped_column(String(120))
    acronym: Mapped[str] = mapped_column(String(30), default="")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    organisation: Mapped[Organisation] = relationship(back_populates="names")


class Succession(Base):
    """``successor`` took over from ``predecessor``."""

    __tablename__ = "succession"
    __table_args__ = (CheckConstraint("predecessor_id <> successor_id", "not_itself"),)

    predecessor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)


class Signatory(Base):
    """Who signs an organisation's certificates, and between which dates."""

    __tablename__ = "signatory"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from", "dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    post: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]


def _search_text(context: DefaultExecutionContext) -> str:
    values: dict[str, str] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return folded(f"{values['name']} {values['email']}")


class Person(Base):
    """Somebody with an account: the least data that a certificate and its record need."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email)", "email_in_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    search_text: Mapped[str] = mapped_column(String(420), default=_search_text, index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    sex: Mapped[Sex] = mapped_column(one_of(Sex, "sex"), default=Sex.UNANSWERED)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_key: Mapped[str] = mapped_column(String(43), unique=True)
    locale: Mapped[str] = mapped_column(String(5), default="es")
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    organisation: Mapped[Organisation] = relationship()


@event.listens_for(Person, "before_update")
def _keep_search_text(mapper: Mapper[Person], connection: Connection, person: Person) -> None:
    person.search_text = folded(f"{person.name} {person.email}")


class RoleGrant(Base):
    """A role given to a person within one organisation, or in the region (organisation null)."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(
            "uq_role_grant_open_in_organisation",
            "person_id",
            "role",
            "organisation_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL AND organisation_id IS NOT NULL"),
            postgresql_where=text("revoked_at IS NULL AND organisation_id IS NOT NULL"),
        ),
        Index(
            "uq_role_grant_open_in_region",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("revoked_at IS NULL AND organisation_id IS NULL"),
            postgresql_where=text("revoked_at IS NULL AND organisation_id IS NULL"),
        ),
        CheckConstraint("revoked_at IS NULL OR revoked_at >= granted_at", "dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role, "role"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class NoticeAcceptance(Base):
    """The version of the privacy notice that a person was shown, and when."""

    __tablename__ = "notice_acceptance"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[str] = mapped_column(String(20), primary_key=True)
    accepted_at: Mapped[datetime]


class AuditEntry(Base):
    """One act of administration, kept for ever: who did what to what. Append-only by trigger."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    act: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
