"""Whether another attempt may start."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.assessment.admission import Bar, Tried, reveals_key, standing
from app.content.model import Quiz
from tests.factories import NOW

EXAM = Quiz("examen", "", "Examen", 0.8, 3, 60, 40, 4, (), "examen.md")
UNIT_QUIZ = Quiz("u/evaluacion", "u", "Evaluación", 0.6, 0, 0, None, 4, (), "evaluacion.md")


def tried(number, *, ended=NOW - timedelta(hours=5), passed=False, score=0.5):
    is_open = ended is None
    return Tried(
        number,
        number,
        NOW - timedelta(hours=6),
        None,
        ended,
        None if is_open else score,
        None if is_open else passed,
    )


def test_the_first_attempt_may_start():
    held = standing(EXAM, [], NOW)

    assert held.bar is None
    assert held.n_left == 3
    assert held.best is None


def test_an_open_attempt_is_continued_first():
    held = standing(EXAM, [tried(1, ended=None)], NOW)

    assert held.bar is Bar.OPEN
    assert held.open.number == 1
    assert held.n_left == 2


def test_all_attempts_used_is_the_end():
    held = standing(EXAM, [tried(1), tried(2), tried(3)], NOW)

    assert (held.bar, held.n_left, held.wait_until) == (Bar.SPENT, 0, None)


@pytest.mark.parametrize(("minutes", "bar"), [(59, Bar.WAITING), (60, None)])
def test_the_wait_is_counted_from_the_end_of_the_last_attempt(minutes, bar):
    held = standing(EXAM, [tried(1, ended=NOW - timedelta(minutes=minutes))], NOW)

    assert held.bar is bar
    assert (held.wait_until is None) is (bar is None)


def test_an_exam_that_was_passed_is_not_repeated_and_a_unit_quiz_may_be():
    assert standing(EXAM, [tried(1, passed=True)], NOW).bar is Bar.PASSED
    assert standing(UNIT_QUIZ, [tried(1, passed=True)], NOW).bar is None


def test_the_best_score_counts():
    assert standing(UNIT_QUIZ, [tried(1, score=0.9), tried(2, score=0.4)], NOW).best == 0.9


@pytest.mark.parametrize(
    ("quiz", "attempts", "shown"),
    [
        (UNIT_QUIZ, [tried(1)], True),
        (EXAM, [tried(1)], False),
        (EXAM, [tried(1, passed=True)], True),
        (EXAM, [tried(1), tried(2), tried(3)], True),
        (EXAM, [tried(1), tried(2), tried(3, ended=None)], False),
        (replace(EXAM, max_attempts=0), [tried(1)], False),
    ],
)
def test_an_exam_shows_its_key_only_when_no_attempt_can_use_it(quiz, attempts, shown):
    assert reveals_key(quiz, standing(quiz, attempts, NOW)) is shown
