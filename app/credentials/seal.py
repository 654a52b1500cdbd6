"""The digital seal of a certificate: it proves where the facts come from and that nobody changed them.

An Ed25519 signature (RFC 8032) over the canonical JSON of folio and facts. It is a seal of this service and says
nothing about anybody's will: it is not an advanced electronic signature, and no document of ours calls it one.
"""

import base64
import binascii
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from app.shared.settings import Settings, SettingsError

KEY_FILE = "sello.key"
_KEY_ID_CHARS = 8


class SealState(StrEnum):
    """What a seal says of the facts it stands under."""

    INTACT = "intact"
    BROKEN = "broken"
    OTHER_KEY = "other-key"


@dataclass(frozen=True, slots=True)
class Sealer:
    """A private key that seals, and what others need to check its seals."""

    private: Ed25519PrivateKey

    @property
    def public_pem(self) -> str:
        """The public key as PEM text."""
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @property
    def key_id(self) -> str:
        """The first eight hexadecimal digits of the SHA-256 of the raw public key."""
        return key_id_of(self.private.public_key())

    def seal(self, folio: str, facts: Mapping[str, Any]) -> str:
        """``<key id>.<signature, base64url without padding>`` for facts of texts, integers, lists and mappings."""
        signature = self.private.sign(canonical(folio, facts))
        return f"{self.key_id}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"

    def check(self, seal: str, folio: str, facts: Mapping[str, Any]) -> SealState:
        """Whether ``seal`` is this key's over exactly these facts."""
        key_id, _, encoded = seal.partition(".")
        if key_id != self.key_id:
            return SealState.OTHER_KEY
        try:
            signature = base64.b64decode(encoded + "==", altchars=b"-_", validate=True)
            self.private.public_key().verify(signature, canonical(folio, facts))
        except (binascii.Error, InvalidSignature, ValueError):
            return SealState.BROKEN
        return SealState.INTACT


def key_id_of(public: Ed25519PublicKey) -> str:
    """The short name of a public key."""
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return sha256(raw).hexdigest()[:_KEY_ID_CHARS]


def canonical(folio: str, facts: Mapping[str, Any]) -> bytes:
    """The bytes that are sealed: JSON in UTF-8, sorted keys, no spaces (RFC 8785, as facts hold no fractions)."""
    return json.dumps(
        {"folio": folio, "facts": facts}, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def load_sealer(settings: Settings) -> Sealer:
    """The service's key: AULA_SEAL_KEY (PEM, or its base64 in one line), else ``var/sello.key``, made at first use.

    SettingsError where the key cannot be read as an Ed25519 private key.
    """
    text = settings.seal_key or _kept_key(settings.var / KEY_FILE)
    body = "".join(line.strip() for line in text.splitlines() if not line.startswith("-----"))
    try:
        key = load_der_private_key(base64.b64decode(body, validate=True), password=None)
    except (ValueError, TypeError) as problem:
        raise SettingsError("the seal's key cannot be read: it must be an Ed25519 private key, PKCS #8") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError("the seal's key must be an Ed25519 private key")
    return Sealer(key)


def _kept_key(path: Path) -> str:
    if not path.exists():
        _keep_new_key(path)
    return path.read_text("ascii")


def _keep_new_key(path: Path) -> None:
    """Write a new key whole under another name, then give it its own only where no other process was first."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
