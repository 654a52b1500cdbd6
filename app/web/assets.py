"""Addresses of static files and fonts that may be cached for ever.

A file's address carries a hash of its content (`/static/css/base.css?v=ab12cd34`), so a browser may keep it until
the content changes. The two type families come from the packages `font-source-sans-pro` and `font-source-serif-pro`
(SIL Open Font License) and are served, unchanged, from `/fuentes/<name>`.
"""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

from flask import Blueprint, Flask, Response, abort, current_app, request

from app.web.access import public

IMMUTABLE: Final = "public, max-age=31536000, immutable"

FONT_PACKAGES: Final = {
    "SourceSansPro-Regular.ttf": "font_source_sans_pro",
    "SourceSansPro-It.ttf": "font_source_sans_pro",
    "SourceSansPro-Semibold.ttf": "font_source_sans_pro",
    "SourceSerifPro-Semibold.ttf": "font_source_serif_pro",
}

bp = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font as it is sent: plain, and compressed for the clients that accept it."""

    plain: bytes
    gzipped: bytes
    etag: str


class Assets:
    """What one application knows about its static files: the hash of each, computed when first asked for."""

    def __init__(self, app: Flask) -> None:
        self._folder = Path(app.static_folder or "")
        self._prefix = app.static_url_path or ""
        self._keep = not app.debug
        self._hashes: dict[str, str] = {}
        self._urls: dict[str, str] = {}

    def hash_of(self, path: str) -> str:
        """The first eight hexadecimal digits of the content's SHA-256. A file that does not exist is an error."""
        known = self._hashes.get(path)
        if known is None or not self._keep:
            known = self._hashes[path] = sha256((self._folder / path).read_bytes()).hexdigest()[:8]
        return known

    def url_of(self, path: str) -> str:
        """The address below the application's root."""
        known = self._urls.get(path)
        if known is None or not self._keep:
            known = self._urls[path] = f"{self._prefix}/{path}?v={self.hash_of(path)}"
        return known


def static_url(path: str) -> str:
    """The address of a static file with the hash of its content; in templates: `asset("css/base.css")`."""
    assets: Assets = current_app.extensions["assets"]
    return request.script_root + assets.url_of(path)


def font_files() -> dict[str, Path]:
    """The font files the style sheets use, by name, where their packages keep them."""
    return {name: Path(str(files(package))) / "files" / name for name, package in FONT_PACKAGES.items()}


@cache
def font_file(name: str) -> FontFile:
    """One of `font_files`, read and compressed once."""
    plain = font_files()[name].read_bytes()
    return FontFile(plain, gzip.compress(plain, 9, mtime=0), sha256(plain).hexdigest()[:16])


@bp.get("/fuentes/<name>")
@public
def font(name: str) -> Response:
    """A font file, for as long as the browser cares to keep it."""
    if name not in FONT_PACKAGES:
        abort(404)
    file = font_file(name)
    compress = request.accept_encodings.quality("gzip") > 0
    response = Response(file.gzipped if compress else file.plain, mimetype="font/ttf")
    response.headers["Cache-Control"] = IMMUTABLE
    response.headers["Vary"] = "Accept-Encoding"
    if compress:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{file.etag}-gz" if compress else file.etag)
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    """Offer `asset()` to templates, serve fonts, let hashed static addresses be kept for ever."""
    assets = app.extensions["assets"] = Assets(app)
    app.jinja_env.globals["asset"] = static_url
    app.register_blueprint(bp)
    if not app.has_static_folder:
        return
    plain_view = app.view_functions["static"]

    @public
    def static_file(filename: str) -> Response:
        """A static file; kept for ever only under the hash it has now, never under one of another release."""
        response: Response = app.ensure_sync(plain_view)(filename=filename)
        if request.args.get("v") == assets.hash_of(filename):
            response.headers["Cache-Control"] = IMMUTABLE
        return response

    app.view_functions["static"] = static_file
