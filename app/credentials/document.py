"""The certificate as a PDF: Letter, landscape, a front and what its back tells, PDF/UA-1.

The template sees texts only, cannot fetch anything but the files of ``printed/``, the project's two type families and
its own QR code, and does not know the database. WeasyPrint and segno are imported by the process that renders, at its
first page.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from babel.dates import format_date
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.credentials.facts import Facts, NormFact

LANGUAGE = "es-MX"
MAX_SIGNATORIES = 4
DIGEST_CHARS = 12

_LOCALE = "es_MX"
_PRINTED = Path(__file__).parent / "printed"
_FONTS = {
    "serif-semibold.ttf": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
    "serif-italic.ttf": ("font_source_serif_pro", "SourceSerifPro-It.ttf"),
    "sans.ttf": ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    "sans-semibold.ttf": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
}
_SCHEME = "aula:"
_PNG_DATA = "data:image/png;base64,"
_NAME_SIZES = (44, 40, 36, 32, 28, 24, 20)
_TITLE_SIZES = (21, 18, 16)
_LINE_EMS = 65.0
_TWO_LINES_FROM = 32
_SCALES = ("100", "92", "84", "76", "68", "60")
_SEAL_LINE = 24
_BACKS_KEPT = 8
_QR_MASK = 4
_QR_DOTS = 8
_INK, _PAPER = "#1d2329", "#f7f3ea"

_rendering = Lock()


class DoesNotFitError(Exception):
    """The facts are too long for the page even at its smallest type."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is printed: facts, and what the register adds to them."""

    folio: str
    facts: Facts
    seal: str
    address: str


def render_pdf(certificate: Certificate) -> bytes:
    """The PDF of a certificate. DoesNotFitError where no size of type makes it fit.

    Slow at first: WeasyPrint and the fonts are loaded once in a process. One certificate is rendered at a time.
    """
    with _rendering:
        press = _press()
        values = _values(certificate, press)
        for scale in _SCALES:
            front = press.lay_out(_template("front.html").render(scale=scale, **values))
            if len(front.pages) == 1:
                document = front.copy([*front.pages, *_back(_template("back.html").render(_back_values(certificate)))])
                pdf: bytes = document.write_pdf(pdf_identifier=certificate.folio.encode(), **press.options)
                return pdf
    raise DoesNotFitError(certificate.folio)


def spelled_day(iso: str) -> str:
    """``2026-11-23`` as «23 de noviembre de 2026»; an empty text stays empty."""
    return str(format_date(date.fromisoformat(iso), "d 'de' MMMM 'de' y", locale=_LOCALE)) if iso else ""


def period(started: str, finished: str) -> str:
    """Two ISO days as «del 2 de octubre al 20 de noviembre de 2026», with no more words than it needs."""
    if not started or started == finished:
        return f"el {spelled_day(finished)}"
    first, last = date.fromisoformat(started), date.fromisoformat(finished)
    shape = "d" if (first.year, first.month) == (last.year, last.month) else "d 'de' MMMM"
    if first.year != last.year:
        shape = "d 'de' MMMM 'de' y"
    return f"del {format_date(first, shape, locale=_LOCALE)} al {spelled_day(finished)}"


def norm_dates(norm: NormFact) -> str:
    """«publicada el 20 de marzo de 2025; última reforma del 14 de noviembre de 2025», as far as the dates are known."""
    known = ((norm.published_on, "publicada el"), (norm.reformed_on, "última reforma del"))
    return "; ".join(f"{words} {spelled_day(day)}" for day, words in known if day)


def spaced_seal(seal: str) -> str:
    """The seal in lines of equal length, to be compared by eye."""
    return "\n".join(seal[start : start + _SEAL_LINE] for start in range(0, len(seal), _SEAL_LINE))


def qr_png(address: str) -> bytes:
    """An address as a QR code: a PNG of eight dots a module, error correction M (an eighth may be lost)."""
    import segno  # noqa: PLC0415 -- only the process that renders needs it

    drawn = BytesIO()
    code = segno.make(address, error="m", micro=False, boost_error=False, mask=_QR_MASK)
    code.save(drawn, kind="png", scale=_QR_DOTS, border=0, dark=_INK, light=_PAPER)
    return drawn.getvalue()


def _values(certificate: Certificate, press: "_Press") -> Mapping[str, Any]:
    facts = certificate.facts
    return {
        "language": LANGUAGE,
        "facts": facts,
        "folio": certificate.folio,
        "address": certificate.address,
        "address_lines": _address_lines(certificate.address),
        "seal_lines": spaced_seal(certificate.seal),
        "qr": _PNG_DATA + base64.b64encode(qr_png(certificate.address)).decode(),
        "name_size": _size(press.ems(facts.name), _NAME_SIZES),
        "title_size": _size(press.ems(facts.course_title), _TITLE_SIZES),
        "strip": _strip(facts),
        "issued": spelled_day(facts.issued_on),
        "signatories": facts.signatories[:MAX_SIGNATORIES],
    }


def _back_values(certificate: Certificate) -> Mapping[str, Any]:
    facts = certificate.facts
    return {
        "language": LANGUAGE,
        "course_code": facts.course_code,
        "edition": facts.edition,
        "digest": facts.digest[:DIGEST_CHARS],
        "contents": facts.contents,
        "frame": facts.frame,
        "norms": [(norm.name, norm.acronym, norm_dates(norm)) for norm in facts.norms],
    }


def _strip(facts: Facts) -> list[tuple[str, str, str]]:
    """What stands side by side under the course: label, value, note."""
    hours = f"{facts.hours} {'hora' if facts.hours == '1' else 'horas'}"
    cells = [("Duración", hours, f"curso {facts.course_code}, edición {facts.edition}")]
    if facts.score:
        cells.append(("Calificación", f"{facts.score} de 100", f"mínima para acreditar: {facts.minimum}"))
    taken = f"cursado {period(facts.started_on, facts.finished_on)}"
    cells.append(("Acreditación", spelled_day(facts.accredited_on), taken))
    if facts.norms:
        acronyms = ", ".join(norm.acronym or norm.name for norm in facts.norms)
        cells.append((f"Marco jurídico {facts.frame}", acronyms, "nombres y fechas al reverso"))
    return cells


def _address_lines(address: str) -> str:
    """An address without its scheme, broken after the path and in the middle of the folio."""
    place, _, folio = address.split("://")[-1].rpartition("/")
    at = folio.find("-", len(folio) // 2) + 1
    return f"{place}/\n{folio[:at]}\n{folio[at:]}"


def _size(ems: float, sizes: tuple[int, ...]) -> int:
    """The largest size, in tenths of rem, at which a text ``ems`` wide takes one line, or two of the smaller half."""
    one_line = (size for size in sizes if ems * size / 10 <= _LINE_EMS)
    two_lines = (size for size in sizes if size <= _TWO_LINES_FROM and ems * size / 10 <= _LINE_EMS * 1.8)
    return max((*one_line, *two_lines), default=sizes[-1])


@lru_cache(maxsize=_BACKS_KEPT)
def _back(html: str) -> Sequence[Any]:
    """The pages of the back, laid out once for all certificates of an edition: it names nobody."""
    pages: Sequence[Any] = _press().lay_out(html).pages
    return pages


@cache
def _template(name: str) -> Any:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_PRINTED),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


@dataclass(frozen=True, slots=True)
class _Press:
    """WeasyPrint with our fonts loaded and our style sheet parsed."""

    weasyprint: Any
    fetcher: Any
    fonts: Any
    style: Any
    advances: Mapping[int, int]

    @property
    def options(self) -> Mapping[str, Any]:
        return {"pdf_variant": "pdf/ua-1", "pdf_tags": True}

    def ems(self, text: str) -> float:
        """How wide a text is in the serif's semibold, in units of its size."""
        return sum(self.advances.get(ord(sign), 600) for sign in text) / 1000

    def lay_out(self, html: str) -> Any:
        page = self.weasyprint.HTML(string=html, base_url=_SCHEME, url_fetcher=self.fetcher)
        return page.render(font_config=self.fonts, stylesheets=[self.style], **self.options)


@cache
def _press() -> _Press:
    import weasyprint  # noqa: PLC0415 -- slow import
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415 -- slow import
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- slow import
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 -- slow import

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        """Gives the files of the certificate and QR codes; refuses every other address."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            return URLFetcherResponse(url, *own_file(url))

    fetcher = OwnFiles(fail_on_errors=True)
    fonts = FontConfiguration()
    style = weasyprint.CSS(
        string=(_PRINTED / "certificate.css").read_text("utf-8"),
        base_url=_SCHEME,
        font_config=fonts,
        url_fetcher=fetcher,
    )
    serif = TTFont(BytesIO(own_file(f"{_SCHEME}serif-semibold.ttf")[0]))
    units = serif["head"].unitsPerEm
    advances = {code: serif["hmtx"][glyph][0] * 1000 // units for code, glyph in serif.getBestCmap().items()}
    return _Press(weasyprint, fetcher, fonts, style, advances)


def own_file(url: str) -> tuple[bytes, Mapping[str, str]]:
    """Content and headers of an address that a certificate may use. ValueError for any other."""
    if url.startswith(_PNG_DATA):
        return base64.b64decode(url.removeprefix(_PNG_DATA)), {"Content-Type": "image/png"}
    name = url.removeprefix(_SCHEME) if url.startswith(_SCHEME) else ""
    if name in _FONTS:
        package, file = _FONTS[name]
        return (files(package) / "files" / file).read_bytes(), {"Content-Type": "font/ttf"}
    if name in ("sierra.svg", "ridge.svg"):
        return (_PRINTED / name).read_bytes(), {"Content-Type": "image/svg+xml"}
    raise ValueError(f"a certificate does not fetch {url[:60]}")
