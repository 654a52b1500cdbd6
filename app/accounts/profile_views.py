"""One's own account, and the privacy notice."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import passwords
from app.accounts.access import signed_in
from app.accounts.blueprint import bp
from app.accounts.forms import ActForm, ChangePasswordForm, ProfileForm, organisation_choices
from app.accounts.identity import the_user
from app.accounts.operations import accept_notice, change_profile
from app.accounts.operations import change_password as set_password
from app.accounts.operations import sign_out_everywhere as end_every_session
from app.accounts.organisations import organisations_to_choose
from app.accounts.privacy import notice_in_force
from app.accounts.queries import last_notice_read, person_by_id
from app.accounts.return_path import local_path
from app.accounts.session_views import home
from app.accounts.signing_in import continue_session, keep_locale, start_session
from app.accounts.today import today
from app.shared.clock import now
from app.shared.db import db, transaction
from app.web.access import public
from app.web.limits import SIGN_IN, limiter


@bp.route("/mi-cuenta", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    """What the account holds, and the form to change it."""
    session = db.session()
    person = person_by_id(session, the_user().id)
    choices = organisation_choices(organisations_to_choose(session, today(), person.organisation_id), today())
    form = ProfileForm(
        choices,
        name=person.name,
        organisation=str(person.organisation_id),
        sex=person.sex.value,
        language=person.locale,
    )
    if form.validate_on_submit():
        with transaction() as writing:
            change_profile(writing, the_user().id, form.profile, now=now())
        keep_locale(form.profile.locale)
        flash(_("Guardamos tus datos."), "success")
        return redirect(url_for("accounts.profile"))
    read = last_notice_read(session, person.id)
    page = render_template("accounts/profile.html", form=form, person=person, read=read, act=ActForm())
    return page, 422 if form.errors else 200


@bp.route("/mi-cuenta/clave", methods=["GET", "POST"])
@limiter.limit(SIGN_IN, methods=["POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """Change the password, which asks for the present one and ends the other sessions."""
    person = person_by_id(db.session(), the_user().id)
    form = ChangePasswordForm(owner_email=person.email, owner_name=person.name)
    if form.validate_on_submit():
        if passwords.matches(person.password_hash, str(form.present.data)):
            kept = form.password_hash
            with transaction() as session:
                changed = set_password(session, person.id, kept, now=now())
            start_session(changed.session_key)
            flash(_("Cambiaste tu contraseña. Cerramos tu sesión en los demás dispositivos."), "success")
            return redirect(url_for("accounts.profile"))
        form.present.errors = [_("Esa no es tu contraseña actual.")]
    return render_template("accounts/change_password.html", form=form), 422 if form.errors else 200


@bp.route("/mi-cuenta/sesiones", methods=["POST"])
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every other session of the person; this browser stays."""
    with transaction() as session:
        person = end_every_session(session, the_user().id, now=now())
    continue_session(person.session_key)
    flash(_("Cerramos tu sesión en todos los demás dispositivos."), "success")
    return redirect(url_for("accounts.profile"))


@bp.route("/privacidad")
@public
def privacy_notice() -> ResponseReturnValue:
    """The privacy notice in force, simplified and whole."""
    return render_template("accounts/privacy_notice.html", notice=notice_in_force(db.session()))


@bp.route("/privacidad/nueva", methods=["GET", "POST"])
@signed_in
def new_privacy_notice() -> ResponseReturnValue:
    """The notice that a person has not been shown yet, once after signing in."""
    notice = notice_in_force(db.session())
    form = ActForm()
    back = local_path(request.values.get("next")) or home()
    if form.validate_on_submit():
        with transaction() as session:
            accept_notice(session, the_user().id, notice.version, now=now())
        return redirect(back)
    return render_template("accounts/new_privacy_notice.html", notice=notice, form=form, back=back)
