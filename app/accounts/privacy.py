"""The privacy notice in force: shown before an account is opened, and again when it changes."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from flask_babel import lazy_gettext as _l

from app.content.findings import Findings
from app.content.programme import parse_notice
from app.content.rendering import Addresses, Renderer
from app.shared.errors import DomainError
from app.shared.settings import settings

FILE = Path("_programa", "aviso-de-privacidad.md")


class NoticeMissingError(DomainError):
    """There is no notice that can be read, so nobody may be asked for data."""

    message = _l(
        "Falta el aviso de privacidad, y sin él no podemos pedirte datos. "
        "Quien administra debe revisar el archivo courses/_programa/aviso-de-privacidad.md."
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """One version of the notice. ``simplified_html`` is its first part, without its heading."""

    version: str
    in_force_from: date | None
    title: str
    html: str
    simplified_html: str


def notice_in_force() -> Notice:
    """The notice of the programme. NoticeMissingError where its file is missing or cannot be read."""
    path = settings().courses / FILE
    try:
        changed = path.stat().st_mtime_ns
    except OSError as problem:
        raise NoticeMissingError from problem
    return _read(path, changed)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Notice:
    findings = Findings()
    text = path.read_text(encoding="utf-8-sig")
    parsed = parse_notice(text, path.name, Renderer(Addresses("", "")), findings)
    if parsed is None or findings.has_errors:
        raise NoticeMissingError
    return Notice(
        version=parsed.version,
        in_force_from=parsed.in_force_from,
        title=parsed.title,
        html=parsed.body_html,
        simplified_html=_first_part(parsed.body_html),
    )


def _first_part(html: str) -> str:
    """What stands under the first heading of the second level; the whole where there is none."""
    _, found, rest = html.partition("</h2>")
    return rest.partition("<h2")[0] if found else html
