"""Pages of the credentials room."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.identity import somebody
from app.accounts.models import Role
from app.credentials import classroom_views, issued_views  # noqa: F401 -- their views register on bp
from app.credentials.blueprint import bp as bp
from app.credentials.folio import FolioError, MistypedFolioError, parse_folio
from app.credentials.forms import FileForm, FolioForm
from app.credentials.office import office
from app.credentials.queries import Document, Registered, credential_id_of, document_of, folio_replaced_by, registered
from app.credentials.rendering import have_rendered
from app.credentials.verification import ReaderBusyError, check_file
from app.shared.db import db
from app.web.access import public
from app.web.errors import error_page
from app.web.limits import VERIFICATION, limiter

RETRY_SECONDS = 10
KEPT_BY_BROWSER = "private, max-age=3600"


@bp.route("/verificar", methods=["GET", "POST"])
@public
@limiter.limit(VERIFICATION)
def verify() -> ResponseReturnValue:
    """Two ways to check a certificate: by its folio, or by giving the file."""
    asked = FolioForm(request.args)
    given = FileForm()
    if "folio" in request.args and asked.validate():
        return redirect(url_for("credentials.show", folio=asked.wanted))
    if given.validate_on_submit():
        try:
            checked = check_file(db.session(), given.file.data.read(), office().sealer)
        except ReaderBusyError:
            abort(503)
        return render_template("credentials/checked.html", checked=checked)
    status = 422 if asked.errors or given.errors else 200
    return render_template("credentials/verify.html", asked=asked, given=given), status


@bp.route("/verificar/llave")
@public
def show_key() -> ResponseReturnValue:
    """The public key of the seal, as PEM text."""
    response = make_response(office().sealer.public_pem)
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@bp.route("/verificar/<folio>")
@public
@limiter.limit(VERIFICATION)
def show(folio: str) -> ResponseReturnValue:
    """What the register says of a folio."""
    try:
        wanted = parse_folio(folio)
    except FolioError as problem:
        mistyped = isinstance(problem, MistypedFolioError)
        return render_template("credentials/unknown.html", folio=folio, mistyped=mistyped), 404
    if wanted != folio:
        return redirect(url_for("credentials.show", folio=wanted))
    found = registered(db.session(), wanted, office().sealer)
    if found is None:
        return render_template("credentials/unknown.html", folio=wanted, mistyped=False), 404
    return render_template("credentials/show.html", found=found, replaces=_replaced_by(found))


@bp.route("/constancias/<folio>.pdf")
@public
@limiter.limit(VERIFICATION)
def download(folio: str) -> ResponseReturnValue:
    """The PDF of a certificate, for whoever holds its folio; made now where it was not made yet."""
    document = document_of(db.session(), folio)
    if document is None:
        credential_id = credential_id_of(db.session(), folio) or abort(404)
        have_rendered(db.session(), credential_id)
        document = document_of(db.session(), folio)
    if document is None:
        return error_page(
            503,
            _("Tu constancia está en camino"),
            _("Ya quedó registrada y su PDF se está preparando. Vuelve a pedirla en unos segundos."),
            retry_after=RETRY_SECONDS,
        )
    return _file(document)


def _replaced_by(found: Registered) -> str:
    user = somebody()
    if user.id is None:
        return ""
    return folio_replaced_by(db.session(), found.id, person_id=user.id, scope=user.scope(Role.ADMIN))


def _file(document: Document) -> Response:
    response = make_response(document.pdf)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="constancia-{document.folio}.pdf"'
    response.headers["Cache-Control"] = KEPT_BY_BROWSER
    response.set_etag(document.sha256)
    response.make_conditional(request)
    return response
