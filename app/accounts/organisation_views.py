"""Pages on which the region's administrators keep organisations, their names and who signs for them."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import organisation_operations as operations
from app.accounts.access import admins
from app.accounts.blueprint import bp
from app.accounts.identity import Identity, the_user
from app.accounts.models import Organisation, Role
from app.accounts.organisation_forms import (
    KINDS,
    NamingForm,
    NewOrganisationForm,
    SignatoryForm,
    facts_form,
    signatory_form,
)
from app.accounts.organisations import (
    STATES,
    every_organisation,
    find_organisation,
    find_signatory,
    is_open,
    name_on,
    predecessors,
    signatories,
    successors,
)
from app.accounts.today import today
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.errors import DomainError


def _actor() -> Identity:
    user = the_user()
    return user if user.scope(Role.ADMIN).region else abort(403)


def _found(organisation_id: int) -> Organisation:
    return find_organisation(db.session(), organisation_id) or abort(404)


@bp.route("/organizaciones")
@admins
def organisations() -> ResponseReturnValue:
    """Every organisation, by state, under the name it has today."""
    _actor()
    return render_template(
        "accounts/organisations.html",
        rows=[
            (organisation, name_on(organisation, today()), is_open(organisation, today()))
            for organisation in every_organisation(db.session())
        ],
        kinds=KINDS,
        states=STATES,
    )


@bp.route("/organizaciones/nueva", methods=["GET", "POST"])
@admins
def new_organisation() -> ResponseReturnValue:
    """Add an organisation."""
    actor = _actor()
    form = NewOrganisationForm()
    form.choose_from(every_organisation(db.session()), today())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                added = operations.add_organisation(session, actor, form.naming, form.facts, now=now())
        except DomainError as refusal:
            form.form_errors.append(str(refusal.message))
        else:
            flash(_("Agregaste la organización."), "success")
            return redirect(url_for("accounts.organisation", organisation_id=added.id))
    return render_template("accounts/new_organisation.html", form=form), 422 if form.errors else 200


@bp.route("/organizaciones/<int:organisation_id>", methods=["GET", "POST"])
@admins
def organisation(organisation_id: int) -> ResponseReturnValue:
    """One organisation: its facts, which can be changed here, its names and who signs for it."""
    actor = _actor()
    session = db.session()
    found = _found(organisation_id)
    form = facts_form(found, predecessors(session, found.id), successors(session, found.id))
    form.choose_from((other for other in every_organisation(session) if other.id != found.id), today())
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                operations.change_organisation(writing, actor, organisation_id, form.facts, now=now())
        except DomainError as refusal:
            form.form_errors.append(str(refusal.message))
        else:
            flash(_("Guardamos los datos de la organización."), "success")
            return redirect(url_for("accounts.organisation", organisation_id=organisation_id))
    page = render_template(
        "accounts/organisation.html",
        organisation=found,
        name=name_on(found, today()),
        form=form,
        signatories=signatories(db.session(), organisation_id),
    )
    return page, 422 if form.errors else 200


@bp.route("/organizaciones/<int:organisation_id>/nombres", methods=["GET", "POST"])
@admins
def name_organisation(organisation_id: int) -> ResponseReturnValue:
    """Record a new name; the one before ends the day before it begins."""
    actor = _actor()
    found = _found(organisation_id)
    form = NamingForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                operations.name_organisation(session, actor, organisation_id, form.naming, now=now())
        except DomainError as refusal:
            form.valid_from.errors = [str(refusal.message)]
        else:
            flash(_("Registramos el nombre nuevo."), "success")
            return redirect(url_for("accounts.organisation", organisation_id=organisation_id))
    page = render_template(
        "accounts/name_organisation.html", form=form, organisation=found, name=name_on(found, today())
    )
    return page, 422 if form.errors else 200


@bp.route("/organizaciones/<int:organisation_id>/firmas/nueva", methods=["GET", "POST"])
@admins
def add_signatory(organisation_id: int) -> ResponseReturnValue:
    """Add somebody who signs certificates."""
    actor = _actor()
    found = _found(organisation_id)
    form = signatory_form(None)
    if form.validate_on_submit():
        with transaction() as session:
            operations.add_signatory(session, actor, organisation_id, form.signing, now=now())
        flash(_("Agregaste a quien firma."), "success")
        return redirect(url_for("accounts.organisation", organisation_id=organisation_id))
    return _signatory_page(form, found, new=True)


@bp.route("/organizaciones/<int:organisation_id>/firmas/<int:signatory_id>", methods=["GET", "POST"])
@admins
def change_signatory(organisation_id: int, signatory_id: int) -> ResponseReturnValue:
    """Correct who signs certificates, or set their last day."""
    actor = _actor()
    found = _found(organisation_id)
    held = find_signatory(db.session(), organisation_id, signatory_id) or abort(404)
    form = signatory_form(held)
    if form.validate_on_submit():
        with transaction() as session:
            operations.change_signatory(session, actor, held, form.signing, now=now())
        flash(_("Guardamos los datos de quien firma."), "success")
        return redirect(url_for("accounts.organisation", organisation_id=organisation_id))
    return _signatory_page(form, found, new=False)


def _signatory_page(form: SignatoryForm, found: Organisation, *, new: bool) -> ResponseReturnValue:
    page = render_template(
        "accounts/signatory.html", form=form, organisation=found, name=name_on(found, today()), new=new
    )
    return page, 422 if form.errors else 200
