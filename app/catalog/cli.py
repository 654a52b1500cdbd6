"""Commands for trainers: check the files of the courses, and publish them."""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from flask.cli import AppGroup

from app.catalog.operations import Outcome, Published, check_folders, publish_library, retire_course
from app.catalog.published import bundle_files, find_programme, live_course
from app.content.course import parse_course
from app.content.figures import TRUE_FALSE, TYPES, CourseFigures, figures_of
from app.content.findings import Finding
from app.content.load import course_folders, read_folder
from app.content.model import Level
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.settings import SettingsError, courses_folder, settings

courses = AppGroup("courses", help="Courses and the programme's own data.")

WORDS = {
    Outcome.NEW: "edición {} publicada",
    Outcome.UNCHANGED: "sin cambios (edición {})",
    Outcome.RESTORED: "vuelve la edición {}",
    Outcome.REFUSED: "rechazado; sigue la edición {}",
}


def _print_findings(library: Path, findings: Iterable[Finding]) -> None:
    try:
        shown = library.relative_to(Path.cwd())
    except ValueError:
        shown = library
    for finding in sorted(findings):
        kind = "" if finding.is_error else f"({finding.severity}) "
        click.echo(f"{shown / finding.path}:{finding.line}:{finding.column} {finding.code} {kind}{finding.message}")


def _library(folder: Path | None) -> Path:
    """The library to read. SettingsError where AULA_COURSES names none."""
    library = (folder or courses_folder()).resolve()
    _refuse_missing(library)
    return library


def _refuse_missing(library: Path) -> None:
    if not library.is_dir():
        raise SettingsError(f"AULA_COURSES={library} is no folder: name the one that holds the courses and _programa")


@courses.command(with_appcontext=False)
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Say what is wrong in the courses as file:line:column code message; exit 1 on errors.

    FOLDER is the library (the folder that holds the courses and _programa); default: AULA_COURSES.
    """
    library = _library(folder)
    checked = check_folders(library)
    _print_findings(library, checked.findings)
    errors = sum(finding.is_error for finding in checked.findings)
    click.echo(f"{len(checked.sources)} cursos, {errors} errores, {len(checked.findings) - errors} avisos")
    sys.exit(1 if errors else 0)


@courses.command(with_appcontext=False)
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the provisions by name.")
def stats(folder: Path | None, as_json: bool) -> None:
    """Count what each course holds: units, lessons, words, minutes, questions, drawings, provisions.

    FOLDER is the library; default: AULA_COURSES. Words are those of the lessons without their
    self-checks; questions are the graded ones. Exit 1 if a course cannot be read.
    """
    library = _library(folder)
    counted: list[CourseFigures] = []
    for place in course_folders(library):
        course, findings = parse_course(read_folder(place), place.name)
        if course is None:
            raise click.ClickException(f"{place.name}: {len(findings)} observaciones; mira «aula courses check».")
        counted.append(figures_of(course))
    if as_json:
        click.echo(json.dumps([figures.plain() for figures in counted], ensure_ascii=False, indent=2))
        return
    _print_table(
        ("curso", "unidades", "lecciones", "palabras", "minutos", "compr.", "reactivos", "banco", "diagn.", *Level)
        + ("dibujos", "disposiciones"),
        [
            (
                *(figures.slug, len(figures.units), len(figures.lessons), figures.words, figures.minutes),
                *(figures.n_self_checks, figures.n_questions, figures.n_in_bank, figures.n_in_diagnostic),
                *figures.by_level.values(),
                *(figures.n_drawings, len(figures.provisions)),
            )
            for figures in counted
        ],
        n_distinct=len({provision for figures in counted for provision in figures.provisions}),
    )
    types = (*TYPES.values(), TRUE_FALSE)
    click.echo()
    _print_table(
        ("reactivos por tipo", *types),
        [(figures.slug, *(figures.by_type.get(name, 0) for name in types)) for figures in counted],
    )


def _print_table(head: Sequence[str], rows: Sequence[Sequence[str | int]], n_distinct: int | None = None) -> None:
    """Columns under their heads, the first to the left, numbers to the right, with their total.

    ``n_distinct`` is the last column's total, where its things are the same in several rows.
    """
    total = ["total", *(sum(int(row[place]) for row in rows) for place in range(1, len(head)))]
    if n_distinct is not None:
        total[-1] = n_distinct
    lines = [[str(cell) for cell in row] for row in (head, *rows, total)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *others in lines:
        numbers = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        click.echo("  ".join([first.ljust(widths[0]), *numbers]))


def publish_changes(library: Path) -> tuple[Published, ...]:
    """Publish what changed in a library. SettingsError where there is none.

    It is read and checked before the transaction begins: that takes seconds, in which people's answers are saved.
    """
    _refuse_missing(library)
    checked = check_folders(library, find_programme(db.session()))
    with transaction() as session:
        return publish_library(session, checked, now=now())


@courses.command()
def sync() -> None:
    """Publish each changed course as a new edition; a broken one is refused and its live edition stays."""
    library = settings().courses
    report = publish_changes(library)
    for published in report:
        _print_findings(library, published.findings)
        click.echo(f"{published.slug}: {WORDS[published.outcome].format(published.number)}")
    sys.exit(1 if any(published.outcome is Outcome.REFUSED for published in report) else 0)


@courses.command()
@click.argument("slug")
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
def export(slug: str, target: Path) -> None:
    """Write the files of a course's live edition into the new folder TARGET."""
    live = live_course(db.session(), slug)
    if live is None:
        raise click.ClickException(f"No hay un curso publicado que se llame «{slug}».")
    try:
        if target.exists() and any(target.iterdir()):
            raise click.ClickException(f"La carpeta {target} no está vacía.")
        for path, data in bundle_files(db.session(), live.digest).items():
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    except OSError:
        click.echo(f"No se puede escribir en {target}: elige otra carpeta.", err=True)
        sys.exit(2)
    click.echo(f"{slug}: edición {live.number} en {target}")


@courses.command()
@click.argument("slug")
def retire(slug: str) -> None:
    """Stop offering a course; people who take it can finish."""
    with transaction() as session:
        retired = retire_course(session, slug)
    if not retired:
        raise click.ClickException(f"No hay un curso publicado que se llame «{slug}».")
    click.echo(f"{slug}: retirado")
