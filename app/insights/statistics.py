"""The statistics as a pure function of counts: filters, rates, and the tables of the page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from app.accounts.models import Sex
from app.insights.disclosure import suppress
from app.insights.months import month_after, months_between, year_of
from app.insights.scopes import (
    ALL,
    EVER,
    MINUTES_IN_AN_HOUR,
    course_scope,
    eje_scope,
    perspective_scope,
    theme_scope,
)
from app.insights.tables import Column, Hidden, Kind, Label, Rate, Row, Table, Value

SEX_DEFINITION = "acreditadas-por-sexo"
SEXES: Mapping[Sex, Label] = {
    Sex.WOMAN: _l("Mujeres"),
    Sex.MAN: _l("Hombres"),
    Sex.NON_BINARY: _l("No binario"),
    Sex.PREFERS_NOT_TO_SAY: _l("Prefiere no decir"),
    Sex.UNANSWERED: _l("Sin responder"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What is counted. Empty texts and None count everything; months are ``YYYY-MM``, both included."""

    course: str = ""
    eje: int | None = None
    theme: str = ""
    perspective: str = ""
    since: str = ""
    until: str = ""

    @property
    def people_scope(self) -> str | None:
        """The scope of TrainedPerson that counts the same; None where people are not counted so."""
        if self.course:
            return course_scope(self.course)
        scopes = [
            *([eje_scope(self.eje)] if self.eje else []),
            *([theme_scope(self.theme)] if self.theme else []),
            *([perspective_scope(self.perspective)] if self.perspective else []),
        ]
        return (scopes or [ALL])[0] if len(scopes) < 2 else None

    def people_year(self, this_month: str) -> int | None:
        """The year of TrainedPerson that counts the same period, EVER for all time, None where none does."""
        open_end = not self.until or self.until >= this_month
        if not self.since:
            return EVER if open_end else None
        year = year_of(self.since)
        whole = self.since == f"{year}-01" and (
            self.until == f"{year}-12" or (open_end and year_of(self.until or this_month) == year)
        )
        return year if whole else None


@dataclass(frozen=True, slots=True)
class CourseEntry:
    """A course as statistics group it, by its edition on offer or, without one, by its newest."""

    id: int
    slug: str
    title: str
    eje: int
    themes: tuple[str, ...]
    perspectives: tuple[str, ...]
    is_live: bool = True


def chosen_courses(courses: Iterable[CourseEntry], chosen: Filter) -> tuple[CourseEntry, ...]:
    """The courses that a filter counts."""
    return tuple(
        course
        for course in courses
        if (not chosen.course or course.slug == chosen.course)
        and (not chosen.eje or course.eje == chosen.eje)
        and (not chosen.theme or chosen.theme in course.themes)
        and (not chosen.perspective or chosen.perspective in course.perspectives)
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many enrolments took each step."""

    enrolled: int = 0
    started: int = 0
    finished: int = 0
    accredited: int = 0
    cancelled: int = 0
    minutes: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Counts)))

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(Counts))

    @property
    def hours(self) -> Decimal:
        return (Decimal(self.minutes) / MINUTES_IN_AN_HOUR).quantize(Decimal("0.01")).normalize() + 0

    @property
    def accreditation(self) -> Rate:
        return Rate(self.accredited, self.started)

    @property
    def completion(self) -> Rate:
        return Rate(self.finished, self.enrolled)


@dataclass(frozen=True, slots=True)
class Tallied:
    """The counts of a course and an organisation: in the period, and from the beginning to its end."""

    course_id: int
    organisation_id: int
    period: Counts
    to_date: Counts


@dataclass(frozen=True, slots=True)
class SexCount:
    """Accreditations of a course and an organisation by sex."""

    course_id: int
    organisation_id: int
    sex: Sex
    accredited: int


@dataclass(frozen=True, slots=True)
class People:
    """People trained, each once; ``None`` where the filter does not allow to count them."""

    total: int | None
    by_course: Mapping[str, int] | None
    by_organisation: Mapping[int, int] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers at the head of the page."""

    period: Counts
    to_date: Counts
    people: int | None


_PEOPLE = Column(_l("Personas capacitadas"), definition="personas")
_STEPS = (
    Column(_l("Inscripciones"), definition="inscripciones"),
    Column(_l("Iniciadas"), definition="iniciadas"),
    Column(_l("Concluidas"), definition="concluidas"),
    Column(_l("Acreditadas"), definition="acreditadas"),
    Column(_l("Canceladas"), definition="canceladas"),
    Column(_l("Horas acreditadas"), Kind.HOURS, "horas"),
)
_RATES = (
    Column(_l("Tasa de acreditación"), Kind.RATE, "tasa-acreditacion"),
    Column(_l("Eficiencia terminal"), Kind.RATE, "eficiencia-terminal"),
)
_TOTAL = _l("Total")


def summary(tallies: Iterable[Tallied], people: People) -> Summary:
    """All counts together."""
    period = to_date = Counts()
    for tallied in tallies:
        period, to_date = period + tallied.period, to_date + tallied.to_date
    return Summary(period, to_date, people.total)


def courses_table(tallies: Sequence[Tallied], courses: Iterable[CourseEntry], people: People) -> Table:
    """One row a course that was taken or is among those counted, by title."""
    by_course = _grouped((tallied.course_id, tallied) for tallied in tallies)
    rows = [
        (
            course.title,
            *_steps(by_course.get(course.id, ())),
            people.by_course.get(course.slug, 0) if people.by_course is not None else None,
            *_rates(by_course.get(course.id, ())),
        )
        for course in courses
    ]
    columns = (Column(_l("Curso"), Kind.TEXT), *_STEPS, _PEOPLE, *_RATES)
    return Table("cursos", _l("Por curso"), columns, rows, _total(tallies, people))


def organisations_table(tallies: Sequence[Tallied], names: Mapping[int, str], people: People) -> Table:
    """One row an organisation in which something was counted, by name."""
    by_organisation = _grouped((tallied.organisation_id, tallied) for tallied in tallies)
    rows = [
        (
            name,
            *_steps(by_organisation[organisation_id]),
            people.by_organisation.get(organisation_id, 0) if people.by_organisation is not None else None,
            *_rates(by_organisation[organisation_id]),
        )
        for organisation_id, name in names.items()
        if organisation_id in by_organisation
    ]
    columns = (Column(_l("Organización"), Kind.TEXT), *_STEPS, _PEOPLE, *_RATES)
    return Table("organizaciones", _l("Por organización"), columns, rows, _total(tallies, people))


def months_table(by_month: Mapping[str, Counts]) -> Table:
    """One row a month, from the first with an act to the last; months between without one hold zeros."""
    months = list(months_between(min(by_month), max(by_month))) if by_month else []
    rows = [(month, *_counts(by_month.get(month, Counts()))) for month in months]
    total = Counts()
    for counts in by_month.values():
        total += counts
    columns = (Column(_l("Mes"), Kind.MONTH), *_STEPS)
    return Table("meses", _l("Por mes"), columns, rows, (_TOTAL, *_counts(total)) if rows else None)


def sex_tables(
    counts: Sequence[SexCount], courses: Iterable[CourseEntry], names: Mapping[int, str]
) -> tuple[Table, ...]:
    """Accreditations by course and sex and, of two organisations or more, by organisation and sex.

    Both under disclosure control together; none where nobody is accredited.
    """
    if not counts:
        return ()
    course_ids = {count.course_id for count in counts}
    organisation_ids = {count.organisation_id for count in counts}
    by_course = {course.id: course.title for course in courses if course.id in course_ids}
    by_organisation = {n: name for n, name in names.items() if n in organisation_ids}
    matrices = [_matrix([(c.course_id, c.sex, c.accredited) for c in counts], by_course)]
    kinds: list[tuple[str, Label, Label, Iterable[str]]] = [
        ("cursos-por-sexo", _l("Acreditaciones por curso y sexo"), _l("Curso"), by_course.values())
    ]
    if len(by_organisation) > 1:
        matrices.append(_matrix([(c.organisation_id, c.sex, c.accredited) for c in counts], by_organisation))
        title = _l("Acreditaciones por organización y sexo")
        kinds.append(("organizaciones-por-sexo", title, _l("Organización"), by_organisation.values()))
    shown = suppress(*matrices)
    total = (_TOTAL, *_cells(shown.column_totals), sum(count.accredited for count in counts))
    return tuple(
        Table(
            name,
            title,
            (
                Column(label, Kind.TEXT),
                *(Column(sex, definition=SEX_DEFINITION) for sex in SEXES.values()),
                Column(_TOTAL, definition=SEX_DEFINITION),
            ),
            [
                (row_label, *_cells(cells), sum(row))
                for row_label, cells, row in zip(labels, shown_cells, matrix, strict=True)
            ],
            total,
        )
        for (name, title, label, labels), shown_cells, matrix in zip(kinds, shown.tables, matrices, strict=True)
    )


def closed_before(this_month: str) -> str:
    """The last month that is over: the tables by sex go no further, so that no day's act shows in them."""
    return month_after(this_month, -1)


def _matrix(counts: Iterable[tuple[int, Sex, int]], keys: Iterable[int]) -> list[list[int]]:
    cells = {key: dict.fromkeys(SEXES, 0) for key in keys}
    for key, sex, n in counts:
        cells[key][sex] += n
    return [list(row.values()) for row in cells.values()]


def _cells(counts: Iterable[int | None]) -> tuple[Value, ...]:
    return tuple(Hidden.CELL if count is None else count for count in counts)


def _grouped(pairs: Iterable[tuple[int, Tallied]]) -> dict[int, list[Tallied]]:
    groups: dict[int, list[Tallied]] = {}
    for key, tallied in pairs:
        groups.setdefault(key, []).append(tallied)
    return groups


def _counts(counts: Counts) -> Row:
    return (counts.enrolled, counts.started, counts.finished, counts.accredited, counts.cancelled, counts.hours)


def _steps(tallies: Iterable[Tallied]) -> Row:
    return _counts(sum((tallied.period for tallied in tallies), Counts()))


def _rates(tallies: Iterable[Tallied]) -> Row:
    to_date = sum((tallied.to_date for tallied in tallies), Counts())
    return (to_date.accreditation, to_date.completion)


def _total(tallies: Sequence[Tallied], people: People) -> Row:
    return (_TOTAL, *_steps(tallies), people.total, *_rates(tallies))
