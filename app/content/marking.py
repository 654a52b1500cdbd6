"""Marks answers: pure functions from a question and what was answered to a share of its points.

An answer is a plain value that goes into the record as JSON: the chosen option's key for single
choice, a list of keys for multiple choice, the text for written answers, a mapping for matching
(pair to choice), ordering (item to position from "1") and cloze (gap to text or key), and for a
case the list of the decisions taken, in order.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.content.case import Scene, follow, go_on, n_decisions
from app.content.grammar import parse_number
from app.content.model import (
    AnyQuestion,
    Case,
    Cloze,
    Gap,
    Matching,
    Mistake,
    MultipleChoice,
    Numeric,
    Ordering,
    ShortAnswer,
    SingleChoice,
)

Answer = str | list[str] | dict[str, str]
Form = Mapping[str, Sequence[str]]

LONGEST_TEXT = 500
_UNKEPT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_AROUND = re.compile(r"""^(?:(?![.,]\d)[\s.;,:«»"'“”‘’()])+|[\s.;,:«»"'“”‘’()]+$""")
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Mark:
    """The share of a question's points that an answer earned, and which of its parts are right.

    ``parts`` maps a pair, item or gap key to whether it was right; ``mistake`` is the foreseen
    mistake that a written answer made.
    """

    share: Fraction
    parts: Mapping[str, bool]
    mistake: Mistake | None = None

    @property
    def correct(self) -> bool:
        return self.share == ONE


@dataclass(frozen=True, slots=True)
class Score:
    """What a whole quiz earned. ``share`` is exact; ``passed`` compares it with the pass mark."""

    share: Fraction
    marks: Mapping[str, Mark]

    def passes(self, pass_mark: float) -> bool:
        """Whether the score reaches ``pass_mark``, a share of at most four decimals."""
        return self.share >= Fraction(round(pass_mark * 10_000), 10_000)


def field_name(question: AnyQuestion, part: str = "") -> str:
    """The name of a question's form field; ``part`` is the key of a pair, item or gap."""
    return f"q-{question.key}.{part}" if part else f"q-{question.key}"


def read_answer(question: AnyQuestion, form: Form) -> Answer | None:
    """The answer that a form's fields hold. None where nothing was answered.

    Of a case they hold the decision to be taken now, which ``kept_answer`` adds to those before.
    Keys that the question does not have are left out, so nothing else can enter the record.
    """
    given = [said for value in form.get(field_name(question), ()) if (said := _said(value))]
    match question:
        case SingleChoice(options=options):
            keys = {option.key for option in options}
            return next((value for value in given if value in keys), None)
        case MultipleChoice(options=options):
            return [option.key for option in options if option.key in given] or None
        case ShortAnswer() | Numeric():
            return given[0] if given else None
        case Matching(pairs=pairs, choices=choices):
            allowed = {choice.key for choice in choices}
            return _read_parts(question, form, {pair.key: allowed for pair in pairs})
        case Ordering(items=items):
            positions = {str(number) for number in range(1, len(items) + 1)}
            return _read_parts(question, form, {item.key: positions for item in items})
        case Case(scenes=scenes):
            return [value for value in given if any(scene.decision(value) for scene in scenes)][:1] or None
        case _:
            return _read_parts(question, form, {gap.key: _gap_keys(gap) for gap in question.gaps})


def kept_answer(question: AnyQuestion, held: object, given: Answer | None) -> Answer | None:
    """What is kept when ``given`` arrives where ``held`` was: the newest answer.

    A case only goes on: its decisions stay as they were taken, and one that cannot follow them is left out.
    """
    return go_on(question.scenes, held, given).taken or None if isinstance(question, Case) else given


def _said(value: str) -> str:
    """What was typed, without what a database cannot keep, and no longer than a line needs."""
    return " ".join(_UNKEPT.sub(" ", value[:LONGEST_TEXT]).split())


def _gap_keys(gap: Gap) -> set[str] | None:
    return {option.key for option in gap.options} or None


def _read_parts(question: AnyQuestion, form: Form, parts: Mapping[str, set[str] | None]) -> dict[str, str] | None:
    answer = {}
    for key, allowed in parts.items():
        value = _said(next(iter(form.get(field_name(question, key), ())), ""))
        if value and (allowed is None or value in allowed):
            answer[key] = value
    return answer or None


def mark(question: AnyQuestion, answer: object) -> Mark:
    """Mark one answer. An answer of another type's shape, or none, earns nothing.

    Multiple choice earns (right chosen - wrong chosen) / right ones, never below zero; matching,
    ordering and cloze earn the share of parts that are right; a case, right decisions over those of
    its longest way.
    """
    match question, answer:
        case SingleChoice(options=options), str():
            return _whole(any(option.correct and option.key == answer for option in options))
        case MultipleChoice(options=options), list():
            right = {option.key for option in options if option.correct}
            chosen = {str(key) for key in answer}
            share = Fraction(len(chosen & right) - len(chosen - right), len(right))
            return Mark(max(ZERO, share), {})
        case ShortAnswer(accepted=accepted, mistakes=mistakes), str():
            said = fold(answer)
            return _written(any(said == fold(text) for text in accepted), said, mistakes)
        case Numeric(), str():
            return _mark_number(question, answer)
        case Matching(pairs=pairs), dict():
            return _share({pair.key: answer.get(pair.key) == pair.choice_key for pair in pairs})
        case Ordering(items=items), dict():
            return _share({item.key: answer.get(item.key) == str(place) for place, item in enumerate(items, 1)})
        case Case(scenes=scenes), list():
            return _mark_way(scenes, answer)
        case Cloze(), dict():
            return _share({gap.key: _fills(gap, answer.get(gap.key)) for gap in question.gaps})
        case _:
            return Mark(ZERO, {})


def score(questions: Sequence[AnyQuestion], answers: Mapping[str, Answer]) -> Score:
    """Score a draw of questions: earned points over possible points, as an exact share 0-1."""
    marks = {question.key: mark(question, answers.get(question.key)) for question in questions}
    possible = sum(question.points for question in questions)
    earned = sum((marks[question.key].share * question.points for question in questions), ZERO)
    return Score(earned / possible if possible else ZERO, marks)


def fold(text: str) -> str:
    """A text without what a written answer is forgiven: case, accents, spaces, signs around it.

    The ñ is a letter of its own and stays.
    """
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    bare = re.sub("(?<!n)\u0303", "", decomposed)
    bare = "".join(c for c in bare if c == "\u0303" or unicodedata.category(c) not in ("Mn", "Cf"))
    return unicodedata.normalize("NFC", _AROUND.sub("", " ".join(bare.split())))


def _whole(right: bool) -> Mark:
    return Mark(ONE if right else ZERO, {})


def _share(parts: Mapping[str, bool]) -> Mark:
    return Mark(Fraction(sum(parts.values()), len(parts)), parts)


def _written(right: bool, said: str, mistakes: Sequence[Mistake]) -> Mark:
    made = next((m for m in mistakes if any(said == fold(text) for text in m.texts)), None)
    return Mark(ONE if right else ZERO, {}, None if right else made)


def _mark_number(question: Numeric, answer: str) -> Mark:
    number = parse_number(answer)
    if number is None:
        return Mark(ZERO, {})
    right = abs(number - question.value) <= question.tolerance
    made = next((m for m in question.mistakes if any(parse_number(text) == number for text in m.texts)), None)
    return Mark(ONE if right else ZERO, {}, None if right else made)


def _mark_way(scenes: Sequence[Scene], taken: Sequence[object]) -> Mark:
    way = follow(scenes, taken)
    parts = {step.decision.key: step.decision.correct for step in way.steps}
    return Mark(Fraction(way.n_right, n_decisions(scenes)), parts)


def _fills(gap: Gap, given: object) -> bool:
    if not isinstance(given, str):
        return False
    if gap.options:
        return any(option.correct and option.key == given for option in gap.options)
    return any(fold(given) == fold(text) for text in gap.accepted)
