"""Reads questions: a heading and what stands under it, whose shape says the type."""

import re
from collections.abc import Callable, Mapping

from app.content.answers import Head
from app.content.case_reader import CaseReader
from app.content.citations import parse_citation
from app.content.findings import Findings
from app.content.grammar import (
    ATTRIBUTE,
    BROKEN_OPTION,
    ITEM,
    KEY,
    OPTION,
    ROW,
    WRITTEN,
    is_gap,
    last_block,
    paragraph_start,
    split_heading,
)
from app.content.model import AnyQuestion, DiagnosticForm, Level
from app.content.rendering import Renderer

MAX_POINTS = 10
CASE = "caso"
OF_EVERY_TYPE, OF_CASES = ("#", "nivel", "norma", "puntos"), ("tipo", "inicio", "plazo")
MAX_KEY = 80


class QuestionReader:
    """Reads the questions of one text.

    ``graded`` asks for level and norm, ``parallel`` for the form; ``cases`` lets it have branching cases. ``forms``
    says of each heading that named one, by its line, which form it belongs to.
    """

    def __init__(
        self,
        renderer: Renderer,
        path: str,
        findings: Findings,
        *,
        graded: bool,
        parallel: bool = False,
        cases: bool = False,
    ) -> None:
        self._answers = CaseReader(renderer, path, findings)
        self._cases = cases
        self._path = path
        self._findings = findings
        self._graded = graded
        self._parallel = parallel
        self.forms: dict[int, DiagnosticForm] = {}

    def read(self, text: str, first_line: int) -> tuple[AnyQuestion, ...]:
        """All questions of ``text``, whose first line is ``first_line`` of the file."""
        lines = text.split("\n")
        heads = [number for number, line in enumerate(lines) if split_heading(line)]
        stray = next((n for n, line in enumerate(lines[: heads[0] if heads else None]) if line.strip()), None)
        if stray is not None:
            self._refuse(
                first_line + stray,
                "P001",
                "Este texto no pertenece a ninguna pregunta: cada pregunta empieza con «## Enunciado {#clave}».",
            )
        questions = [
            self._question(lines[start], lines[start + 1 : end], first_line + start)
            for start, end in zip(heads, [*heads[1:], len(lines)], strict=False)
        ]
        return tuple(question for question in questions if question is not None)

    def _refuse(self, line: int, code: str, message: str) -> None:
        self._findings.error(self._path, line, code, message)

    def _question(self, heading: str, lines: list[str], line: int) -> AnyQuestion | None:
        head = self._head(heading, line)
        if head is None:
            return None
        if head.is_case:
            return self._case(head, lines)
        read, start = self._answer(lines)
        stem = lines[:start]
        for number, text in enumerate(stem):
            if BROKEN_OPTION.match(text):
                self._answers.refuse_option(line + 1 + number)
        if read is None:
            self._refuse(
                line,
                "P002",
                f"La pregunta «{head.key}» no tiene respuesta: escribe opciones «- [x] …», "
                "una línea «= …», una tabla, una lista numerada o huecos «[[…]]».",
            )
            return None
        return read(head, "\n".join(stem).strip(), lines[start:], line + 1 + start)

    def _case(self, head: Head, lines: list[str]) -> AnyQuestion | None:
        if not self._cases:
            self._refuse(
                head.line, "P024", f"El caso «{head.key}» no va aquí: los casos son de la evaluación de una unidad."
            )
            return None
        return self._answers.case(head, lines, head.line + 1)

    def _answer(self, lines: list[str]) -> tuple[Callable[..., AnyQuestion | None] | None, int]:
        """What reads the answer, and the line where it begins.

        Options, written answers and gaps are unmistakable. Of tables and numbered lists the last is
        the answer; those before it belong to the question's text.
        """
        for matches, read in (
            (OPTION.match, self._answers.choice),
            (WRITTEN.match, self._answers.written),
            (is_gap, self._answers.cloze),
        ):
            found = next((n for n, text in enumerate(lines) if matches(text)), None)
            if found is not None:
                return read, paragraph_start(lines, found) if matches is is_gap else found
        table, steps = last_block(lines, ROW.match), last_block(lines, ITEM.match)
        if steps is not None and (table is None or steps > table):
            return self._answers.ordering, steps
        return (None, len(lines)) if table is None else (self._answers.matching, table)

    def _head(self, heading: str, line: int) -> Head | None:
        prompt, inside = split_heading(heading) or ("", "")
        attributes: dict[str, str] = {}
        unknown: list[str] = []
        for found in ATTRIBUTE.finditer(inside):
            name = "#" if found["key"] else found["name"]
            if name in (*OF_EVERY_TYPE, *OF_CASES, "forma") and name not in attributes:
                attributes[name] = found["key"] or found["quoted"] or found["bare"] or ""
            else:
                unknown.append(found[0])
        key = attributes.get("#", "")
        if not KEY.fullmatch(key) or len(key) > MAX_KEY:
            self._refuse(
                line,
                "P003",
                "Falta la clave de la pregunta o tiene otros signos: termina el encabezado con {#clave-con-guiones}, "
                f"en minúsculas, sin acentos y de hasta {MAX_KEY} signos.",
            )
            return None
        if not prompt:
            self._refuse(line, "P004", f"La pregunta «{key}» no tiene enunciado: escríbelo antes de las llaves.")
        level = attributes.get("nivel", "")
        if level not in Level.__members__.values() and (level or self._graded):
            self._refuse(line, "P005", f"El nivel de «{key}» debe ser recordar, aplicar o analizar: nivel=aplicar.")
        norms = tuple(parse_citation(text) for text in attributes.get("norma", "").split())
        if None in norms or (self._graded and not norms):
            self._refuse(line, "P006", f'La norma de «{key}» se escribe norma="lgtaip-2025#134".')
        points = attributes.get("puntos", "1")
        if not re.fullmatch("[1-9][0-9]?", points) or int(points) > MAX_POINTS:
            self._refuse(line, "P007", f"Los puntos de «{key}» deben ser de 1 a {MAX_POINTS}.")
            points = "1"
        self._note_form(key, attributes.get("forma"), line)
        is_case = self._is_case(attributes, line)
        if not is_case:
            unknown.extend(f"{name}={attributes[name]}" for name in OF_CASES[1:] if name in attributes)
        for text in unknown:
            self._refuse(
                line,
                "P008",
                f"«{text}» sobra entre las llaves: van la clave, nivel, norma y puntos, una vez; "
                "y en un caso, tipo, inicio y plazo.",
            )
        return Head(
            prompt=prompt,
            key=key,
            level=Level(level) if level in Level.__members__.values() else None,
            norms=tuple(norm for norm in norms if norm is not None),
            points=int(points),
            line=line,
            is_case=is_case,
            start=attributes.get("inicio", ""),
            deadline=attributes.get("plazo", ""),
        )

    def _note_form(self, key: str, form: str | None, line: int) -> None:
        named = next((one for one in DiagnosticForm if one == form), None)
        if not self._parallel:
            if form is not None:
                self._refuse(line, "P041", f"«forma» solo va en diagnostico.md: quítala de «{key}».")
        elif named is not None:
            self.forms[line] = named
        else:
            self._refuse(line, "P040", f"Falta la forma de «{key}», o no es a ni b: escribe forma=a o forma=b.")

    def _is_case(self, attributes: Mapping[str, str], line: int) -> bool:
        """Whether the heading says that a case follows: the only type that is written, not shaped."""
        kind = attributes.get("tipo", "")
        if kind not in ("", CASE):
            self._refuse(line, "P024", f"El tipo «{kind}» no existe: solo el caso se escribe, tipo={CASE}.")
        return kind == CASE
