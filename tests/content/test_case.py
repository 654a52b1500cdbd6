"""Branching cases: any way comes to an ending, only the right one earns everything, and nothing is taken back."""

from datetime import date, datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.content.case import follow, go_on, n_decisions, right_way
from app.content.case_clock import clock, latest_moment, moments
from app.content.draw import draw, option_keys, shown_order
from app.content.marking import ONE, field_name, kept_answer, mark, read_answer, score
from app.content.model import Case, Citation, Quiz
from app.content.norms import Deadline
from app.content.workdays import WORKDAYS, Calendar
from tests.content.cases import CASE, any_case, keys, the_case
from tests.content.samples import everything_found, question, quiz_files, sound_programme
from tests.content.strategies import QUESTIONS, any_json

GOOD = ("Turnas hoy", "Revisas", "Cuidas", "Notificas", "Publicas")


def walked(data: st.DataObject, case: Case) -> list[str]:
    """Any list of decisions from the beginning to an ending."""
    way = follow(case.scenes, [])
    while not way.is_over:
        way = go_on(case.scenes, way.taken, [data.draw(st.sampled_from(way.scene.decisions)).key])
    return way.taken


def test_a_case_is_read_with_its_scenes_its_start_and_what_it_teaches():
    case = the_case()

    assert everything_found(quiz_files(CASE)) == ()
    assert [scene.key for scene in case.scenes if scene.is_ending] == ["fin-bien", "fin-mal"]
    assert (case.starts_at, case.tells_hours, case.deadline) == (
        datetime.fromisoformat("2026-03-12T09:10"),
        True,
        "respuesta",
    )
    assert case.scenes[0].body_html == "<p>Lo que se ve al principio.</p>"
    assert case.feedback_html == "<p>LO QUE ENSEÑA EL CASO.</p>"
    assert case.scenes[-1].body_html == "<p>El final malo.</p>"
    assert (case.points, n_decisions(case.scenes)) == (2, 5)


def test_the_right_way_earns_everything_and_a_wrong_turn_its_part():
    case = the_case()

    assert mark(case, keys(case, *GOOD)).share == ONE
    assert mark(case, keys(case, "Turnas hoy", "Guardas", "Cuidas", "Notificas", "Lo dejas")).share == Fraction(3, 5)
    assert mark(case, keys(case, "Esperas", "Callas")).share == 0
    assert mark(case, keys(case, "Turnas hoy")).parts == dict.fromkeys(keys(case, "Turnas hoy"), True)


@given(any_case(), st.data())
def test_every_way_comes_to_an_ending_and_only_the_right_one_earns_everything(case, data):
    taken = walked(data, case)

    assert len(taken) <= n_decisions(case.scenes)
    assert 0 <= mark(case, taken).share <= ONE
    assert mark(case, taken).correct == (taken == right_way(case.scenes).taken)


@given(any_case(), st.data(), any_json)
def test_whatever_arrives_the_decisions_taken_stay(case, data, junk):
    taken = walked(data, case)[: data.draw(st.integers(0, 7))]
    all_keys = option_keys(case)
    given_now = data.draw(st.lists(st.sampled_from(all_keys) | st.text(max_size=3), max_size=3)) or junk

    kept = kept_answer(case, taken, given_now) or []

    assert kept[: len(taken)] == taken
    assert follow(case.scenes, kept).taken == kept
    assert kept_answer(case, kept, kept) == (kept or None)
    assert kept_answer(case, kept, None) == (kept or None)


@given(any_case(), any_json)
def test_what_is_no_way_earns_what_can_be_followed_of_it(case, junk):
    assert 0 <= mark(case, junk).share <= ONE
    assert follow(case.scenes, junk).scene in case.scenes


def test_a_form_holds_one_decision_of_the_case_and_nothing_else():
    case = the_case()
    first, second = keys(case, "Turnas hoy", "Revisas")

    assert read_answer(case, {field_name(case): [first, second]}) == [first]
    assert read_answer(case, {field_name(case): ["otra", ""]}) is None
    assert read_answer(case, {}) is None


def test_a_decision_of_a_scene_that_was_left_or_not_reached_does_nothing():
    case = the_case()
    first, other, later = keys(case, "Turnas hoy", "Esperas", "Revisas")

    assert kept_answer(case, None, [later]) is None
    assert kept_answer(case, [first], [other]) == [first]
    assert kept_answer(case, [first], [first]) == [first]
    assert kept_answer(case, [first], [later]) == [first, later]


def test_other_questions_keep_their_newest_answer():
    other = QUESTIONS[0]

    assert kept_answer(other, "a", "b") == "b"
    assert kept_answer(other, "a", None) is None


def test_a_case_is_drawn_with_every_decision_once_in_another_order():
    case = the_case()
    quiz = Quiz("u/evaluacion", "u", "Quiz", 0.8, 0, 0, None, 1, (case,), "u/evaluacion.md")
    ((key, order),) = draw(quiz, 7)

    assert key == case.key
    assert sorted(order) == sorted(option_keys(case)) == sorted(shown_order(case))
    assert order != option_keys(case)
    assert score((case,), {case.key: keys(case, *GOOD)}).share == ONE


def test_the_calendar_follows_the_way():
    case, programme = the_case(), sound_programme()
    holiday = Calendar({date(2026, 3, 16): "Natalicio"}, frozenset({2026}))
    way = follow(case.scenes, keys(case, "Turnas hoy", "Revisas"))

    told = clock(case, way, holiday, programme.references.deadlines)

    assert [moment.isoformat() for moment in moments(case, way, holiday)] == [
        "2026-03-12T09:10:00",
        "2026-03-17T09:10:00",
        "2026-03-20T09:10:00",
    ]
    assert (told.workdays_used, told.workdays_given, told.ends_on, told.is_late) == (5, 20, date(2026, 4, 10), False)
    late = clock(case, follow(case.scenes, keys(case, "Esperas")), holiday, programme.references.deadlines)
    assert late.is_late
    assert (late.workdays_used, late.now.date()) == (30, date(2026, 4, 24))
    assert clock(case, way, holiday, {}).ends_on is None
    assert clock(case, way, holiday, {}).workdays_given is None


def test_a_scene_extends_the_deadline_that_runs_or_begins_another():
    days = {"respuesta": 20, "ampliacion": 10, "alegatos": 7}
    table = {
        key: Deadline(key, key, f"{n} días hábiles", n, WORKDAYS, Citation("ley-2025", "134"), "")
        for key, n in days.items()
    }
    marked = CASE.replace("{#turno}", "{#turno amplia=ampliacion}").replace("{#enviar}", "{#enviar plazo=alegatos}")
    case = question(marked)

    def after(*taken: str) -> tuple[int, int | None, date | None]:
        told = clock(case, follow(case.scenes, keys(case, *taken)), Calendar(), table)
        return told.workdays_used, told.workdays_given, told.ends_on

    assert after() == (0, 20, date(2026, 4, 9))
    assert after("Turnas hoy") == (2, 30, date(2026, 4, 23))
    assert after("Turnas hoy", "Guardas") == (3, 30, date(2026, 4, 23))
    assert after("Turnas hoy", "Guardas", "Reservas") == (0, 7, date(2026, 3, 27))
    assert after("Turnas hoy", "Guardas", "Reservas", "Notificas") == (0, 7, date(2026, 3, 27))


@given(any_case(), st.data())
def test_no_way_goes_beyond_the_latest_moment_and_none_goes_back_in_time(case, data):
    way = follow(case.scenes, walked(data, case))
    latest = latest_moment(case, Calendar())
    at = moments(case, way, Calendar())

    assert list(at) == sorted(at)
    if case.starts_at is None:
        assert (latest, at, clock(case, way, Calendar(), {})) == (None, (), None)
    else:
        assert at[-1] <= latest
