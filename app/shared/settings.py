"""The settings: one frozen value, read from ``AULA_*`` variables at the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from flask import current_app

DEMO_SECRET = "only-for-the-demonstration-on-this-machine"  # noqa: S105 -- refused in production
MIN_SECRET_CHARS = 32


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
                    "courses": Path(given.get("courses", "courses")).absolute(),
                    "proxies": int(given.get("proxies", "0")),
                }
            )
        except ValueError as error:
            raise SettingsError(f"AULA_MODE or AULA_PROXIES cannot be used: {error}") from error
        return settings.checked()

    def checked(self) -> "Settings":
        """Itself, where a start is safe; SettingsError names what production lacks."""
        if self.limits not in ("on", "off"):
            raise SettingsError("AULA_LIMITS is on or off")
        if self.mode is Mode.PRODUCTION:
            if self.limits == "off":
                raise SettingsError("AULA_LIMITS=off is for tests and measuring: production keeps its rate limits")
            if len(self.secret_key) < MIN_SECRET_CHARS or self.secret_key == DEMO_SECRET:
                raise SettingsError(
                    "AULA_SECRET_KEY must be a random text of at least 32 characters; make one with: "
                    'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
                )
            if len(set(self.secret_key)) < MIN_SECRET_CHARS // 4:
                raise SettingsError("AULA_SECRET_KEY repeats few characters: make a random one")
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


def settings() -> Settings:
    """The settings of the running application."""
    held: Settings = current_app.extensions["settings"]
    return held
