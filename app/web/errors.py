"""Error pages: a sentence that says what happened and what to do, never a stack trace."""

import logging
from collections.abc import Iterator
from sqlite3 import OperationalError as SQLiteError

from flask import Flask, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, InternalServerError

from app.shared.db import db
from app.shared.errors import DomainError
from app.web.limits import seconds_to_wait

RETRY_SECONDS = 10

log = logging.getLogger(__name__)


def error_page(code: int, title: str, text: str, retry_after: int | None = None) -> ResponseReturnValue:
    """The page of an error with its status code, and ``Retry-After`` where trying again helps."""
    page = render_template("errors/error.html", code=code, title=title, text=text, retry_after=retry_after)
    response = make_response(page, code)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _texts(code: int) -> tuple[str, str]:
    known = {
        400: (_("No entendimos la petición"), _("Vuelve a la página anterior e inténtalo de nuevo.")),
        403: (
            _("No tienes acceso a esta página"),
            _(
                "Tu cuenta no tiene el permiso que hace falta. Si crees que debería tenerlo, "
                "pídelo a la administración de tu organización."
            ),
        ),
        404: (
            _("No encontramos esta página"),
            _("Puede que la dirección tenga un error o que la página ya no exista."),
        ),
        405: (_("Esta acción no se puede hacer así"), _("Vuelve a la página anterior.")),
        413: (
            _("El archivo es demasiado grande"),
            _("Elige un archivo más pequeño e inténtalo de nuevo."),
        ),
        429: (
            _("Demasiados intentos"),
            _("Espera y vuelve a intentarlo. Así protegemos las cuentas de todas las personas."),
        ),
        503: (
            _("El servicio está ocupado"),
            _("No se guardó nada a medias. Espera unos segundos y vuelve a intentarlo."),
        ),
    }
    return known.get(
        code,
        (
            _("Algo falló de nuestro lado"),
            _("Lo que ya habías guardado está a salvo. Vuelve a intentarlo en unos minutos."),
        ),
    )


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    title, text = _texts(error.code)
    retry_after = RETRY_SECONDS if error.code == 503 else seconds_to_wait() if error.code == 429 else None
    return error_page(error.code, title, text, retry_after)


def _refusal(refusal: DomainError) -> ResponseReturnValue:
    return error_page(409, _("No se pudo hacer"), str(refusal.message))


def _database_error(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    reason = str(error.orig) if isinstance(error.orig, SQLiteError) else type(error.orig).__name__
    log.error("database unavailable", extra={"reason": reason})
    return error_page(503, *_texts(503), retry_after=RETRY_SECONDS)


def _no_such_value(error: DataError | OverflowError) -> ResponseReturnValue:
    """What was sent is nothing a database can hold: a number beyond its integers, a text it cannot take."""
    db.session.rollback()
    return error_page(400, *_texts(400))


def refuse_nul() -> None:
    """400 for a request with a NUL: it is in no word that somebody types, and PostgreSQL keeps no text with one."""
    sent = (request.path, *_values(request.args), *_values(request.form))
    if any("\0" in text for text in sent):
        abort(400)


def _values(sent: MultiDict[str, str]) -> Iterator[str]:
    return (value for values in sent.listvalues() for value in values)


def _unforeseen(error: InternalServerError) -> ResponseReturnValue:
    db.session.rollback()
    return error_page(500, *_texts(500))


def init_app(app: Flask) -> None:
    """Answer every failure with a page in the reader's language."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InternalServerError, _unforeseen)
    app.register_error_handler(DomainError, _refusal)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(DataError, _no_such_value)
    app.register_error_handler(OverflowError, _no_such_value)
    app.before_request(refuse_nul)
