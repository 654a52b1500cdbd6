"""Who issues: the settings that certificates are issued under, also where no request is being served."""

from functools import lru_cache

from flask import has_app_context

from app.credentials.seal import Sealer, load_sealer
from app.shared.settings import Settings, settings

_started: list[Settings] = []


def remember(held: Settings) -> None:
    """Keep the settings of the application that was started last, for acts outside of any application context."""
    _started[:] = [held]


def issuing_settings() -> Settings:
    """The settings of the running application, else those of the one started last."""
    return settings() if has_app_context() else _started[0]


@lru_cache(maxsize=4)
def sealer_of(held: Settings) -> Sealer:
    """The key of an application; read, or made, once in a process."""
    return load_sealer(held)


def sealer() -> Sealer:
    """The key that seals here and now."""
    return sealer_of(issuing_settings())
