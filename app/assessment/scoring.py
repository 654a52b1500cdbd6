"""The score of an attempt: a pure function of answers, edition and the questions annulled in it."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import Any

from app.content import marking
from app.content.draw import drawn_questions
from app.content.marking import ONE, ZERO, Answer, Mark
from app.content.model import Quiz

DECIMALS = 10_000


@dataclass(frozen=True, slots=True)
class Scored:
    """``score`` is the exact share 0-1 rounded down to four decimals; ``passed`` compares the exact one.

    ``marks`` says what each answer was worth before anything was annulled.
    """

    score: float
    passed: bool
    marks: Mapping[str, Mark]
    answered: Set[str]
    annulled: Set[str]

    def earned(self, key: str) -> float:
        """The share 0-1 of its points that a question brought."""
        return 1.0 if key in self.annulled else float(self.marks[key].share)


def score_attempt(
    quiz: Quiz,
    draw: Sequence[Any],
    answers: Mapping[str, Answer | None],
    pass_mark: float,
    annulled: Set[str] = frozenset(),
) -> Scored:
    """Score the questions of ``draw``; an annulled one earns its points whatever was answered."""
    questions = drawn_questions(quiz, draw)
    given = {key: answer for key, answer in answers.items() if answer is not None}
    marks = marking.score(questions, given).marks
    possible = sum(question.points for question in questions)
    earned = sum(
        ((ONE if question.key in annulled else marks[question.key].share) * question.points for question in questions),
        ZERO,
    )
    share = earned / possible if possible else ZERO
    return Scored(
        rounded_down(share),
        marking.Score(share, marks).passes(pass_mark),
        marks,
        frozenset(given),
        annulled & marks.keys(),
    )


def rounded_down(share: Fraction) -> float:
    """A share with four decimals, never above the exact one."""
    return floor(share * DECIMALS) / DECIMALS


def without(quiz: Quiz, annulled: Set[str]) -> Quiz:
    """The quiz as it is drawn now: annulled questions are not asked again."""
    questions = tuple(question for question in quiz.questions if question.key not in annulled)
    return replace(quiz, questions=questions, n_drawn=min(quiz.n_drawn, len(questions)))
