"""Draws the questions of an attempt and the order of their options, from a seed."""

from collections.abc import Sequence
from random import Random

from app.content.model import (
    AnyQuestion,
    Case,
    Matching,
    MultipleChoice,
    Ordering,
    Quiz,
    SingleChoice,
)

Draw = list[list[str | list[str]]]


def draw(quiz: Quiz, seed: int) -> Draw:
    """``[[question key, [option keys in the order shown]], …]`` for one attempt.

    The same quiz and seed always give the same draw. All questions are drawn where ``n_drawn`` is
    not smaller than the bank; true/false keeps its order; an ordering question is never shown in
    its right order.
    """
    random = Random(seed)  # noqa: S311 -- variety, not secrecy
    chosen = list(quiz.questions)
    random.shuffle(chosen)
    return [[question.key, _shown(question, random)] for question in chosen[: quiz.n_drawn]]


def shown_order(question: AnyQuestion) -> list[str]:
    """The order of a self-check's options: always the same, and not the author's."""
    return _shown(question, Random(question.key))  # noqa: S311 -- variety, not secrecy


def _shown(question: AnyQuestion, random: Random) -> list[str]:
    keys = option_keys(question)
    if isinstance(question, SingleChoice) and question.true_false:
        return keys
    shuffled = list(keys)
    random.shuffle(shuffled)
    if isinstance(question, Ordering) and shuffled == keys:
        shuffled.append(shuffled.pop(0))
    return shuffled


def option_keys(question: AnyQuestion) -> list[str]:
    """The keys of what can be chosen or moved, as the author wrote them; none for written answers."""
    match question:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            return [option.key for option in options]
        case Matching(choices=choices):
            return [choice.key for choice in choices]
        case Ordering(items=items):
            return [item.key for item in items]
        case Case(scenes=scenes):
            return [decision.key for scene in scenes for decision in scene.decisions]
        case _:
            return []


def drawn_questions(quiz: Quiz, drawn: Sequence[Sequence[str | list[str]]]) -> tuple[AnyQuestion, ...]:
    """The questions of a draw in the order shown."""
    by_key = {question.key: question for question in quiz.questions}
    return tuple(by_key[str(key)] for key, _ in drawn)
