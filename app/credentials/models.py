"""Certificates: the facts that were true when they were issued, and the bytes once rendered."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.shared.db import Base, one_of


class CredentialState(StrEnum):
    """Vigente, sustituida, revocada."""

    VALID = "vigente"
    SUPERSEDED = "sustituida"
    REVOKED = "revocada"


class Credential(Base):
    """One certificate. ``facts`` and ``seal`` never change after issue (trigger); its state may."""

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint("(state = 'vigente') = (ended_at IS NULL)", "ended_unless_valid"),
        CheckConstraint("(state = 'sustituida') = (superseded_by_id IS NOT NULL)", "superseded_by"),
        Index(
            "uq_credential_one_valid",
            "enrolment_id",
            unique=True,
            sqlite_where=text("state = 'vigente'"),
            postgresql_where=text("state = 'vigente'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folio: Mapped[str] = mapped_column(String(40), unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    seal: Mapped[str] = mapped_column(String(120))
    issued_at: Mapped[datetime]
    state: Mapped[CredentialState] = mapped_column(one_of(CredentialState, "state"), default=CredentialState.VALID)
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"))


class CredentialDocument(Base):
    """The PDF of a certificate: rendered once, kept as it is (trigger)."""

    __tablename__ = "credential_document"

    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    pdf: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    rendered_at: Mapped[datetime]
