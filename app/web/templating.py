"""Templates: shared ones in ``app/web/templates``, each room's own under the room's name."""

from collections.abc import Iterable
from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined

from app.web import filters

APP = Path(__file__).parent.parent


def init_app(app: Flask, rooms: Iterable[str]) -> None:
    """Find templates by room, and fail on a name that a view forgot to give."""
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(APP / "web" / "templates"),
            PrefixLoader({room: FileSystemLoader(APP / room / "templates") for room in rooms}),
        ]
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    filters.init_app(app)
