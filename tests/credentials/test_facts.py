"""Facts: how marks are worded, and that they survive JSON."""

import json
from dataclasses import replace

import pytest

from app.content.course import parse_course
from app.credentials.document import norm_dates, period, spelled_day
from app.credentials.facts import Facts, Outcome, norm_facts, outcome
from tests.credentials.samples import LONGEST, ORDINARY, SHORT
from tests.factories import COURSE_FILES

COURSE, _ = parse_course(COURSE_FILES, "curso")


@pytest.mark.parametrize("facts", [ORDINARY, SHORT, LONGEST])
def test_facts_survive_json(facts):
    assert Facts.from_json(json.loads(json.dumps(facts.as_json()))) == facts


@pytest.mark.parametrize(
    ("share", "score"), [(1.0, "100"), (0.8, "80"), (0.9583333333, "95.8"), (0.99999, "99.9"), (0.0, "0")]
)
def test_a_score_is_cut_to_one_decimal_and_never_rounded_up(share, score):
    assert outcome(COURSE, {"examen": share}) == Outcome(score, "80")


def test_without_an_exam_the_score_is_the_mean_of_the_unit_quizzes():
    course = replace(COURSE, exam=None)
    scores = {"01-primera/evaluacion": 0.9, "02-segunda/evaluacion": 0.6}
    keys = [quiz.key for quiz in course.quizzes()]
    assert outcome(course, dict(zip(keys, scores.values(), strict=True))) == Outcome("75", "60")


def test_without_quizzes_there_is_no_score():
    course = replace(COURSE, exam=None, units=tuple(replace(unit, quiz=None) for unit in COURSE.units))
    assert outcome(course, {}) == Outcome("", "")


def test_a_norm_that_the_register_does_not_know_is_left_out():
    assert norm_facts(COURSE, {}) == ()


@pytest.mark.parametrize(
    ("started", "finished", "words"),
    [
        ("", "2026-11-20", "el 20 de noviembre de 2026"),
        ("2026-11-20", "2026-11-20", "el 20 de noviembre de 2026"),
        ("2026-11-02", "2026-11-20", "del 2 al 20 de noviembre de 2026"),
        ("2026-10-02", "2026-11-20", "del 2 de octubre al 20 de noviembre de 2026"),
        ("2025-12-30", "2026-01-02", "del 30 de diciembre de 2025 al 2 de enero de 2026"),
    ],
)
def test_a_period_uses_no_more_words_than_it_needs(started, finished, words):
    assert period(started, finished) == words


def test_dates_that_are_not_known_are_not_written():
    assert spelled_day("") == ""
    dates = "publicada el 20 de marzo de 2025; última reforma del 14 de noviembre de 2025"
    assert norm_dates(ORDINARY.norms[0]) == dates
    assert norm_dates(ORDINARY.norms[1]) == ""
