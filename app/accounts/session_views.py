"""Signing in, signing out, and the language of the pages."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import passwords
from app.accounts.blueprint import bp
from app.accounts.carried import carried_through
from app.accounts.forms import SignInForm
from app.accounts.identity import Identity, somebody
from app.accounts.operations import choose_language as keep_language
from app.accounts.operations import keep_password
from app.accounts.operations import sign_out as end_every_session
from app.accounts.privacy import NoticeMissingError, notice_in_force
from app.accounts.queries import Credentials, has_read_notice
from app.accounts.return_path import local_path
from app.accounts.session_ended import give_back
from app.accounts.signing_in import authenticate, end_session, keep_locale, start_session
from app.accounts.throttle import limit_failed_sign_ins
from app.shared.db import db, transaction
from app.web.access import public
from app.web.i18n import LOCALES
from app.web.limits import SIGN_IN, limiter, was_refused


@bp.route("/entrar", methods=["GET", "POST"])
@limiter.limit(SIGN_IN, methods=["POST"], deduct_when=was_refused)
@limit_failed_sign_ins
@public
def sign_in() -> ResponseReturnValue:
    """Sign in with address and password, and go on to where the visitor was going."""
    if request.method == "GET" and somebody().is_authenticated:
        return redirect(local_path(request.args.get("next")) or home())
    form = SignInForm(next=request.args.get("next", ""))
    carried = carried_through(request.form)
    if form.validate_on_submit():
        found = authenticate(db.session(), str(form.email.data), str(form.password.data))
        if found is not None:
            _rehash_if_old(found, str(form.password.data))
            user = start_session(found.session_key)
            return give_back(carried) if carried else welcome(user, form.next.data)
        form.form_errors.append(
            _("El correo o la contraseña no coinciden, o falta confirmar la cuenta desde tu correo.")
        )
    status = 422 if form.errors else 200
    return render_template("accounts/sign_in.html", form=form, carried=carried, ended=False), status


def welcome(user: Identity, back: str | None) -> ResponseReturnValue:
    """Where somebody goes who just came in: the notice they have not read, else where they were going."""
    target = local_path(back) or home()
    try:
        notice = notice_in_force(db.session())
    except NoticeMissingError:
        return redirect(target)
    if has_read_notice(db.session(), user.id, notice.version):
        return redirect(target)
    return redirect(url_for("accounts.new_privacy_notice", next=target))


def home() -> str:
    """The first page of somebody signed in."""
    return url_for("credentials.my_classroom")


def _rehash_if_old(found: Credentials, password: str) -> None:
    kept = found.password_hash
    if kept is not None and passwords.needs_rehash(kept):
        rehashed = passwords.hashed(password)
        with transaction() as session:
            keep_password(session, found.person_id, kept, rehashed)


@bp.route("/salir", methods=["POST"])
@public
def sign_out() -> ResponseReturnValue:
    """End the person's sessions, on every device: a copy of this browser's cookie opens nothing."""
    user = somebody()
    if user.id is not None:
        with transaction() as session:
            end_every_session(session, user.id)
    end_session()
    if user.id is None:
        flash(_("Tu sesión ya había terminado."), "info")
    else:
        flash(_("Cerraste tu sesión en todos tus dispositivos."), "success")
    return redirect(url_for("accounts.sign_in"))


@bp.route("/idioma", methods=["POST"])
@public
def choose_language() -> ResponseReturnValue:
    """Keep a language in the account, or in the session of somebody who has none."""
    chosen = request.form.get("locale", "")
    if chosen in LOCALES:
        user = somebody()
        if user.id is not None:
            with transaction() as session:
                keep_language(session, user.id, chosen)
        keep_locale(chosen)
    return redirect(local_path(request.form.get("next")) or "/")
