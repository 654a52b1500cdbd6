"""Commands of the insights room."""

import sys

import click
from flask.cli import AppGroup

from app.insights.rebuilding import differences, rebuild
from app.shared.db import transaction
from app.shared.settings import settings

SHOWN = 50

statistics = AppGroup("statistics", help="Counters and statistics.")


@statistics.command("rebuild")
@click.option("--check", is_flag=True, help="Only compare: say what differs and exit 1 if anything does.")
def rebuild_command(check: bool) -> None:
    """Count the whole record again, and say which counters were not what it says."""
    zone = settings().timezone
    with transaction() as session:
        found = differences(session, zone=zone)
        if found and not check:
            rebuild(session, zone=zone)
    for difference in found[:SHOWN]:
        click.echo(
            f"{difference.table} {difference.place}: {difference.counter} "
            f"guardado {difference.kept}, registro {difference.rebuilt}"
        )
    if len(found) > SHOWN:
        click.echo(f"… y {len(found) - SHOWN} más")
    click.echo(f"diferencias: {len(found)}{'' if check or not found else ', todas corregidas'}")
    if found and check:
        sys.exit(1)
