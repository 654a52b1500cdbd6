"""Reads questions: a heading and what stands under it, whose shape says the type.

The grammar is told in ``docs/guia-de-autoria.md``, whose examples are run by the tests.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from app.content.citations import parse_citation
from app.content.findings import Findings
from app.content.model import (
    AnyQuestion,
    Citation,
    Cloze,
    Gap,
    Level,
    Matching,
    Mistake,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Pair,
    ShortAnswer,
    SingleChoice,
)
from app.content.rendering import Renderer, plain

HEADING = re.compile(r"^##\s+(?P<prompt>.*?)\s*(?:\{(?P<attributes>[^{}]*)\})?\s*$")
ATTRIBUTE = re.compile(r'#(?P<key>[^\s"]+)|(?P<name>[\w-]+)=(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))')
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
OPTION = re.compile(r"^[-*] \[(?P<mark>[ xX])\]\s+(?P<text>.+)$")
WRITTEN = re.compile(r"^(?P<sign>=|≠|!=)\s*(?P<text>.+)$")
ITEM = re.compile(r"^\d+[.)]\s+(?P<text>.+)$")
ROW = re.compile(r"^\|.*\|\s*$")
GAP = re.compile(r"\[\[(?P<inside>.+?)\]\]")
QUOTE = re.compile(r"^\s*>\s?(?P<text>.*)$")
NUMBER = re.compile(r"^(?P<value>[-+−]?\d[\d,]*(?:\.\d+)?)\s*(?:±\s*(?P<tolerance>\d+(?:\.\d+)?))?\s*(?P<unit>.*)$")

TRUE_FALSE = ("Verdadero", "Falso")
MAX_POINTS = 10


@dataclass
class _Block:
    """One line of an answer with the feedback quoted under it."""

    text: str
    line: int
    mark: str = ""
    feedback: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Head:
    """What a question's heading says, and where."""

    prompt: str
    key: str
    level: Level | None
    norms: tuple[Citation, ...]
    points: int
    line: int


def option_key(text: str, taken: Sequence[str] = ()) -> str:
    """A stable name for an option: a hash of its text, so that order never is its identity."""
    key = sha256(" ".join(text.split()).encode()).hexdigest()[:8]
    return key if key not in taken else f"{key}{len(taken)}"


def parse_number(text: str) -> Decimal | None:
    """A number as people write it in Mexico: ``1,234.5``, ``−3``; None for anything else."""
    match = NUMBER.match(text.strip())
    if match is None:
        return None
    try:
        return Decimal(match["value"].replace(",", "").replace("−", "-"))
    except InvalidOperation:
        return None


class QuestionReader:
    """Reads the questions of one text. ``graded`` asks for level, norm and feedback."""

    def __init__(self, renderer: Renderer, path: str, findings: Findings, *, graded: bool) -> None:
        self._renderer = renderer
        self._path = path
        self._findings = findings
        self._graded = graded

    def read(self, text: str, first_line: int) -> tuple[AnyQuestion, ...]:
        """All questions of ``text``, whose first line is ``first_line`` of the file."""
        lines = text.split("\n")
        heads = [number for number, line in enumerate(lines) if HEADING.match(line)]
        stray = next((n for n, line in enumerate(lines[: heads[0] if heads else None]) if line.strip()), None)
        if stray is not None:
            self._refuse(
                first_line + stray,
                "P001",
                "Este texto no pertenece a ninguna pregunta: cada pregunta empieza con «## Enunciado {#clave}».",
            )
        ends = [*heads[1:], len(lines)] if heads else []
        questions = [
            self._question(lines[start], lines[start + 1 : end], first_line + start)
            for start, end in zip(heads, ends, strict=True)
        ]
        return tuple(question for question in questions if question is not None)

    def _refuse(self, line: int, code: str, message: str) -> None:
        self._findings.error(self._path, line, code, message)

    def _question(self, heading: str, lines: list[str], line: int) -> AnyQuestion | None:
        head = self._head(heading, line)
        if head is None:
            return None
        first = line + 1
        readers: tuple[tuple[Callable[[str], Any], Callable[..., AnyQuestion | None]], ...] = (
            (OPTION.match, self._choice),
            (WRITTEN.match, self._written),
            (GAP.search, self._cloze),
            (ROW.match, self._matching),
            (ITEM.match, self._ordering),
        )
        for matches, read in readers:
            start = next((n for n, text in enumerate(lines) if matches(text)), None)
            if start is not None:
                answer = _answer_start(lines, start, matches)
                stem = "\n".join(lines[:answer]).strip()
                return read(head, stem, lines[answer:], first + answer)
        self._refuse(
            line,
            "P002",
            f"La pregunta «{head.key}» no tiene respuesta: escribe opciones «- [x] …», "
            "una línea «= …», una tabla, una lista numerada o huecos «[[…]]».",
        )
        return None

    def _head(self, heading: str, line: int) -> _Head | None:
        match = HEADING.match(heading)
        attributes = {
            "key" if found["key"] else found["name"]: found["key"] or found["quoted"] or found["bare"] or ""
            for found in ATTRIBUTE.finditer((match and match["attributes"]) or "")
        }
        prompt = match["prompt"] if match else ""
        key = attributes.pop("key", "")
        if not KEY.fullmatch(key):
            self._refuse(
                line,
                "P003",
                "Falta la clave de la pregunta o tiene otros signos: termina el "
                "encabezado con {#clave-con-guiones}, en minúsculas y sin acentos.",
            )
            return None
        if not prompt:
            self._refuse(line, "P004", f"La pregunta «{key}» no tiene enunciado.")
        level = attributes.pop("nivel", "")
        if level not in Level.__members__.values() and (level or self._graded):
            self._refuse(line, "P005", f"El nivel de «{key}» debe ser recordar, aplicar o analizar.")
        norms = tuple(parse_citation(text) for text in attributes.pop("norma", "").split())
        if None in norms or (self._graded and not norms):
            self._refuse(line, "P006", f'La norma de «{key}» se escribe norma="lgtaip-2025#134".')
        points = attributes.pop("puntos", "1")
        if not points.isdecimal() or not 1 <= int(points) <= MAX_POINTS:
            self._refuse(line, "P007", f"Los puntos de «{key}» deben ser de 1 a {MAX_POINTS}.")
            points = "1"
        for unknown in attributes:
            self._refuse(line, "P008", f"No se conoce el atributo «{unknown}»; usa nivel, norma o puntos.")
        return _Head(
            prompt=prompt,
            key=key,
            level=Level(level) if level in Level.__members__.values() else None,
            norms=tuple(norm for norm in norms if norm is not None),
            points=int(points),
            line=line,
        )

    def _common(self, head: _Head, stem: str, feedback: str) -> dict[str, Any]:
        return {
            "key": head.key,
            "prompt_html": self._renderer.inline(head.prompt, self._path),
            "stem_html": self._renderer.blocks(stem, self._path) if stem else "",
            "level": head.level,
            "norms": head.norms,
            "points": head.points,
            "feedback_html": self._renderer.blocks(feedback, self._path) if feedback else "",
            "line": head.line,
        }

    def _blocks(self, head: _Head, lines: list[str], first: int, opens: re.Pattern[str]) -> tuple[list[_Block], str]:
        """Split an answer in its lines with their feedback, and the general feedback."""
        blocks: list[_Block] = []
        general: list[str] = []
        for number, line in enumerate(lines):
            opened = opens.match(line)
            quote = QUOTE.match(line)
            if opened:
                groups = opened.groupdict()
                mark = groups.get("mark") or groups.get("sign") or ""
                blocks.append(_Block(groups["text"].strip(), first + number, mark))
            elif quote and (line.startswith(">") or not blocks):
                general.append(quote["text"])
            elif quote:
                blocks[-1].feedback.append(quote["text"])
            elif line.strip() and line.startswith("  ") and blocks and not general:
                target = blocks[-1].feedback
                if target:
                    target.append(line.strip())
                else:
                    blocks[-1].text += f" {line.strip()}"
            elif line.strip():
                self._refuse(
                    first + number,
                    "P009",
                    f"Esta línea de la pregunta «{head.key}» no se entiende aquí; "
                    "la explicación va antes de la respuesta y la retroalimentación empieza con «>».",
                )
        return blocks, "\n".join(general).strip()

    def _options(self, head: _Head, blocks: list[_Block]) -> tuple[Option, ...]:
        options: list[Option] = []
        for block in blocks:
            html = self._renderer.inline(block.text, self._path)
            key = option_key(block.text)
            if any(option.key == key for option in options):
                self._refuse(block.line, "P010", f"La pregunta «{head.key}» tiene dos veces «{block.text}».")
                continue
            feedback = "\n".join(block.feedback).strip()
            options.append(Option(key, html, block.mark in ("x", "X"), self._feedback(feedback)))
        return tuple(options)

    def _feedback(self, text: str) -> str:
        return self._renderer.inline(text, self._path) if text else ""

    def _ask_general(self, head: _Head, general: str) -> None:
        if self._graded and not general:
            self._refuse(
                head.line,
                "R001",
                f"Falta la retroalimentación de «{head.key}»: después de la respuesta, "
                "una línea que empiece con «>» y explique por qué.",
            )

    def _choice(self, head: _Head, stem: str, lines: list[str], first: int) -> AnyQuestion | None:
        blocks, general = self._blocks(head, lines, first, OPTION)
        options = self._options(head, blocks)
        right = sum(option.correct for option in options)
        if right == 0:
            self._refuse(head.line, "P011", f"La pregunta «{head.key}» no tiene respuesta correcta: marca una con [x].")
            return None
        if len(options) < 2 or right == len(options):
            self._refuse(head.line, "P012", f"La pregunta «{head.key}» necesita al menos una opción incorrecta.")
            return None
        if self._graded:
            for block, option in zip(blocks, options, strict=False):
                if not option.feedback_html:
                    self._refuse(
                        block.line,
                        "R002",
                        f"Falta la retroalimentación de la opción «{block.text}»: "
                        "debajo, con sangría, una línea que empiece con «>».",
                    )
        common = self._common(head, stem, general)
        texts = tuple(plain(option.text_html) for option in options)
        if right > 1:
            return MultipleChoice(**common, options=options)
        true_false = set(texts) == set(TRUE_FALSE)
        if true_false:
            options = tuple(sorted(options, key=lambda option: TRUE_FALSE.index(plain(option.text_html))))
        return SingleChoice(**common, options=options, true_false=true_false)

    def _written(self, head: _Head, stem: str, lines: list[str], first: int) -> AnyQuestion | None:
        blocks, general = self._blocks(head, lines, first, WRITTEN)
        self._ask_general(head, general)
        keys = [block for block in blocks if block.mark == "="]
        if len(keys) != 1:
            self._refuse(head.line, "P013", f"La pregunta «{head.key}» necesita una sola línea «= respuesta».")
            return None
        mistakes = tuple(
            Mistake(_variants(block.text), self._feedback("\n".join(block.feedback)))
            for block in blocks
            if block.mark != "="
        )
        common = self._common(head, stem, general)
        if "±" not in keys[0].text:
            return ShortAnswer(**common, accepted=_variants(keys[0].text), mistakes=mistakes)
        match = NUMBER.match(keys[0].text)
        value = parse_number(keys[0].text)
        if match is None or value is None or match["tolerance"] is None:
            self._refuse(
                keys[0].line, "P014", f"La respuesta numérica de «{head.key}» se escribe «= 20 ± 0 días hábiles»."
            )
            return None
        return Numeric(
            **common, value=value, tolerance=Decimal(match["tolerance"]), unit=match["unit"].strip(), mistakes=mistakes
        )

    def _cloze(self, head: _Head, stem: str, lines: list[str], first: int) -> AnyQuestion | None:
        text = "\n".join(line for line in lines if not line.startswith(">"))
        general = "\n".join(match["text"] for line in lines if line.startswith(">") and (match := QUOTE.match(line)))
        self._ask_general(head, general)
        gaps: list[Gap] = []
        for match in GAP.finditer(text):
            gap = self._gap(head, match["inside"], f"g{len(gaps) + 1}")
            if gap is None:
                return None
            gaps.append(gap)
        marked = GAP.sub("\u2e28gap\u2e29", text)
        pieces = self._renderer.blocks(marked, self._path).split("\u2e28gap\u2e29")
        parts: list[str | Gap] = [pieces[0]]
        for gap, piece in zip(gaps, pieces[1:], strict=True):
            parts.extend((gap, piece))
        return Cloze(**self._common(head, stem, general), parts=tuple(parts))

    def _gap(self, head: _Head, inside: str, key: str) -> Gap | None:
        choices = _variants(inside)
        if not any(choice.startswith("*") for choice in choices):
            return Gap(key, accepted=choices)
        options = tuple(
            Option(
                option_key(choice.lstrip("* ")),
                self._renderer.inline(choice.lstrip("* "), self._path),
                choice.startswith("*"),
            )
            for choice in choices
        )
        if len(options) < 2 or sum(option.correct for option in options) != 1:
            self._refuse(
                head.line,
                "P015",
                f"Cada lista de «{head.key}» necesita dos o más opciones y una sola "
                "con asterisco: [[*correcta | otra]].",
            )
            return None
        return Gap(key, options=options)

    def _matching(self, head: _Head, stem: str, lines: list[str], first: int) -> AnyQuestion | None:
        rows = [(first + n, _cells(line)) for n, line in enumerate(lines) if ROW.match(line)]
        general = "\n".join(match["text"] for line in lines if line.startswith(">") and (match := QUOTE.match(line)))
        if len(rows) < 4 or len(rows[0][1]) not in (2, 3):
            self._refuse(
                first,
                "P016",
                f"La tabla de «{head.key}» necesita encabezado de dos columnas (o tres, con "
                "Retroalimentación) y al menos dos renglones.",
            )
            return None
        labels = rows[0][1]
        choices: dict[str, Option] = {}
        pairs: list[Pair] = []
        for line, cells in rows[2:]:
            if len(cells) != len(labels) or not cells[1]:
                self._refuse(
                    line,
                    "P017",
                    f"Este renglón de «{head.key}» debe tener {len(labels)} columnas y algo en la segunda.",
                )
                return None
            choice = Option(option_key(cells[1]), self._renderer.inline(cells[1], self._path))
            choices.setdefault(choice.key, choice)
            if cells[0]:
                feedback = self._feedback(cells[2]) if len(cells) == 3 else ""
                left = self._renderer.inline(cells[0], self._path)
                pairs.append(Pair(option_key(cells[0]), left, choice.key, feedback))
        if len({pair.key for pair in pairs}) != len(pairs) or len(pairs) < 2 or len(choices) < 2:
            self._refuse(
                first,
                "P018",
                f"La tabla de «{head.key}» necesita dos o más renglones distintos a la "
                "izquierda y dos o más respuestas distintas a la derecha.",
            )
            return None
        if self._graded and not general and not all(pair.feedback_html for pair in pairs):
            self._ask_general(head, general)
        return Matching(
            **self._common(head, stem, general),
            left_label=labels[0],
            right_label=labels[1],
            pairs=tuple(pairs),
            choices=tuple(choices.values()),
        )

    def _ordering(self, head: _Head, stem: str, lines: list[str], first: int) -> AnyQuestion | None:
        blocks, general = self._blocks(head, lines, first, ITEM)
        self._ask_general(head, general)
        items = self._options(head, blocks)
        if len(items) < 3:
            self._refuse(head.line, "P019", f"La pregunta «{head.key}» necesita tres o más pasos para ordenar.")
            return None
        return Ordering(**self._common(head, stem, general), items=items)


def _variants(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _cells(line: str) -> tuple[str, ...]:
    inside = line.strip().removeprefix("|").removesuffix("|")
    return tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inside))


def _answer_start(lines: list[str], first_match: int, matches: Callable[[str], Any]) -> int:
    """Where the answer begins: a table or list before it may belong to the question's text.

    Options, written answers and gaps are unmistakable, so the first one opens the answer. Of
    several tables or numbered lists the last is the answer.
    """
    if matches not in (ROW.match, ITEM.match):
        return _paragraph_start(lines, first_match) if matches is GAP.search else first_match
    start = first_match
    for number in range(first_match + 1, len(lines)):
        if matches(lines[number]) and not matches(lines[number - 1]) and not lines[number - 1].strip():
            start = number if matches is ROW.match or lines[number].startswith("1") else start
    return start


def _paragraph_start(lines: list[str], number: int) -> int:
    while number > 0 and lines[number - 1].strip():
        number -= 1
    return number
