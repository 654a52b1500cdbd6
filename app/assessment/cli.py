"""Commands of the assessment room."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.assessment.annulment_operations import annul_question
from app.assessment.operations import close_overdue
from app.assessment.queries import overdue_attempts
from app.catalog.models import Course, Edition
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.errors import DomainError

attempts = AppGroup("attempts", help="Attempts at quizzes.")


@attempts.command("close")
def close() -> None:
    """Close and score every attempt whose time is up, each enrolment in a transaction of its own."""
    moment = now()
    waiting = sorted({enrolment_id for _, enrolment_id in db.session.execute(overdue_attempts(None, moment))})
    closed = 0
    for enrolment_id in waiting:
        with transaction() as session:
            closed += close_overdue(session, [enrolment_id], now=moment)
    click.echo(f"intentos cerrados: {closed}")


@attempts.command("annul")
@click.argument("course")
@click.argument("edition", type=int)
@click.argument("question")
@click.option("--reason", required=True, help="Why; it is kept in the audit trail.")
@click.option("--yes", is_flag=True, help="Do it. Without this only the effect is shown.")
def annul(course: str, edition: int, question: str, reason: str, yes: bool) -> None:
    """Give everybody the points of a question of an edition (by its number), and score again."""
    edition_id = db.session.scalar(
        select(Edition.id)
        .join(Course, Course.id == Edition.course_id)
        .where(Course.slug == course, Edition.number == edition)
    )
    if edition_id is None:
        raise click.ClickException(f"«{course}» no tiene una edición {edition}.")
    try:
        with transaction() as session:
            effect = annul_question(session, edition_id, question, by_id=None, reason=reason, now=now())
            if not yes:
                session.rollback()
    except DomainError as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    click.echo(
        f"intentos que lo tuvieron: {effect.n_attempts}; suben: {effect.n_raised}; "
        f"ahora aprueban: {effect.n_now_passed}{'' if yes else '. Nada cambió: agrega --yes para hacerlo'}"
    )
