"""A new edition: who moves to it, and who finishes on the edition they began."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, insert, literal, not_, or_, select, update
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, Response
from app.assessment.operations import close_overdue
from app.catalog.models import Course, Edition
from app.catalog.published import edition_content
from app.content import model
from app.enrolment.models import Enrolment, ItemCompletion
from app.enrolment.operations import decide_completion
from app.enrolment.queries import locked_enrolment
from app.record.models import Act, Verb


def move_enrolments(session: Session, course: Course, edition: Edition, *, now: datetime) -> int:
    """Move the open enrolments of a course to its new edition, and give how many moved.

    One moves that is neither accredited nor in the middle of an attempt, and all of whose items done
    and questions answered exist in the new edition by key; the others finish on the edition they
    have. Each move is an act of the record, and completes the course where nothing is missing any
    more. The number of statements does not depend on the number of enrolments that move.
    """
    content = edition_content(session, edition.id)
    others = _open_elsewhere(course, edition)
    close_overdue(session, select(Enrolment.id).where(*others), now=now)
    _lock(session, others)
    moved = 0
    for old in _editions_left(session, others):
        leaving = (*others, Enrolment.edition_id == old.id, *_keeps_everything(content))
        _record_moves(session, leaving, old, edition, now)
        moves = session.execute(
            update(Enrolment).where(*leaving).values(edition_id=edition.id).execution_options(synchronize_session=False)
        )
        moved += moves.rowcount  # type: ignore[attr-defined]
    if moved:
        _complete(session, course, edition, content, now)
    return moved


def _open_elsewhere(course: Course, edition: Edition) -> tuple[ColumnElement[bool], ...]:
    return (
        Enrolment.course_id == course.id,
        Enrolment.edition_id != edition.id,
        Enrolment.cancelled_at.is_(None),
        Enrolment.accredited_at.is_(None),
    )


def _lock(session: Session, which: Sequence[ColumnElement[bool]]) -> None:
    """Hold the enrolments, so that none of them starts an attempt or reads a lesson meanwhile."""
    held = select(Enrolment.id).where(*which).order_by(Enrolment.id).with_for_update().subquery()
    session.execute(select(func.count()).select_from(held))


def _editions_left(session: Session, which: Sequence[ColumnElement[bool]]) -> Sequence[Edition]:
    ids = select(Enrolment.edition_id).where(*which)
    return session.scalars(select(Edition).where(Edition.id.in_(ids)).order_by(Edition.number)).all()


def _keeps_everything(content: model.Course) -> tuple[ColumnElement[bool], ...]:
    """Nothing that was done or answered is missing in ``content``, and no attempt is open."""
    items = [item.key for item in content.items]
    quizzes = [quiz.key for quiz in content.all_quizzes()]
    questions = [question.key for quiz in content.all_quizzes() for question in quiz.questions]
    return (
        not_(exists().where(Attempt.enrolment_id == Enrolment.id, Attempt.ended_at.is_(None))),
        not_(exists().where(ItemCompletion.enrolment_id == Enrolment.id, ItemCompletion.item_key.not_in(items))),
        not_(
            exists().where(
                Attempt.enrolment_id == Enrolment.id,
                Response.attempt_id == Attempt.id,
                or_(Response.question_key.not_in(questions), Attempt.quiz_key.not_in(quizzes)),
            )
        ),
    )


def _record_moves(
    session: Session, which: Sequence[ColumnElement[bool]], old: Edition, new: Edition, now: datetime
) -> None:
    """One act for each enrolment that moves, by one statement; they change no count, so no signal is sent."""
    moves = select(
        literal(now, Act.at.type),
        Enrolment.person_id,
        literal(Verb.MOVED, Act.verb.type),
        Enrolment.course_id,
        literal(new.id),
        Enrolment.id,
        Enrolment.organisation_id,
        literal(""),
        literal({"from": old.number, "to": new.number}, Act.result.type),
    ).where(*which)
    columns = [
        "at",
        "actor_id",
        "verb",
        "course_id",
        "edition_id",
        "enrolment_id",
        "organisation_id",
        "item_key",
        "result",
    ]
    session.execute(insert(Act).from_select(columns, moves))


def _complete(session: Session, course: Course, edition: Edition, content: model.Course, now: datetime) -> None:
    """Decide completion where every item of the new edition is done already."""
    items = [item.key for item in content.items]
    done = (
        select(ItemCompletion.enrolment_id)
        .join(Enrolment, Enrolment.id == ItemCompletion.enrolment_id)
        .where(
            Enrolment.course_id == course.id,
            Enrolment.edition_id == edition.id,
            Enrolment.cancelled_at.is_(None),
            Enrolment.accredited_at.is_(None),
            ItemCompletion.item_key.in_(items),
        )
        .group_by(ItemCompletion.enrolment_id)
        .having(func.count() == len(items))
        .order_by(ItemCompletion.enrolment_id)
    )
    for enrolment_id in session.scalars(done).all():
        decide_completion(session, locked_enrolment(session, enrolment_id), now=now)
