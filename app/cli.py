"""The ``aula`` command: everything that is done from a terminal."""

import os
import sqlite3
import sys

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask.cli import AppGroup, ScriptInfo
from flask_migrate.cli import db as migrations
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from app.accounts.demo import add_demo_people
from app.catalog.cli import publish_changes
from app.catalog.operations import Outcome
from app.factory import COMMANDS, create_app
from app.server import refuse_taken_port, serve_forever
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.migrations import FOLDER, offer_migrations, upgrade
from app.shared.settings import PRIVATE, Mode, Settings, SettingsError, settings

OLD_TABLES = "the tables of the database are not those of this version; run: aula db upgrade"
MISSING = ("no such table", "no such column", "has no column named")
"""How SQLite says that a table or column is not there."""
UNDEFINED = ("42P01", "42703")
"""PostgreSQL's codes for it."""
UNUSABLE = (OperationalError, DatabaseError, sqlite3.OperationalError, sqlite3.DatabaseError)
"""A database that is not reached, not allowed or not one; their other kinds are mistakes of ours."""


@click.group(cls=AppGroup)
def aula() -> None:
    """Aula Norte: courses, people, certificates and the server."""


aula.add_command(migrations)
for command in COMMANDS:
    aula.add_command(command)


@aula.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes that answer pages.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site and run its jobs until interrupted."""
    with db.engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() != ScriptDirectory(FOLDER).get_current_head():
            raise SettingsError(OLD_TABLES)
    serve_forever(host, port, workers)


@aula.command()
@click.option("--port", default=8000, show_default=True)
def demo(port: int) -> None:
    """Prepare the demonstration (database, courses, people) and serve it."""
    if settings().mode is not Mode.DEMO:
        raise SettingsError("the demonstration runs with AULA_MODE=demo only")
    refuse_taken_port("127.0.0.1", port)
    click.echo("Se preparan la base de datos, los cursos y las personas de la demostración…")
    upgrade()
    for published in publish_changes(settings().courses):
        if published.outcome is Outcome.REFUSED:
            click.echo(f"  {published.slug}: rechazado; mira «aula courses check»", err=True)
    with transaction() as session:
        add_demo_people(session, now=now())
    click.echo(f"Aula Norte: http://127.0.0.1:{port}   (Ctrl-C la detiene; las cuentas están en README.md)")
    serve_forever("127.0.0.1", port, workers=2)


def main() -> None:
    """Run ``aula``; settings or a database that do not allow it are one sentence and exit 2."""
    os.umask(PRIVATE)
    try:
        aula(obj=ScriptInfo(create_app=_application, set_debug_flag=False))
    except SettingsError as problem:
        _refuse(str(problem))
    except (DBAPIError, sqlite3.Error) as problem:
        sentence = _sentence_about(problem)
        if sentence is None:
            raise
        _refuse(sentence)


def _application() -> Flask:
    """The application that a command runs in. SettingsError where its folder cannot be used."""
    held = Settings.from_environment()
    try:
        held.var.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SettingsError(f"AULA_VAR={held.var} cannot be made: {problem.strerror}") from problem
    if not os.access(held.var, os.W_OK | os.X_OK):
        raise SettingsError(f"AULA_VAR={held.var} cannot be written: give it to this account, or name another folder")
    return offer_migrations(create_app(held))


def _sentence_about(problem: DBAPIError | sqlite3.Error) -> str | None:
    """What to do about a database that is not as it should be; None for a mistake of ours."""
    cause = problem.orig if isinstance(problem, DBAPIError) else problem
    reason = str(cause).strip()
    if getattr(cause, "sqlstate", None) in UNDEFINED or any(words in reason for words in MISSING):
        return OLD_TABLES
    if type(problem) in UNUSABLE:
        first_line = reason.partition("\n")[0]
        return (
            f"the database cannot be used ({first_line}): look at AULA_DATABASE_URL and AULA_VAR, whether its server "
            "runs, and whether this account may write there"
        )
    return None


def _refuse(sentence: str) -> None:
    click.echo(f"aula: {sentence}", err=True)
    sys.exit(2)
