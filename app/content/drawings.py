"""Reads SVG drawings, which are small programs unless one looks: no script, no address outside."""

import re
from xml.parsers import expat

from app.content.findings import Findings

NAMESPACE = "http://www.w3.org/2000/svg"
FORBIDDEN = {
    "a",
    "audio",
    "canvas",
    "embed",
    "foreignobject",
    "handler",
    "iframe",
    "listener",
    "object",
    "script",
    "set",
    "video",
}
_OUTSIDE = re.compile(r"url\(\s*[\"']?(?!#)[^\s\"')]|@import|javascript:|\\", re.IGNORECASE)
_INSIDE = re.compile(r"#|data:image/(?:png|jpeg|webp);base64,")


class _RefusedError(Exception):
    """A part that a drawing may not have."""


class _Drawing:
    """Listens to the parser, which knows where it is."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._element
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.place = (1, 1)
        self._open: list[str] = []
        self._style = ""

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        self.place = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        namespace, _, tag = name.rpartition(" ")
        if not self._open and (namespace, tag) != (NAMESPACE, "svg"):
            raise _RefusedError("no empieza con <svg xmlns=…>")
        self._open.append(tag)
        if tag.lower() in FORBIDDEN or tag.startswith("animate"):
            raise _RefusedError(f"lleva «{tag}»")
        for attribute, value in attributes.items():
            label = attribute.rpartition(" ")[2].lower()
            if label.startswith("on"):
                raise _RefusedError(f"lleva «{label}»")
            if label in ("href", "src") and not _INSIDE.match(value.strip()):
                raise _RefusedError(f"enlaza a «{value[:60]}»")
            if label not in ("href", "src") and _OUTSIDE.search(value):
                raise _RefusedError(f"toma algo de fuera en «{label}»")

    def _end(self, name: str) -> None:
        if self._open.pop() == "style":
            if _OUTSIDE.search(self._style):
                raise _RefusedError("toma algo de fuera en «style»")
            self._style = ""

    def _text(self, text: str) -> None:
        if self._open[-1] == "style":
            self._style += text

    def _doctype(self, *_: object) -> None:
        raise _RefusedError("lleva <!DOCTYPE>")

    def _instruction(self, target: str, _: str) -> None:
        raise _RefusedError(f"lleva «<?{target}»")


def check_drawing(data: bytes, path: str, findings: Findings) -> bool:
    """Whether an SVG can be read and holds a drawing only; where not, a finding says what to take out."""
    drawing = _Drawing()
    try:
        drawing.parser.Parse(data, True)
    except (expat.ExpatError, _RefusedError, ValueError, LookupError) as problem:
        refused = isinstance(problem, _RefusedError)
        line, column = drawing.place if refused else (max(drawing.parser.CurrentLineNumber, 1), 1)
        findings.error(
            path,
            line,
            "C004",
            f"El dibujo SVG {problem if refused else 'no se puede leer'}: quítalo, o expórtalo como SVG simple.",
            column,
        )
        return False
    return True
