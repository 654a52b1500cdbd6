"""Reading the register of certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.accounts.identity import Scope
from app.accounts.models import Person
from app.accounts.names import folded
from app.credentials.facts import Facts
from app.credentials.folio import FolioError, parse_folio
from app.credentials.models import Credential, CredentialDocument, CredentialState
from app.credentials.seal import Sealer, SealState
from app.shared.paging import Slice, cut, turned

PAGE = 30


@dataclass(frozen=True, slots=True)
class Registered:
    """A certificate as the register has it, its seal checked now."""

    id: int
    folio: str
    facts: Facts
    seal: str
    seal_state: SealState
    issued_at: datetime
    state: CredentialState
    ended_at: datetime | None
    end_reason: str
    superseded_by: str

    @property
    def is_valid(self) -> bool:
        return self.state is CredentialState.VALID


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a certificate, as they were rendered."""

    folio: str
    sha256: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class MyCredential:
    """One of a person's certificates, for their classroom."""

    folio: str
    course_title: str
    issued_at: datetime
    state: CredentialState
    hours: str

    @property
    def url(self) -> str:
        """Where its PDF is."""
        return url_for("credentials.download", folio=self.folio)


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One line of the administrators' list."""

    id: int
    folio: str
    name: str
    course_title: str
    issued_at: datetime
    state: CredentialState


def registered(session: Session, folio: str, sealer: Sealer) -> Registered | None:
    """The certificate with exactly this folio, its seal checked by ``sealer``. One query."""
    return first_registered(session, (folio,), sealer)


def first_registered(session: Session, folios: Sequence[str], sealer: Sealer) -> Registered | None:
    """The certificate of the first of these folios that the register has, as ``registered`` gives it. One query."""
    newer = aliased(Credential)
    rows = session.execute(
        select(Credential, newer.folio)
        .outerjoin(newer, newer.id == Credential.superseded_by_id)
        .where(Credential.folio.in_(folios))
    ).all()
    if not rows:
        return None
    credential, superseded_by = min(rows, key=lambda row: folios.index(row[0].folio))
    return Registered(
        id=credential.id,
        folio=credential.folio,
        facts=Facts.from_json(credential.facts),
        seal=credential.seal,
        seal_state=sealer.check(credential.seal, credential.folio, credential.facts),
        issued_at=credential.issued_at,
        state=credential.state,
        ended_at=credential.ended_at,
        end_reason=credential.end_reason,
        superseded_by=superseded_by or "",
    )


def folio_replaced_by(session: Session, credential_id: int, *, person_id: int, scope: Scope) -> str:
    """The folio that a certificate replaces, for its owner or an administrator of its owner; empty for others."""
    folio = session.scalar(
        select(Credential.folio)
        .join(Person, Person.id == Credential.person_id)
        .where(Credential.superseded_by_id == credential_id, or_(Person.id == person_id, _within(scope)))
    )
    return folio or ""


def credential_id_of(session: Session, folio: str) -> int | None:
    """The certificate with this folio, by its number in the database."""
    return session.scalar(select(Credential.id).where(Credential.folio == folio))


def document_of(session: Session, folio: str) -> Document | None:
    """The PDF of a certificate, if it was rendered."""
    row = session.execute(
        select(Credential.folio, CredentialDocument.sha256, CredentialDocument.pdf)
        .join(CredentialDocument, CredentialDocument.credential_id == Credential.id)
        .where(Credential.folio == folio)
    ).one_or_none()
    return None if row is None else Document(row.folio, row.sha256, row.pdf)


def folio_of_document(session: Session, sha256: str) -> str | None:
    """The folio of the certificate whose PDF has this SHA-256 (hexadecimal)."""
    return session.scalar(
        select(Credential.folio)
        .join(CredentialDocument, CredentialDocument.credential_id == Credential.id)
        .where(CredentialDocument.sha256 == sha256)
    )


def credentials_of(session: Session, person_id: int) -> tuple[MyCredential, ...]:
    """A person's certificates, newest first: those that hold and those that ended. One query."""
    return tuple(
        MyCredential(
            folio=credential.folio,
            course_title=credential.facts["course_title"],
            issued_at=credential.issued_at,
            state=credential.state,
            hours=credential.facts["hours"],
        )
        for credential in session.scalars(
            select(Credential).where(Credential.person_id == person_id).order_by(Credential.id.desc())
        )
    )


def issued_page(
    session: Session, scope: Scope, search: str, *, after: int | None = None, before: int | None = None
) -> Slice[IssuedRow]:
    """A page of the certificates of people within a scope, newest first; ``after`` one is older. One query.

    ``search`` is a folio, or words of the person's present name or e-mail address.
    """
    statement = (
        select(Credential).join(Person, Person.id == Credential.person_id).where(_within(scope), *_conditions(search))
    )
    found = session.scalars(turned(statement, Credential.id, PAGE, after=after, before=before)).all()
    rows = [
        IssuedRow(
            credential.id,
            credential.folio,
            credential.facts["name"],
            credential.facts["course_title"],
            credential.issued_at,
            credential.state,
        )
        for credential in found
    ]
    return cut(rows, PAGE, after=after is not None, before=before is not None)


def credential_within(session: Session, scope: Scope, folio: str) -> Credential | None:
    """A certificate of somebody within an administrator's scope; None for any other."""
    return session.scalar(
        select(Credential)
        .join(Person, Person.id == Credential.person_id)
        .where(Credential.folio == folio, _within(scope))
    )


def _within(scope: Scope) -> ColumnElement[bool]:
    return true() if scope.region else Person.organisation_id.in_(scope.organisations)


def _conditions(search: str) -> list[ColumnElement[bool]]:
    try:
        return [Credential.folio == parse_folio(search)]
    except FolioError:
        return [Person.search_text.contains(word, autoescape=True) for word in folded(search).split()]
