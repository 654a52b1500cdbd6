"""Commands for trainers: who teaches a provision of law."""

import click
from flask.cli import AppGroup

from app.accounts.identity import Scope
from app.catalog.published import programme
from app.content.citations import citation_label, parse_citation
from app.content.model import Citation
from app.content.provisions import PlaceKind
from app.shared.db import db
from app.shared.errors import DomainError
from app.studio.norm_queries import TouchedCourse, TouchedPlace
from app.studio.norm_queries import watch as watched

norms = AppGroup("norms", help="The norm register.")

EVERYWHERE = Scope(region=True, organisations=frozenset())
KINDS = {
    PlaceKind.COURSE: "presentación",
    PlaceKind.UNIT: "unidad",
    PlaceKind.LESSON: "lección",
    PlaceKind.SELF_CHECK: "comprobación",
    PlaceKind.QUESTION: "reactivo",
}


@norms.command()
@click.argument("citation")
def watch(citation: str) -> None:
    """Say which lessons, questions, editions and certificates a change of CITATION touches.

    CITATION is written as in a course: lgtaip-2025#134, lgtaip-2025#65-VII, or lgtaip-2025 for the whole norm.
    """
    asked = _known(citation)
    found = watched(db.session(), EVERYWHERE, asked)
    click.echo(
        f"{citation_label(asked)}: {len(found.courses)} cursos, {found.n_editions} ediciones, "
        f"{found.n_lessons} lecciones, {found.n_questions} preguntas, {found.n_certificates} constancias vigentes"
    )
    for course in found.courses:
        _print_course(course)


def _known(text: str) -> Citation:
    """The citation that somebody typed, if the register in force has it."""
    citation = parse_citation(text)
    if citation is None:
        raise click.ClickException(f"«{text}» no es una cita: escribe lgtaip-2025#134.")
    try:
        references = programme(db.session()).references
    except DomainError as missing:
        raise click.ClickException(str(missing.message)) from missing
    problem = references.problem_with(citation)
    if problem:
        raise click.ClickException(problem)
    return citation


def _print_course(course: TouchedCourse) -> None:
    click.echo(f"\n{course.slug}: {course.title}")
    for edition in course.editions:
        where = " (en el catálogo)" if edition.is_live else ""
        click.echo(
            f"  edición {edition.number}{where}: {edition.n_places} lugares, "
            f"{edition.n_certificates} constancias vigentes"
        )
    for place in course.places:
        click.echo(f"  {_place_line(place)}")


def _place_line(place: TouchedPlace) -> str:
    how = "" if place.declared else " (solo lo cita)"
    numbers = ", ".join(map(str, place.editions))
    return (
        f"{place.path}:{place.line} {KINDS[place.kind]} {place.key or place.title}: {'; '.join(place.citations)}{how}; "
        f"ediciones {numbers}"
    )
