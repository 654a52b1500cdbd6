"""The score of an attempt is a pure function of its answers, its edition and what is annulled in it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.scoring import rounded_down, score_attempt, without
from app.content.course import parse_course
from app.content.draw import draw
from app.content.marking import read_answer
from tests.assessment.conftest import QUIZ, right_fields, wrong_fields
from tests.factories import COURSE_FILES

COURSE, _FINDINGS = parse_course(COURSE_FILES, "curso-de-prueba")
BANK = COURSE.quiz(QUIZ)
RIGHT = {question.key: read_answer(question, right_fields(question)) for question in BANK.questions}
WRONG = {question.key: read_answer(question, wrong_fields(question)) for question in BANK.questions}
ALL = draw(BANK, 1)


def test_every_type_of_question_can_be_answered_right_and_wrong():
    assert score_attempt(BANK, ALL, RIGHT, 0.6).score == 1.0
    assert score_attempt(BANK, ALL, WRONG, 0.6).score == 0.0
    assert score_attempt(BANK, ALL, {}, 0.6).answered == frozenset()


@given(st.dictionaries(st.sampled_from(sorted(RIGHT)), st.sampled_from(["right", "wrong", "none"])))
def test_the_score_depends_on_the_answers_and_not_on_the_order_of_the_questions(said):
    answers = {
        key: {"right": RIGHT, "wrong": WRONG, "none": dict.fromkeys(RIGHT)}[how][key] for key, how in said.items()
    }

    scores = {score_attempt(BANK, draw(BANK, seed), answers, 0.6).score for seed in range(3)}

    assert scores == {list(said.values()).count("right") / len(RIGHT)}


@given(st.fractions(0, 1))
def test_a_rounded_score_is_never_above_the_exact_one(share):
    assert 0 <= share - Fraction(rounded_down(share)).limit_denominator(10_000) < Fraction(1, 10_000)


@pytest.mark.parametrize(("n_right", "passed"), [(4, False), (5, True)])
def test_passing_compares_the_exact_share(n_right, passed):
    answers = {key: RIGHT[key] for key in list(RIGHT)[:n_right]}

    assert score_attempt(BANK, ALL, answers, 0.625).passed is passed


def test_an_annulled_question_is_worth_its_points_whatever_was_answered():
    scored = score_attempt(BANK, ALL, WRONG, 0.1, {"plazo", "not asked"})

    assert scored.score == 1 / 8
    assert scored.passed
    assert scored.annulled == {"plazo"}
    assert scored.earned("plazo") == 1.0
    assert scored.earned("corta") == 0.0
    assert not scored.marks["plazo"].correct


def test_an_annulled_question_is_not_asked_again():
    left = without(BANK, {"plazo"})

    assert left.n_drawn == 7
    assert "plazo" not in {key for key, _ in draw(left, 3)}
