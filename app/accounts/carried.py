"""A form that arrived after its session ended, kept until the person has signed in again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from app.accounts.return_path import local_path

MAX_BYTES = 200_000
TOKEN = "csrf_token"  # noqa: S105 -- the name of a field


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a form was going, and its fields as a form body without the token of its session."""

    path: str
    body: str

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The fields in the order in which they were sent."""
        return parse_qsl(self.body, keep_blank_values=True)


def carried_now() -> Carried | None:
    """The form of this request; None where its view does not carry forms or it is too large to keep."""
    if not carries(request.endpoint):
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if not name.endswith(TOKEN)]
    body = urlencode(fields)
    return Carried(this_path(), body) if len(body) <= MAX_BYTES else None


def carried_through(form: Mapping[str, str]) -> Carried | None:
    """The form that a sign-in page brought along; None where a page of ours would not have brought it."""
    path, body = local_path(form.get("carried_path")), form.get("carried_body", "")
    if path is None or len(body) > MAX_BYTES:
        return None
    return Carried(path, body) if carries(_endpoint_of(path)) else None


def carries(endpoint: str | None) -> bool:
    """Whether a view is marked ``carries_form``."""
    return bool(getattr(current_app.view_functions.get(endpoint or ""), "carries", False))


def this_path() -> str:
    """The path of this request with its query, as a browser asked for it."""
    query = request.query_string.decode("ascii", "ignore")
    return request.script_root + request.path + (f"?{query}" if query else "")


def comes_from_this_site() -> bool:
    """Whether the browser says that a page of ours, and no other site, sent this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host


def _endpoint_of(path: str) -> str | None:
    adapter = cast(MapAdapter, current_app.create_url_adapter(request))
    try:
        endpoint, _values = adapter.match(urlsplit(path).path.removeprefix(request.script_root), method="POST")
    except HTTPException:
        return None
    return str(endpoint)
