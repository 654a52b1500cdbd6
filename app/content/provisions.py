"""Which provisions of law a course teaches, and where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from app.content.model import AnyQuestion, Citation, Course, Lesson, SelfCheck
from app.content.rendering import plain

_LINK = re.compile(r"<a (?P<attributes>[^>]*\bclass=\"norma\"[^>]*)>")
_TARGET = re.compile(r"href=\"/normas/(?P<norm>[a-z0-9-]+)(?:#art-(?P<article>[a-z0-9-]+))?\"")
_FRACTION = re.compile(r"data-fraction=\"(?P<fraction>[\w-]+)\"")


class PlaceKind(StrEnum):
    """The part of a course in which a provision is taught."""

    COURSE = "curso"
    UNIT = "unidad"
    LESSON = "leccion"
    SELF_CHECK = "comprobacion"
    QUESTION = "reactivo"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a course: its key within the kind, what it is called, and where it is written.

    ``key`` is a unit's slug, a lesson's key or a question's key; empty for the presentation.
    """

    kind: PlaceKind
    key: str
    title: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Taught:
    """A provision and a place that teaches it: ``declared`` by its author, or only cited in its text."""

    citation: Citation
    place: Place
    declared: bool


def touches(taught: Citation, watched: Citation) -> bool:
    """Whether a change of ``watched`` can touch what cites ``taught``.

    A norm holds its articles, and an article its fractions: the wider of both counts for the narrower.
    """
    if taught.norm != watched.norm:
        return False
    if not taught.article or not watched.article:
        return True
    narrow, wide = sorted((f"{taught.fraction}-", f"{watched.fraction}-"), key=len, reverse=True)
    return taught.article == watched.article and (wide == "-" or narrow.startswith(wide))


def provisions_of(course: Course) -> tuple[Taught, ...]:
    """Every provision of a course with each place that teaches it, once, in reading order."""
    taught: dict[tuple[Place, Citation], Taught] = {}
    for place, declared, texts in _places(course):
        for citation in declared:
            taught[place, citation] = Taught(citation, place, declared=True)
        for citation in _cited(texts):
            taught.setdefault((place, citation), Taught(citation, place, declared=False))
    return tuple(taught.values())


def _places(course: Course) -> Iterator[tuple[Place, tuple[Citation, ...], tuple[str, ...]]]:
    yield Place(PlaceKind.COURSE, "", course.title, "curso.md", 1), (), (course.presentation_html,)
    for unit in course.units:
        folder = unit.lessons[0].path.partition("/")[0]
        yield Place(PlaceKind.UNIT, unit.slug, unit.title, f"{folder}/unidad.md", 1), (), (unit.intro_html,)
        for lesson in unit.lessons:
            yield from _lesson(lesson)
    for quiz in course.all_quizzes():
        for question in quiz.questions:
            yield _question(question, PlaceKind.QUESTION, quiz.path)


def _lesson(lesson: Lesson) -> Iterator[tuple[Place, tuple[Citation, ...], tuple[str, ...]]]:
    prose = tuple(part for part in lesson.body if isinstance(part, str))
    yield Place(PlaceKind.LESSON, lesson.key, lesson.title, lesson.path, 1), lesson.norms, prose
    for part in lesson.body:
        if isinstance(part, SelfCheck):
            for question in part.questions:
                yield _question(question, PlaceKind.SELF_CHECK, lesson.path)


def _question(question: AnyQuestion, kind: PlaceKind, path: str) -> tuple[Place, tuple[Citation, ...], tuple[str, ...]]:
    place = Place(kind, question.key, plain(question.prompt_html), path, question.line)
    return place, question.norms, tuple(texts_of(question))


def texts_of(value: object) -> Iterator[str]:
    """Every HTML text inside a value, however deep."""
    if is_dataclass(value):
        for field in fields(value):
            held = getattr(value, field.name)
            if not isinstance(held, str):
                yield from texts_of(held)
            elif field.name.endswith("_html"):
                yield held
    elif isinstance(value, tuple):
        for part in value:
            if isinstance(part, str):
                yield part
            else:
                yield from texts_of(part)


def _cited(texts: tuple[str, ...]) -> Iterator[Citation]:
    for link in _LINK.finditer("".join(texts)):
        target = _TARGET.search(link["attributes"])
        fraction = _FRACTION.search(link["attributes"])
        if target:
            yield Citation(target["norm"], target["article"] or "", fraction["fraction"] if fraction else "")
