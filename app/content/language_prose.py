"""The prose of a Markdown file: what its author says, without what is quoted, named, coded or linked to.

Every stretch that is not prose is blanked out, so that an offset in the prose is an offset in the file. A line
break in the prose ends a paragraph, a heading, a list's item or a table's cell; everything else is one line.
"""

import re
from collections.abc import Iterator

from app.content.frontmatter import FENCE
from app.content.grammar import ROW, WRITTEN, cells
from app.content.language_rules import Language
from app.content.prose import AUTOLINK, BOX, DEFINITION, LINK, Page

HEAD_KEYS = ("titulo", "resumen", "objetivo", "dirigido-a", "conocimientos")
LONGEST_QUOTE = 3000
QUOTES = '«“"*_'

_HEAD = re.compile(rf"(?P<key>(?:{'|'.join(HEAD_KEYS)}):\s*)\S")
_ITEM = re.compile(r"\s*(?:(?:[-*+]|[0-9]{1,2}[.)])\s+(?:\[[ xX]\]\s+)?|\[\^[^\]]+\]:|\*\[[^\]]+\]:|:\s)")
_HASHES = re.compile(r"#{1,6}\s")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}\s*$")
_QUOTE_SIGN = re.compile(r"\s*>\s?")
_GAP = re.compile(r"\[\[[^\[\]\n]*\]\]")
_MARKED_OFF = (
    ("[^", re.compile(r"\[\^[^\]\n]+\]")),
    ("://", re.compile(r"https?://\S+")),
    ("@", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("«", re.compile(rf"«[^«»]{{0,{LONGEST_QUOTE}}}(?:«[^«»]*»[^«»]*)*»")),
    ("“", re.compile(r"“[^”\n]*”")),
    ('"', re.compile(r"\"[^\"\n]*\"")),
    ("*", re.compile(r"(?<![*\w\\])\*(?![\s*])[^*\n]{1,100}(?<![\s*])\*(?![*\w])")),
    ("_", re.compile(r"(?<![_\w\\])_(?![\s_])[^_\n]{1,100}_(?![_\w])")),
)
_LETTER = re.compile(r"[^\n]")


def prose_of(page: Page, text: str, language: Language) -> str:
    """The prose of a file as a text of the same length."""
    joined = "".join(_Lines(page, text, language).joined())
    if "]:" in joined:
        joined = DEFINITION.sub(_blank, joined)
    joined = AUTOLINK.sub(_blank, LINK.sub(_link_text, _GAP.sub(_filled, joined)))
    for sign, pattern in _MARKED_OFF:
        if sign in joined:
            joined = pattern.sub(_quoted if sign in QUOTES else _blank, joined)
    return language.proper_name.sub(_blank, joined).replace("*", " ").replace("\\", " ")


def _quoted(match: re.Match[str]) -> str:
    """A quotation, or a word named in italics, as its marks alone."""
    return f"«{_LETTER.sub(' ', match[0][1:-1])}»"


def _filled(match: re.Match[str]) -> str:
    """A gap to fill in as one word that no rule knows."""
    return "0" * len(match[0])


def _blank(match: re.Match[str]) -> str:
    return _LETTER.sub(" ", match[0])


def _link_text(match: re.Match[str]) -> str:
    """A link as its text alone; a citation is not read as part of the sentence, an image is a text of its own."""
    if match["target"].startswith("norma:"):
        return _blank(match)
    start, end = match.start("text") - match.start(), match.end("text") - match.start()
    inner = LINK.sub(_link_text, match["text"])
    edge = "\n" if match["image"] else " "
    return " " * (start - 1) + edge + inner + edge + " " * (len(match[0]) - end - 1)


class _Lines:
    """Goes through a file line by line and says what of each is prose and whether it goes on from the one before."""

    def __init__(self, page: Page, text: str, language: Language) -> None:
        self._page = page
        self._language = language
        self._examples: frozenset[int] = frozenset()
        self._in_table = False
        head = FENCE.match(text)
        self._n_head = text.count("\n", 0, head.end()) if head else 0
        self._raw = text.split("\n")

    def joined(self) -> Iterator[str]:
        """Each line's prose, padded to its length, after the sign that parts it from the line before."""
        opened = ""
        for number, (line, raw) in enumerate(zip(self._page.lines, self._raw, strict=True), 1):
            kind = self._kind(number, line, raw)
            goes_on = (kind == "text" and opened in ("text", "item")) or kind == opened == "feedback"
            if number > 1:
                yield " " if goes_on else "\n"
            opened = opened if goes_on else kind
            yield self._prose(kind, line, raw).ljust(len(raw))

    def _kind(self, number: int, line: str, raw: str) -> str:
        """What a line is; empty for one that holds no prose."""
        if number <= self._n_head:
            return "head" if _HEAD.match(raw) else ""
        stripped = line.strip()
        was_table, self._in_table = self._in_table, bool(ROW.match(stripped))
        if self._in_table:
            if not was_table:
                headers = [re.sub("[*_:…. ]+$", "", cell.strip("*_").lower()) for cell in cells(stripped)]
                self._examples = frozenset(
                    place for place, header in enumerate(headers) if header in self._language.example_columns
                )
            return "row"
        asked = self._page.is_quiz or number in self._page.in_check
        if stripped.startswith(">"):
            return "feedback" if asked else ""
        if not stripped or (asked and WRITTEN.match(stripped)):
            return ""
        if BOX.match(line):
            return "box"
        if _ITEM.match(line):
            return "item"
        return "heading" if _HASHES.match(line) else "text"

    def _prose(self, kind: str, line: str, raw: str) -> str:
        match kind:
            case "":
                return ""
            case "head":
                key = _HEAD.match(raw)
                value = raw[key.end("key") :] if key else ""
                return " " * (len(raw) - len(value)) + _without_quotes(value)
            case "row":
                return self._row(line)
            case "box":
                box = BOX.match(line)
                return " " * box.start("title") + box["title"] if box else ""
            case "item":
                return _ITEM.sub(_blank, line, count=1)
            case "feedback":
                return _QUOTE_SIGN.sub(_blank, line, count=1)
            case "heading":
                return _ATTRIBUTES.sub(_blank, _HASHES.sub(_blank, line, count=1))
            case _:
                return line

    def _row(self, line: str) -> str:
        """A table's row, a line for each cell; the column that shows what not to write is left out."""
        pieces = re.split(r"(?<!\\)\|", line)
        return "\n".join(
            " " * len(piece) if place - 1 in self._examples else piece for place, piece in enumerate(pieces)
        )


def _without_quotes(value: str) -> str:
    """A YAML value without the quotes around it."""
    text = value.rstrip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return f" {text[1:-1]} "
    return text
