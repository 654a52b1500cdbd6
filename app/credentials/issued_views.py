"""Pages of administrators: the certificates of their people, and how one is replaced or revoked."""

from datetime import datetime
from functools import partial
from typing import Protocol

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.access import admins
from app.accounts.identity import Scope, the_user
from app.accounts.models import Role
from app.credentials.blueprint import bp
from app.credentials.forms import EndingForm, SearchForm
from app.credentials.models import Credential
from app.credentials.office import office
from app.credentials.operations import replace, revoke
from app.credentials.queries import IssuedRow, credential_within, issued_page
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.errors import DomainError
from app.shared.paging import Slice, Turn

SEARCHED = "credentials_search"
"""Where the session keeps what is searched for: a name does not belong in an address."""


class Ending(Protocol):
    """An operation that ends a certificate."""

    def __call__(
        self, session: Session, credential: Credential, reason: str, *, by_id: int | None, now: datetime
    ) -> object: ...


@bp.route("/constancias", methods=["GET", "POST"])
@admins
def issued() -> ResponseReturnValue:
    """The certificates of the people whom an administrator manages, narrowed by folio, name or address."""
    search = str(session.get(SEARCHED, ""))
    form = SearchForm(text=search)
    if form.validate_on_submit():
        session[SEARCHED] = (form.text.data or "").strip()
        return redirect(url_for("credentials.issued"))
    page = issued_page(
        db.session(),
        _scope(),
        search,
        after=request.args.get("despues", type=int),
        before=request.args.get("antes", type=int),
    )
    shown = render_template("credentials/issued.html", form=form, page=page, search=search, turn=_turn(page))
    return shown, 422 if form.errors else 200


@bp.post("/constancias/todas")
@admins
def everybody() -> ResponseReturnValue:
    """Forget what was searched for."""
    session.pop(SEARCHED, None)
    return redirect(url_for("credentials.issued"))


@bp.route("/constancias/<folio>/revocar", methods=["GET", "POST"])
@admins
def revoke_one(folio: str) -> ResponseReturnValue:
    """Revoke a certificate, with a reason."""
    return _end(folio, revoke, "credentials/revoke.html", _("La constancia quedó revocada."))


@bp.route("/constancias/<folio>/sustituir", methods=["GET", "POST"])
@admins
def replace_one(folio: str) -> ResponseReturnValue:
    """Replace a certificate by one with the person's present name, with a reason."""
    done = _("Se emitió una constancia nueva que sustituye a esta.")
    return _end(folio, partial(replace, office=office()), "credentials/replace.html", done)


def _end(folio: str, ending: Ending, template: str, done: str) -> ResponseReturnValue:
    credential = credential_within(db.session(), _scope(), folio) or abort(404)
    form = EndingForm()
    if form.validate_on_submit():
        try:
            with transaction() as db_session:
                held = credential_within(db_session, _scope(), folio) or abort(404)
                ending(db_session, held, form.reason.data.strip(), by_id=the_user().id, now=now())
        except DomainError as refusal:
            flash(str(refusal.message), "error")
        else:
            flash(done, "success")
        return redirect(url_for("credentials.show", folio=folio))
    return render_template(template, form=form, credential=credential), 422 if form.errors else 200


def _scope() -> Scope:
    return the_user().scope(Role.ADMIN)


def _turn(page: Slice[IssuedRow]) -> Turn:
    ids = [row.id for row in page.rows]
    return Turn(
        previous_url=url_for("credentials.issued", antes=ids[0]) if page.has_previous and ids else "",
        next_url=url_for("credentials.issued", despues=ids[-1]) if page.has_next and ids else "",
        label=_("Las más recientes primero"),
    )
