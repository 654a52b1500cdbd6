"""The signs of a question's text: its heading, the lines of an answer, numbers. Pure patterns and helpers.

The grammar is told in ``docs/guia-de-autoria.md``, whose examples are run by the tests.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ATTRIBUTE = re.compile(r'#(?P<key>[^\s"{}]+)|(?P<name>[\w-]+)=(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))|(?P<junk>\S+)')
OPTION = re.compile(r"^[-*] \[(?P<mark>[ xX])\]\s+(?P<text>\S.*)$")
BROKEN_OPTION = re.compile(r"^\s*[-*+]\s*\[\s*[xX]?\s*\](?!\()")
WRITTEN = re.compile(r"^(?P<sign>=|≠|!=)(?!=)\s*(?P<text>\S.*)$")
ITEM = re.compile(r"^[0-9]{1,2}[.)]\s+(?P<text>\S.*)$")
ROW = re.compile(r"^\|.*\|")
RULE = re.compile(r":?-+:?")
GAP = re.compile(r"\[\[(?P<inside>[^\[\]]*)\]\]")
QUOTE = re.compile(r"^\s*>\s?(?P<text>.*)$")
NUMBER = re.compile(r"\$?\s*(?P<number>[-+−]?(?:[0-9](?:[0-9,]*[0-9])?(?:\.[0-9]+)?|\.[0-9]+))(?P<rest>.*)", re.DOTALL)
MARGIN = re.compile(r"\s*(?:±|\+/?-)\s*(?P<number>[0-9](?:[0-9,]*[0-9])?(?:\.[0-9]+)?)(?P<unit>.*)")

_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_SECOND_NUMBER = re.compile(r"(?<![^\W_])[0-9]")
LONGEST_NUMBER = 100


@dataclass
class Block:
    """One line of an answer with the feedback quoted under it."""

    text: str
    line: int
    mark: str = ""
    feedback: list[str] = field(default_factory=list)


def split_heading(line: str) -> tuple[str, str] | None:
    """The prompt of a question's heading and what stands in its braces; None for any other line."""
    if not re.match(r"##\s", line):
        return None
    text = line[2:].strip()
    start = text.rfind("{")
    if text.endswith("}") and start >= 0:
        return text[:start].rstrip(), text[start + 1 : -1]
    return text, ""


def option_key(text: str) -> str:
    """A stable name for an option: a hash of its text, so that order never is its identity."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def parse_number(text: str) -> Decimal | None:
    """A number as people write it in Mexico, with or without its unit; None for anything else.

    ``1,234.5``, ``−3``, ``$36``, ``20 días``. A comma that does not part thousands is a decimal comma. A text
    with a second number in it (``20 o 30``) is not one.
    """
    match = NUMBER.fullmatch(text.strip()[:LONGEST_NUMBER])
    if match is None or _SECOND_NUMBER.search(match["rest"]):
        return None
    return _decimal(match["number"])


def _decimal(text: str) -> Decimal | None:
    text = text.replace("−", "-")
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    elif "," in text:
        if text.count(",") > 1 or "." in text:
            return None
        text = text.replace(",", ".")
    return Decimal(text)


def parse_range(text: str) -> tuple[Decimal, Decimal, str] | None:
    """``20 ± 0 días hábiles`` as value, tolerance and unit; None for anything else."""
    match = NUMBER.fullmatch(text.strip()[:LONGEST_NUMBER])
    margin = MARGIN.fullmatch(match["rest"]) if match else None
    if match is None or margin is None or "|" in margin["unit"] or _SECOND_NUMBER.search(margin["unit"]):
        return None
    value, tolerance = _decimal(match["number"]), _decimal(margin["number"])
    if value is None or tolerance is None:
        return None
    return value, tolerance, margin["unit"].strip()


def variants(text: str) -> tuple[str, ...]:
    """``texto | variante`` as its parts."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def cells(line: str) -> tuple[str, ...]:
    """The cells of a table's row."""
    inside = line.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inside))


def is_rule(row: Sequence[str]) -> bool:
    """Whether a row of a table is the line under its header."""
    return all(RULE.fullmatch(cell) for cell in row)


def is_gap(line: str) -> bool:
    """Whether a line has a gap to fill in, feedback aside."""
    return not line.startswith(">") and GAP.search(line) is not None


def last_block(lines: Sequence[str], opens: Callable[[str], object]) -> int | None:
    """Where the last table or list of a text begins; those before it belong to the question's text."""
    start = None
    for number, line in enumerate(lines):
        if opens(line) and (start is None or not lines[number - 1].strip()):
            first_item = line.startswith(("1.", "1)", "|"))
            start = number if start is None or first_item else start
    return start


def paragraph_start(lines: Sequence[str], number: int) -> int:
    """The first line of the paragraph that line ``number`` stands in."""
    while number > 0 and lines[number - 1].strip():
        number -= 1
    return number
