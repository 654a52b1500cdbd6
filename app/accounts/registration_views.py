"""Opening an account, and coming back to one whose password was forgotten, by mailed links."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import passwords
from app.accounts.blueprint import bp
from app.accounts.forms import (
    AddressForm,
    ConfirmForm,
    InvitationForm,
    PasswordForm,
    RegistrationForm,
    organisation_choices,
)
from app.accounts.identity import somebody
from app.accounts.models import Sex
from app.accounts.operations import LinkUsedError, ask_for_new_password, reset_password
from app.accounts.operations import accept_invitation as accept
from app.accounts.operations import confirm as confirm_account
from app.accounts.operations import register as register_person
from app.accounts.organisations import open_organisations
from app.accounts.privacy import NoticeMissingError, notice_in_force
from app.accounts.queries import Linked, linked_by_token
from app.accounts.session_views import home, welcome
from app.accounts.signing_in import start_session
from app.accounts.throttle import limit_letters
from app.accounts.today import today
from app.accounts.tokens import Purpose
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.settings import settings
from app.web.access import public
from app.web.errors import error_page
from app.web.i18n import locale
from app.web.limits import REGISTRATION, SIGN_IN, limiter


@bp.route("/registro", methods=["GET", "POST"])
@limiter.limit(REGISTRATION, methods=["POST"])
@limit_letters
@public
def register() -> ResponseReturnValue:
    """Open an account. Whatever the address, the answer is the same and a mail tells the rest."""
    if somebody().is_authenticated:
        return redirect(home())
    notice = notice_in_force(db.session())
    choices = organisation_choices(open_organisations(db.session(), today()), today(), empty=_("Elige tu organización"))
    form = RegistrationForm(choices, notice.version)
    if form.validate_on_submit():
        registration = form.registration(locale())
        with transaction() as session:
            register_person(session, registration, now=now())
        return redirect(url_for("accounts.registered"))
    form.notice_version.data = notice.version
    return render_template("accounts/register.html", form=form, notice=notice), 422 if form.errors else 200


@bp.route("/registro/enviado")
@public
def registered() -> ResponseReturnValue:
    """Says to look into the mail."""
    return render_template("accounts/registered.html")


@bp.route("/confirmar/<token>", methods=["GET", "POST"])
@limiter.limit(SIGN_IN, methods=["POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """Confirm an account with its password, and come in. Opening the page confirms nothing."""
    linked = _linked(Purpose.CONFIRM, token)
    if linked is None:
        return _link_gone()
    form = ConfirmForm()
    if form.validate_on_submit():
        if passwords.matches(linked.password_hash, str(form.password.data)):
            with transaction() as session:
                person = confirm_account(session, linked, now=now())
            user = start_session(person.session_key)
            flash(_("Tu cuenta está lista."), "success")
            return welcome(user, None)
        form.password.errors = [_("No es la contraseña con la que se abrió esta cuenta.")]
    status = 422 if form.errors else 200
    return render_template("accounts/confirm.html", form=form, person=linked), status


@bp.route("/clave/olvidada", methods=["GET", "POST"])
@limiter.limit(REGISTRATION, methods=["POST"])
@limit_letters
@public
def forgotten_password() -> ResponseReturnValue:
    """Ask for a link to choose a new password. The answer is the same for every address."""
    form = AddressForm()
    if form.validate_on_submit():
        with transaction() as session:
            ask_for_new_password(session, str(form.email.data), locale=locale())
        return redirect(url_for("accounts.password_sent"))
    status = 422 if form.errors else 200
    return render_template("accounts/forgotten_password.html", form=form), status


@bp.route("/clave/enviada")
@public
def password_sent() -> ResponseReturnValue:
    """Says to look into the mail."""
    return render_template("accounts/password_sent.html")


@bp.route("/clave/nueva/<token>", methods=["GET", "POST"])
@limiter.limit(SIGN_IN, methods=["POST"])
@public
def new_password(token: str) -> ResponseReturnValue:
    """Choose a new password through a mailed link, and come in."""
    linked = _linked(Purpose.RESET, token)
    if linked is None:
        return _link_gone()
    form = PasswordForm(owner_email=linked.email, owner_name=linked.name)
    if form.validate_on_submit():
        kept = form.password_hash
        with transaction() as session:
            person = reset_password(session, linked, kept, now=now())
        user = start_session(person.session_key)
        flash(_("Cambiaste tu contraseña. Cerramos tu sesión en los demás dispositivos."), "success")
        return welcome(user, None)
    return render_template("accounts/new_password.html", form=form), 422 if form.errors else 200


@bp.route("/invitacion/<token>", methods=["GET", "POST"])
@limiter.limit(SIGN_IN, methods=["POST"])
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    """Choose the password of an account that an administrator prepared, and come in."""
    linked = _linked(Purpose.INVITE, token)
    if linked is None:
        return _link_gone()
    notice = notice_in_force(db.session())
    form = InvitationForm(owner_email=linked.email, owner_name=linked.name)
    if form.validate_on_submit():
        kept = form.password_hash
        sex = Sex(form.sex.data)
        with transaction() as session:
            person = accept(session, linked, kept, sex=sex, notice_version=notice.version, now=now())
        user = start_session(person.session_key)
        flash(_("Tu cuenta está lista."), "success")
        return welcome(user, None)
    status = 422 if form.errors else 200
    page = render_template("accounts/accept_invitation.html", form=form, person=linked, notice=notice)
    return page, status


@bp.errorhandler(NoticeMissingError)
def notice_missing(missing: NoticeMissingError) -> ResponseReturnValue:
    """Without a notice nobody is asked for data."""
    return error_page(503, _("Falta el aviso de privacidad"), str(missing.message))


@bp.errorhandler(LinkUsedError)
def link_used(used: LinkUsedError) -> ResponseReturnValue:
    """The link was answered twice at once."""
    return _link_gone()


def _linked(purpose: Purpose, token: str) -> Linked | None:
    return linked_by_token(db.session(), settings().secret, purpose, token)


def _link_gone() -> ResponseReturnValue:
    return render_template("accounts/link_gone.html", path=request.path), 410
