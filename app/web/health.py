"""For those who run the service: is it alive, and what is it doing."""

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text

from app.shared.db import db
from app.shared.settings import settings
from app.web import metrics
from app.web.access import public

bp = Blueprint("web", __name__)


@bp.route("/healthz")
@public
def health() -> dict[str, str]:
    """``ok`` once the database answers; a database that does not is the 503 page."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}


@bp.route("/metrics")
@public
def show_metrics() -> Response:
    """Counters for Prometheus: to this machine itself, or to whoever holds AULA_METRICS_TOKEN."""
    token = settings().metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    here = ip_address(request.remote_addr or "0.0.0.0").is_loopback  # noqa: S104
    if not (hmac.compare_digest(given.encode(), token.encode()) if token else here):
        abort(404)
    return Response(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)
