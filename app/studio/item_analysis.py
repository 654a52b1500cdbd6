"""How the questions of an edition do: what was asked, answered and right, and which to look at again."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.content.citations import citation_label
from app.content.model import Case, Course, DiagnosticForm, Level, Quiz
from app.content.rendering import plain
from app.insights.tables import Column, Kind, Label, Rate, Row, Table

ENOUGH = 20
"""A share over fewer answers says little: nothing is flagged below."""

VERY_EASY = 0.95
TO_REVIEW = 0.30


class Flag(StrEnum):
    """What the share of right answers suggests."""

    EASY = "muy-facil"
    REVIEW = "revisar"
    ANNULLED = "anulado"


FLAGS: Mapping[Flag, Label] = {
    Flag.EASY: _l("muy fácil"),
    Flag.REVIEW: _l("revisar"),
    Flag.ANNULLED: _l("anulado"),
}
LEVELS: Mapping[Level, Label] = {
    Level.REMEMBER: _l("Recordar"),
    Level.APPLY: _l("Aplicar"),
    Level.ANALYSE: _l("Analizar"),
}

FORMS: Mapping[DiagnosticForm, Label] = {
    DiagnosticForm.BEFORE: _l("forma A, antes"),
    DiagnosticForm.AFTER: _l("forma B, después"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a quiz, and how it went each time that an attempt with it was scored."""

    quiz: Label
    key: str
    text: str
    level: Level | None
    norms: str
    n_scored: int
    n_answered: int
    n_correct: int
    annulled: bool = False
    is_case: bool = False

    @property
    def facility(self) -> Rate:
        """The share fully right of all times that it was scored; no answer is no right answer."""
        return Rate(self.n_correct, self.n_scored)

    @property
    def flag(self) -> Flag | None:
        """A case is never to review by this share: few take every decision rightly. Its scenes tell more."""
        share = self.facility.share
        if self.annulled:
            return Flag.ANNULLED
        if share is None or self.n_scored < ENOUGH:
            return None
        if share > VERY_EASY:
            return Flag.EASY
        return Flag.REVIEW if share < TO_REVIEW and not self.is_case else None


def items_of(
    course: Course, statistics: Mapping[str, tuple[int, int, int]], annulled: Collection[str] = ()
) -> tuple[Item, ...]:
    """The questions of a course's quizzes in reading order, then those of the diagnostic.

    ``statistics`` are scored, answered, right by key.
    """
    return tuple(
        Item(
            _name(quiz),
            question.key,
            plain(question.prompt_html),
            question.level,
            "; ".join(map(citation_label, question.norms)),
            *statistics.get(question.key, (0, 0, 0)),
            annulled=question.key in annulled,
            is_case=isinstance(question, Case),
        )
        for quiz in course.all_quizzes()
        for question in quiz.questions
    )


def _name(quiz: Quiz) -> Label:
    return quiz.title if quiz.form is None else _l("%(title)s (%(form)s)", title=quiz.title, form=FORMS[quiz.form])


def _share(item: Item) -> tuple[bool, float]:
    share = item.facility.share
    return share is None, share or 0.0


def _level(item: Item) -> int:
    return list(Level).index(item.level) if item.level else len(Level)


_ORDERS: Mapping[str, Callable[[Item], Any]] = {
    "aciertos": _share,
    "respuestas": lambda item: -item.n_answered,
    "nivel": _level,
}
ORDERS: Mapping[str, Label] = {
    "": _l("Orden del curso"),
    "aciertos": _l("Menos aciertos primero"),
    "respuestas": _l("Más respuestas primero"),
    "nivel": _l("Nivel"),
}


def in_order(items: Iterable[Item], order: str) -> tuple[Item, ...]:
    """The items by one of ORDERS; any other text keeps reading order."""
    by = _ORDERS.get(order)
    return tuple(sorted(items, key=by)) if by else tuple(items)


def items_table(items: Iterable[Item]) -> Table:
    """The items as a table, for screen and files."""
    columns = (
        Column(_l("Reactivo"), Kind.TEXT),
        Column(_l("Clave"), Kind.TEXT),
        Column(_l("Evaluación"), Kind.TEXT),
        Column(_l("Nivel"), Kind.TEXT),
        Column(_l("Norma"), Kind.TEXT),
        Column(_l("Respuestas"), definition="respuestas"),
        Column(_l("Aciertos"), Kind.RATE, "aciertos"),
        Column(_l("Observación"), Kind.TEXT),
    )
    return Table("reactivos", _l("Reactivos"), columns, [_row(item) for item in items])


def _row(item: Item) -> Row:
    return (
        item.text,
        item.key,
        item.quiz,
        LEVELS[item.level] if item.level else "",
        item.norms,
        item.n_answered,
        item.facility,
        FLAGS[item.flag] if item.flag else "",
    )
