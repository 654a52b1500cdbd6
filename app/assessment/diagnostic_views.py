"""Pages of a diagnostic: a form before it is taken, its result, and how a course's page offers it."""

from collections.abc import Mapping, Sequence
from typing import Final

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.accounts.access import signed_in
from app.accounts.identity import the_user
from app.assessment.blueprint import bp
from app.assessment.diagnostic import HeldForm, gain_of, held_forms
from app.assessment.queries import Sitting
from app.assessment.scoring import Scored
from app.assessment.sheets import Asked
from app.content.explaining import Explanations
from app.content.model import Course, DiagnosticForm, Lesson
from app.enrolment.offers import Offer
from app.enrolment.queries import Place, place_of
from app.shared.db import db
from app.shared.last_used import LastUsed
from app.web.filters import percent

KEPT_EXPLANATIONS: Final = 16

_explanations: LastUsed[Explanations] = LastUsed(KEPT_EXPLANATIONS)


@bp.route("/cursos/<slug>/diagnostico/<any(a, b):form>")
@signed_in
def show_diagnostic(slug: str, form: str) -> ResponseReturnValue:
    """What a form asks, that it is optional, and whether it may be taken now."""
    session = db.session()
    place = place_of(session, the_user().id, slug)
    if place is None:
        flash(_("Para responder este diagnóstico, inscríbete en el curso."), "info")
        return redirect(url_for("enrolment.show_course", slug=slug))
    held = held_forms(session, place).get(DiagnosticForm(form)) or abort(404)
    return render_template("assessment/diagnostic.html", course=place.content, held=held, place=place)


def diagnostic_result(
    session: Session, sitting: Sitting, asked: Sequence[Asked], scored: Scored, place: Place | None
) -> ResponseReturnValue:
    """Of the first form the score and what was right, without the key; of the second everything, and the gain."""
    first = sitting.quiz.form is DiagnosticForm.BEFORE
    return render_template(
        "assessment/diagnostic_before.html" if first else "assessment/diagnostic_after.html",
        sitting=sitting,
        asked=asked,
        scored=scored,
        place=place,
        lessons=_lessons(sitting.course, asked) if first else {},
        gain=None if first else gain_of(session, sitting.enrolment_id),
    )


def _lessons(course: Course, asked: Sequence[Asked]) -> Mapping[str, Lesson | None]:
    """By question, the lesson that explains it."""
    explanations = _explanations.get(course.digest, lambda: Explanations(course))
    return {one.question.key: explanations.lesson_of(one.question) for one in asked}


def offered_last(session: Session, place: Place | None) -> HeldForm | None:
    """The second form, where a reader may take it now."""
    held = held_forms(session, place).get(DiagnosticForm.AFTER) if place else None
    return held if held and held.may_take else None


def offers_of(place: Place) -> tuple[Offer, ...]:
    """The forms that a reader may take or continue, and those whose result they have."""
    held = held_forms(db.session(), place)
    return tuple(_offer(place, form) for form in held.values() if form.is_sent or form.may_take)


def _offer(place: Place, held: HeldForm) -> Offer:
    first = held.quiz.form is DiagnosticForm.BEFORE
    if held.is_sent:
        url = url_for("assessment.result", attempt_id=held.attempt_id)
        score = percent(held.score)
        told = (
            _("Tu diagnóstico inicial: %(score)s.", score=score)
            if first
            else _("Tu diagnóstico final: %(score)s.", score=score)
        )
        return Offer("", told, _("Ver mi resultado"), url, is_done=True)
    text = ngettext(
        "%(num)d pregunta, no cuenta para tu calificación.",
        "%(num)d preguntas, no cuenta para tu calificación.",
        held.quiz.n_drawn,
    )
    when = (
        _("Si quieres, respóndelo antes de la primera lección: al terminar el curso sabrás cuánto aprendiste.")
        if first
        else _("Terminaste las actividades. Si quieres, responde el diagnóstico final y mira cuánto aprendiste.")
    )
    return Offer(
        _("¿Cuánto sabes ya?") if first else _("¿Cuánto sabes ahora?"),
        f"{text} {when}",
        _("Continuar el diagnóstico") if held.attempt_id else _("Responder el diagnóstico"),
        url_for("assessment.show_diagnostic", slug=place.content.slug, form=held.quiz.form),
    )
