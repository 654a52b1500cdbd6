"""Markdown to clean HTML, with the links that carry meaning turned into addresses."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from pymdownx.superfences import fence_code_format

from app.content.citations import parse_citation
from app.content.files import IMAGE_FOLDER

BOXES = ("ejemplo", "ejercicio", "antes-hoy", "importante", "nota")
FOLDED = ("respuesta",)
ANCHOR_PREFIX = "s-"
MOST_LEFT_OPEN = 200

_BARE = re.compile(r"[^\x00-\x1f\x7f\xa0\ud800-\udfff\\`*_\[\]!<>&—]+")
"""A line in which nothing means anything to Markdown, to HTML or to what is mended here; a hard space is an entity."""
_PARAGRAPH = re.compile(r"[^\W\d_][^\n|]*")
"""A line that begins with a letter can be nothing but a paragraph."""
_PREFIX = re.compile(r"^\d+-")
_ID = re.compile(r"[a-z0-9-]+")
_OPENING_DASH = re.compile(r"(?<![^\s(«¿¡])—(?=[^\s—])")
_CLOSING_DASH = re.compile(r"(?<=[^\s—])—(?![^\s.,;:?!)»])")
_BEFORE_NUMBER = re.compile(r"\b(arts?\.|frs?\.) (?=[\dIVXLC])")

TAGS = {
    "a",
    "abbr",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "title", "data-fraction"},
    "details": {"open"},
    "div": {"role", "aria-label", "tabindex"},
    "abbr": {"title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"scope"},
}
CLASSES = {
    "a": {"norma", "glosario", "plazo", "externo", "footnote-ref", "footnote-backref"},
    "details": set(FOLDED),
    "div": {"admonition", "footnote", "table-box", *BOXES},
    "p": {"admonition-title"},
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the things that a course's text links to are found on the site."""

    slug: str
    digest: str

    def of(self, target: str, path: str) -> tuple[str, str]:
        """The address and class of a link target written in the file ``path``; ``#`` for one that leads nowhere."""
        scheme, colon, rest = target.partition(":")
        scheme = scheme.lower()
        if not colon:
            return self._inside(target, path), ""
        if scheme in ("https", "mailto"):
            return target, "externo"
        citation = parse_citation(rest) if scheme == "norma" else None
        if citation:
            return f"/normas/{citation.norm}" + (f"#art-{citation.article}" if citation.article else ""), "norma"
        if scheme in ("glosario", "plazo") and _ID.fullmatch(rest):
            page = "glosario" if scheme == "glosario" else "plazos"
            return f"/{page}#{rest}", scheme
        return "#", ""

    def image(self, target: str, path: str) -> str:
        """The address of an image, which is always one of the course's own."""
        name = posixpath.basename(_resolved(target, path))
        return f"/cursos/{self.slug}/{IMAGE_FOLDER}/{self.digest[:12]}/{name}"

    def _inside(self, target: str, path: str) -> str:
        file, sharp, fragment = target.partition("#")
        anchor = f"#{anchor_id(fragment)}" if fragment else ""
        if not file:
            return anchor or "#"
        resolved = _resolved(file, path)
        if resolved.startswith(("/", "..")):
            return "#"
        steps = [_PREFIX.sub("", step) for step in resolved.removesuffix(".md").split("/")]
        if steps[-1] in ("curso", "unidad"):
            steps = []
        return "/".join(["/cursos", self.slug, *steps]) + anchor


def _resolved(target: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def anchor_id(heading: str) -> str:
    """The id of a heading, or of the fragment that an author links it by: ``Para llevar``, ``para-llevar``."""
    return ANCHOR_PREFIX + slugify(heading, "-").removeprefix(ANCHOR_PREFIX)


class _Links(Treeprocessor):
    """Rewrites links and images, and gives table headers their scope."""

    def __init__(self, markdown: Markdown, addresses: Addresses) -> None:
        super().__init__(markdown)
        self._addresses = addresses
        self.path = ""

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            if "footnote" not in link.get("class", ""):
                self._lead(link)
        for image in root.iter("img"):
            image.set("src", self._addresses.image(image.get("src", ""), self.path))
        _tie_dashes(root)
        for header in root.iter("th"):
            header.set("scope", "col")
            header.attrib.pop("style", None)
        for cell in root.iter("td"):
            cell.attrib.pop("style", None)
        for parent in list(root.iter()):
            for place, child in enumerate(parent):
                if child.tag == "table":
                    parent[place] = _boxed(child)

    def _lead(self, link: Element) -> None:
        """Turn a link's target into its address.

        A citation keeps its fraction, which no address has, and no line ends between «art.» and its number.
        """
        target = unescape(link.get("href", "").replace(AMP_SUBSTITUTE, "&")).strip()
        address, kind = self._addresses.of(target, self.path)
        link.set("href", address)
        if kind:
            link.set("class", kind)
        citation = parse_citation(target.partition(":")[2]) if kind == "norma" else None
        if citation and citation.fraction:
            link.set("data-fraction", citation.fraction)
        if citation:
            for part in link.iter():
                part.text = part.text and _BEFORE_NUMBER.sub("\\1\N{NO-BREAK SPACE}", part.text)


def _tie_dashes(root: Element) -> None:
    """Keep dashes —as here— on the line of the word that they open or close; code stays as it is."""
    for part in root.iter():
        part.tail = part.tail and _tied(part.tail)
        if part.tag != "code":
            part.text = part.text and _tied(part.text)


def _tied(text: str) -> str:
    return _CLOSING_DASH.sub("\N{WORD JOINER}—", _OPENING_DASH.sub("—\N{WORD JOINER}", text))


def _boxed(table: Element) -> Element:
    """A table in a box of its own that scrolls sideways where the screen is narrow, by touch or by keyboard."""
    headers = [" ".join("".join(header.itertext()).split()) for header in table.iter("th")]
    box = Element("div", {"class": "table-box", "role": "group", "tabindex": "0"})
    box.set("aria-label", f"Tabla: {', '.join(filter(None, headers))}")
    box.tail, table.tail = table.tail, None
    box.append(table)
    return box


class _LinkExtension(Extension):
    """Puts ``_Links`` last, when what was escaped in a target has its own signs again."""

    def __init__(self, addresses: Addresses) -> None:
        super().__init__()
        self._addresses = addresses

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 -- Markdown's own name
        self.links = _Links(md, self._addresses)
        md.treeprocessors.register(self.links, "aula-links", -5)


def _says_of_what(language: str, inputs: Mapping[str, str], options: object, attrs: object, md: Markdown) -> bool:
    """Let words stand after ``markdown`` at the head of a fence: they say what the example is of."""
    return all(word == value for word, value in inputs.items())


def _heading_id(value: str, separator: str) -> str:
    return anchor_id(value)


class Renderer:
    """Turns the Markdown of one course into HTML that may be shown as it is.

    ``too_deep`` names the files whose lists or quotes are nested, or whose brackets are left open,
    beyond what can be rendered in reasonable time; such a text is shown as it was written.
    """

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self.too_deep: set[str] = set()
        self._build()

    def _build(self) -> None:
        self._block_links = _LinkExtension(self._addresses)
        self._blocks = Markdown(
            extensions=[
                "abbr",
                "admonition",
                "def_list",
                "footnotes",
                "sane_lists",
                "tables",
                "toc",
                "pymdownx.details",
                "pymdownx.highlight",
                "pymdownx.superfences",
                self._block_links,
            ],
            extension_configs={
                "toc": {"slugify": _heading_id, "marker": ""},
                "footnotes": {"BACKLINK_TITLE": "Volver al texto", "UNIQUE_IDS": True},
                "pymdownx.highlight": {"use_pygments": False},
                "pymdownx.superfences": {
                    "custom_fences": [
                        {"name": "markdown", "class": "", "format": fence_code_format, "validator": _says_of_what}
                    ]
                },
            },
        )
        self._blocks.preprocessors.deregister("html_block")
        self._blocks.inlinePatterns.deregister("html")
        self._line_links = _LinkExtension(self._addresses)
        self._line = Markdown(extensions=[self._line_links])
        self._line.preprocessors.deregister("html_block")
        self._line.inlinePatterns.deregister("html")
        for block in ("indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote", "reference"):
            self._line.parser.blockprocessors.deregister(block)

    def blocks(self, text: str, path: str) -> str:
        """A whole text. Raw HTML in it is shown as text, never run."""
        if _PARAGRAPH.fullmatch(text):
            return f"<p>{self.inline(text, path)}</p>"
        self._block_links.links.path = path
        return self._converted(self._blocks, text, path)

    def passage(self, text: str, path: str) -> str:
        """A whole text, without its paragraph where it is only one."""
        return _unwrapped(self.blocks(text, path))

    def inline(self, text: str, path: str) -> str:
        """A line of text: emphasis, links and code, but no lists, headings or quotes."""
        if _BARE.fullmatch(text):
            return text.strip()
        self._line_links.links.path = path
        return _unwrapped(self._converted(self._line, text, path))

    def _converted(self, markdown: Markdown, text: str, path: str) -> str:
        try:
            if max(text.count("[") - text.count("]"), text.count("(") - text.count(")")) <= MOST_LEFT_OPEN:
                return clean(markdown.reset().convert(text))
        except RecursionError:
            self._build()
        self.too_deep.add(path)
        return clean(f"<pre>{escape(text)}</pre>")


def _unwrapped(html: str) -> str:
    html = html.strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return html[3:-4]
    return html


def clean(html: str) -> str:
    """Keep what a lesson may hold and drop the rest: the last word on what reaches a browser."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )


def plain(html: str) -> str:
    """The words of an HTML text, for labels and searches; entities stay decoded."""
    return " ".join(unescape(nh3.clean(html, tags=set())).split())
