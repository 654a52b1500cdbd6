"""Issuing, replacing and revoking certificates."""

from dataclasses import replace as changed
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import audit
from app.accounts.models import Organisation, Person, Signatory
from app.accounts.organisations import name_on
from app.catalog.models import Course, Edition
from app.catalog.published import edition_content, find_programme
from app.credentials.document import MAX_SIGNATORIES
from app.credentials.facts import (
    MODALITY,
    VERSION,
    Facts,
    SignatoryFact,
    decimal_text,
    norm_facts,
    outcome,
    unit_facts,
)
from app.credentials.folio import new_folio
from app.credentials.models import Credential, CredentialState
from app.credentials.office import Office
from app.credentials.rendering import render_after_commit
from app.enrolment.models import Enrolment
from app.enrolment.queries import done_items
from app.record.models import Verb
from app.record.operations import record_act
from app.shared.errors import DomainError

REVOKED = "credential.revoked"
REPLACED = "credential.replaced"
audit.ACTS[REVOKED] = _l("Revocó una constancia")
audit.ACTS[REPLACED] = _l("Sustituyó una constancia")


class NotValidError(DomainError):
    """Only a certificate that is valid can be replaced or revoked."""

    message = _l("La constancia ya no está vigente: no se puede sustituir ni revocar otra vez.")


class NothingToCorrectError(DomainError):
    """The certificate says the person's present name already."""

    message = _l("La constancia ya dice el nombre actual de la persona. Corrige primero el nombre en su cuenta.")


def issue(session: Session, enrolment: Enrolment, *, office: Office, now: datetime) -> Credential:
    """The certificate of an accredited enrolment: made once, whatever became of it; asking again gives the newest.

    Its facts are those of this moment, copied. Records the act EARNED. Two that issue at once: the database refuses
    the second. The PDF is asked for after the commit.
    """
    held = session.scalars(
        select(Credential).where(Credential.enrolment_id == enrolment.id).order_by(Credential.id.desc()).limit(1)
    ).first()
    if held is not None:
        return held
    credential = _sealed(enrolment, _facts(session, enrolment, office, now), office, now)
    session.add(credential)
    session.flush()
    record_act(
        session,
        Verb.EARNED,
        actor_id=enrolment.person_id,
        course_id=enrolment.course_id,
        edition_id=enrolment.edition_id,
        enrolment_id=enrolment.id,
        organisation_id=enrolment.organisation_id,
        result={"folio": credential.folio},
        now=now,
    )
    render_after_commit(session, credential.id)
    return credential


def replace(
    session: Session, credential: Credential, reason: str, *, office: Office, by_id: int | None, now: datetime
) -> Credential:
    """A new certificate with the person's present name; the old one says which took its place.

    Who issues and who signs are those of today; everything else stays as it was accredited.
    NotValidError, NothingToCorrectError.
    """
    _require_valid(session, credential)
    old = Facts.from_json(credential.facts)
    person = session.get_one(Person, credential.person_id)
    if person.name == old.name:
        raise NothingToCorrectError
    enrolment = session.get_one(Enrolment, credential.enrolment_id)
    today = office.day(now)
    issuer = _issuing_organisation(session, enrolment)
    facts = changed(
        old,
        name=person.name,
        issuer=name_on(issuer, today).official,
        signatories=_signatories(session, issuer, today),
        place=office.place,
        issued_on=today.isoformat(),
    )
    successor = _sealed(enrolment, facts, office, now)
    # An enrolment has one valid certificate, and a link needs its target: the new one is born ended, then they change.
    successor.state, successor.ended_at = CredentialState.REVOKED, now
    session.add(successor)
    session.flush()
    credential.state, credential.ended_at = CredentialState.SUPERSEDED, now
    credential.end_reason, credential.superseded_by_id = reason, successor.id
    session.flush()
    successor.state, successor.ended_at = CredentialState.VALID, None
    session.flush()
    _audit(session, REPLACED, credential, by_id, now, reason=reason, folio=credential.folio, new=successor.folio)
    render_after_commit(session, successor.id)
    return successor


def revoke(session: Session, credential: Credential, reason: str, *, by_id: int | None, now: datetime) -> None:
    """End a certificate that should not have been issued; it stays in the register. NotValidError."""
    _require_valid(session, credential)
    credential.state, credential.ended_at, credential.end_reason = CredentialState.REVOKED, now, reason
    session.flush()
    _audit(session, REVOKED, credential, by_id, now, reason=reason, folio=credential.folio)


def _require_valid(session: Session, credential: Credential) -> None:
    session.refresh(credential, with_for_update=True)
    if credential.state is not CredentialState.VALID:
        raise NotValidError


def _audit(session: Session, act: str, credential: Credential, by_id: int | None, now: datetime, **detail: str) -> None:
    audit.write(
        session, act, actor_id=by_id, subject_type=audit.PERSON, subject_id=credential.person_id, now=now, **detail
    )


def _sealed(enrolment: Enrolment, facts: Facts, office: Office, now: datetime) -> Credential:
    folio = new_folio(date.fromisoformat(facts.issued_on).year, facts.course_code)
    held = facts.as_json()
    return Credential(
        folio=folio,
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        facts=held,
        seal=office.sealer.seal(folio, held),
        issued_at=now,
        state=CredentialState.VALID,
        end_reason="",
    )


def _facts(session: Session, enrolment: Enrolment, office: Office, now: datetime) -> Facts:
    today = office.day(now)
    content = edition_content(session, enrolment.edition_id)
    edition = session.get_one(Edition, enrolment.edition_id)
    person = session.get_one(Person, enrolment.person_id)
    organisation = session.get_one(Organisation, person.organisation_id)
    issuer = _issuing_organisation(session, enrolment)
    programme = find_programme(session)
    done = done_items(session, enrolment.id)
    marks = outcome(content, {key: item.score for key, item in done.items() if item.score is not None})
    return Facts(
        version=VERSION,
        name=person.name,
        organisation=name_on(organisation, today).official,
        issuer=name_on(issuer, today).official,
        course_title=content.title,
        course_code=content.code,
        edition=edition.number,
        digest=edition.bundle_digest,
        hours=decimal_text(content.hours),
        modality=MODALITY,
        score=marks.score,
        minimum=marks.minimum,
        frame=content.legal_frame,
        norms=norm_facts(content, programme.references.norms if programme else {}),
        contents=unit_facts(content),
        started_on=_day(office, enrolment.started_at),
        finished_on=_day(office, enrolment.finished_at),
        accredited_on=_day(office, enrolment.accredited_at),
        issued_on=today.isoformat(),
        place=office.place,
        signatories=_signatories(session, issuer, today),
    )


def _issuing_organisation(session: Session, enrolment: Enrolment) -> Organisation:
    return session.scalars(
        select(Organisation)
        .join(Course, Course.organisation_id == Organisation.id)
        .where(Course.id == enrolment.course_id)
    ).one()


def _signatories(session: Session, issuer: Organisation, on: date) -> tuple[SignatoryFact, ...]:
    return tuple(
        SignatoryFact(signatory.name, signatory.post)
        for signatory in session.scalars(
            select(Signatory)
            .where(
                Signatory.organisation_id == issuer.id,
                (Signatory.valid_from.is_(None)) | (Signatory.valid_from <= on),
                (Signatory.valid_until.is_(None)) | (Signatory.valid_until >= on),
            )
            .order_by(Signatory.id)
            .limit(MAX_SIGNATORIES)
        )
    )


def _day(office: Office, moment: datetime | None) -> str:
    return "" if moment is None else office.day(moment).isoformat()
