"""What was learned in each course: counted by acts, equal to the record, hidden of a few."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Role
from app.assessment.gain import Gain
from app.assessment.operations import save_answer, start_attempt, submit_attempt
from app.content.marking import field_name
from app.content.model import DiagnosticForm
from app.insights.gains import GainSum, gains_table
from app.insights.models import GainTally
from app.insights.rebuilding import differences, rebuild
from app.insights.statistics import CourseEntry
from app.insights.tables import Hidden
from app.shared.clock import now
from tests.factories import (
    DIAGNOSTIC_FILES,
    finish_course,
    make_enrolment,
    make_person,
    publish,
    sign_in,
)

ZONE = "America/Monterrey"
SPRING = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
COURSES = [CourseEntry(n, f"curso-{n}", f"Curso {n}", 1, (), ()) for n in (1, 2)]


def answer(session, live, enrolment, form, n_right, at):
    quiz = live.content.diagnostic.form(form)
    attempt_id = start_attempt(session, enrolment.id, quiz.key, now=at)
    for number, question in enumerate(quiz.questions):
        chosen = next(option.key for option in question.options if option.correct == (number < n_right))
        fields = {field_name(question): [chosen]}
        save_answer(session, attempt_id, enrolment.person_id, question.key, fields, client="t", sequence=1, now=at)
    submit_attempt(session, attempt_id, enrolment.person_id, now=at)
    session.commit()


def learn(session, live, organisation, pairs, at=SPRING, name="p"):
    """People who answer ``before`` and ``after`` questions right; None is a form that was not taken."""
    for number, (before, after) in enumerate(pairs):
        person = make_person(session, f"{name}{number}-{organisation.slug}@pruebas.example", organisation)
        enrolment = make_enrolment(session, person, live, at)
        if before is not None:
            answer(session, live, enrolment, DiagnosticForm.BEFORE, before, at)
        finish_course(session, enrolment, live, at + timedelta(hours=1))
        if after is not None:
            answer(session, live, enrolment, DiagnosticForm.AFTER, after, at + timedelta(hours=2))


@pytest.fixture
def live(session):
    return publish(session, DIAGNOSTIC_FILES)


def statistics_of(session, pages, *roles, email="coordina@pruebas.example"):
    sign_in(pages, make_person(session, email, roles=roles))
    return pages.get("insights.statistics")


def test_only_pairs_of_forms_are_counted_with_the_sums_of_their_scores(session, live, north):
    learn(session, live, north, [(1, 3), (2, 5), (None, 5), (4, None)])

    (tally,) = session.scalars(select(GainTally)).all()
    assert (tally.organisation_id, tally.month, tally.n_people) == (north.id, "2026-03", 2)
    assert (tally.sum_before, tally.sum_after) == (6_000, 16_000)


def test_the_counters_are_equal_to_a_rebuild_from_the_record(session, live, north, south):
    learn(session, live, north, [(1, 3), (2, 5), (5, 4), (None, 2)])
    learn(session, live, south, [(0, 4)])
    learn(session, live, north, [(3, 3)], datetime(2026, 4, 1, 4, 0, tzinfo=UTC), name="q")
    learn(session, live, north, [(3, 3)], datetime(2026, 4, 2, 4, 0, tzinfo=UTC), name="r")

    assert differences(session, zone=ZONE) == ()
    session.scalars(select(GainTally)).first().sum_after += 1
    session.flush()
    (difference,) = differences(session, zone=ZONE)
    assert (difference.table, difference.counter) == ("gain_tally", "sum_after")
    rebuild(session, zone=ZONE)
    assert differences(session, zone=ZONE) == ()


def test_a_groups_gain_is_that_of_its_means():
    assert GainSum(2, 6_000, 16_000).mean == Gain(0.3, 0.8)


def test_a_row_of_a_few_people_is_hidden_whole_and_there_is_no_total():
    table = gains_table({1: GainSum(5, 20_000, 35_000), 2: GainSum(4, 20_000, 35_000)}, COURSES)

    assert [tuple(row) for row in table.rows] == [
        ("Curso 1", 5, 0.4, 0.7, pytest.approx(0.5)),
        ("Curso 2", *[Hidden.CELL] * 4),
    ]
    assert table.total is None


def test_a_course_in_which_nobody_answered_both_has_no_row():
    assert [row[0] for row in gains_table({2: GainSum(9, 1, 2)}, COURSES).rows] == ["Curso 2"]


def test_the_page_shows_the_mean_gain_with_its_people_and_definition(session, pages, live, north):
    learn(session, live, north, [(0, 3), (1, 3), (2, 4), (3, 5), (4, 5)])

    page = statistics_of(session, pages, (Role.COORDINATOR, None))

    # means of 40 % and 80 %: two thirds of what was missing
    assert "Curso de prueba 5 40 % 80 % 66 %" in page.text
    assert page.one("#definicion-ganancia h3").get_text() == "Ganancia de aprendizaje"
    csv = pages.client.get("/estadisticas/ganancia.csv").get_data(as_text=True)
    assert csv.splitlines()[1] == "Curso de prueba,5,0.4000,0.8000,0.6667"


def test_the_page_hides_the_gain_of_four_people(session, pages, live, north):
    learn(session, live, north, [(0, 3), (1, 3), (2, 4), (3, 5)])

    page = statistics_of(session, pages, (Role.COORDINATOR, None))

    assert "Curso de prueba oculto oculto oculto oculto" in page.text


def test_the_page_counts_the_coordinators_own_scope_whatever_is_chosen(session, pages, live, north, south):
    learn(session, live, north, [(0, 3), (1, 3), (2, 4), (3, 5), (4, 5)])
    learn(session, live, south, [(0, 0)] * 5)

    page = statistics_of(session, pages, (Role.COORDINATOR, north))
    assert "Curso de prueba 5 40 % 80 % 66 %" in page.text
    page = pages.get("insights.statistics", organizacion="region")
    assert "Curso de prueba 5 40 % 80 % 66 %" in page.text


def test_the_present_month_waits_for_its_end(session, pages, live, north):
    learn(session, live, north, [(0, 3)] * 5, now() - timedelta(hours=3))

    page = statistics_of(session, pages, (Role.COORDINATOR, None))
    assert "Ganancia de aprendizaje" not in page.text
