"""Progress is a pure function of an edition and what was done in it."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.content.course import parse_course
from app.content.model import Quiz
from app.enrolment.progress import Done, StepState, progress
from tests.factories import COURSE_FILES

COURSE = parse_course(COURSE_FILES, "curso-de-prueba")[0]
assert COURSE is not None
KEYS = [item.key for item in COURSE.items]
AT = datetime(2026, 11, 23, tzinfo=UTC)
DONE = st.builds(Done, st.just(AT), st.none() | st.floats(0, 1), st.none() | st.booleans())


def done(*keys: str, passed: bool = True) -> dict[str, Done]:
    return {key: Done(AT, 0.5, passed) if isinstance(COURSE.item(key), Quiz) else Done(AT) for key in keys}


def test_nothing_done_is_no_progress():
    reached = progress(COURSE, {})

    assert (reached.share, reached.n_done, reached.n_required) == (0.0, 0, 6)
    assert reached.next_step is not None
    assert reached.next_step.item.key == "primera/uno"
    assert not reached.finished
    assert not reached.accredited


def test_everything_done_and_passed_is_accredited():
    reached = progress(COURSE, done(*KEYS))

    assert reached.share == 1.0
    assert reached.finished
    assert reached.accredited
    assert reached.missing == ()
    assert reached.next_step is None


def test_a_quiz_that_was_not_passed_finishes_but_does_not_accredit():
    reached = progress(COURSE, {**done(*KEYS), **done("examen", passed=False)})

    assert reached.finished
    assert not reached.accredited
    assert [(step.item.key, step.state) for step in reached.missing] == [("examen", StepState.NOT_PASSED)]
    assert reached.score_of("examen") == 0.5
    assert reached.score_of("no-existe") is None


def test_going_on_follows_the_last_item_done_and_then_goes_back():
    assert progress(COURSE, done("primera/uno")).next_step.item.key == "primera/dos"
    assert progress(COURSE, done("primera/dos")).next_step.item.key == "primera/evaluacion"
    assert progress(COURSE, done("examen")).next_step.item.key == "primera/uno"


@given(st.dictionaries(st.sampled_from([*KEYS, "otra/cosa"]), DONE))
def test_progress_stays_between_nothing_and_all(deeds):
    reached = progress(COURSE, deeds)

    assert 0 <= reached.share <= 1
    assert reached.n_done + sum(s.state is StepState.TODO for s in reached.steps) == reached.n_required
    assert not reached.accredited or reached.finished
    assert reached.accredited == (reached.missing == ())
    assert (reached.next_step is None) == reached.accredited
