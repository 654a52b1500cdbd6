"""Counters kept by acts, and their rebuild from the record."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select, update

from app.accounts.models import Sex
from app.accounts.signals import sex_changed
from app.enrolment.models import Enrolment
from app.enrolment.operations import cancel_enrolment, complete_lesson
from app.enrolment.queries import enrolment_of
from app.insights.models import Tally, TrainedPerson, TrainedTally
from app.insights.rebuilding import differences, rebuild
from tests.factories import COURSE_FILES, NOW, finish_course, make_enrolment, make_organisation, make_person, publish

ZONE = "America/Monterrey"


def course_of(code, hours=6, eje=1, themes="[acceso-a-la-informacion]"):
    front = COURSE_FILES["curso.md"].decode().replace("PRU01", code).replace("horas: 6", f"horas: {hours}")
    front = front.replace("eje: 1", f"eje: {eje}").replace("temas: [acceso-a-la-informacion]", f"temas: {themes}")
    return {**COURSE_FILES, "curso.md": front.encode()}


def change_sex(session, person, sex):
    """What the accounts room does when somebody changes their answer."""
    previous, person.sex = person.sex, sex
    session.flush()
    sex_changed.send(session, person=person, previous=previous)
    session.commit()


def test_each_step_is_counted_in_the_month_of_its_act_there(session):
    live, person = publish(session), make_person(session, sex=Sex.WOMAN)
    last_of_october = datetime(2026, 11, 1, 5, 59, tzinfo=UTC)

    enrolment = make_enrolment(session, person, live, last_of_october)
    finish_course(session, enrolment, live, last_of_october + timedelta(minutes=1))

    october, november = session.scalars(select(Tally).order_by(Tally.month)).all()
    assert (october.month, october.n_enrolled, october.n_started) == ("2026-10", 1, 0)
    assert (november.month, november.n_enrolled, november.n_started) == ("2026-11", 0, 1)
    assert (november.n_finished, november.n_accredited, november.minutes_accredited) == (1, 1, 360)
    assert {october.sex, november.sex} == {Sex.WOMAN}


def test_a_cancelled_enrolment_is_counted_as_such(session):
    live, person = publish(session), make_person(session)
    enrolment = make_enrolment(session, person, live)

    cancel_enrolment(session, enrolment.id, now=NOW)
    make_enrolment(session, person, live)

    tally = session.scalars(select(Tally)).one()
    assert (tally.n_enrolled, tally.n_cancelled, tally.n_accredited) == (2, 1, 0)


def test_a_person_is_counted_once_in_each_scope_and_year(session):
    person = make_person(session)
    for slug, code, year in (("uno", "PRU01", 2025), ("dos", "PRU02", 2026)):
        live = publish(session, course_of(code), slug)
        moment = datetime(year, 6, 1, tzinfo=UTC)
        finish_course(session, make_enrolment(session, person, live, moment), live, moment)

    people = {(row.scope, row.year): row.n_people for row in session.scalars(select(TrainedTally))}

    assert people == {
        **{(scope, 0): 1 for scope in ("todo", "eje:1", "tema:acceso-a-la-informacion", "perspectiva:genero")},
        **{(scope, 2025): 1 for scope in ("todo", "eje:1", "tema:acceso-a-la-informacion", "perspectiva:genero")},
        **{(scope, 2026): 1 for scope in ("todo", "eje:1", "tema:acceso-a-la-informacion", "perspectiva:genero")},
        ("curso:uno", 0): 1,
        ("curso:uno", 2025): 1,
        ("curso:dos", 0): 1,
        ("curso:dos", 2026): 1,
    }
    assert len(session.scalars(select(TrainedPerson)).all()) == len(people)


def test_a_changed_sex_moves_the_person_and_what_they_did(session):
    live, person = publish(session), make_person(session, sex=Sex.WOMAN)
    finish_course(session, make_enrolment(session, person, live), live)

    change_sex(session, person, Sex.NON_BINARY)

    cells = {
        row.sex: (row.n_enrolled, row.n_accredited, row.minutes_accredited) for row in session.scalars(select(Tally))
    }
    assert cells == {Sex.WOMAN: (0, 0, 0), Sex.NON_BINARY: (1, 1, 360)}
    assert set(session.scalars(select(Enrolment.sex))) == {Sex.NON_BINARY}
    assert set(session.scalars(select(TrainedPerson.sex))) == {Sex.NON_BINARY}
    assert {
        row.sex: row.n_people for row in session.scalars(select(TrainedTally).where(TrainedTally.scope == "todo"))
    } == {
        Sex.WOMAN: 0,
        Sex.NON_BINARY: 1,
    }
    assert differences(session, zone=ZONE) == ()


@pytest.mark.parametrize("seed", range(4))
def test_kept_counters_equal_those_of_a_rebuild_after_any_acts(session, seed):
    chance = Random(seed)  # noqa: S311
    organisations = [make_organisation(session, f"org-{n}", f"Organización {n}") for n in range(2)]
    people = [
        make_person(session, f"p{n}@pruebas.example", chance.choice(organisations), sex=chance.choice(list(Sex)))
        for n in range(5)
    ]
    courses = [
        publish(session, course_of("PRU01"), "uno"),
        publish(session, course_of("PRU02", 7.5, 2, "[datos-personales, archivos]"), "dos"),
    ]
    moment = datetime(2025, 12, 20, 3, 0, tzinfo=UTC)
    for _ in range(50):
        moment += timedelta(hours=chance.randint(1, 72))
        person, live = chance.choice(people), chance.choice(courses)
        enrolment = enrolment_of(session, person.id, live.slug)
        if enrolment is None:
            make_enrolment(session, person, live, moment)
        elif chance.random() < 0.15:
            change_sex(session, person, chance.choice(list(Sex)))
        elif enrolment.accredited_at is None:
            act = chance.choice(("read", "finish", "finish", "cancel"))
            if act == "read":
                complete_lesson(session, enrolment.id, chance.choice(list(live.content.lessons())).key, now=moment)
            elif act == "finish":
                finish_course(session, enrolment, live, moment)
            else:
                cancel_enrolment(session, enrolment.id, now=moment)

    assert differences(session, zone=ZONE) == ()
    kept = people_listed(session)
    rebuild(session, zone=ZONE)
    assert people_listed(session) == kept
    assert any(row.n_accredited for row in session.scalars(select(Tally)))


def people_listed(session):
    rows = session.scalars(select(TrainedPerson))
    return {(row.scope, row.year, row.person_id): (row.organisation_id, row.sex) for row in rows}


def test_differences_name_each_wrong_counter_and_change_nothing(session):
    live, person = publish(session), make_person(session)
    finish_course(session, make_enrolment(session, person, live), live)
    session.execute(update(Tally).values(n_started=7))
    session.execute(update(TrainedTally).where(TrainedTally.scope == "todo").values(n_people=0))
    session.expire_all()

    found = differences(session, zone=ZONE)

    assert [(d.table, d.counter, d.kept, d.rebuilt) for d in found] == [
        ("tally", "n_started", 7, 1),
        ("trained_tally", "n_people", 0, 1),
        ("trained_tally", "n_people", 0, 1),
    ]
    assert session.scalars(select(Tally.n_started)).one() == 7


def test_a_rebuild_corrects_the_counters(session):
    live, person = publish(session), make_person(session)
    finish_course(session, make_enrolment(session, person, live), live)
    session.execute(update(Tally).values(n_started=7))

    rebuild(session, zone=ZONE)

    assert differences(session, zone=ZONE) == ()
    assert session.scalars(select(Tally.n_started)).one() == 1


def test_an_empty_record_rebuilds_to_nothing(session):
    rebuild(session, zone=ZONE)

    assert session.scalars(select(Tally)).all() == []
    assert differences(session, zone=ZONE) == ()


def test_enrolments_without_accreditation_rebuild_too(session):
    make_enrolment(session, make_person(session), publish(session))

    assert differences(session, zone=ZONE) == ()


def test_the_command_compares_and_then_corrects(app, session):
    live, person = publish(session), make_person(session)
    finish_course(session, make_enrolment(session, person, live), live)
    session.execute(update(Tally).values(n_started=7))
    session.commit()
    runner = app.test_cli_runner()

    checked = runner.invoke(args=["statistics", "rebuild", "--check"])
    corrected = runner.invoke(args=["statistics", "rebuild"])
    again = runner.invoke(args=["statistics", "rebuild", "--check"])

    assert checked.exit_code == 1
    assert "n_started guardado 7, registro 1" in checked.output
    assert corrected.output.endswith("diferencias: 1, todas corregidas\n")
    assert (again.exit_code, again.output) == (0, "diferencias: 0\n")
