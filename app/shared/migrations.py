"""Migrations by Alembic: loaded where the schema is made or changed, never in a web process."""

from pathlib import Path

import flask_migrate
from flask import Flask, current_app

from app.shared.db import db, render_type

FOLDER = Path(__file__).parent.parent.parent / "migrations"

migrate = flask_migrate.Migrate(directory=str(FOLDER), compare_type=True, render_item=render_type)


def offer_migrations(app: Flask) -> Flask:
    """The application, which can now run ``aula db`` and `upgrade`."""
    migrate.init_app(app, db)
    return app


def upgrade() -> None:
    """Bring the database of the current application to the newest revision."""
    offer_migrations(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    flask_migrate.upgrade(str(FOLDER))
