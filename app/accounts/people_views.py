"""Pages on which administrators find people and invite them."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts import people_operations as operations
from app.accounts.access import admins
from app.accounts.blueprint import bp
from app.accounts.forms import organisation_choices
from app.accounts.identity import Scope, the_user
from app.accounts.models import Organisation, Role
from app.accounts.organisations import open_organisations, organisations_among
from app.accounts.people_forms import ROLES, InviteForm, SearchForm, scope_choices
from app.accounts.people_queries import AuditRow, PersonRow, Search, people_page
from app.accounts.today import today
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.paging import Slice, Turn

SEARCHED = "people_search"
"""Where the session keeps what is searched for: a name does not belong in an address."""


@bp.route("/personas", methods=["GET", "POST"])
@admins
def people() -> ResponseReturnValue:
    """The people an administrator manages, narrowed by name, organisation and role."""
    search = _search()
    scope = admin_scope()
    organisations = organisations_among(db.session(), None if scope.region else scope.organisations)
    form = SearchForm(organisation_choices(organisations, today()), search)
    if form.validate_on_submit():
        session[SEARCHED] = (form.text.data or "").strip()
        chosen: dict[str, Any] = {"organizacion": form.organisation.data or None, "rol": form.role.data or None}
        return redirect(url_for("accounts.people", **chosen))
    page = people_page(
        db.session(),
        scope,
        search,
        on=today(),
        after=request.args.get("despues", type=int),
        before=request.args.get("antes", type=int),
    )
    return render_template(
        "accounts/people.html",
        form=form,
        search=search,
        people=page.rows,
        turn=turn("accounts.people", page, _label(len(page.rows))),
        roles=ROLES,
    )


@bp.route("/personas/todas", methods=["POST"])
@admins
def everybody() -> ResponseReturnValue:
    """Forget what was searched for."""
    session.pop(SEARCHED, None)
    return redirect(url_for("accounts.people"))


@bp.route("/personas/invitar", methods=["GET", "POST"])
@admins
def invite_person() -> ResponseReturnValue:
    """Prepare an account and invite its owner by mail."""
    scope = admin_scope()
    manageable = manageable_organisations(scope)
    form = InviteForm(
        organisation_choices(manageable, today(), empty=_("Elige una organización")),
        scope_choices(manageable, today(), region=scope.region),
    )
    if form.validate_on_submit():
        try:
            with transaction() as db_session:
                person = operations.invite(
                    db_session,
                    the_user(),
                    name=str(form.name.data),
                    email=str(form.email.data),
                    organisation_id=form.organisation_id,
                    grants=form.grants,
                    now=now(),
                )
        except operations.AddressTakenError as taken:
            form.email.errors = [str(taken.message)]
        else:
            flash(_("Enviamos la invitación."), "success")
            return redirect(url_for("accounts.person", person_id=person.id))
    return render_template("accounts/invite_person.html", form=form), 422 if form.errors else 200


def turn(endpoint: str, page: Slice[PersonRow] | Slice[AuditRow], label: str) -> Turn:
    """The addresses beside a page of a list, with the filters of this one."""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name not in ("antes", "despues")}
    ids = [row.id for row in page.rows]
    return Turn(
        url_for(endpoint, **kept, antes=ids[0]) if page.has_previous and ids else "",
        url_for(endpoint, **kept, despues=ids[-1]) if page.has_next and ids else "",
        label,
    )


def _label(n: int) -> str:
    return str(ngettext("%(num)d persona en esta página", "%(num)d personas en esta página", n))


def admin_scope() -> Scope:
    """Where whoever asks may administer."""
    return the_user().scope(Role.ADMIN)


def _search() -> Search:
    role = request.args.get("rol", "")
    return Search(
        text=str(session.get(SEARCHED, "")),
        organisation_id=request.args.get("organizacion", type=int),
        role=Role(role) if role in list(Role) else None,
    )


def manageable_organisations(scope: Scope) -> Sequence[Organisation]:
    """The open organisations within an administrator's scope."""
    return [held for held in open_organisations(db.session(), today()) if scope.covers(held.id)]
