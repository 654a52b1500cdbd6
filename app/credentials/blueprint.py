"""The blueprint of certificates, and what all its pages share."""

from flask import Blueprint, Response

from app.credentials.document import norm_dates, period, spaced_seal, spelled_day

bp = Blueprint("credentials", __name__)


@bp.after_request
def keep_out_of_indexes(response: Response) -> Response:
    """Certificates name people: no search engine lists these pages."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.app_template_filter("iso_day")
def iso_day(iso: str) -> str:
    """A day kept as ISO text, in words."""
    return spelled_day(iso)


@bp.context_processor
def give_wording() -> dict[str, object]:
    """How a certificate words its dates and its seal, for pages that repeat it."""
    return {"norm_dates": norm_dates, "period": period, "spaced_seal": spaced_seal}
