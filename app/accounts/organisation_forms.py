"""Forms for organisations, their names and who signs for them."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.forms import Form, Name
from app.accounts.models import Organisation, OrganisationKind, Signatory
from app.accounts.organisation_operations import Facts, Naming, Signing
from app.accounts.organisations import STATES, name_on
from app.web.fields import ChoiceField

KINDS: Final[dict[OrganisationKind, LazyString]] = {
    OrganisationKind.GUARANTOR_2025: _l("Autoridad garante"),
    OrganisationKind.GUARANTOR_2015: _l("Organismo garante (histórico)"),
    OrganisationKind.MINISTRY: _l("Secretaría"),
    OrganisationKind.COMPTROLLER: _l("Contraloría u órgano interno de control"),
    OrganisationKind.OBLIGATED: _l("Sujeto obligado"),
    OrganisationKind.COORDINATION: _l("Coordinación"),
    OrganisationKind.SYSTEM: _l("Sistema"),
}


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


class _Ticks(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Several choices as boxes to tick, which need neither a mouse nor a key held down."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NamingForm(Form):
    """A name and the day it begins."""

    official = StringField(_l("Nombre oficial"), [InputRequired(_l("Escribe el nombre oficial.")), Length(max=250)])
    short = StringField(_l("Nombre corto"), [InputRequired(_l("Escribe el nombre corto.")), Length(max=120)])
    acronym = StringField(_l("Siglas"), [Optional(), Length(max=30)])
    valid_from = DateField(_l("Vigente desde"), [InputRequired(_l("Escribe desde qué día es vigente."))])

    @property
    def naming(self) -> Naming:
        return Naming(
            _squeezed(self.official.data),
            _squeezed(self.short.data),
            _squeezed(self.acronym.data),
            self.valid_from.data,
        )


class FactsForm(Form):
    """What is known of an organisation besides its names."""

    kind = ChoiceField(_l("Tipo"), [InputRequired()])
    state_code = ChoiceField(_l("Entidad"), [InputRequired()])
    opened_on = DateField(_l("Activa desde"), [Optional()])
    closed_on = DateField(_l("Activa hasta"), [Optional()])
    predecessors = _Ticks(_l("Organizaciones a las que sucede"))
    successors = _Ticks(_l("Organizaciones que la suceden"))
    source = StringField(_l("Fuente"), [Optional(), Length(max=500)])
    note = TextAreaField(_l("Nota"), [Optional(), Length(max=2000)])
    to_confirm = BooleanField(_l("Falta confirmar estos datos"))

    def choose_from(self, others: Iterable[Organisation], on: date) -> None:
        """Offer kinds, states, and the other organisations."""
        choices = [
            SelectChoice(str(other.id), f"{name_on(other, on).short} ({STATES[other.state_code]})") for other in others
        ]
        self.kind.choices = [SelectChoice(kind.value, str(label)) for kind, label in KINDS.items()]
        self.state_code.choices = [SelectChoice(code, str(name)) for code, name in STATES.items()]
        self.predecessors.choices = choices
        self.successors.choices = choices

    def validate_closed_on(self, field: Field) -> None:
        if self.opened_on.data and field.data and field.data < self.opened_on.data:
            raise ValidationError(_("La fecha final no puede ser anterior a la inicial."))

    @property
    def facts(self) -> Facts:
        return Facts(
            kind=OrganisationKind(self.kind.data),
            state_code=str(self.state_code.data),
            opened_on=self.opened_on.data,
            closed_on=self.closed_on.data,
            source=_squeezed(self.source.data),
            note=(self.note.data or "").strip(),
            to_confirm=bool(self.to_confirm.data),
            predecessors=frozenset(int(value) for value in self.predecessors.data or ()),
            successors=frozenset(int(value) for value in self.successors.data or ()),
        )


class NewOrganisationForm(NamingForm, FactsForm):
    """A whole organisation; the day its name begins may be unknown."""

    valid_from = DateField(_l("Nombre vigente desde"), [Optional()])


class SignatoryForm(Form):
    """Who signs certificates, in which post, between which days."""

    name = StringField(_l("Nombre completo"), [InputRequired(_l("Escribe el nombre.")), Name()])
    post = StringField(_l("Cargo"), [InputRequired(_l("Escribe el cargo.")), Length(max=200)])
    valid_from = DateField(_l("Firma desde"), [Optional()])
    valid_until = DateField(_l("Firma hasta"), [Optional()])

    def validate_valid_until(self, field: Field) -> None:
        if self.valid_from.data and field.data and field.data < self.valid_from.data:
            raise ValidationError(_("La fecha final no puede ser anterior a la inicial."))

    @property
    def signing(self) -> Signing:
        return Signing(str(self.name.data), _squeezed(self.post.data), self.valid_from.data, self.valid_until.data)


def facts_form(
    organisation: Organisation, predecessors: Iterable[Organisation], successors: Iterable[Organisation]
) -> FactsForm:
    """The form of an organisation's facts as they stand."""
    return FactsForm(
        kind=organisation.kind.value,
        state_code=organisation.state_code,
        opened_on=organisation.opened_on,
        closed_on=organisation.closed_on,
        predecessors=[str(other.id) for other in predecessors],
        successors=[str(other.id) for other in successors],
        source=organisation.source,
        note=organisation.note,
        to_confirm=organisation.to_confirm,
    )


def signatory_form(signatory: Signatory | None) -> SignatoryForm:
    """The form of a signatory as they stand, or of a new one."""
    return SignatoryForm(obj=signatory)
