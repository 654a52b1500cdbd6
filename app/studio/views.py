"""Pages of the studio room: where trainers see what became of what they wrote."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.access import trainers
from app.accounts.identity import the_user
from app.accounts.models import Role
from app.assessment.queries import annulled_in, ended_answers, question_statistics
from app.catalog.published import programme
from app.content.citations import citation_label
from app.content.provisions import PlaceKind
from app.insights.definitions import definitions_of
from app.insights.downloads import table_file
from app.shared.clock import local_date, now
from app.shared.db import db
from app.shared.settings import settings
from app.studio.case_analysis import SceneRow, cases_of, scenes_of
from app.studio.forms import NormWatchForm
from app.studio.item_analysis import ENOUGH, FLAGS, LEVELS, ORDERS, Item, in_order, items_of, items_table
from app.studio.norm_queries import watch
from app.studio.queries import CourseEditions, EditionRow, content_of, courses_of, editions_of, findings_of

bp = Blueprint("studio", __name__)

PLACES = {
    PlaceKind.COURSE: _l("Presentación"),
    PlaceKind.UNIT: _l("Unidad"),
    PlaceKind.LESSON: _l("Lección"),
    PlaceKind.SELF_CHECK: _l("Comprobación"),
    PlaceKind.QUESTION: _l("Reactivo"),
}


@bp.get("/taller")
@trainers
def workshop() -> ResponseReturnValue:
    """The courses that the trainer looks after."""
    courses = courses_of(db.session(), the_user().scope(Role.TRAINER))
    return render_template("studio/workshop.html", courses=courses)


@bp.get("/taller/normas")
@trainers
def norms() -> ResponseReturnValue:
    """Who teaches a provision: what its reform would touch."""
    session = db.session()
    references = programme(session).references
    form = NormWatchForm(references, request.args)
    asked = form.citation if form.norm.name in request.args and form.validate() else None
    page = render_template(
        "studio/norms.html",
        form=form,
        asked=asked,
        found=watch(session, the_user().scope(Role.TRAINER), asked) if asked else None,
        norm=references.norms[asked.norm] if asked else None,
        label=citation_label(asked) if asked else "",
        kinds=PLACES,
    )
    return page, 422 if form.errors else 200


@bp.get("/taller/<slug>")
@trainers
def course(slug: str) -> ResponseReturnValue:
    """A course's editions, what the check says of the current one, and how to make the next."""
    found = _course(slug)
    findings = findings_of(db.session(), found, found.current)
    return render_template("studio/course.html", course=found, current=found.current, findings=findings)


@bp.get("/taller/<slug>/reactivos")
@trainers
def questions(slug: str) -> ResponseReturnValue:
    """How the questions of an edition do."""
    found, edition, items = _items(slug)
    order = request.args.get("orden", "")
    return render_template(
        "studio/questions.html",
        course=found,
        edition=edition,
        items=items,
        scenes=_scenes(found, edition),
        order=order if order in ORDERS else "",
        orders=ORDERS,
        levels=LEVELS,
        flags=FLAGS,
        enough=ENOUGH,
        definitions=definitions_of(["respuestas", "aciertos"]),
    )


@bp.get("/taller/<slug>/reactivos.<any(csv, xlsx):kind>")
@trainers
def questions_download(slug: str, kind: str) -> ResponseReturnValue:
    """The same table as a file."""
    found, edition, items = _items(slug)
    on = local_date(now(), settings().timezone)
    facts = [(_("Curso"), edition.title), (_("Edición"), str(edition.number)), (_("Fecha de corte"), on.isoformat())]
    return table_file(items_table(items), kind, facts, on=on)


def _course(slug: str) -> CourseEditions:
    return editions_of(db.session(), the_user().scope(Role.TRAINER), slug) or abort(404)


def _items(slug: str) -> tuple[CourseEditions, EditionRow, tuple[Item, ...]]:
    """The items of the edition that the address asks for, in its order."""
    session = db.session()
    found = _course(slug)
    edition = found.numbered(request.args.get("edicion", type=int)) or abort(404)
    content = content_of(session, found, edition)
    items = items_of(content, question_statistics(session, edition.id), annulled_in(session, edition.id))
    return found, edition, in_order(items, request.args.get("orden", ""))


def _scenes(course: CourseEditions, edition: EditionRow) -> tuple[SceneRow, ...]:
    """The scenes of the edition's cases; nothing is asked of the database where it has none."""
    cases = cases_of(content_of(db.session(), course, edition))
    if not cases:
        return ()
    return scenes_of(cases, ended_answers(db.session(), edition.id, [case.key for case in cases]))
