"""Passwords: which are refused and why, and how they are kept (argon2id)."""

import re
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.accounts.names import folded

MIN_CHARS = 10
MAX_CHARS = 200
MIN_DIFFERENT = 5
MIN_PART = 4
"""Shorter parts of a name or address are in too many good passwords to be refused."""

# fmt: off
COMMON = frozenset(
    {
        "abcdefghij", "admin", "administracion", "administrador", "administrator", "amor",
        "asdfghjkl", "aula", "aulanorte", "bajacalifornia", "bienvenida", "bienvenido",
        "bienvenidos", "capacitacion", "changeme", "chihuahua", "clave", "clavesecreta", "coahuila",
        "constancia", "contrasena", "contrasenas", "contrasenia", "curso", "cursos", "dios",
        "durango", "gobierno", "hola", "iloveyou", "letmein", "mexico", "micontrasena", "misecreto",
        "monterrey", "nuevoleon", "password", "passwords", "passwrd", "qazwsxedc", "qwerty",
        "qwertyui", "qwertyuiop", "secreto", "seguridad", "sinaloa", "sonora", "tamaulipas",
        "teamo", "temporal", "tequiero", "transparencia", "usuario", "welcome", "zxcvbnm",
    }
)
# fmt: on
"""What is left of an obvious password without its digits and signs."""

# OWASP's second choice for argon2id (19 MiB, two passes): a worker must stay small under many sign-ins.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def weakness(password: str, *, email: str, name: str) -> LazyString | None:
    """Why ``password`` is refused, as a sentence for the person; None if it may be used."""
    plain = folded(password)
    if len(password) < MIN_CHARS:
        return _l("La contraseña necesita al menos %(min)d caracteres.", min=MIN_CHARS)
    if len(password) > MAX_CHARS:
        return _l("La contraseña puede tener hasta %(max)d caracteres.", max=MAX_CHARS)
    if len(set(plain)) < MIN_DIFFERENT:
        return _l("La contraseña repite muy pocos caracteres. Prueba con varias palabras.")
    if re.fullmatch(r"[\d\W]+", plain):
        return _l("La contraseña sólo tiene números o signos. Prueba con varias palabras.")
    if re.sub(r"[\W\d_]+", "", plain) in COMMON:
        return _l("Esa contraseña es de las primeras que se prueban. Prueba con varias palabras.")
    if any(part in plain for part in _parts(email)):
        return _l("La contraseña no puede llevar parte de tu correo.")
    if any(part in plain for part in _parts(name)):
        return _l("La contraseña no puede llevar parte de tu nombre.")
    return None


def _parts(text: str) -> list[str]:
    words = re.split(r"[\W_]+", folded(text).rpartition("@")[0] or folded(text))
    return [word for word in words if len(word) >= MIN_PART]


def hashed(password: str) -> str:
    """What is kept of a password. Composed first, so that every keyboard's «ñ» is the same."""
    return _hasher.hash(unicodedata.normalize("NFC", password))


def matches(kept: str | None, password: str) -> bool:
    """Whether ``password`` is the one kept. Without one it does the same work and says no."""
    try:
        right = _hasher.verify(kept or _nobodys(), unicodedata.normalize("NFC", password)[:MAX_CHARS])
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def needs_rehash(kept: str) -> bool:
    """Whether the parameters have changed since ``kept`` was made."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return hashed("nobody has this password")
