"""The forms of a diagnostic: when each may be taken, where a person stands with them, what they learned."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.assessment.gain import Gain
from app.assessment.models import Attempt
from app.assessment.queries import MINE, OF_THE_SAME_PERSON
from app.content.model import Course, DiagnosticForm, Quiz
from app.enrolment.models import Enrolment
from app.enrolment.progress import progress
from app.enrolment.queries import Place, done_items
from app.shared.errors import DomainError


class TooLateForFormError(DomainError):
    """The form asked before the course came after its start."""

    message = _l("El diagnóstico inicial se responde una sola vez, antes de empezar el curso.")


class TooEarlyForFormError(DomainError):
    """The form asked after the course came before its end."""

    message = _l("El diagnóstico final se abre cuando terminas todas las actividades del curso.")


class FormTakenError(DomainError):
    """Each form is taken once."""

    message = _l("Ya respondiste este diagnóstico; se hace una sola vez.")


@dataclass(frozen=True, slots=True)
class HeldForm:
    """Where a person stands with a form. ``score`` is a share 0-1, None while it is not sent."""

    quiz: Quiz
    attempt_id: int | None
    score: float | None
    may_take: bool

    @property
    def is_sent(self) -> bool:
        return self.score is not None


def held_forms(session: Session, place: Place) -> Mapping[DiagnosticForm, HeldForm]:
    """A reader's standing with each form of their edition; empty where it has no diagnostic. Two queries."""
    diagnostic = place.content.diagnostic
    if diagnostic is None:
        return {}
    taken = {
        quiz_key: (attempt_id, score)
        for attempt_id, quiz_key, score in session.execute(
            select(Attempt.id, Attempt.quiz_key, Attempt.score).where(
                Attempt.enrolment_id == place.enrolment_id, Attempt.quiz_key.in_([quiz.key for quiz in diagnostic])
            )
        )
    }
    open_now = {
        DiagnosticForm.BEFORE: not has_begun(session, place.enrolment_id),
        DiagnosticForm.AFTER: place.progress.finished,
    }
    return {
        form: HeldForm(quiz, attempt_id, score, may_take=score is None and open_now[form])
        for form in DiagnosticForm
        for quiz in [diagnostic.form(form)]
        for attempt_id, score in [taken.get(quiz.key, (None, None))]
    }


def refuse_closed_form(session: Session, enrolment: Enrolment, content: Course, form: DiagnosticForm) -> None:
    """TooLateForFormError or TooEarlyForFormError where the form may not be taken now."""
    if form is DiagnosticForm.BEFORE and has_begun(session, enrolment.id):
        raise TooLateForFormError
    if form is DiagnosticForm.AFTER and not progress(content, done_items(session, enrolment.id)).finished:
        raise TooEarlyForFormError


_BEGUN = (
    select(func.count())
    .select_from(MINE)
    .join(Enrolment, OF_THE_SAME_PERSON)
    .outerjoin(
        Attempt,
        and_(
            Attempt.enrolment_id == Enrolment.id,
            Attempt.enrolment_id != MINE.id,
            Attempt.quiz_key == DiagnosticForm.BEFORE.quiz_key,
            Attempt.ended_at.is_not(None),
        ),
    )
    .where(
        MINE.id == bindparam("enrolment_id"),
        or_(Enrolment.started_at.is_not(None), Attempt.id.is_not(None)),
    )
)


def has_begun(session: Session, enrolment_id: int) -> bool:
    """Whether it is too late to ask what the person knew before the course.

    It is after the first lesson read or quiz begun, and in an enrolment that follows one in which they
    did so or sent the first form: so a person has at most one pair of forms in a course.
    """
    return bool(session.execute(_BEGUN, {"enrolment_id": enrolment_id}).scalar_one())


def gain_of(session: Session, enrolment_id: int) -> Gain | None:
    """Both scores of an enrolment; None without both, or where the first form was sent after the start."""
    rows = session.execute(
        select(Attempt.quiz_key, Attempt.score, Attempt.ended_at <= Enrolment.started_at)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(
            Attempt.enrolment_id == enrolment_id,
            Attempt.quiz_key.in_([form.quiz_key for form in DiagnosticForm]),
            Attempt.ended_at.is_not(None),
        )
    )
    sent = {DiagnosticForm.of(quiz_key): (score or 0.0, in_time) for quiz_key, score, in_time in rows}
    if len(sent) < len(DiagnosticForm) or not sent[DiagnosticForm.BEFORE][1]:
        return None
    return Gain(sent[DiagnosticForm.BEFORE][0], sent[DiagnosticForm.AFTER][0])
