"""Forms of one's own account: what may be typed, and how a mistake is told."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from app.accounts import names, passwords
from app.accounts.emails import clean_email
from app.accounts.models import Organisation, Sex
from app.accounts.operations import Profile, Registration
from app.accounts.organisations import STATES, name_on
from app.web.fields import ChoiceField
from app.web.i18n import LOCALES

SEXES: Final[Mapping[Sex, LazyString]] = {
    Sex.WOMAN: _l("Mujer"),
    Sex.MAN: _l("Hombre"),
    Sex.NON_BINARY: _l("No binario"),
    Sex.PREFERS_NOT_TO_SAY: _l("Prefiero no decir"),
    Sex.UNANSWERED: _l("Sin responder"),
}
LANGUAGES: Final = {"es": "Español", "en": "English"}


def sex_choices() -> list[SelectChoice]:
    """The answers about sex or gender; saying nothing is the last and the default."""
    return [SelectChoice(sex.value, label) for sex, label in SEXES.items()]


def organisation_choices(organisations: Iterable[Organisation], on: date, *, empty: str = "") -> list[SelectChoice]:
    """Organisations by state, under the names they have on a day; ``empty`` is the label of no choice."""
    head = [SelectChoice("", empty)] if empty else []
    return head + [
        SelectChoice(str(organisation.id), _label(organisation, on), optgroup=str(STATES[organisation.state_code]))
        for organisation in organisations
    ]


def _label(organisation: Organisation, on: date) -> str:
    name = name_on(organisation, on)
    return name.short if name.short == name.official else f"{name.short}: {name.official}"


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What every form of this room is. It reads a form's body and no JSON, which the limits by account do not read."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def wrap_formdata(self, form: FlaskForm, formdata: object) -> object:
            return None if request.is_json else super().wrap_formdata(form, formdata)


class Name:
    """Cleans a name and refuses what cannot be printed as one."""

    def __call__(self, form: Form, field: Field) -> None:
        field.data = names.clean_name(field.data or "")
        if not names.MIN_CHARS <= len(field.data) <= names.MAX_CHARS:
            raise ValidationError(_("Escribe tu nombre completo: de 3 a 160 letras."))
        if not names.is_name(field.data):
            raise ValidationError(_("El nombre sólo lleva letras, espacios, guiones, puntos y apóstrofos."))


class Email:
    """Puts an address into the form in which accounts keep it."""

    def __call__(self, form: Form, field: Field) -> None:
        cleaned = clean_email(field.data or "")
        if cleaned is None:
            raise ValidationError(_("Escribe un correo como nombre@dependencia.gob.mx."))
        field.data = cleaned


class Strong:
    """Refuses a password that is easy to guess, for the person the form gives."""

    def __call__(self, form: "PasswordForm", field: Field) -> None:
        reason = passwords.weakness(field.data or "", email=form.owner_email, name=form.owner_name)
        if reason is not None:
            raise ValidationError(str(reason))


class SignInForm(Form):
    """Address and password. What was carried here travels in the template."""

    email = EmailField(_l("Correo electrónico"), [InputRequired(_l("Escribe tu correo."))])
    password = PasswordField(
        _l("Contraseña"),
        [InputRequired(_l("Escribe tu contraseña.")), Length(max=passwords.MAX_CHARS)],
    )
    next = HiddenField()


def _new_password(label: LazyString) -> PasswordField:
    """A field for a password to come. Each form has its own, for errors are told in the order of the fields."""
    return PasswordField(label, [InputRequired(_l("Escribe una contraseña.")), Strong()])


class PasswordForm(Form):
    """A new password for the person it belongs to."""

    new_password = _new_password(_l("Contraseña nueva"))

    def __init__(self, *args: Any, owner_email: str = "", owner_name: str = "", **kwargs: Any) -> None:
        self.owner_email = owner_email
        self.owner_name = owner_name
        super().__init__(*args, **kwargs)

    @property
    def password_hash(self) -> str:
        """What is kept of the new password; slow on purpose."""
        return passwords.hashed(str(self.new_password.data))


class RegistrationForm(PasswordForm):
    """What opens an account."""

    name = StringField(_l("Nombre completo"), [InputRequired(_l("Escribe tu nombre.")), Name()])
    email = EmailField(_l("Correo electrónico"), [InputRequired(_l("Escribe tu correo.")), Email()])
    organisation = ChoiceField(_l("Organización donde trabajas"), [InputRequired(_l("Elige tu organización."))])
    new_password = _new_password(_l("Contraseña"))
    sex = RadioField(_l("Sexo o género (opcional)"), default=Sex.UNANSWERED.value)
    notice_version = HiddenField()

    def __init__(self, choices: list[SelectChoice], notice_version: str) -> None:
        super().__init__()
        self.organisation.choices = choices
        self.sex.choices = sex_choices()
        self._notice_in_force = notice_version
        self.owner_email = str(self.email.data or "")
        self.owner_name = str(self.name.data or "")

    def validate_notice_version(self, field: Field) -> None:
        if field.data != self._notice_in_force:
            raise ValidationError(_("El aviso de privacidad cambió mientras escribías. Léelo otra vez."))

    def registration(self, locale: str) -> Registration:
        """The form's values, the password already hashed."""
        return Registration(
            name=str(self.name.data),
            email=str(self.email.data),
            organisation_id=int(str(self.organisation.data)),
            sex=Sex(self.sex.data),
            password_hash=self.password_hash,
            locale=locale,
            notice_version=self._notice_in_force,
        )


class InvitationForm(PasswordForm):
    """What makes a prepared account one's own."""

    sex = RadioField(_l("Sexo o género (opcional)"), default=Sex.UNANSWERED.value)

    def __init__(self, **owner: str) -> None:
        super().__init__(**owner)
        self.sex.choices = sex_choices()


class ConfirmForm(Form):
    """The password again: the address alone does not prove who chose it."""

    password = PasswordField(
        _l("Contraseña"),
        [InputRequired(_l("Escribe tu contraseña.")), Length(max=passwords.MAX_CHARS)],
    )


class AddressForm(Form):
    """An address to write to."""

    email = EmailField(_l("Correo electrónico"), [InputRequired(_l("Escribe tu correo.")), Email()])


class ProfileForm(Form):
    """What a person may change of themselves."""

    name = StringField(_l("Nombre completo"), [InputRequired(_l("Escribe tu nombre.")), Name()])
    organisation = ChoiceField(_l("Organización donde trabajas"), [InputRequired(_l("Elige tu organización."))])
    language = ChoiceField(_l("Idioma"), [InputRequired()])
    sex = RadioField(_l("Sexo o género (opcional)"))

    def __init__(self, choices: list[SelectChoice], **held: str) -> None:
        super().__init__(**held)
        self.organisation.choices = choices
        self.sex.choices = sex_choices()
        self.language.choices = [SelectChoice(locale, LANGUAGES[locale]) for locale in LOCALES]

    @property
    def profile(self) -> Profile:
        return Profile(
            name=str(self.name.data),
            organisation_id=int(str(self.organisation.data)),
            sex=Sex(self.sex.data),
            locale=str(self.language.data),
        )


class ChangePasswordForm(PasswordForm):
    """The present password and the one to come."""

    present = PasswordField(
        _l("Contraseña actual"),
        [InputRequired(_l("Escribe tu contraseña actual.")), Length(max=passwords.MAX_CHARS)],
    )
    new_password = _new_password(_l("Contraseña nueva"))


class ActForm(Form):
    """A button that changes something: only the token."""
