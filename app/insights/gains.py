"""What was learned in each course, as a table: a pure function of sums of scores."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.assessment.gain import Gain
from app.insights.disclosure import SMALL
from app.insights.statistics import CourseEntry
from app.insights.tables import Column, Hidden, Kind, Row, Table

SCORE_UNIT = 10_000
"""Sums of scores count ten-thousandths, the precision with which a score is kept."""


@dataclass(frozen=True, slots=True)
class GainSum:
    """The people of a course who answered both forms, and the sums of their scores in SCORE_UNIT."""

    n_people: int
    before: int
    after: int

    @property
    def mean(self) -> Gain:
        """The means of their scores before and after; of a group the gain is that of its means (Hake, 1998)."""
        whole = self.n_people * SCORE_UNIT
        return Gain(self.before / whole, self.after / whole)


def gains_table(sums: Mapping[int, GainSum], courses: Iterable[CourseEntry], small: int = SMALL) -> Table:
    """One row a course in which somebody answered both forms, by title; of fewer than ``small`` all is hidden.

    There is no row of totals: beside the rows in sight it would tell the hidden ones.
    """
    columns = (
        Column(_l("Curso"), Kind.TEXT),
        Column(_l("Personas con ambas formas"), definition="diagnostico-personas"),
        Column(_l("Media antes"), Kind.SHARE, "diagnostico-medias"),
        Column(_l("Media después"), Kind.SHARE, "diagnostico-medias"),
        Column(_l("Ganancia"), Kind.SHARE, "ganancia"),
    )
    rows = [_row(course.title, sums[course.id], small) for course in courses if course.id in sums]
    return Table("ganancia", _l("Ganancia de aprendizaje"), columns, rows)


def _row(title: str, found: GainSum, small: int) -> Row:
    if found.n_people < small:
        return (title, *[Hidden.CELL] * 4)
    mean = found.mean
    return (title, found.n_people, mean.before, mean.after, mean.normalised)
