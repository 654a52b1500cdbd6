"""The settings: one frozen value, read from ``AULA_*`` variables at the start."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

DEMO_SECRET = "only-for-the-demonstration-on-this-machine"  # noqa: S105 -- refused in production
PRIVATE = 0o077
"""The umask of every process: databases, letters and keys are for the account that serves, and for no other."""
MIN_SECRET_CHARS = 32
MIN_SECRET_VARIETY = 10
"""How many different characters a secret has; 32 random hexadecimal digits have about fourteen."""


class SettingsError(Exception):
    """The settings do not allow a start; the message says which one and what to do."""


class Mode(StrEnum):
    """How this copy runs: for real, as the demonstration of ``make run``, or under test."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how they run. ``from_environment`` reads each from AULA_<NAME>."""

    mode: Mode = Mode.PRODUCTION
    secret_key: str = ""
    var: Path = Path("var")
    courses: Path = Path("courses")
    database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    timezone: str = "America/Monterrey"
    place: str = "Monterrey, Nuevo León"
    smtp_url: str = ""
    mail_from: str = "Aula Norte <no-responder@aula.example>"
    metrics_token: str = ""
    seal_key: str = ""
    proxies: int = 0
    limits: str = "on"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings. SettingsError where a value cannot be used."""
        given = {
            name: environment[f"AULA_{name.upper()}"]
            for name in cls.__dataclass_fields__
            if environment.get(f"AULA_{name.upper()}")
        }
        try:
            settings = cls(
                **{  # type: ignore[arg-type]
                    **given,
                    "mode": Mode(given.get("mode", Mode.PRODUCTION)),
                    "var": Path(given.get("var", "var")).absolute(),
                    "courses": courses_folder(environment),
                    "proxies": int(given.get("proxies", "0")),
                }
            )
        except ValueError as error:
            raise SettingsError(f"AULA_MODE or AULA_PROXIES cannot be used: {error}") from error
        return settings.checked()

    def checked(self) -> "Settings":
        """Itself, where a start is safe; SettingsError names what cannot be used, or what production lacks."""
        if self.limits not in ("on", "off"):
            raise SettingsError("AULA_LIMITS is on or off")
        if self.proxies < 0:
            raise SettingsError("AULA_PROXIES is how many proxies stand in front: 0, 1 or more")
        _refuse_unknown_timezone(self.timezone)
        _refuse_unusable_database(self.database)
        if self.mode is Mode.PRODUCTION:
            if self.limits == "off":
                raise SettingsError("AULA_LIMITS=off is for tests and measuring: production keeps its rate limits")
            _refuse_guessable_secret(self.secret_key)
            _refuse_private_address(self.base_url)
        return self

    @property
    def demo(self) -> bool:
        return self.mode is Mode.DEMO

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database; a file in ``var`` unless one is given."""
        return self.database_url or f"sqlite:///{self.var / 'aula.db'}"

    @property
    def secret(self) -> str:
        return self.secret_key or DEMO_SECRET


def courses_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder that AULA_COURSES names: all that commands need which only read files."""
    return Path(environment.get("AULA_COURSES") or "courses").absolute()


def _refuse_unknown_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as problem:
        raise SettingsError(f"AULA_TIMEZONE={name} is no time zone: write a name like America/Monterrey") from problem


def _refuse_unusable_database(url: str) -> None:
    """SettingsError where SQLAlchemy cannot read the address, or the program that speaks with it is not installed."""
    try:
        make_url(url).get_dialect().import_dbapi()
    except (ArgumentError, ImportError, ValueError) as problem:
        raise SettingsError(
            "AULA_DATABASE_URL cannot be used: write an address like "
            "postgresql+psycopg://aula@/aula?host=/run/postgresql, or none for SQLite in AULA_VAR"
        ) from problem


def _refuse_guessable_secret(secret: str) -> None:
    if len(secret) < MIN_SECRET_CHARS or secret == DEMO_SECRET or _repeats(secret):
        raise SettingsError(
            "AULA_SECRET_KEY must be a random text of at least 32 characters; make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )


def _repeats(text: str) -> bool:
    """Whether a text has few different characters, or is a shorter one written twice or more."""
    few = len(set(text)) < MIN_SECRET_VARIETY
    return few or any(text.startswith(text[length:]) for length in range(1, len(text) // 2 + 1))


def _refuse_private_address(url: str) -> None:
    """SettingsError where pages would be reached without TLS, or letters and certificates would name no address."""
    if not re.match(r"https://[^/\s]", url):
        raise SettingsError(
            "AULA_BASE_URL must be the public address, like https://aula.example.gob.mx: letters and certificates "
            "print it, and cookies are secure by its https"
        )


def settings() -> Settings:
    """The settings of the running application."""
    held: Settings = current_app.extensions["settings"]
    return held
