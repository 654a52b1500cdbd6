"""Pages of who learns: a course, its lessons, and one's own classroom."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import signed_in
from app.accounts.identity import somebody, the_user
from app.catalog.published import live_course, live_courses
from app.content import marking
from app.content.model import AnyQuestion, Lesson
from app.enrolment.forms import ActForm
from app.enrolment.lesson_page import checked_lesson_page, lesson_page
from app.enrolment.offers import offers_for
from app.enrolment.operations import cancel_enrolment, complete_lesson, enrol
from app.enrolment.queries import missing_requirements, place_of
from app.enrolment.reading import Reading, reading
from app.enrolment.signals import standing_asked
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.errors import DomainError
from app.web.access import public

bp = Blueprint("enrolment", __name__)


@bp.route("/cursos/<slug>")
@public
def show_course(slug: str) -> ResponseReturnValue:
    """What a course is, what it asks, and where the reader stands in it."""
    session = db.session()
    user = somebody()
    if user.id is not None:
        standing_asked.send(person_id=user.id, now=now())
    live = live_course(session, slug)
    place = place_of(session, user.id, slug) if user.id is not None else None
    if live is None and place is None:
        abort(404)
    missing = missing_requirements(session, user.id, live) if user.id is not None and live and place is None else ()
    return render_template(
        "enrolment/course.html",
        slug=slug,
        course=place.content if place else live and live.content,
        place=place,
        progress=place.progress if place else None,
        number=place.number if place else live and live.number,
        offers=offers_for(place) if place else (),
        on_offer=live is not None,
        missing=missing,
        courses={offered.slug: offered.content for offered in live_courses(session)},
        form=ActForm(),
    )


@bp.route("/cursos/<slug>/inscripcion", methods=["POST"])
@signed_in
def join(slug: str) -> ResponseReturnValue:
    """Enrol, and go to the first lesson, or to the course's page where a diagnostic is offered before it."""
    live = live_course(db.session(), slug) or abort(404)
    try:
        with transaction() as session:
            enrol(session, the_user().id, live, now=now())
    except DomainError as refusal:
        flash(str(refusal.message), "error")
        return redirect(url_for("enrolment.show_course", slug=slug))
    flash(_("Te inscribiste en «%(title)s».", title=live.content.title), "success")
    if live.content.diagnostic is not None:
        return redirect(url_for("enrolment.show_course", slug=slug))
    first = next(live.content.lessons())
    return redirect(lesson_url(slug, first))


@bp.route("/cursos/<slug>/baja", methods=["GET", "POST"])
@signed_in
def leave(slug: str) -> ResponseReturnValue:
    """Ask whether to leave a course, and leave it."""
    place = place_of(db.session(), the_user().id, slug) or abort(404)
    form = ActForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                cancel_enrolment(session, place.enrolment_id, now=now())
        except DomainError as refusal:
            flash(str(refusal.message), "error")
        else:
            flash(_("Cancelaste tu inscripción en «%(title)s».", title=place.content.title), "success")
        return redirect(url_for("credentials.my_classroom"))
    return render_template("enrolment/leave.html", slug=slug, place=place, form=form)


@bp.route("/cursos/<slug>/<unit>/<lesson>")
@public
def read_lesson(slug: str, unit: str, lesson: str) -> ResponseReturnValue:
    """A lesson, to who is enrolled, or to anyone where the course is open."""
    place = _place_to_read(slug, unit, lesson)
    if place is None:
        return _sent_to_course(slug)
    return lesson_page(place)


@bp.route("/cursos/<slug>/<unit>/<lesson>", methods=["POST"])
@public
def check_yourself(slug: str, unit: str, lesson: str) -> ResponseReturnValue:
    """The same lesson with a self-check marked in its place. Nothing is recorded."""
    place = _place_to_read(slug, unit, lesson)
    if place is None:
        return _sent_to_course(slug)
    key = request.form.get("question", "")
    question = next((q for q in place.lesson.self_check_questions if q.key == key), None) or abort(400)
    return checked_lesson_page(place, {key: _marked(question)})


def _marked(question: AnyQuestion) -> tuple[marking.Answer | None, marking.Mark]:
    answer = marking.read_answer(question, request.form.to_dict(flat=False))
    return answer, marking.mark(question, answer)


def _place_to_read(slug: str, unit: str, lesson: str) -> Reading | None:
    """The lesson in the edition of the reader's enrolment, else in the live edition of an open course.

    None where the reader must enrol first; 404 where there is no such lesson.
    """
    session = db.session()
    user = somebody()
    place = place_of(session, user.id, slug) if user.id is not None else None
    if place is not None:
        return reading(place.content, unit, lesson, place.progress) or abort(404)
    live = live_course(session, slug) or abort(404)
    found = reading(live.content, unit, lesson, None) or abort(404)
    return found if live.content.open else None


def _sent_to_course(slug: str) -> ResponseReturnValue:
    flash(_("Para leer las lecciones de este curso, inscríbete."), "info")
    return redirect(url_for("enrolment.show_course", slug=slug))


@bp.route("/cursos/<slug>/<unit>/<lesson>/leida", methods=["POST"])
@signed_in
def finish_lesson(slug: str, unit: str, lesson: str) -> ResponseReturnValue:
    """Note the lesson as read and go on to what follows."""
    place = place_of(db.session(), the_user().id, slug) or abort(404)
    found = reading(place.content, unit, lesson, place.progress) or abort(404)
    with transaction() as session:
        complete_lesson(session, place.enrolment_id, found.lesson.key, now=now())
    following = found.following
    if following is None:
        return redirect(url_for("enrolment.show_course", slug=slug))
    return redirect(item_url(slug, following))


def lesson_url(slug: str, lesson: Lesson) -> str:
    """The address of a lesson."""
    return url_for("enrolment.read_lesson", slug=slug, unit=lesson.unit_slug, lesson=lesson.slug)


@bp.app_template_global()
def item_url(slug: str, item: object) -> str:
    """The address of a lesson, a unit quiz, the exam or a form of the diagnostic."""
    if isinstance(item, Lesson):
        return lesson_url(slug, item)
    if item.form is not None:  # type: ignore[attr-defined]
        return url_for("assessment.show_diagnostic", slug=slug, form=item.form)  # type: ignore[attr-defined]
    if item.is_exam:  # type: ignore[attr-defined]
        return url_for("assessment.show_exam", slug=slug)
    return url_for("assessment.show_quiz", slug=slug, unit=item.unit_slug)  # type: ignore[attr-defined]
