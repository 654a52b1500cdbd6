"""Within what a trained person is counted: everything, an eje, a theme, a perspective, a course."""

from decimal import Decimal

from app.content.model import Course

MINUTES_IN_AN_HOUR = 60
EVER = 0
"""The year of TrainedPerson that means any."""

ALL = "todo"


def eje_scope(eje: int) -> str:
    return f"eje:{eje}"


def theme_scope(theme: str) -> str:
    return f"tema:{theme}"


def perspective_scope(perspective: str) -> str:
    return f"perspectiva:{perspective}"


def course_scope(slug: str) -> str:
    return f"curso:{slug}"


def scopes_of(course: Course) -> tuple[str, ...]:
    """Every scope that an accreditation in ``course`` counts in, sorted."""
    return tuple(
        sorted(
            {
                ALL,
                eje_scope(course.eje),
                *(theme_scope(theme) for theme in course.themes),
                *(perspective_scope(perspective) for perspective in course.perspectives),
                course_scope(course.slug),
            }
        )
    )


def minutes_of(course: Course) -> int:
    """The minutes that an accreditation in ``course`` is worth: its hours, as whole minutes."""
    return int((course.hours * Decimal(MINUTES_IN_AN_HOUR)).to_integral_value())
