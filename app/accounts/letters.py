"""What the accounts room writes to people, in their language."""

from collections.abc import Callable
from datetime import timedelta

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.accounts.models import Person
from app.accounts.tokens import LASTS, Purpose, make_token
from app.shared.mail import Message
from app.shared.settings import settings


def address_of(endpoint: str, **values: object) -> str:
    """The whole address of a page, as AULA_BASE_URL has it: never as a request's Host header says."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return settings().base_url.rstrip("/") + path


def link(person: Person, purpose: Purpose) -> str:
    """A link that works once, while it lasts, for this account."""
    endpoint = {
        Purpose.CONFIRM: "accounts.confirm",
        Purpose.RESET: "accounts.new_password",
        Purpose.INVITE: "accounts.accept_invitation",
    }[purpose]
    token = make_token(settings().secret, purpose, person.id, person.session_key, person.password_hash)
    return address_of(endpoint, token=token)


def confirmation(person: Person) -> Message:
    """Asks to confirm a new account. Names nobody: a stranger may have typed the name."""
    return _write(
        person.email,
        person.locale,
        lambda: _("Confirma tu cuenta"),
        lambda: (
            _("Alguien abrió una cuenta de Aula Norte con este correo."),
            _("Si fuiste tú, confírmala aquí:"),
            link(person, Purpose.CONFIRM),
            _expiry(LASTS[Purpose.CONFIRM]),
            _("Si no fuiste tú, no hagas nada: sin tu confirmación la cuenta no sirve."),
        ),
    )


def already_registered(person: Person) -> Message:
    """Tells somebody who registers again that they have an account."""
    return _to_person(
        person,
        lambda: _("Ya tienes una cuenta"),
        lambda: (
            _("Alguien intentó abrir una cuenta de Aula Norte con este correo, pero ya tienes una."),
            _("Entra aquí:"),
            address_of("accounts.sign_in"),
            _("Si no recuerdas tu contraseña, pide otra:"),
            address_of("accounts.forgotten_password"),
            _("Si no fuiste tú, no hagas nada: tu cuenta está igual."),
        ),
    )


def closed_account(person: Person) -> Message:
    """Tells somebody who tries to come back that their account is closed."""
    return _to_person(
        person,
        lambda: _("Tu cuenta está cerrada"),
        lambda: (
            _("Alguien intentó usar este correo en Aula Norte. La cuenta está cerrada."),
            _("Si quieres abrirla de nuevo, pídelo a la administración de tu organización."),
        ),
    )


def unknown_address(email: str, locale: str) -> Message:
    """Tells an address without an account that it has none."""
    return _write(
        email,
        locale,
        lambda: _("No hay una cuenta con este correo"),
        lambda: (
            _("Alguien pidió una contraseña nueva en Aula Norte con este correo, pero no hay una cuenta con él."),
            _("Si fuiste tú, quizá te registraste con otro correo. También puedes abrir una cuenta:"),
            address_of("accounts.register"),
        ),
    )


def new_password(person: Person) -> Message:
    """Lets somebody choose a new password."""
    return _to_person(
        person,
        lambda: _("Elige una contraseña nueva"),
        lambda: (
            _("Alguien pidió una contraseña nueva para tu cuenta de Aula Norte."),
            _("Si fuiste tú, elígela aquí:"),
            link(person, Purpose.RESET),
            _expiry(LASTS[Purpose.RESET]),
            _("Si no fuiste tú, no hagas nada: tu contraseña sigue siendo la misma."),
        ),
    )


def password_changed(person: Person) -> Message:
    """Tells somebody that their password changed, in case it was not them."""
    return _to_person(
        person,
        lambda: _("Tu contraseña cambió"),
        lambda: (
            _("La contraseña de tu cuenta de Aula Norte acaba de cambiar."),
            _("Si no fuiste tú, elige otra de inmediato:"),
            address_of("accounts.forgotten_password"),
        ),
    )


def invitation(person: Person) -> Message:
    """Invites somebody to an account that an administrator prepared."""
    return _to_person(
        person,
        lambda: _("Te invitaron a Aula Norte"),
        lambda: (
            _("Tienes una cuenta lista en Aula Norte, la plataforma de capacitación de la Región Norte."),
            _("Elige tu contraseña aquí:"),
            link(person, Purpose.INVITE),
            _expiry(LASTS[Purpose.INVITE]),
        ),
    )


def _expiry(lasts: timedelta) -> str:
    if lasts < timedelta(days=1):
        hours = int(lasts.total_seconds() // 3600)
        return str(
            ngettext(
                "El enlace sirve una sola vez, durante %(num)d hora.",
                "El enlace sirve una sola vez, durante %(num)d horas.",
                hours,
            )
        )
    return str(
        ngettext(
            "El enlace sirve una sola vez, durante %(num)d día.",
            "El enlace sirve una sola vez, durante %(num)d días.",
            lasts.days,
        )
    )


def _to_person(person: Person, subject: Callable[[], str], paragraphs: Callable[[], tuple[str, ...]]) -> Message:
    """A letter that begins with the person's name, where it is not one that a stranger may have typed."""

    def greeted() -> tuple[str, ...]:
        return (_("Hola, %(name)s:", name=person.name), *paragraphs())

    return _write(person.email, person.locale, subject, greeted if _has_own_name(person) else paragraphs)


def _has_own_name(person: Person) -> bool:
    """Whether the address confirmed the account, or an administrator prepared it: it has no password until then."""
    return person.confirmed_at is not None or person.password_hash is None


def _write(email: str, locale: str, subject: Callable[[], str], paragraphs: Callable[[], tuple[str, ...]]) -> Message:
    with force_locale(locale):
        text = "\n\n".join((*paragraphs(), "Aula Norte")) + "\n"
        return Message(email, subject(), text)
