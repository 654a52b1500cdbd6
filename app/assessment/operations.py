"""Starting an attempt, saving its answers one by one, and closing it: each once, whoever races.

Locks are taken in one order, the enrolment before the attempt; a save locks the attempt alone.
"""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.assessment.admission import Bar, standing
from app.assessment.diagnostic import FormTakenError, gain_of, refuse_closed_form
from app.assessment.models import Attempt, Ending, Response
from app.assessment.queries import (
    Sitting,
    annulled_in,
    answers_of,
    attempts_of,
    is_late,
    overdue_attempts,
    sitting_of,
)
from app.assessment.saving import NOT_NUMBERED, fingerprint, is_news, noted
from app.assessment.scoring import Scored, score_attempt, without
from app.assessment.tallying import count_questions
from app.catalog.published import edition_content
from app.content.draw import draw
from app.content.marking import Answer, Form, kept_answer, read_answer
from app.content.model import AnyQuestion, Case, DiagnosticForm, Quiz
from app.enrolment.models import Enrolment
from app.enrolment.operations import complete_quiz, record_of, start
from app.enrolment.queries import locked_enrolment
from app.record.models import Verb
from app.shared.errors import DomainError

SEED_BITS = 62


class NoSuchQuizError(DomainError):
    """The edition has no such quiz."""

    message = _l("Esta evaluación no es parte de la edición que estás tomando.")


class NoSuchAttemptError(DomainError):
    """There is no such attempt, or it is another person's."""

    message = _l("No encontramos este intento entre los tuyos.")


class EnrolmentEndedError(DomainError):
    """The enrolment was cancelled."""

    message = _l("Cancelaste tu inscripción en este curso, así que ya no recibe respuestas.")


class NoAttemptsLeftError(DomainError):
    """All attempts were used."""

    message = _l("Ya usaste todos tus intentos de esta evaluación.")


class ExamPassedError(DomainError):
    """An exam that was passed is not taken again."""

    message = _l("Ya acreditaste este examen; no hace falta presentarlo otra vez.")


class TooSoonError(DomainError):
    """The wait between attempts has not passed."""

    message = _l("Todavía no puedes empezar otro intento. Mira en esta página a qué hora podrás hacerlo.")


class AttemptEndedError(DomainError):
    """The attempt was sent."""

    message = _l("Este intento ya se envió: la respuesta no se guardó. Mira tu resultado.")


class TimeIsUpError(DomainError):
    """The deadline has passed."""

    message = _l("El tiempo terminó: esta respuesta no se guardó. Cuenta todo lo que se guardó antes.")


class NotAskedError(DomainError):
    """The draw of the attempt does not have the question."""

    message = _l("Esta pregunta no es parte de tu intento.")


_REFUSALS: Mapping[Bar, type[DomainError]] = {
    Bar.PASSED: ExamPassedError,
    Bar.SPENT: NoAttemptsLeftError,
    Bar.WAITING: TooSoonError,
}


def start_attempt(session: Session, enrolment_id: int, quiz_key: str, *, now: datetime) -> int:
    """Open an attempt and give its id; where one is open already, that one's.

    The draw, pass mark, number of attempts, wait and deadline are copied from the enrolment's
    edition. A form of the diagnostic does not start the course. NoSuchQuizError, EnrolmentEndedError,
    ExamPassedError, NoAttemptsLeftError, TooSoonError, and the refusals of a form.
    """
    enrolment = locked_enrolment(session, enrolment_id)
    if enrolment.cancelled_at is not None:
        raise EnrolmentEndedError
    content = edition_content(session, enrolment.edition_id)
    quiz = content.quiz(quiz_key)
    if quiz is None:
        raise NoSuchQuizError
    close_overdue(session, [enrolment_id], now=now)
    held = standing(quiz, attempts_of(session, enrolment_id, quiz_key, now), now)
    if held.open is not None:
        return held.open.id
    if held.bar is not None:
        raise FormTakenError if quiz.form is not None else _REFUSALS[held.bar]
    if quiz.form is not None:
        refuse_closed_form(session, enrolment, content, quiz.form)
    attempt = _new_attempt(session, enrolment, quiz, number=len(held.tried) + 1, now=now)
    if quiz.form is None:
        start(session, enrolment, now=now)
    record_of(session, enrolment, Verb.ATTEMPTED, item_key=quiz_key, result={"number": attempt.number}, now=now)
    return attempt.id


def _new_attempt(session: Session, enrolment: Enrolment, quiz: Quiz, *, number: int, now: datetime) -> Attempt:
    seed = secrets.randbits(SEED_BITS)
    limit = quiz.time_limit_minutes
    attempt = Attempt(
        enrolment_id=enrolment.id,
        edition_id=enrolment.edition_id,
        quiz_key=quiz.key,
        number=number,
        seed=seed,
        draw=draw(without(quiz, annulled_in(session, enrolment.edition_id)), seed),
        pass_mark=quiz.pass_mark,
        max_attempts=quiz.max_attempts,
        wait_minutes=quiz.wait_minutes,
        started_at=now,
        deadline_at=None if limit is None else now + timedelta(minutes=limit),
    )
    session.add(attempt)
    session.flush()
    return attempt


def save_answer(
    session: Session,
    attempt_id: int,
    person_id: int,
    question_key: str,
    form: Form,
    *,
    client: str,
    sequence: int,
    now: datetime,
) -> None:
    """Keep the answer that a form's fields hold; fields without an answer clear it.

    A save of a tab (``client``) that is not newer than what it saved before changes nothing and is
    no error. NoSuchAttemptError, EnrolmentEndedError, AttemptEndedError, TimeIsUpError, NotAskedError.
    """
    sitting = writable(session, attempt_id, person_id, now)
    question = asked_in(sitting).get(question_key)
    if question is None:
        raise NotAskedError
    keep(session, sitting.id, question, read_answer(question, form), client, sequence, now)


def save_page(
    session: Session, attempt_id: int, person_id: int, form: Form, shown: Mapping[str, str], *, now: datetime
) -> int:
    """Keep the answers of a page sent whole, and give how many changed.

    ``shown`` maps the keys of the page's questions to the fingerprint of the answer that was on it
    when it was fetched: what was not changed on this page is not written, so an old page does not
    undo what another tab saved. A case is left alone: its decisions are taken by ``decide``. Errors as
    ``save_answer``, except that strange keys are left out.
    """
    sitting = writable(session, attempt_id, person_id, now)
    changed = 0
    for key, question in asked_in(sitting).items():
        answer = read_answer(question, form)
        if key in shown and not isinstance(question, Case) and fingerprint(answer) != shown[key]:
            keep(session, sitting.id, question, answer, "", NOT_NUMBERED, now)
            changed += 1
    return changed


def writable(session: Session, attempt_id: int, person_id: int, now: datetime) -> Sitting:
    """The person's attempt with its row locked, as long as it takes answers. Errors as ``save_answer``."""
    sitting = sitting_of(session, person_id, attempt_id, lock=True)
    if sitting is None:
        raise NoSuchAttemptError
    if sitting.cancelled_at is not None:
        raise EnrolmentEndedError
    if is_late(sitting.deadline_at, now):
        raise TimeIsUpError
    if sitting.ended_at is not None:
        raise AttemptEndedError
    return sitting


def asked_in(sitting: Sitting) -> dict[str, AnyQuestion]:
    """The questions that an attempt drew, by key."""
    keys = {key for key, _ in sitting.draw}
    return {question.key: question for question in sitting.quiz.questions if question.key in keys}


_HELD = select(Response.seen, Response.answer).where(
    Response.attempt_id == bindparam("attempt"), Response.question_key == bindparam("question")
)
_ADD = insert(Response)
_CHANGE = update(Response).where(
    Response.attempt_id == bindparam("attempt"), Response.question_key == bindparam("question")
)


def keep(
    session: Session,
    attempt_id: int,
    question: AnyQuestion,
    answer: Answer | None,
    client: str,
    sequence: int,
    now: datetime,
) -> Answer | None:
    """Write an answer and give what is kept of it; the attempt's row is locked, so nobody else writes meanwhile."""
    connection = session.connection()
    place = {"attempt": attempt_id, "question": question.key}
    held = connection.execute(_HELD, place).one_or_none()
    seen: dict[str, int] = {} if held is None else held.seen
    before = None if held is None else held.answer
    if not is_news(seen, client, sequence):
        return before
    answer = kept_answer(question, before, answer)
    if isinstance(question, Case) and answer == before:
        return answer
    values: dict[str, Any] = {
        "answer": answer,
        "client": client,
        "sequence": sequence,
        "seen": noted(seen, client, sequence),
        "saved_at": now,
    }
    if held is None:
        connection.execute(_ADD, {"attempt_id": attempt_id, "question_key": question.key, **values})
    else:
        connection.execute(_CHANGE, {**place, **values})
    return answer


def submit_attempt(session: Session, attempt_id: int, person_id: int, *, now: datetime) -> None:
    """End an attempt and score what was saved in it; on an ended one nothing happens.

    After the deadline it ends as overdue, at the deadline. NoSuchAttemptError, EnrolmentEndedError.
    """
    sitting = sitting_of(session, person_id, attempt_id)
    if sitting is None:
        raise NoSuchAttemptError
    enrolment = locked_enrolment(session, sitting.enrolment_id)
    attempt = _locked_attempt(session, attempt_id)
    if attempt.ended_at is not None:
        return
    if enrolment.cancelled_at is not None:
        raise EnrolmentEndedError
    _close(session, attempt, enrolment, now=now)


def close_overdue(session: Session, enrolment_ids: Collection[int] | Select[int] | None, *, now: datetime) -> int:
    """Close the open attempts whose time is up, and give how many.

    ``enrolment_ids`` (ids, or a statement that selects them) narrows it; None closes all.
    """
    closed = 0
    for attempt_id, enrolment_id in session.execute(overdue_attempts(enrolment_ids, now)).all():
        enrolment = locked_enrolment(session, enrolment_id)
        attempt = _locked_attempt(session, attempt_id)
        if attempt.ended_at is None:
            _close(session, attempt, enrolment, now=now)
            closed += 1
    return closed


def close_overdue_of(session: Session, person_id: int, *, now: datetime) -> int:
    """Close a person's attempts whose time is up, and give how many."""
    return close_overdue(session, select(Enrolment.id).where(Enrolment.person_id == person_id), now=now)


_LOCKED = (
    select(Attempt)
    .where(Attempt.id == bindparam("attempt"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def _locked_attempt(session: Session, attempt_id: int) -> Attempt:
    return session.scalars(_LOCKED, {"attempt": attempt_id}).one()


def _close(session: Session, attempt: Attempt, enrolment: Enrolment, *, now: datetime) -> None:
    """Score an open attempt, whose row and enrolment are locked, with all that follows from it."""
    late = is_late(attempt.deadline_at, now)
    scored = scored_now(session, attempt)
    attempt.ended_at = attempt.deadline_at if late else now
    attempt.ending = Ending.OVERDUE if late else Ending.SUBMITTED
    write_score(session, attempt, scored)
    count_questions(session, attempt, scored)
    form = DiagnosticForm.of(attempt.quiz_key)
    record_of(
        session,
        enrolment,
        Verb.ANSWERED,
        item_key=attempt.quiz_key,
        result=_outcome(session, attempt, scored, form),
        now=now,
    )
    if form is None and enrolment.cancelled_at is None:
        complete_quiz(session, enrolment, attempt.quiz_key, score=scored.score, passed=scored.passed, now=now)


def _outcome(session: Session, attempt: Attempt, scored: Scored, form: DiagnosticForm | None) -> dict[str, Any]:
    """What the record keeps of an ended attempt; with the second form, the score of the first beside it."""
    if form is None:
        return {"score": scored.score, "passed": scored.passed, "number": attempt.number}
    gain = gain_of(session, attempt.enrolment_id) if form is DiagnosticForm.AFTER else None
    return {"score": scored.score, **({"before": gain.before} if gain else {})}


def scored_now(session: Session, attempt: Attempt) -> Scored:
    """Score an attempt from its saved answers, the edition and what is annulled in it; writes nothing."""
    quiz = edition_content(session, attempt.edition_id).quiz(attempt.quiz_key)
    if quiz is None:
        raise NoSuchQuizError
    answers = {key: given.answer for key, given in answers_of(session, attempt.id).items()}
    return score_attempt(quiz, attempt.draw, answers, attempt.pass_mark, annulled_in(session, attempt.edition_id))


def write_score(session: Session, attempt: Attempt, scored: Scored) -> None:
    """Put a score on an attempt, and on each of its answers the share that it brought."""
    attempt.score, attempt.passed = scored.score, scored.passed
    session.flush()
    if scored.answered:
        session.connection().execute(
            _CHANGE,
            [{"attempt": attempt.id, "question": key, "share": scored.earned(key)} for key in sorted(scored.answered)],
        )
