"""What a person does with their own account."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts import audit, letters
from app.accounts.models import NoticeAcceptance, Person, Sex
from app.accounts.queries import Linked, has_read_notice, locked_person, locked_person_by_email
from app.accounts.signals import sex_changed
from app.shared import mail
from app.shared.errors import DomainError


class LinkUsedError(DomainError):
    """A link that works once was used between being opened and being answered."""

    message = _l("Este enlace ya se usó.")


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody gives to open an account. ``password_hash`` is made before the transaction opens."""

    name: str
    email: str
    organisation_id: int
    sex: Sex
    password_hash: str
    locale: str
    notice_version: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person may change of themselves."""

    name: str
    organisation_id: int
    sex: Sex
    locale: str


def new_session_key() -> str:
    """A key that no session carries yet: 256 random bits."""
    return secrets.token_urlsafe(32)


def register(session: Session, registration: Registration, *, now: datetime) -> None:
    """Open an account that waits to be confirmed, and write to its address whatever there is.

    An address with an account gets a letter that says so, and nothing of the account changes. An
    account that was never confirmed is nobody's yet: the new registration takes its place.
    """
    person = locked_person_by_email(session, registration.email)
    if person is not None and (person.confirmed_at or person.closed_at or person.password_hash is None):
        mail.send(session, _letter_to_known(person))
        return
    if person is None:
        person = Person(email=registration.email, created_at=now)
        session.add(person)
    person.name = registration.name
    person.organisation_id = registration.organisation_id
    person.sex = registration.sex
    person.password_hash = registration.password_hash
    person.session_key = new_session_key()
    person.locale = registration.locale
    session.flush()
    accept_notice(session, person.id, registration.notice_version, now=now)
    mail.send(session, letters.confirmation(person))


def _letter_to_known(person: Person) -> mail.Message:
    if person.closed_at is not None:
        return letters.closed_account(person)
    if person.password_hash is None:
        return letters.invitation(person)
    return letters.already_registered(person)


def confirm(session: Session, linked: Linked, *, now: datetime) -> Person:
    """The person answers the mail and knows the password: the account is theirs. The link is used up."""
    person = _still_linked(session, linked)
    person.confirmed_at = now
    person.session_key = new_session_key()
    session.flush()
    return person


def ask_for_new_password(session: Session, email: str, *, locale: str) -> None:
    """Write to an address what it needs to come back in; the page says the same for all of them."""
    person = locked_person_by_email(session, email)
    if person is None:
        mail.send(session, letters.unknown_address(email, locale))
    elif person.closed_at is not None or person.password_hash is None:
        mail.send(session, _letter_to_known(person))
    else:
        mail.send(session, letters.new_password(person))


def reset_password(session: Session, linked: Linked, password_hash: str, *, now: datetime) -> Person:
    """Set the password chosen through a mailed link, which also confirms the address."""
    person = _still_linked(session, linked)
    person.confirmed_at = person.confirmed_at or now
    _set_password(session, person, password_hash, now)
    return person


def accept_invitation(
    session: Session,
    linked: Linked,
    password_hash: str,
    *,
    sex: Sex,
    notice_version: str,
    now: datetime,
) -> Person:
    """The invited person chooses a password, is shown the notice, and has the account from now on."""
    person = _still_linked(session, linked)
    person.confirmed_at = now
    person.password_hash = password_hash
    person.session_key = new_session_key()
    _set_sex(session, person, sex)
    accept_notice(session, person.id, notice_version, now=now)
    session.flush()
    return person


def change_password(session: Session, person_id: int, password_hash: str, *, now: datetime) -> Person:
    """Set a new password; every other device has to sign in again."""
    person = locked_person(session, person_id)
    _set_password(session, person, password_hash, now)
    return person


def keep_password(session: Session, person_id: int, before: str, rehashed: str) -> None:
    """Keep the same password under today's parameters, unless it changed meanwhile."""
    person = locked_person(session, person_id)
    if person.password_hash == before:
        person.password_hash = rehashed


def sign_out(session: Session, person_id: int) -> Person:
    """End every session of a person. Their comings and goings are nobody's business: nothing is logged."""
    person = locked_person(session, person_id)
    person.session_key = new_session_key()
    session.flush()
    return person


def sign_out_everywhere(session: Session, person_id: int, *, now: datetime) -> Person:
    """End every session of a person who fears for one of them: logged, for somebody may ask about it later."""
    person = sign_out(session, person_id)
    _log(session, "person.signed_out_everywhere", person, now)
    session.flush()
    return person


def change_profile(session: Session, person_id: int, profile: Profile, *, now: datetime) -> Person:
    """Change what a person says of themselves. Certificates keep the name they were issued with."""
    person = locked_person(session, person_id)
    changed = [field for field in ("name", "organisation_id") if getattr(person, field) != getattr(profile, field)]
    person.name = profile.name
    person.organisation_id = profile.organisation_id
    person.locale = profile.locale
    _set_sex(session, person, profile.sex)
    if changed:
        _log(session, "person.changed", person, now, fields=changed)
    session.flush()
    return person


def choose_language(session: Session, person_id: int, locale: str) -> None:
    """Keep the language a person wants to read."""
    locked_person(session, person_id).locale = locale


def accept_notice(session: Session, person_id: int, version: str, *, now: datetime) -> None:
    """Record that a person was shown a version of the privacy notice; the first time counts."""
    if not has_read_notice(session, person_id, version):
        session.add(NoticeAcceptance(person_id=person_id, version=version, accepted_at=now))
        session.flush()


def _still_linked(session: Session, linked: Linked) -> Person:
    person = locked_person(session, linked.person_id)
    if person.session_key != linked.session_key or person.closed_at is not None:
        raise LinkUsedError
    return person


def _set_password(session: Session, person: Person, password_hash: str, now: datetime) -> None:
    person.password_hash = password_hash
    person.session_key = new_session_key()
    _log(session, "person.password_changed", person, now)
    mail.send(session, letters.password_changed(person))
    session.flush()


def _log(session: Session, act: str, person: Person, now: datetime, **detail: object) -> None:
    """Log what somebody did to their own account."""
    audit.write(session, act, actor_id=person.id, subject_type=audit.PERSON, subject_id=person.id, now=now, **detail)


def _set_sex(session: Session, person: Person, sex: Sex) -> None:
    previous = person.sex
    if sex is not previous:
        person.sex = sex
        session.flush()
        sex_changed.send(session, person=person, previous=previous)
