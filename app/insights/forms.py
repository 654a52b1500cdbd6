"""What the filters of the statistics pages may say."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SearchField, SelectChoice, StringField, ValidationError
from wtforms.validators import Length

from app.accounts.identity import Scope
from app.catalog import labels
from app.insights.months import is_month
from app.insights.people_queries import STATES, PeopleFilter, State
from app.insights.reach import REGION, OrganisationEntry
from app.insights.statistics import CourseEntry, Filter
from app.insights.tables import Label
from app.web.fields import ChoiceField

ALL = SelectChoice("", _l("Todos"))
ALL_FEMININE = SelectChoice("", _l("Todas"))
MAX_SEARCH_CHARS = 100


class _Month:
    """The text is a month, or empty."""

    def __call__(self, form: FlaskForm, field: StringField) -> None:
        if field.data and not is_month(field.data):
            raise ValidationError(_l("Escribe el mes como año y número: 2026-03."))


def _choice(field: Field) -> Label:
    offered = {choice.value: choice.label for choice in getattr(field, "choices", ())}
    label: Label = offered.get(field.data) or field.data or _l("Todos")
    return label


class _Filters(FlaskForm):  # type: ignore[misc]
    class Meta:
        csrf = False  # addresses carry filters, and CSRFProtect checks every form that is posted

    @property
    def params(self) -> dict[str, Any]:
        """The filters that were set, as an address carries them."""
        return {field.name: str(field.data) for field in self if field.data and field.type != "SearchField"}

    def facts(self, on: date) -> list[tuple[Label, Label]]:
        """What a file says of its filters: each one's label and what was chosen, then the day."""
        chosen = [(field.label.text, _choice(field)) for field in self]
        return [*chosen, (_l("Fecha de corte"), on.isoformat())]

    course = ChoiceField(_l("Curso"), name="curso", default="")
    organisation = ChoiceField(_l("Organización"), name="organizacion", default="")

    def offer(self, courses: Iterable[CourseEntry], organisations: Iterable[OrganisationEntry], scope: Scope) -> None:
        """Fill in what may be chosen by somebody with this scope."""
        covered = [SelectChoice(entry.slug, entry.name) for entry in organisations if scope.covers(entry.id)]
        self.course.choices = [ALL, *(SelectChoice(entry.slug, entry.title) for entry in courses)]
        whole = _l("Todas") if scope.region else _l("Mi organización") if len(covered) == 1 else _l("Las mías")
        self.organisation.choices = [SelectChoice("", whole), *(covered if scope.region or len(covered) > 1 else [])]


class StatisticsForm(_Filters):
    """Which enrolments are counted."""

    eje = ChoiceField(
        _l("Eje del plan"),
        default="",
        choices=[ALL, *(SelectChoice(str(number), label) for number, label in labels.EJES.items())],
    )
    theme = ChoiceField(
        _l("Tema"), name="tema", default="", choices=[ALL, *(SelectChoice(*pair) for pair in labels.THEMES.items())]
    )
    perspective = ChoiceField(
        _l("Perspectiva"),
        name="perspectiva",
        default="",
        choices=[ALL_FEMININE, *(SelectChoice(*pair) for pair in labels.PERSPECTIVES.items())],
    )
    since = StringField(_l("Desde el mes"), [_Month()], name="desde")
    until = StringField(_l("Hasta el mes"), [_Month()], name="hasta")

    def offer(self, courses: Iterable[CourseEntry], organisations: Iterable[OrganisationEntry], scope: Scope) -> None:
        super().offer(courses, organisations, scope)
        if not scope.region:
            self.organisation.choices.append(SelectChoice(REGION, _l("La región en conjunto")))

    def validate_until(self, field: StringField) -> None:
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError(_l("El último mes va después del primero."))

    @property
    def chosen(self) -> Filter:
        return Filter(
            course=self.course.data or "",
            eje=int(self.eje.data) if self.eje.data else None,
            theme=self.theme.data or "",
            perspective=self.perspective.data or "",
            since=self.since.data or "",
            until=self.until.data or "",
        )


class PeopleForm(_Filters):
    """Whose enrolments are listed."""

    text = SearchField(
        _l("Nombre o correo"),
        [Length(max=MAX_SEARCH_CHARS, message=_l("Usa menos palabras: caben 100 letras."))],
        name="q",
    )
    state = ChoiceField(
        _l("Estado"),
        name="estado",
        default="",
        choices=[ALL, *(SelectChoice(state.value, label) for state, label in STATES.items())],
    )

    def chosen(self, courses: Iterable[CourseEntry], organisations: Iterable[OrganisationEntry]) -> PeopleFilter:
        course_ids = {entry.slug: entry.id for entry in courses}
        organisation_ids = {entry.slug: entry.id for entry in organisations}
        return PeopleFilter(
            course_id=course_ids.get(self.course.data),
            organisation_id=organisation_ids.get(self.organisation.data),
            state=State(self.state.data) if self.state.data else None,
            text=self.text.data or "",
        )
