"""Taking the decisions of a branching case: each once, whoever presses its button, and in whichever tab."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.assessment.operations import NotAskedError, asked_in, keep, save_page, writable
from app.assessment.saving import NOT_NUMBERED
from app.content.marking import Form, read_answer
from app.content.model import Case


class Outcome(StrEnum):
    """What became of a decision: it stands, another stood in its place before, or none was chosen."""

    TAKEN = "taken"
    TOO_LATE = "too-late"
    NONE_CHOSEN = "none-chosen"


def decide(
    session: Session,
    attempt_id: int,
    person_id: int,
    question_key: str,
    form: Form,
    shown: Mapping[str, str],
    *,
    now: datetime,
) -> Outcome:
    """Take the decision that a page's form holds for a case, and keep the page's other answers.

    Taking the same one again changes nothing and is no error; one of a scene that was decided
    otherwise in the meantime is left out. Errors as ``save_page``; NotAskedError where the attempt
    does not ask such a case.
    """
    save_page(session, attempt_id, person_id, form, shown, now=now)
    sitting = writable(session, attempt_id, person_id, now)
    question = asked_in(sitting).get(question_key)
    if not isinstance(question, Case):
        raise NotAskedError
    chosen = read_answer(question, form)
    if chosen is None:
        return Outcome.NONE_CHOSEN
    held = keep(session, sitting.id, question, chosen, "", NOT_NUMBERED, now)
    return Outcome.TAKEN if set(chosen) <= set(held or ()) else Outcome.TOO_LATE
