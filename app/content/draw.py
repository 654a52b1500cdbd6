"""Draws the questions of an attempt and the order of their options, from a seed."""

from collections.abc import Sequence
from random import Random

from app.content.model import (
    AnyQuestion,
    Case,
    Matching,
    MultipleChoice,
    Option,
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
    if isinstance(question, Case):
        return [decision.key for scene in question.scenes for decision in scene.decisions]
    return [option.key for option in _options(question)]


def shown_options(question: AnyQuestion, order: Sequence[str]) -> list[Option]:
    """What can be chosen or moved, in the order of its keys that a draw gives."""
    by_key = {option.key: option for option in _options(question)}
    return [by_key[key] for key in order]


def _options(question: AnyQuestion) -> tuple[Option, ...]:
    match question:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            return options
        case Matching(choices=choices):
            return choices
        case Ordering(items=items):
            return items
        case _:
            return ()


def drawn_questions(quiz: Quiz, drawn: Sequence[Sequence[str | list[str]]]) -> tuple[AnyQuestion, ...]:
    """The questions of a draw in the order shown."""
    by_key = {question.key: question for question in quiz.questions}
    return tuple(by_key[str(key)] for key, _ in drawn)
