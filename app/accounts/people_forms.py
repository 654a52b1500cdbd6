"""Forms with which administrators invite people, give roles and search."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SearchField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.accounts.forms import Email, Form, Name, organisation_choices
from app.accounts.identity import Grant
from app.accounts.models import Organisation, Role
from app.accounts.people_queries import Search
from app.web.fields import ChoiceField

REGION: Final = "region"

ROLES: Final[dict[Role, LazyString]] = {
    Role.TRAINER: _l("Persona instructora"),
    Role.COORDINATOR: _l("Coordinación"),
    Role.ADMIN: _l("Administración"),
}


def role_choices(empty: str = "") -> list[SelectChoice]:
    """The roles; ``empty`` is the label of no choice."""
    head = [SelectChoice("", empty)] if empty else []
    return head + [SelectChoice(role.value, str(label)) for role, label in ROLES.items()]


def scope_choices(organisations: Iterable[Organisation], on: date, *, region: bool) -> list[SelectChoice]:
    """Where a role may be given: the region, if whoever asks may, and organisations."""
    head = [SelectChoice("", _("Elige dónde"))]
    if region:
        head.append(SelectChoice(REGION, _("Toda la región")))
    return head + organisation_choices(organisations, on)


def _grant(role: str, scope: str) -> Grant:
    return Grant(Role(role), None if scope == REGION else int(scope))


class RoleForm(Form):
    """A role and where it holds."""

    role = ChoiceField(_l("Rol"), [InputRequired(_l("Elige un rol."))])
    scope = ChoiceField(_l("Dónde"), [InputRequired(_l("Elige dónde tendrá el rol."))])

    def __init__(self, scopes: list[SelectChoice]) -> None:
        super().__init__()
        self.role.choices = role_choices(_("Elige un rol"))
        self.scope.choices = scopes

    @property
    def grant(self) -> Grant:
        return _grant(str(self.role.data), str(self.scope.data))


class InviteForm(Form):
    """Who is invited, and the role they begin with, if any."""

    name = StringField(_l("Nombre completo"), [InputRequired(_l("Escribe el nombre.")), Name()])
    email = EmailField(_l("Correo electrónico"), [InputRequired(_l("Escribe el correo.")), Email()])
    organisation = ChoiceField(_l("Organización"), [InputRequired(_l("Elige una organización."))])
    role = ChoiceField(_l("Rol"))
    scope = ChoiceField(_l("Dónde"))

    def __init__(self, organisations: list[SelectChoice], scopes: list[SelectChoice]) -> None:
        super().__init__()
        self.organisation.choices = organisations
        self.role.choices = role_choices(_("Sólo participante"))
        self.scope.choices = scopes

    def validate_scope(self, field: ChoiceField) -> None:
        if self.role.data and not field.data:
            raise ValidationError(_("Elige dónde tendrá el rol."))

    @property
    def organisation_id(self) -> int:
        return int(str(self.organisation.data))

    @property
    def grants(self) -> tuple[Grant, ...]:
        return (_grant(str(self.role.data), str(self.scope.data)),) if self.role.data else ()


class SearchForm(Form):
    """What a list of people is narrowed to."""

    text = SearchField(_l("Nombre o correo"), [Length(max=100)])
    organisation = ChoiceField(_l("Organización"))
    role = ChoiceField(_l("Rol"))

    def __init__(self, organisations: list[SelectChoice], search: Search) -> None:
        super().__init__(
            text=search.text,
            organisation=str(search.organisation_id or ""),
            role=search.role.value if search.role else "",
        )
        self.organisation.choices = [SelectChoice("", _("Todas")), *organisations]
        self.role.choices = role_choices(_("Todos"))
