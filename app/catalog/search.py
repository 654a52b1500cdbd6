"""Finding courses among those on offer: a pure function over their content."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.catalog.published import LiveCourse
from app.content.marking import fold


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """What somebody looks for: words anywhere (accents and case forgiven), an eje, a theme."""

    words: str = ""
    eje: int | None = None
    theme: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.words.strip() or self.eje or self.theme)

    def matches(self, course: LiveCourse) -> bool:
        content = course.content
        if self.eje and content.eje != self.eje:
            return False
        if self.theme and self.theme not in content.themes:
            return False
        return all(word in _searched(course) for word in fold(self.words).split())


def _searched(course: LiveCourse) -> str:
    content = course.content
    titles = [lesson.title for lesson in content.lessons()]
    return fold(" ".join([content.title, content.summary, content.objective, *content.themes, *titles]))


def found(courses: Iterable[LiveCourse], wanted: CourseFilter) -> tuple[LiveCourse, ...]:
    """The courses that match, in the order given."""
    return tuple(course for course in courses if wanted.matches(course))
