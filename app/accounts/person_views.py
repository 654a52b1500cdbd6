"""The page of one person, for administrators: account, roles, and what was done to them."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import people_operations as operations
from app.accounts.access import admins
from app.accounts.blueprint import bp
from app.accounts.forms import ActForm
from app.accounts.identity import the_user
from app.accounts.models import Person
from app.accounts.organisations import short_names
from app.accounts.people_forms import ROLES, RoleForm, scope_choices
from app.accounts.people_queries import audit_of_person, person_within, state_of
from app.accounts.people_views import admin_scope, manageable_organisations
from app.accounts.queries import open_grants
from app.accounts.today import today
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.errors import DomainError


@bp.route("/personas/<int:person_id>")
@admins
def person(person_id: int) -> ResponseReturnValue:
    """One person: account, roles, and what was done to them."""
    return _person_page(_found(person_id), _role_form())


@bp.route("/personas/<int:person_id>/roles", methods=["POST"])
@admins
def give_role(person_id: int) -> ResponseReturnValue:
    """Give a person a role."""
    found = _found(person_id)
    form = _role_form()
    if form.validate_on_submit():
        try:
            with transaction() as db_session:
                grant = form.grant
                operations.give_role(db_session, the_user(), person_id, grant.role, grant.organisation_id, now=now())
        except DomainError as refusal:
            form.form_errors.append(str(refusal.message))
        else:
            flash(_("La persona tiene el rol desde ahora."), "success")
            return redirect(url_for("accounts.person", person_id=person_id))
    return _person_page(found, form)


@bp.route("/personas/<int:person_id>/roles/<int:grant_id>/quitar", methods=["POST"])
@admins
def take_role(person_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role from a person."""
    _found(person_id)
    with transaction() as db_session:
        operations.take_role(db_session, the_user(), person_id, grant_id, now=now())
    flash(_("Quitaste el rol."), "success")
    if person_id == the_user().id:
        return redirect(url_for("accounts.profile"))
    return redirect(url_for("accounts.person", person_id=person_id))


@bp.route("/personas/<int:person_id>/invitacion", methods=["POST"])
@admins
def resend_invitation(person_id: int) -> ResponseReturnValue:
    """Send the invitation again."""
    _found(person_id)
    with transaction() as db_session:
        operations.resend_invitation(db_session, the_user(), person_id, now=now())
    flash(_("Enviamos otra invitación. El enlace anterior ya no sirve."), "success")
    return redirect(url_for("accounts.person", person_id=person_id))


@bp.route("/personas/<int:person_id>/cerrar", methods=["GET", "POST"])
@admins
def close_account(person_id: int) -> ResponseReturnValue:
    """Ask whether to close an account, and close it."""
    found = _found(person_id)
    form = ActForm()
    if form.validate_on_submit():
        try:
            with transaction() as db_session:
                operations.close_account(db_session, the_user(), person_id, now=now())
        except DomainError as refusal:
            form.form_errors.append(str(refusal.message))
        else:
            flash(_("Cerraste la cuenta."), "success")
            return redirect(url_for("accounts.people"))
    status = 422 if form.errors else 200
    return render_template("accounts/close_account.html", person=found, form=form), status


@bp.route("/personas/<int:person_id>/abrir", methods=["POST"])
@admins
def reopen_account(person_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    _found(person_id)
    with transaction() as db_session:
        operations.reopen_account(db_session, the_user(), person_id, now=now())
    flash(_("La cuenta está abierta otra vez, sin roles."), "success")
    return redirect(url_for("accounts.person", person_id=person_id))


def _found(person_id: int) -> Person:
    return person_within(db.session(), admin_scope(), person_id) or abort(404)


def _role_form() -> RoleForm:
    scope = admin_scope()
    return RoleForm(scope_choices(manageable_organisations(scope), today(), region=scope.region))


def _person_page(found: Person, form: RoleForm) -> ResponseReturnValue:
    session = db.session()
    scope = admin_scope()
    grants = open_grants(session, found.id)
    ids = {found.organisation_id, *(grant.organisation_id for grant in grants if grant.organisation_id)}
    page = render_template(
        "accounts/person.html",
        person=found,
        state=state_of(found),
        grants=grants,
        names=short_names(session, ids, today()),
        mine={grant.id for grant in grants if scope.reaches(grant.organisation_id)},
        myself=found.id == the_user().id,
        roles=ROLES,
        form=form,
        act=ActForm(formdata=None),
        entries=audit_of_person(session, found.id, on=today()),
    )
    return page, 422 if form.errors else 200
