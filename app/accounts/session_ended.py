"""What somebody is told whose session is over, or whose form is not one that we gave them."""

from urllib.parse import urlsplit

from flask import current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from app.accounts.carried import Carried, carried_now, carried_through, comes_from_this_site, this_path
from app.accounts.forms import SignInForm
from app.accounts.identity import somebody
from app.accounts.return_path import local_path
from app.web.errors import error_page

SIGN_IN = "accounts.sign_in"


def answer_visitor() -> ResponseReturnValue:
    """The answer to somebody not signed in who asks for a page that needs it.

    A page is asked for again after signing in; a form comes along with the sign-in page.
    """
    if wants_json():
        return jsonify(message=_("Tu sesión terminó. Entra de nuevo para continuar.")), 401
    if request.method in ("GET", "HEAD"):
        return redirect(url_for(SIGN_IN, next=this_path()))
    return ask_to_sign_in(carried_now() if comes_from_this_site() else None)


def refuse_form(error: CSRFError) -> ResponseReturnValue:
    """The answer to a form without a valid token: its session ended, or another site sent it."""
    if not comes_from_this_site():
        return _explain()
    if request.endpoint == SIGN_IN:
        return _sign_in_again()
    view = current_app.view_functions[request.endpoint or ""]
    if not somebody().is_authenticated and getattr(view, "access", "public") != "public":
        return answer_visitor()
    carried = carried_now()
    if somebody().is_authenticated and carried is not None and not wants_json():
        return give_back(carried)
    return _explain()


def ask_to_sign_in(carried: Carried | None) -> ResponseReturnValue:
    """The sign-in page in place of what was asked for, with the form that was sent."""
    form = SignInForm(formdata=None, next=_path_of_referrer())
    return render_template("accounts/sign_in.html", form=form, carried=carried, ended=True), 401


def give_back(carried: Carried) -> ResponseReturnValue:
    """The page from which a carried form goes on to where it was going."""
    return render_template("accounts/recover_form.html", carried=carried)


def wants_json() -> bool:
    """Whether a script asks, not a reader."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"] or request.is_json


def _sign_in_again() -> ResponseReturnValue:
    """A sign-in page that lay open until its own session was gone: nothing typed or carried is lost."""
    carried = carried_through(request.form)
    back = local_path(request.form.get("next")) or ""
    if somebody().is_authenticated:
        return give_back(carried) if carried else redirect(back or url_for(SIGN_IN))
    form = SignInForm(formdata=None, email=request.form.get("email", ""), next=back)
    form.form_errors.append(_("La página estuvo abierta mucho tiempo. Escribe otra vez tu contraseña."))
    return render_template("accounts/sign_in.html", form=form, carried=carried, ended=False), 400


def _explain() -> ResponseReturnValue:
    text = _(
        "La página estuvo abierta mucho tiempo o tu navegador no acepta cookies. "
        "Vuelve a la página anterior, recárgala y envía otra vez el formulario."
    )
    if wants_json():
        return jsonify(message=text), 400
    return error_page(400, _("No pudimos recibir el formulario"), text)


def _path_of_referrer() -> str:
    """The page on which a form stood, where it was one of ours."""
    parts = urlsplit(request.referrer or "")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return (local_path(path) or "") if parts.netloc == request.host else ""
