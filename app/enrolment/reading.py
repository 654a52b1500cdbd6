"""A lesson among its neighbours: what a page of reading shows."""

from dataclasses import dataclass

from app.content.model import Course, Lesson, Quiz
from app.enrolment.progress import Progress


@dataclass(frozen=True, slots=True)
class Reading:
    """A lesson, what comes before and after it, and the reader's progress (None: not enrolled)."""

    course: Course
    lesson: Lesson
    previous: Lesson | Quiz | None
    following: Lesson | Quiz | None
    progress: Progress | None

    @property
    def is_done(self) -> bool:
        if self.progress is None:
            return False
        position = self.course.item_positions[self.lesson.key]
        return self.progress.steps[position].state == "done"


def reading(course: Course, unit_slug: str, slug: str, progress: Progress | None) -> Reading | None:
    """The lesson of a unit with its neighbours; None where the edition does not have it."""
    lesson = course.lesson(unit_slug, slug)
    if lesson is None:
        return None
    position = course.item_positions[lesson.key]
    before = course.items[position - 1] if position else None
    after = course.items[position + 1] if position + 1 < len(course.items) else None
    return Reading(course, lesson, before, after, progress)
