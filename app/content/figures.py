"""What a course amounts to, counted: units, lessons, words, minutes, questions, drawings, provisions."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.content.model import (
    AnyQuestion,
    Case,
    Cloze,
    Course,
    Lesson,
    Level,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Quiz,
    ShortAnswer,
    SingleChoice,
)
from app.content.provisions import provisions_of
from app.content.rendering import plain

TRUE_FALSE = "verdadero-falso"
TYPES: Mapping[type, str] = {
    SingleChoice: "opcion-unica",
    MultipleChoice: "opcion-multiple",
    ShortAnswer: "respuesta-corta",
    Numeric: "numerica",
    Matching: "relacionar",
    Ordering: "ordenar",
    Cloze: "completar",
    Case: "caso",
}
"""The name of each type of question, as the trainers' guide tells them apart."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class LessonFigures:
    """One lesson: words of its text with its examples but without its self-checks."""

    path: str
    words: int
    minutes: int
    n_self_checks: int


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit: its lessons, and how many questions its quiz has."""

    slug: str
    lessons: tuple[LessonFigures, ...]
    n_questions: int


@dataclass(frozen=True, slots=True)
class CourseFigures:
    """One course. ``by_type`` and ``by_level`` count the graded questions of its quizzes and its exam.

    ``bank_by_level`` counts those of the exam alone; ``provisions`` are the articles that a lesson
    or a question declares, by norm and article, without their fractions.
    """

    slug: str
    title: str
    units: tuple[UnitFigures, ...]
    n_in_bank: int
    n_in_diagnostic: int
    bank_by_level: Mapping[str, int]
    by_type: Mapping[str, int]
    by_level: Mapping[str, int]
    n_drawings: int
    provisions: tuple[str, ...]

    @property
    def lessons(self) -> tuple[LessonFigures, ...]:
        return tuple(lesson for unit in self.units for lesson in unit.lessons)

    @property
    def words(self) -> int:
        return sum(lesson.words for lesson in self.lessons)

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def n_self_checks(self) -> int:
        return sum(lesson.n_self_checks for lesson in self.lessons)

    @property
    def n_questions(self) -> int:
        return sum(self.by_level.values())

    def plain(self) -> dict[str, Any]:
        """The figures as plain values with the words of the front matter, for JSON."""
        return {
            "curso": self.slug,
            "titulo": self.title,
            "unidades": len(self.units),
            "lecciones": len(self.lessons),
            "palabras": self.words,
            "minutos": self.minutes,
            "comprobaciones": self.n_self_checks,
            "reactivos": self.n_questions,
            "banco": self.n_in_bank,
            "diagnostico": self.n_in_diagnostic,
            "por-tipo": dict(self.by_type),
            "por-nivel": dict(self.by_level),
            "dibujos": self.n_drawings,
            "disposiciones": list(self.provisions),
        }


def type_name(question: AnyQuestion) -> str:
    """The type of a question by its name in TYPES; true or false is its own."""
    return TRUE_FALSE if isinstance(question, SingleChoice) and question.true_false else TYPES[type(question)]


def count_words(html: Iterable[str]) -> int:
    """The words of cleaned HTML texts."""
    return sum(len(_WORD.findall(plain(text.replace("<", " <")))) for text in html)


def figures_of(course: Course) -> CourseFigures:
    """What a course amounts to."""
    graded = [question for quiz in course.quizzes() for question in quiz.questions]
    types = Counter(map(type_name, graded))
    provisions = {
        f"{taught.citation.norm}#{taught.citation.article}"
        for taught in provisions_of(course)
        if taught.declared and taught.citation.article
    }
    return CourseFigures(
        slug=course.slug,
        title=course.title,
        units=tuple(
            UnitFigures(unit.slug, tuple(map(_lesson, unit.lessons)), len(unit.quiz.questions) if unit.quiz else 0)
            for unit in course.units
        ),
        n_in_bank=len(course.exam.questions) if course.exam else 0,
        n_in_diagnostic=sum(len(form.questions) for form in course.diagnostic or ()),
        bank_by_level=_by_level(course.exam),
        by_type={name: types[name] for name in (*TYPES.values(), TRUE_FALSE) if types[name]},
        by_level=_by_level(*course.quizzes()),
        n_drawings=sum(name.endswith(".svg") for name in course.images),
        provisions=tuple(sorted(provisions, key=_in_order)),
    )


def _lesson(lesson: Lesson) -> LessonFigures:
    prose = [part for part in lesson.body if isinstance(part, str)]
    return LessonFigures(lesson.path, count_words(prose), lesson.minutes, len(lesson.self_check_questions))


def _by_level(*quizzes: Quiz | None) -> dict[str, int]:
    levels = Counter(question.level for quiz in quizzes if quiz for question in quiz.questions)
    return {str(level): levels[level] for level in Level}


def _in_order(provision: str) -> tuple[str, int, str]:
    norm, _, article = provision.partition("#")
    return norm, int(article.partition("-")[0]), article
