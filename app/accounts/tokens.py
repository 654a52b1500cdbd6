"""Links sent by mail: signed, timed, and bound to the account as it was when they were made.

The token names the person and carries a fingerprint of their session key and password hash. Both
change when the link is used, so it works once; nothing about it is stored.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer


class Purpose(StrEnum):
    """What a link is for; a token of one purpose is nothing to another."""

    CONFIRM = "confirm"
    RESET = "reset"
    INVITE = "invite"


LASTS: Final = {
    Purpose.CONFIRM: timedelta(days=3),
    Purpose.RESET: timedelta(hours=1),
    Purpose.INVITE: timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token that we signed, and that is not too old, says."""

    person_id: int
    fingerprint: str

    def holds_for(self, session_key: str, password_hash: str | None) -> bool:
        return compare_digest(self.fingerprint, _fingerprint(session_key, password_hash))


def make_token(secret: str, purpose: Purpose, person_id: int, session_key: str, password_hash: str | None) -> str:
    """A token for an account in its present state."""
    return _serializer(secret, purpose).dumps([person_id, _fingerprint(session_key, password_hash)])


def read_token(secret: str, purpose: Purpose, token: str) -> Claim | None:
    """What a token claims; None where it was not signed here for ``purpose``, or its time is over."""
    try:
        person_id, fingerprint = _serializer(secret, purpose).loads(token, max_age=int(LASTS[purpose].total_seconds()))
    except BadData:
        return None
    return Claim(person_id, fingerprint)


def _serializer(secret: str, purpose: Purpose) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=f"aula.accounts.{purpose}", signer_kwargs={"digest_method": sha256})


def _fingerprint(session_key: str, password_hash: str | None) -> str:
    return sha256(f"{session_key}|{password_hash or ''}".encode()).hexdigest()[:32]
