"""Keeping the counters: what each act adds to them, in the transaction of the act."""

from collections.abc import Mapping

from sqlalchemy import inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.accounts.models import Sex
from app.catalog.published import edition_content
from app.content.model import DiagnosticForm
from app.enrolment.models import Enrolment
from app.insights.gains import SCORE_UNIT
from app.insights.models import GainTally, Tally, TrainedPerson, TrainedTally
from app.insights.months import month_of, year_of
from app.insights.scopes import EVER, minutes_of, scopes_of
from app.record.models import Act, Verb
from app.shared.db import Base

COUNTED: Mapping[Verb, str] = {
    Verb.REGISTERED: "n_enrolled",
    Verb.STARTED: "n_started",
    Verb.FINISHED: "n_finished",
    Verb.ACCREDITED: "n_accredited",
    Verb.CANCELLED: "n_cancelled",
}
"""The column of Tally that an act of each verb adds one to."""
SECOND_FORM = DiagnosticForm.AFTER.quiz_key


def count_act(session: Session, act: Act, *, zone: str) -> None:
    """Add an act to the counters, under its month in ``zone`` and its enrolment's sex."""
    if is_gain(act):
        _add_gain(session, act, month_of(act.at, zone))
    column = COUNTED.get(act.verb)
    if column is None:
        return
    enrolment = session.get_one(Enrolment, act.enrolment_id)
    month = month_of(act.at, zone)
    steps = {column: 1}
    if act.verb is Verb.ACCREDITED:
        content = edition_content(session, act.edition_id)
        steps["minutes_accredited"] = minutes_of(content)
    _add_to_tally(session, act.course_id, act.organisation_id, month, enrolment.sex, steps)
    if act.verb is Verb.ACCREDITED:
        _add_trained(session, act, enrolment.sex, scopes_of(content), (EVER, year_of(month)))


def is_gain(act: Act) -> bool:
    """Whether an act is the second form of a diagnostic, with the score of the first to compare it with."""
    return act.verb is Verb.ANSWERED and act.item_key == SECOND_FORM and "before" in act.result


def _add_gain(session: Session, act: Act, month: str) -> None:
    row = {
        "course_id": act.course_id,
        "organisation_id": act.organisation_id,
        "month": month,
        "n_people": 1,
        "sum_before": round(act.result["before"] * SCORE_UNIT),
        "sum_after": round(act.result["score"] * SCORE_UNIT),
    }
    _add(session, GainTally, [row], ("n_people", "sum_before", "sum_after"))


def move_sex(session: Session, person_id: int, sex: Sex, *, zone: str) -> None:
    """Count everything that a person did under ``sex``, and their enrolments with it."""
    acts = session.execute(
        select(Act, Enrolment.sex)
        .join(Enrolment, Enrolment.id == Act.enrolment_id)
        .where(Enrolment.person_id == person_id, Enrolment.sex != sex, Act.verb.in_(COUNTED))
        .order_by(Act.id)
    ).all()
    for act, previous in acts:
        steps = {COUNTED[act.verb]: 1}
        if act.verb is Verb.ACCREDITED:
            steps["minutes_accredited"] = minutes_of(edition_content(session, act.edition_id))
        place = (act.course_id, act.organisation_id, month_of(act.at, zone))
        _add_to_tally(session, *place, previous, {name: -n for name, n in steps.items()})
        _add_to_tally(session, *place, sex, steps)
    session.execute(update(Enrolment).where(Enrolment.person_id == person_id).values(sex=sex))
    trained = session.scalars(
        select(TrainedPerson)
        .where(TrainedPerson.person_id == person_id, TrainedPerson.sex != sex)
        .order_by(TrainedPerson.scope, TrainedPerson.year)
    ).all()
    for row in trained:
        _add_to_trained_tally(session, [(row.scope, row.year)], row.organisation_id, row.sex, -1)
        _add_to_trained_tally(session, [(row.scope, row.year)], row.organisation_id, sex, 1)
        row.sex = sex
    session.flush()


def _add_to_tally(
    session: Session, course_id: int, organisation_id: int, month: str, sex: Sex, steps: Mapping[str, int]
) -> None:
    key = {"course_id": course_id, "organisation_id": organisation_id, "month": month, "sex": sex}
    _add(session, Tally, [{**key, **steps}], tuple(steps))


def _add_trained(session: Session, act: Act, sex: Sex, scopes: tuple[str, ...], years: tuple[int, ...]) -> None:
    """Note the person in each scope and year, and count those in which they are new."""
    rows = [
        {
            "scope": scope,
            "year": year,
            "person_id": act.actor_id,
            "organisation_id": act.organisation_id,
            "sex": sex,
        }
        for scope in scopes
        for year in years
    ]
    new = session.execute(
        _insert(session, TrainedPerson)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(TrainedPerson.scope, TrainedPerson.year)
    ).all()
    _add_to_trained_tally(session, sorted((row.scope, row.year) for row in new), act.organisation_id, sex, 1)


def _add_to_trained_tally(
    session: Session, places: list[tuple[str, int]], organisation_id: int, sex: Sex, n_people: int
) -> None:
    rows = [
        {"scope": scope, "year": year, "organisation_id": organisation_id, "sex": sex, "n_people": n_people}
        for scope, year in places
    ]
    if rows:
        _add(session, TrainedTally, rows, ("n_people",))


def _add(session: Session, counters: type[Base], rows: list[dict[str, object]], names: tuple[str, ...]) -> None:
    """Insert rows of counters, or add them to those that are there."""
    statement = _insert(session, counters).values(rows)
    key = [column.name for column in inspect(counters).primary_key]
    session.execute(
        statement.on_conflict_do_update(
            index_elements=key,
            set_={name: getattr(counters, name) + statement.excluded[name] for name in names},
        )
    )


def _insert(session: Session, model: type[Base]) -> "sqlite.Insert | postgresql.Insert":
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(model) if on_postgresql else sqlite.insert(model)
