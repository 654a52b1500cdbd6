"""Looks at one Markdown file as its author wrote it: its links with their places, and its shape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.content.files import place_in
from app.content.findings import Findings
from app.content.frontmatter import FENCE
from app.content.grammar import ITEM, ROW, cells, is_rule
from app.content.rendering import BOXES, FOLDED, anchor_id

LINK = re.compile(
    r"(?<!\\)(?P<image>!?)\[(?P<text>(?:[^\[\]\n]|\n(?!\s*\n)|\[[^\[\]]*\])*)\]"
    r"\(\s*(?P<target><[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)
DEFINITION = re.compile(r"^ {0,3}\[(?P<text>[^\]\n^][^\]\n]*)\]:\s*(?P<target>\S+)", re.MULTILINE)
AUTOLINK = re.compile(r"<(?P<target>(?:https?|ftp)://[^<>\s]*)>")
HEADING = re.compile(r"^(?P<hashes>#{1,6})(?!#)\s*(?P<text>.*)$")
UNDERLINE = re.compile(r"^=+\s*$")
BOX = re.compile(r"^\s*(?P<sign>!!!|\?\?\?\+?) (?P<kind>[\w-]+) \"(?P<title>[^\"]+)\"\s*$")
WANTS_TO_BE_A_BOX = re.compile(r"^\s*(?:!!!|\?\?\?)")
RAW_HTML = re.compile(r"(?<!\\)<(?:!--|/?[a-zA-Z][^<>\n]*>)")
WRITTEN_ADDRESS = re.compile(r"<(?:(?:https?|ftp)://[^<>\s]*|[\w.+-]+@[\w.-]+)>")
LIST_ITEM = re.compile(r"^\s*(?:[-*+]|[0-9]{1,2}[.)])\s+\S")
OPENS_A_BLOCK = re.compile(r"^\s*(?:[-*+]\s|[0-9]+[.)]\s|#|>|\||:|!!!|\?\?\?|\[\^|\*\[|```|~~~)")
DEEPEST_HEADING = 4

_CODE_FENCE = re.compile(r"^\s*(?P<sign>```+|~~~+)\s*(?P<info>[\w-]*)")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image as it is written: ``text`` is what stands in its brackets."""

    text: str
    target: str
    line: int
    column: int
    image: bool = False
    definition: bool = False


class Page:
    """A Markdown file with its code and front matter blanked out, so that what is left is prose.

    The text of self-checks stays; ``in_check`` holds their line numbers.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.in_check: set[int] = set()
        head = FENCE.match(text)
        first = text.count("\n", 0, head.end()) if head else 0
        lines = text.split("\n")
        self.lines = ["" for _ in lines[:first]] + list(self._prose(lines[first:], first + 1))
        self.text = "\n".join(line.ljust(len(whole)) for line, whole in zip(self.lines, lines, strict=True))

    def _prose(self, lines: list[str], first: int) -> Iterator[str]:
        closing = ""
        check = False
        for number, line in enumerate(lines, first):
            fence = _CODE_FENCE.match(line)
            if fence and (not closing or (line.strip().startswith(closing) and not fence["info"])):
                check = not closing and fence["info"] == "quiz"
                closing = "" if closing else fence["sign"]
                yield ""
            elif closing and not check:
                yield ""
            else:
                if closing:
                    self.in_check.add(number)
                yield _CODE_SPAN.sub(lambda match: " " * len(match[0]), line)

    @property
    def is_quiz(self) -> bool:
        return self.path.endswith(("evaluacion.md", "examen.md", "diagnostico.md"))

    def links(self) -> Iterator[Link]:
        """Every link, image, link definition and bare address, in no order."""
        for match in LINK.finditer(self.text):
            yield self._link(match)
            for inner in LINK.finditer(self.text, match.start("text"), match.end("text")):
                yield self._link(inner)
        for match in DEFINITION.finditer(self.text):
            yield Link(match["text"], match["target"], *place_in(self.text, match.start("text") - 1), definition=True)
        for match in AUTOLINK.finditer(self.text):
            yield Link(match["target"], match["target"], *place_in(self.text, match.start()))

    def _link(self, match: re.Match[str]) -> Link:
        text = " ".join(match["text"].split())
        return Link(text, match["target"].strip("<>"), *place_in(self.text, match.start()), image=bool(match["image"]))

    def headings(self) -> Iterator[tuple[int, int, str]]:
        """Line, depth and text of every heading that is not a question's."""
        for number, line in enumerate(self.lines, 1):
            heading = HEADING.match(line)
            if heading and number not in self.in_check:
                yield number, len(heading["hashes"]), heading["text"].strip(" #")
            elif UNDERLINE.match(line) and self.lines[number - 2].strip():
                yield number, 1, self.lines[number - 2].strip()

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The ids that the headings of this page get."""
        texts = (LINK.sub(lambda match: match["text"], text) for _, _, text in self.headings())
        return frozenset(anchor_id(re.sub(r"[*_`]", "", text)) for text in texts)

    def check_shape(self, findings: Findings) -> None:
        """Headings in order, boxes of known kinds, lists and tables that are read as such, no raw HTML."""
        if not self.is_quiz:
            self._check_headings(findings)
        for number, line in enumerate(self.lines, 1):
            if WANTS_TO_BE_A_BOX.match(line):
                self._check_box(number, line, findings)
            elif not self.is_quiz and number not in self.in_check:
                self._check_start(number, line, findings)
            for raw in RAW_HTML.finditer(line):
                if not WRITTEN_ADDRESS.match(line, raw.start()):
                    message = f"No se usa HTML («{raw[0]}»): escribe Markdown, o pon «\\» antes de «<» si es texto."
                    findings.error(self.path, number, "C051", message, raw.start() + 1)

    def _check_headings(self, findings: Findings) -> None:
        level = 1
        for number, depth, text in self.headings():
            if depth == 1:
                findings.error(
                    self.path, number, "A004", "El título va en el encabezado del archivo; el texto empieza en «##»."
                )
                continue
            if depth > DEEPEST_HEADING:
                findings.error(
                    self.path, number, "A006", "Los subtítulos llegan hasta «####»: usa negritas o divide la lección."
                )
            elif depth > level + 1:
                findings.error(
                    self.path,
                    number,
                    "A005",
                    f"El subtítulo salta de nivel {level} a {depth}: usa {'#' * (level + 1)}.",
                )
            if text.endswith("}"):
                findings.error(
                    self.path,
                    number,
                    "C052",
                    "Un subtítulo no lleva {#clave}: se enlaza por su texto, (#asi-se-llama).",
                )
            level = depth

    def _check_box(self, number: int, line: str, findings: Findings) -> None:
        box = BOX.match(line)
        kinds = BOXES if "!!!" in line else FOLDED
        if box is None or box["kind"] not in kinds:
            sign = line.strip()[:3]
            findings.error(
                self.path,
                number,
                "C050",
                f"Los recuadros {sign} son: {', '.join(kinds)}; y llevan título entre comillas rectas, "
                f'como {sign} {kinds[0]} "Un título".',
            )
            return
        following = next((text for text in self.lines[number:] if text.strip()), "")
        if _indent(following) < _indent(line) + 4:
            findings.error(
                self.path, number, "C053", "El recuadro está vacío: su texto va debajo, con cuatro espacios de sangría."
            )

    def _check_start(self, number: int, line: str, findings: Findings) -> None:
        """A list or table right under a paragraph is read as part of it."""
        before = self.lines[number - 2] if number > 1 else ""
        after = self.lines[number] if number < len(self.lines) else ""
        opens_table = bool(ROW.match(line.strip())) and is_rule(cells(after)) and "|" in after
        if opens_table and not any(cells(line)):
            findings.error(self.path, number, "A007", "La tabla no tiene encabezados: nombra cada columna.")
        if not before.strip() or OPENS_A_BLOCK.match(before) or _indent(before) != _indent(line):
            return
        if opens_table:
            findings.error(self.path, number, "C054", "Deja una línea en blanco antes de la tabla.")
        elif LIST_ITEM.match(line) and (not ITEM.match(line.strip()) or line.strip().startswith("1")):
            findings.warn(self.path, number, "C055", "Deja una línea en blanco antes de la lista, o no lo será.")


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())
