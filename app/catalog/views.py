"""Pages that anyone may read: the start, the catalogue, and the programme's references."""

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.catalog import labels
from app.catalog.published import edition_images, live_courses, programme
from app.catalog.search import CourseFilter, found
from app.content.course import IMAGE_TYPES
from app.shared.db import db
from app.web.access import public
from app.web.assets import IMMUTABLE

bp = Blueprint("catalog", __name__)

FEATURED = 6


@bp.app_context_processor
def give_labels() -> dict[str, object]:
    """The words for themes, levels and ejes, for the templates of every room."""
    return {"labels": labels}


@bp.route("/")
@public
def home() -> ResponseReturnValue:
    """The landing page."""
    courses = live_courses(db.session())
    return render_template("catalog/home.html", courses=courses[:FEATURED], n_courses=len(courses))


@bp.route("/cursos")
@public
def courses() -> ResponseReturnValue:
    """The catalogue, filtered by words, eje and theme."""
    wanted = CourseFilter(
        words=request.args.get("q", "")[:100],
        eje=request.args.get("eje", type=int),
        theme=request.args.get("tema", ""),
    )
    offered = live_courses(db.session())
    return render_template(
        "catalog/courses.html", courses=found(offered, wanted), wanted=wanted, n_courses=len(offered)
    )


@bp.route("/cursos/<slug>/imagenes/<digest>/<name>")
@public
def image(slug: str, digest: str, name: str) -> ResponseReturnValue:
    """A picture of an edition, for ever the same under this address."""
    data = edition_images(db.session(), slug, digest).get(name) or abort(404)
    response: Response = make_response(data)
    response.content_type = IMAGE_TYPES[name.rpartition(".")[2]]
    response.headers["Cache-Control"] = IMMUTABLE
    return response


@bp.route("/normas")
@public
def norms() -> ResponseReturnValue:
    """The norm register."""
    references = programme(db.session()).references
    return render_template("catalog/norms.html", norms=tuple(references.norms.values()))


@bp.route("/normas/<norm_id>")
@public
def norm(norm_id: str) -> ResponseReturnValue:
    """One norm: its dates, what it replaced, and the topic of its articles."""
    references = programme(db.session()).references
    shown = references.norms.get(norm_id) or abort(404)
    successors = [other for other in references.norms.values() if norm_id in other.predecessors]
    return render_template("catalog/norm.html", norm=shown, norms=references.norms, successors=successors)


@bp.route("/glosario")
@public
def glossary() -> ResponseReturnValue:
    """The words of the field in our own words."""
    references = programme(db.session()).references
    terms = sorted(references.terms.values(), key=lambda term: term.id)
    return render_template("catalog/glossary.html", terms=terms, norms=references.norms)


@bp.route("/plazos")
@public
def deadlines() -> ResponseReturnValue:
    """The table of legal deadlines, by norm."""
    references = programme(db.session()).references
    return render_template(
        "catalog/deadlines.html", deadlines=tuple(references.deadlines.values()), norms=references.norms
    )
