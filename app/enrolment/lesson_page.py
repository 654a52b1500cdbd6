"""The page of a lesson: kept for each edition, with the reader's own marks filled in."""

from collections.abc import Mapping
from math import floor

from flask import render_template
from markupsafe import Markup

from app.content import marking
from app.enrolment.progress import Progress
from app.enrolment.reading import Reading
from app.web.frame import kept_page
from app.web.kept import gap, kept

Checked = Mapping[str, tuple[marking.Answer | None, marking.Mark]]
"""Self-checks that were just marked, by their key."""

TEMPLATE = "enrolment/lesson.html"


def lesson_page(place: Reading) -> str:
    """The lesson as it is read."""
    items = place.course.items
    return kept_page(
        TEMPLATE,
        {f"mark_{n}": mark for n, mark in enumerate(_marks(place))} | {"bar": _bar(place.progress)},
        lambda: _context(place, [gap(f"mark_{n}") for n in range(len(items))], gap("bar"), {}),
        edition=place.course.digest,
        slug=place.course.slug,
        item=place.lesson.key,
        enrolled=place.progress is not None,
        is_done=place.is_done,
    )


def checked_lesson_page(place: Reading, checked: Checked) -> str:
    """The lesson with self-checks marked in their place."""
    context = _context(place, _marks(place), _bar(place.progress), checked)
    return render_template(
        TEMPLATE, **context, slug=place.course.slug, enrolled=place.progress is not None, is_done=place.is_done
    )


def _context(place: Reading, marks: list[Markup], bar: Markup, checked: Checked) -> dict[str, object]:
    return {
        "course": place.course,
        "lesson": place.lesson,
        "previous": place.previous,
        "following": place.following,
        "marks": dict(zip((item.key for item in place.course.items), marks, strict=True)),
        "bar": bar,
        "checked": checked,
    }


def _marks(place: Reading) -> list[Markup]:
    """How the reader stands in each item of the course; nothing where they are not enrolled."""
    if place.progress is None:
        return [Markup()] * len(place.course.items)
    marks = {state: kept("enrolment/step_mark.html", state=state) for state in place.progress.states}
    return [marks[step.state] for step in place.progress.steps]


def _bar(progress: Progress | None) -> Markup:
    return kept("enrolment/own_progress.html", percent=floor(progress.share * 100 + 1e-6)) if progress else Markup()
