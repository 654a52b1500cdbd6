"""Pages of the assessment room: a quiz, the attempt at it, and its result."""

from datetime import datetime

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.access import carries_form, signed_in
from app.accounts.identity import the_user
from app.assessment.admission import reveals_key, standing
from app.assessment.blueprint import bp as bp
from app.assessment.case_operations import Outcome, decide
from app.assessment.case_sheets import case_sheets, has_case
from app.assessment.diagnostic_views import diagnostic_result, offered_last
from app.assessment.forms import sent_answer, shown_answers
from app.assessment.operations import (
    NoSuchAttemptError,
    close_overdue_of,
    save_answer,
    save_page,
    start_attempt,
    submit_attempt,
)
from app.assessment.queries import Sitting, annulled_in, answers_of, attempts_of, has_overdue, sitting_of
from app.assessment.scoring import score_attempt
from app.assessment.sheets import asked_questions, sheet, step_after
from app.content.model import DiagnosticForm
from app.enrolment.queries import place_of
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.errors import DomainError
from app.web.filters import clock_time

NEXT, PREVIOUS = "siguiente", "anterior"
DECISION_REFUSALS = {
    Outcome.TOO_LATE: _l("Esa escena ya estaba decidida. El caso sigue desde la decisión que tomaste primero."),
    Outcome.NONE_CHOSEN: _l("Elige una opción del caso y después toma la decisión."),
}


@bp.route("/cursos/<slug>/<unit>/evaluacion")
@signed_in
def show_quiz(slug: str, unit: str) -> ResponseReturnValue:
    """What a unit's quiz asks, the attempts so far, and whether another may start."""
    return _quiz_page(slug, f"{unit}/evaluacion")


@bp.route("/cursos/<slug>/examen")
@signed_in
def show_exam(slug: str) -> ResponseReturnValue:
    """The same for the final exam."""
    return _quiz_page(slug, "examen")


def _quiz_page(slug: str, quiz_key: str) -> ResponseReturnValue:
    close_what_is_overdue(the_user().id, now())
    session = db.session()
    place = place_of(session, the_user().id, slug)
    if place is None:
        flash(_("Para presentar esta evaluación, inscríbete en el curso."), "info")
        return redirect(url_for("enrolment.show_course", slug=slug))
    quiz = place.content.quiz(quiz_key) or abort(404)
    held = standing(quiz, attempts_of(session, place.enrolment_id, quiz_key, now()), now())
    return render_template(
        "assessment/quiz.html", course=place.content, quiz=quiz, held=held, has_case=has_case(quiz), now=now()
    )


@bp.route("/cursos/<slug>/<unit>/evaluacion/intentos", methods=["POST"])
@signed_in
def start_quiz(slug: str, unit: str) -> ResponseReturnValue:
    """Start an attempt at a unit's quiz, or go to the one that is open."""
    return _start(slug, f"{unit}/evaluacion", url_for("assessment.show_quiz", slug=slug, unit=unit))


@bp.route("/cursos/<slug>/examen/intentos", methods=["POST"])
@signed_in
def start_exam(slug: str) -> ResponseReturnValue:
    """The same for the final exam."""
    return _start(slug, "examen", url_for("assessment.show_exam", slug=slug))


@bp.route("/cursos/<slug>/diagnostico/<any(a, b):form>/intentos", methods=["POST"])
@signed_in
def start_diagnostic(slug: str, form: str) -> ResponseReturnValue:
    """The same for a form of the diagnostic, each once."""
    back = url_for("assessment.show_diagnostic", slug=slug, form=form)
    return _start(slug, DiagnosticForm(form).quiz_key, back)


def _start(slug: str, quiz_key: str, back: str) -> ResponseReturnValue:
    place = place_of(db.session(), the_user().id, slug)
    if place is None:
        return redirect(url_for("enrolment.show_course", slug=slug))
    try:
        with transaction() as session:
            attempt_id = start_attempt(session, place.enrolment_id, quiz_key, now=now())
    except DomainError as refusal:
        flash(str(refusal.message), "warning")
        return redirect(back)
    return redirect(url_for("assessment.take", attempt_id=attempt_id))


@bp.route("/intentos/<int:attempt_id>")
@signed_in
def take(attempt_id: int) -> ResponseReturnValue:
    """A page of questions of an open attempt, or the review before it is sent."""
    close_what_is_overdue(the_user().id, now())
    session = db.session()
    sitting = sitting_of(session, the_user().id, attempt_id) or abort(404)
    if not sitting.is_open:
        return _to_what_is_left(sitting)
    shown = sheet(sitting, answers_of(session, attempt_id), request.args.get("p", 1, int))
    return render_template(
        "assessment/review.html" if shown.is_review else "assessment/take.html",
        sitting=sitting,
        sheet=shown,
        cases=case_sheets(session, shown.asked),
        now=now(),
    )


@bp.route("/intentos/<int:attempt_id>", methods=["POST"])
@signed_in
@carries_form
def keep_page(attempt_id: int) -> ResponseReturnValue:
    """Keep a page of answers and go where the button said: the form of who has no script."""
    try:
        with transaction() as session:
            form = request.form.to_dict(flat=False)
            save_page(session, attempt_id, the_user().id, form, shown_answers(request.form), now=now())
    except NoSuchAttemptError:
        abort(404)
    except DomainError as refusal:
        flash(str(refusal.message), "warning")
    page = request.args.get("p", 1, int) + {NEXT: 1, PREVIOUS: -1}.get(request.form.get("ir", ""), 0)
    return redirect(url_for("assessment.take", attempt_id=attempt_id, p=page))


@bp.route("/intentos/<int:attempt_id>/casos/<question_key>", methods=["POST"])
@signed_in
@carries_form
def take_decision(attempt_id: int, question_key: str) -> ResponseReturnValue:
    """Take a decision of a case, keep the page's other answers, and show what came of it."""
    page, anchor = request.args.get("p", 1, int), None
    try:
        with transaction() as session:
            form = request.form.to_dict(flat=False)
            shown = shown_answers(request.form)
            outcome = decide(session, attempt_id, the_user().id, question_key, form, shown, now=now())
    except NoSuchAttemptError:
        abort(404)
    except DomainError as refusal:
        flash(str(refusal.message), "warning")
    else:
        if outcome is Outcome.TAKEN:
            anchor = f"q-{question_key}.consecuencia"
        else:
            flash(str(DECISION_REFUSALS[outcome]), "warning")
    return redirect(url_for("assessment.take", attempt_id=attempt_id, p=page, _anchor=anchor))


@bp.route("/intentos/<int:attempt_id>/respuestas", methods=["POST"])
@signed_in
def save(attempt_id: int) -> ResponseReturnValue:
    """Keep one answer as it is given. 409 with a sentence where the attempt takes none any more."""
    sent = sent_answer(request.form) or abort(400)
    moment = now()
    try:
        with transaction() as session:
            save_answer(
                session,
                attempt_id,
                the_user().id,
                sent.question_key,
                sent.fields,
                client=sent.client,
                sequence=sent.sequence,
                now=moment,
            )
    except NoSuchAttemptError:
        abort(404)
    except DomainError as refusal:
        return jsonify(message=str(refusal.message)), 409
    return jsonify(saved_at=clock_time(moment))


@bp.route("/intentos/<int:attempt_id>/envio", methods=["POST"])
@signed_in
@carries_form
def submit(attempt_id: int) -> ResponseReturnValue:
    """End the attempt and show its result; sending it twice shows the same one."""
    try:
        with transaction() as session:
            submit_attempt(session, attempt_id, the_user().id, now=now())
    except NoSuchAttemptError:
        abort(404)
    return redirect(url_for("assessment.result", attempt_id=attempt_id))


@bp.route("/intentos/<int:attempt_id>/resultado")
@signed_in
def result(attempt_id: int) -> ResponseReturnValue:
    """The score, what to do now, and each question with what was answered."""
    close_what_is_overdue(the_user().id, now())
    session = db.session()
    sitting = sitting_of(session, the_user().id, attempt_id) or abort(404)
    if sitting.ended_at is None:
        return redirect(url_for("assessment.take", attempt_id=attempt_id))
    asked = asked_questions(sitting, answers_of(session, attempt_id))
    answers = {one.question.key: one.answer for one in asked}
    annulled = annulled_in(session, sitting.edition_id)
    scored = score_attempt(sitting.quiz, sitting.draw, answers, sitting.pass_mark, annulled)
    place = place_of(session, the_user().id, sitting.course.slug)
    if sitting.quiz.form is not None:
        return diagnostic_result(session, sitting, asked, scored, place)
    enrolment_id = place.enrolment_id if place else sitting.enrolment_id
    held = standing(sitting.quiz, attempts_of(session, enrolment_id, sitting.quiz_key, now()), now())
    return render_template(
        "assessment/result.html",
        sitting=sitting,
        asked=asked,
        scored=scored,
        cases=case_sheets(session, asked),
        held=held,
        reveals=reveals_key(sitting.quiz, held),
        place=place,
        following=step_after(place.progress, sitting.quiz_key) if place else None,
        last_form=offered_last(session, place),
        now=now(),
    )


def _to_what_is_left(sitting: Sitting) -> ResponseReturnValue:
    """Where an attempt that takes no answers sends its person: its result, or the course they left."""
    if sitting.ended_at is not None:
        return redirect(url_for("assessment.result", attempt_id=sitting.id))
    flash(_("Cancelaste tu inscripción en este curso, así que este intento ya no recibe respuestas."), "info")
    return redirect(url_for("enrolment.show_course", slug=sitting.course.slug))


def close_what_is_overdue(person_id: int, moment: datetime) -> None:
    """Close a person's attempts whose time is up, before a page shows them."""
    if has_overdue(db.session(), person_id, moment):
        with transaction() as session:
            close_overdue_of(session, person_id, now=moment)
