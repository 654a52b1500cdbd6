"""The ``aula`` command: everything that is done from a terminal."""

import sys

import click
from flask.cli import FlaskGroup, with_appcontext

from app.accounts.demo import add_demo_people, demo_people_exist
from app.catalog.cli import publish_changes
from app.catalog.operations import Outcome
from app.factory import create_app
from app.server import refuse_taken_port, serve_forever
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.migrations import offer_migrations, upgrade
from app.shared.settings import Mode, SettingsError, settings


@click.group(cls=FlaskGroup, create_app=lambda: offer_migrations(create_app()), add_default_commands=False)
def aula() -> None:
    """Aula Norte: courses, people, certificates and the server."""


@aula.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes that answer pages.")
@with_appcontext
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site and run its jobs until interrupted."""
    if settings().mode is Mode.PRODUCTION and demo_people_exist(db.session()):
        raise SettingsError("the demonstration's accounts are in this database: use another one for production")
    serve_forever(host, port, workers)


@aula.command()
@click.option("--port", default=8000, show_default=True)
@with_appcontext
def demo(port: int) -> None:
    """Prepare the demonstration (database, courses, people) and serve it."""
    if settings().mode is not Mode.DEMO:
        raise SettingsError("the demonstration runs with AULA_MODE=demo only")
    refuse_taken_port("127.0.0.1", port)
    click.echo("Preparing the database, the courses and the demonstration's people …")
    upgrade()
    for published in publish_changes(settings().courses):
        if published.outcome is Outcome.REFUSED:
            click.echo(f"  {published.slug}: refused; see: aula courses check", err=True)
    with transaction() as session:
        add_demo_people(session, now=now())
    click.echo(f"Aula Norte: http://127.0.0.1:{port}   (Ctrl-C stops it; accounts are in README.md)")
    serve_forever("127.0.0.1", port, workers=2)


def main() -> None:
    """Run ``aula``; settings that do not allow a start are one sentence and exit 2."""
    try:
        aula()
    except SettingsError as problem:
        click.echo(f"aula: {problem}", err=True)
        sys.exit(2)
