"""What the accounts room asks the database about one account."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import NoticeAcceptance, Person, Role, RoleGrant
from app.accounts.tokens import Purpose, read_token


@dataclass(frozen=True, slots=True)
class Credentials:
    """What decides whether somebody may come in, and as whom."""

    person_id: int
    password_hash: str | None
    session_key: str
    may_enter: bool


def credentials_of(session: Session, email: str) -> Credentials | None:
    """The credentials kept for an address in lower case."""
    row = session.execute(
        select(Person.id, Person.password_hash, Person.session_key, Person.confirmed_at, Person.closed_at).where(
            Person.email == email
        )
    ).first()
    if row is None:
        return None
    return Credentials(
        person_id=row.id,
        password_hash=row.password_hash,
        session_key=row.session_key,
        may_enter=row.confirmed_at is not None and row.closed_at is None,
    )


def locked_person_by_email(session: Session, email: str) -> Person | None:
    """The account of an address in lower case, nobody else's to change until the transaction ends."""
    return session.scalar(_locked(select(Person).where(Person.email == email)))


def locked_person(session: Session, person_id: int) -> Person:
    """An account that exists, nobody else's to change until the transaction ends."""
    return session.execute(_locked(select(Person).where(Person.id == person_id))).scalar_one()


def _locked(statement: Select[Person]) -> Select[Person]:
    return statement.with_for_update().execution_options(populate_existing=True)


def person_by_id(session: Session, person_id: int) -> Person:
    """An account that exists, to be shown."""
    return session.execute(select(Person).where(Person.id == person_id)).scalar_one()


@dataclass(frozen=True, slots=True)
class Linked:
    """The account a mailed link was made for, as it was when the link was opened."""

    person_id: int
    name: str
    email: str
    password_hash: str | None
    session_key: str


def linked_by_token(session: Session, secret: str, purpose: Purpose, token: str) -> Linked | None:
    """The account of a mailed link; None once it was used, is too old, or the account closed."""
    claim = read_token(secret, purpose, token)
    person = session.get(Person, claim.person_id) if claim else None
    if person is None or claim is None or person.closed_at is not None:
        return None
    if not claim.holds_for(person.session_key, person.password_hash):
        return None
    return Linked(person.id, person.name, person.email, person.password_hash, person.session_key)


def has_read_notice(session: Session, person_id: int, version: str) -> bool:
    """Whether a person was shown a version of the privacy notice."""
    return session.get(NoticeAcceptance, (person_id, version)) is not None


def last_notice_read(session: Session, person_id: int) -> NoticeAcceptance | None:
    """The version of the notice that a person was shown last."""
    return session.scalar(
        select(NoticeAcceptance)
        .where(NoticeAcceptance.person_id == person_id)
        .order_by(NoticeAcceptance.accepted_at.desc())
        .limit(1)
    )


def region_admins(session: Session) -> frozenset[int]:
    """The people who administer the whole region and can come in; locks their grants in a transaction."""
    return frozenset(
        session.scalars(
            select(RoleGrant.person_id)
            .join(Person, Person.id == RoleGrant.person_id)
            .where(
                RoleGrant.role == Role.ADMIN,
                RoleGrant.organisation_id.is_(None),
                RoleGrant.revoked_at.is_(None),
                Person.confirmed_at.is_not(None),
                Person.closed_at.is_(None),
            )
            .with_for_update(of=RoleGrant)
        )
    )


def open_grants(session: Session, person_id: int) -> list[RoleGrant]:
    """The roles a person holds."""
    return list(
        session.scalars(
            select(RoleGrant)
            .where(RoleGrant.person_id == person_id, RoleGrant.revoked_at.is_(None))
            .order_by(RoleGrant.id)
        )
    )
