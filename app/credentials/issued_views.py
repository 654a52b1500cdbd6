"""Pages of administrators: the certificates of their people, and how one is replaced or revoked."""

from datetime import datetime
from functools import partial
from typing import Any, Protocol

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.accounts.access import admins
from app.accounts.identity import Scope, the_user
from app.accounts.models import Role
from app.credentials.blueprint import bp
from app.credentials.forms import EndingForm
from app.credentials.models import Credential
from app.credentials.office import office
from app.credentials.operations import replace, revoke
from app.credentials.queries import IssuedRow, credential_within, issued_page
from app.shared.clock import now
from app.shared.db import db, transaction
from app.shared.errors import DomainError
from app.shared.paging import Slice, Turn

SEARCH_CHARS = 120


class Ending(Protocol):
    """An operation that ends a certificate."""

    def __call__(
        self, session: Session, credential: Credential, reason: str, *, by_id: int | None, now: datetime
    ) -> object: ...


@bp.route("/constancias")
@admins
def issued() -> ResponseReturnValue:
    """The certificates of the people whom an administrator manages."""
    search = request.args.get("q", "")[:SEARCH_CHARS].strip()
    page = issued_page(
        db.session(),
        _scope(),
        search,
        after=request.args.get("despues", type=int),
        before=request.args.get("antes", type=int),
    )
    return render_template("credentials/issued.html", page=page, search=search, turn=_turn(page, search))


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
            with transaction() as session:
                held = credential_within(session, _scope(), folio) or abort(404)
                ending(session, held, form.reason.data.strip(), by_id=the_user().id, now=now())
        except DomainError as refusal:
            flash(str(refusal.message), "error")
        else:
            flash(done, "success")
        return redirect(url_for("credentials.show", folio=folio))
    return render_template(template, form=form, credential=credential), 422 if form.errors else 200


def _scope() -> Scope:
    return the_user().scope(Role.ADMIN)


def _turn(page: Slice[IssuedRow], search: str) -> Turn:
    def address(side: str, row: IssuedRow) -> str:
        place: dict[str, Any] = {"q": search or None, side: row.id}
        return url_for("credentials.issued", **place)

    return Turn(
        previous_url=address("antes", page.rows[0]) if page.has_previous and page.rows else "",
        next_url=address("despues", page.rows[-1]) if page.has_next and page.rows else "",
        label=_("Las más recientes primero"),
    )
