"""Counting how the questions of an edition do, in the transaction that scores an attempt."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, QuestionTally
from app.assessment.scoring import Scored


def count_questions(session: Session, attempt: Attempt, scored: Scored) -> None:
    """Count each asked question, in the order of their keys, so that two closings never wait for each other."""
    connection = session.connection()
    add = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(QuestionTally)
    count = add.on_conflict_do_update(
        index_elements=[QuestionTally.edition_id, QuestionTally.question_key],
        set_={
            "n_scored": QuestionTally.n_scored + add.excluded.n_scored,
            "n_answered": QuestionTally.n_answered + add.excluded.n_answered,
            "n_correct": QuestionTally.n_correct + add.excluded.n_correct,
        },
    )
    connection.execute(
        count,
        [
            {
                "edition_id": attempt.edition_id,
                "question_key": key,
                "n_scored": 1,
                "n_answered": int(key in scored.answered),
                "n_correct": int(mark.correct),
            }
            for key, mark in sorted(scored.marks.items())
        ],
    )
