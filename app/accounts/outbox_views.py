"""The demonstration's mail, which goes nowhere: anyone who tries it may read it."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.accounts.blueprint import bp
from app.accounts.outbox import newest_letters, read_letter
from app.shared.mail import FOLDER
from app.shared.settings import settings
from app.web.access import public


@bp.route("/correo")
@public
def outbox() -> ResponseReturnValue:
    """The newest letters. There is no such page outside the demonstration."""
    if not settings().demo:
        abort(404)
    return render_template("accounts/outbox.html", letters=newest_letters(settings().var / FOLDER))


@bp.route("/correo/<name>")
@public
def letter(name: str) -> ResponseReturnValue:
    """One letter, its links leading into this copy."""
    if not settings().demo:
        abort(404)
    found = read_letter(settings().var / FOLDER, name) or abort(404)
    return render_template("accounts/letter.html", letter=found, lines=found.lines(settings().base_url))
