"""Reads the answer of a question, one method for each shape that an answer can have.

Each takes the question's heading, its text, the lines of the answer and the number of the first,
and gives the question; None, with findings, where it cannot be used.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import nh3

from app.content.findings import Findings
from app.content.grammar import (
    BROKEN_OPTION,
    GAP,
    ITEM,
    OPTION,
    QUOTE,
    ROW,
    WRITTEN,
    Block,
    cells,
    is_rule,
    option_key,
    parse_number,
    parse_range,
    variants,
)
from app.content.marking import fold, mark
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

TRUE_FALSE = ("Verdadero", "Falso")
MAX_GAPS = 40

_MARK = 0xE000
_MARKS = re.compile("[\ue000-\uf8ff]")
_NO_PLACE_FOR_GAPS = {"a", "code", "pre", "script", "style"}


@dataclass(frozen=True)
class Head:
    """What a question's heading says, and where."""

    prompt: str
    key: str
    level: Level | None
    norms: tuple[Citation, ...]
    points: int
    line: int
    is_case: bool = False
    start: str = ""
    deadline: str = ""


class AnswerReader:
    """Reads the answers of one file."""

    def __init__(self, renderer: Renderer, path: str, findings: Findings) -> None:
        self._renderer = renderer
        self._path = path
        self._findings = findings

    def _refuse(self, line: int, code: str, message: str) -> None:
        self._findings.error(self._path, line, code, message)

    def refuse_option(self, line: int) -> None:
        """Name a line that wants to be an option."""
        self._refuse(
            line,
            "P022",
            "Esta opción no se entiende: se escribe pegada al margen, «- [ ] texto» o «- [x] texto».",
        )

    def _common(self, head: Head, stem: str, feedback: str) -> dict[str, Any]:
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

    def _blocks(self, head: Head, lines: list[str], first: int, opens: re.Pattern[str]) -> tuple[list[Block], str]:
        """Split an answer in its lines with their feedback, and the general feedback."""
        blocks: list[Block] = []
        general: list[str] = []
        for number, line in enumerate(lines):
            opened = opens.match(line)
            quote = QUOTE.match(line)
            if BROKEN_OPTION.match(line) and not opened:
                self.refuse_option(first + number)
            elif opened:
                groups = opened.groupdict()
                mark = groups.get("mark") or groups.get("sign") or ""
                blocks.append(Block(groups["text"].strip(), first + number, mark))
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
                self._refuse_line(head, first + number)
        return blocks, "\n".join(general).strip()

    def _refuse_line(self, head: Head, line: int) -> None:
        self._refuse(
            line,
            "P009",
            f"Esta línea de la pregunta «{head.key}» no se entiende aquí: "
            "la explicación va antes de la respuesta y la retroalimentación empieza con «>».",
        )

    def _options(self, head: Head, blocks: list[Block], *, with_feedback: bool) -> tuple[Option, ...]:
        options: dict[str, Option] = {}
        for block in blocks:
            key = option_key(block.text)
            if key in options:
                self._refuse(block.line, "P010", f"La pregunta «{head.key}» tiene dos veces «{block.text}»: deja una.")
                continue
            feedback = self._feedback(block)
            if with_feedback and not feedback:
                self._refuse(
                    block.line,
                    "R002",
                    f"Falta la retroalimentación de la opción «{block.text}»: "
                    "debajo, con sangría, una línea que empiece con «>».",
                )
            text = self._renderer.inline(block.text, self._path)
            options[key] = Option(key, text, block.mark in ("x", "X"), feedback)
        return tuple(options.values())

    def _feedback(self, block: Block) -> str:
        text = "\n".join(block.feedback).strip()
        return self._renderer.passage(text, self._path) if text else ""

    def _ask_general(self, head: Head, general: str) -> None:
        if not general:
            self._refuse(
                head.line,
                "R001",
                f"Falta la retroalimentación de «{head.key}»: después de la respuesta, "
                "una línea que empiece con «>» y explique por qué.",
            )

    def choice(self, head: Head, stem: str, lines: list[str], first: int) -> AnyQuestion | None:
        blocks, general = self._blocks(head, lines, first, OPTION)
        options = self._options(head, blocks, with_feedback=True)
        right = sum(option.correct for option in options)
        if right == 0:
            self._refuse(head.line, "P011", f"La pregunta «{head.key}» no tiene respuesta correcta: marca una con [x].")
            return None
        if right == len(options):
            self._refuse(
                head.line, "P012", f"La pregunta «{head.key}» necesita al menos una opción incorrecta: «- [ ] …»."
            )
            return None
        common = self._common(head, stem, general)
        if right > 1:
            return MultipleChoice(**common, options=options)
        texts = [plain(option.text_html) for option in options]
        true_false = sorted(texts) == sorted(TRUE_FALSE)
        if true_false:
            options = tuple(sorted(options, key=lambda option: TRUE_FALSE.index(plain(option.text_html))))
        return SingleChoice(**common, options=options, true_false=true_false)

    def written(self, head: Head, stem: str, lines: list[str], first: int) -> AnyQuestion | None:
        blocks, general = self._blocks(head, lines, first, WRITTEN)
        self._ask_general(head, general)
        keys = [block for block in blocks if block.mark == "="]
        if len(keys) != 1:
            self._refuse(head.line, "P013", f"La pregunta «{head.key}» necesita una sola línea «= respuesta».")
            return None
        foreseen = [block for block in blocks if block.mark != "="]
        common = self._common(head, stem, general)
        common["mistakes"] = tuple(Mistake(variants(block.text), self._feedback(block)) for block in foreseen)
        question = self._written_key(head, keys[0], common)
        for block, mistake in zip(foreseen, common["mistakes"], strict=True):
            self._check_mistake(head, block, mistake, question)
        return question

    def _written_key(self, head: Head, key: Block, common: dict[str, Any]) -> ShortAnswer | Numeric | None:
        accepted = variants(key.text)
        if not re.search(r"±|\+/-", key.text):
            if accepted and all(fold(text) for text in accepted):
                return ShortAnswer(**common, accepted=accepted)
            self._refuse(key.line, "P013", f"La respuesta de «{head.key}» no tiene palabras: «= texto | variante».")
            return None
        found = parse_range(key.text)
        if found is None:
            self._refuse(key.line, "P014", f"La respuesta numérica de «{head.key}» se escribe «= 20 ± 0 días hábiles».")
            return None
        value, tolerance, unit = found
        return Numeric(**common, value=value, tolerance=tolerance, unit=unit)

    def _check_mistake(self, head: Head, block: Block, mistake: Mistake, question: AnyQuestion | None) -> None:
        if not mistake.feedback_html:
            self._refuse(
                block.line,
                "R002",
                f"Falta la retroalimentación de «{block.text}»: debajo, con sangría, una línea que empiece con «>».",
            )
        if isinstance(question, Numeric) and any(parse_number(text) is None for text in mistake.texts):
            self._refuse(block.line, "P014", f"El error previsto de «{head.key}» debe ser un número, como «≠ 15».")
        elif question and any(mark(question, text).correct for text in mistake.texts):
            self._refuse(
                block.line, "P021", f"«{block.text}» está como error y también cuenta como respuesta de «{head.key}»."
            )

    def cloze(self, head: Head, stem: str, lines: list[str], first: int) -> AnyQuestion | None:
        text = "\n".join(line for line in lines if not line.startswith(">"))
        general = _general(lines)
        self._ask_general(head, general)
        gaps = [self._gap(head, match["inside"], f"g{n}", first) for n, match in enumerate(GAP.finditer(text), 1)]
        marks = [chr(_MARK + number) for number in range(len(gaps))]
        waiting = iter(marks)
        html = self._renderer.blocks(GAP.sub(lambda _: next(waiting), text), self._path)
        in_prose = _MARKS.findall(nh3.clean(html, tags=set(), attributes={}, clean_content_tags=_NO_PLACE_FOR_GAPS))
        if "[[" in plain(html) or _MARKS.findall(html) != marks or in_prose != marks or len(gaps) > MAX_GAPS:
            self._refuse(
                first,
                "P023",
                f"Un hueco de «{head.key}» no está cerrado, o está dentro de un enlace, una imagen, código o una nota: "
                f"escríbelo en el texto, [[respuesta | variante]]. Caben {MAX_GAPS}.",
            )
            return None
        parts: list[str | Gap] = []
        for number, piece in enumerate(_MARKS.split(html)):
            gap = gaps[number - 1] if number else None
            parts.extend(part for part in (gap, piece) if part)
        if None in gaps:
            return None
        return Cloze(**self._common(head, stem, general), parts=tuple(parts))

    def _gap(self, head: Head, inside: str, key: str, line: int) -> Gap | None:
        """One gap. The options of a drop-down are put in the order of the alphabet, so that it tells nothing."""
        choices = variants(inside)
        if choices and not any(choice.startswith("*") for choice in choices):
            if all(fold(choice) for choice in choices):
                return Gap(key, accepted=choices)
            choices = ()
        options = [
            Option(option_key(text), self._renderer.inline(text, self._path), right)
            for text, right in ((choice.lstrip("* "), choice.startswith("*")) for choice in choices)
        ]
        distinct = len({option.key for option in options}) == len(options)
        if len(options) < 2 or sum(option.correct for option in options) != 1 or not distinct:
            self._refuse(
                line,
                "P015",
                f"El hueco «[[{inside}]]» de «{head.key}» no se entiende: escribe [[respuesta | variante]], o una "
                "lista de dos o más opciones distintas con una sola con asterisco, [[*correcta | otra]].",
            )
            return None
        return Gap(key, options=tuple(sorted(options, key=lambda option: fold(plain(option.text_html)))))

    def matching(self, head: Head, stem: str, lines: list[str], first: int) -> AnyQuestion | None:
        rows = [(first + n, cells(line)) for n, line in enumerate(lines) if ROW.match(line)]
        for number, line in enumerate(lines):
            if line.strip() and not ROW.match(line) and not line.startswith(">"):
                self._refuse_line(head, first + number)
        labels = rows[0][1]
        if len(rows) < 4 or len(labels) not in (2, 3) or not is_rule(rows[1][1]):
            self._refuse(
                first,
                "P016",
                f"La tabla de «{head.key}» necesita encabezado de dos columnas (o tres, con "
                "Retroalimentación), la línea |---|---| y al menos dos renglones.",
            )
            return None
        pairs, choices = self._pairs(head, rows[2:], len(labels))
        if len({pair.key for pair in pairs}) != len(pairs) or len(pairs) < 2 or len(choices) < 2:
            self._refuse(
                first,
                "P018",
                f"La tabla de «{head.key}» necesita dos o más renglones distintos a la "
                "izquierda y dos o más respuestas distintas a la derecha.",
            )
            return None
        general = _general(lines)
        if not all(pair.feedback_html for pair in pairs):
            self._ask_general(head, general)
        return Matching(
            **self._common(head, stem, general),
            left_label=labels[0],
            right_label=labels[1],
            pairs=tuple(pairs),
            choices=choices,
        )

    def _pairs(
        self, head: Head, rows: Sequence[tuple[int, tuple[str, ...]]], width: int
    ) -> tuple[list[Pair], tuple[Option, ...]]:
        choices: dict[str, Option] = {}
        pairs: list[Pair] = []
        for line, row in rows:
            if len(row) != width or not row[1]:
                self._refuse(
                    line, "P017", f"Este renglón de «{head.key}» debe tener {width} columnas y algo en la segunda."
                )
                continue
            left, right = (self._renderer.inline(text, self._path) for text in row[:2])
            choice = choices.setdefault(option_key(row[1]), Option(option_key(row[1]), right))
            if row[0]:
                feedback = self._feedback(Block("", line, feedback=[row[2]])) if width == 3 else ""
                pairs.append(Pair(option_key(row[0]), left, choice.key, feedback))
        return pairs, tuple(choices.values())

    def ordering(self, head: Head, stem: str, lines: list[str], first: int) -> AnyQuestion | None:
        blocks, general = self._blocks(head, lines, first, ITEM)
        self._ask_general(head, general)
        items = self._options(head, blocks, with_feedback=False)
        if len(items) < 3:
            self._refuse(head.line, "P019", f"La pregunta «{head.key}» necesita tres o más pasos para ordenar.")
            return None
        return Ordering(**self._common(head, stem, general), items=items)


def _general(lines: Sequence[str]) -> str:
    """The general feedback: the quoted lines at the margin."""
    quoted = (QUOTE.match(line) for line in lines if line.startswith(">"))
    return "\n".join(match["text"] for match in quoted if match).strip()
