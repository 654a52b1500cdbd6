"""The log of administration."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import admins
from app.accounts.blueprint import bp
from app.accounts.people_forms import ROLES
from app.accounts.people_queries import audit_page
from app.accounts.people_views import admin_scope, turn
from app.accounts.today import today
from app.shared.db import db


@bp.route("/bitacora")
@admins
def audit_log() -> ResponseReturnValue:
    """What was done, newest first: all of it for the region, else what concerns one's organisations."""
    page = audit_page(
        db.session(),
        admin_scope(),
        on=today(),
        after=request.args.get("despues", type=int),
        before=request.args.get("antes", type=int),
    )
    return render_template(
        "accounts/audit_log.html",
        entries=page.rows,
        turn=turn("accounts.audit_log", page, _("De lo más reciente a lo más antiguo")),
        roles=ROLES,
    )
