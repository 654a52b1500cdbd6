"""Markdown to clean HTML, with the links that carry meaning turned into addresses."""

import posixpath
import re
from dataclasses import dataclass
from html import escape
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify_unicode
from markdown.treeprocessors import Treeprocessor

from app.content.citations import parse_citation

BOXES = ("ejemplo", "ejercicio", "antes-hoy", "importante", "nota")
FOLDED = ("respuesta",)
IMAGE_FOLDER = "imagenes"

_PREFIX = re.compile(r"^\d+-")

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
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"scope"},
}
CLASSES = {
    "a": {"norma", "glosario", "plazo", "externo", "footnote-ref", "footnote-backref"},
    "details": set(FOLDED),
    "div": {"admonition", "footnote", *BOXES},
    "p": {"admonition-title"},
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the things that a course's text links to are found on the site."""

    slug: str
    digest: str

    def of(self, target: str, path: str) -> tuple[str, str]:
        """The address and class of a link target written in the file ``path``."""
        scheme, _, rest = target.partition(":")
        if scheme == "norma":
            citation = parse_citation(rest)
            article = f"#art-{citation.article}" if citation and citation.article else ""
            return f"/normas/{rest.partition('#')[0]}{article}", "norma"
        if scheme in ("glosario", "plazo"):
            page = "glosario" if scheme == "glosario" else "plazos"
            return f"/{page}#{rest}", scheme
        if scheme in ("https", "mailto"):
            return target, "externo"
        if target.startswith("#") or ":" in target:
            return target if target.startswith("#") else "#", ""
        return self._inside(target, path), ""

    def image(self, target: str, path: str) -> str:
        name = posixpath.basename(_resolved(target, path))
        return f"/cursos/{self.slug}/{IMAGE_FOLDER}/{self.digest[:12]}/{name}"

    def _inside(self, target: str, path: str) -> str:
        resolved, _, fragment = target.partition("#")
        steps = _resolved(resolved, path).removesuffix(".md").split("/")
        steps = [_PREFIX.sub("", step) for step in steps]
        if steps[-1] in ("curso", "unidad"):
            steps = []
        anchor = f"#{fragment}" if fragment else ""
        return "/".join(["/cursos", self.slug, *steps]) + anchor


def _resolved(target: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


class _Links(Treeprocessor):
    """Rewrites links and images, and gives table headers their scope."""

    def __init__(self, markdown: Markdown, addresses: Addresses) -> None:
        super().__init__(markdown)
        self._addresses = addresses
        self.path = ""

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            target = link.get("href", "")
            if target and "footnote" not in link.get("class", ""):
                address, kind = self._addresses.of(target, self.path)
                link.set("href", address)
                if kind:
                    link.set("class", kind)
        for image in root.iter("img"):
            source = image.get("src", "")
            if "://" not in source:
                image.set("src", self._addresses.image(source, self.path))
        for header in root.iter("th"):
            header.set("scope", "col")
            header.attrib.pop("style", None)
        for cell in root.iter("td"):
            cell.attrib.pop("style", None)


class _LinkExtension(Extension):
    def __init__(self, addresses: Addresses) -> None:
        super().__init__()
        self._addresses = addresses

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 -- Markdown's own name
        self.links = _Links(md, self._addresses)
        md.treeprocessors.register(self.links, "aula-links", 5)


def _heading_id(value: str, separator: str) -> str:
    return f"s-{slugify_unicode(value, separator)}"


class Renderer:
    """Turns the Markdown of one course into HTML that may be shown as it is."""

    def __init__(self, addresses: Addresses) -> None:
        extension = _LinkExtension(addresses)
        self._markdown = Markdown(
            extensions=[
                "abbr",
                "admonition",
                "def_list",
                "footnotes",
                "sane_lists",
                "tables",
                "toc",
                "pymdownx.details",
                extension,
            ],
            extension_configs={"toc": {"slugify": _heading_id}, "footnotes": {"BACKLINK_TITLE": "Volver al texto"}},
        )
        self._markdown.preprocessors.deregister("html_block")
        self._markdown.inlinePatterns.deregister("html")
        self._links = extension.links

    def blocks(self, text: str, path: str) -> str:
        """A whole text. Raw HTML in it is shown as text, never run."""
        self._links.path = path
        html = self._markdown.reset().convert(text)
        return clean(html)

    def inline(self, text: str, path: str) -> str:
        """A line of text without its paragraph."""
        html = self.blocks(text, path).strip()
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
    text = nh3.clean(html, tags=set())
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")):
        text = text.replace(entity, character)
    return " ".join(text.split())


def paragraph(text: str) -> str:
    """A plain text as HTML."""
    return f"<p>{escape(text)}</p>"
