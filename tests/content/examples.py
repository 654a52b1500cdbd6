"""The examples that a text shows in fences of four backticks, and the course in which each is tried."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.content.check import Source, check_course
from app.content.course import parse_course
from app.content.load import PROGRAMME, read_folder
from app.content.programme import Programme, parse_programme
from tests.content.samples import SVG

ROOT = Path(__file__).parent.parent.parent
GUIDE = (ROOT / "docs" / "guia-de-autoria.md").read_text("utf-8")
BLOCK = re.compile(r"^````markdown(?P<kind>[^\n]*)\n(?P<text>.*?)^````$", re.DOTALL | re.MULTILINE)

UNIT, LESSON, QUIZ = (
    "01-primera-unidad/unidad.md",
    "01-primera-unidad/01-primera-leccion.md",
    "01-primera-unidad/evaluacion.md",
)
FILE_OF = {
    "curso": "curso.md",
    "unidad": UNIT,
    "leccion": LESSON,
    "evaluacion": QUIZ,
    "diagnostico": "diagnostico.md",
}
KINDS = {*FILE_OF, "texto", "pregunta", "omision"}


@dataclass(frozen=True)
class Example:
    """One example: its kind says where in a course it stands; ``line`` is where its fence begins."""

    kind: str
    text: str
    line: int


def examples_in(text: str) -> list[Example]:
    """The examples of a text. A fence that is opened and not read as one fails."""
    examples = [
        Example(match["kind"].strip(), match["text"], text.count("\n", 0, match.start()) + 1)
        for match in BLOCK.finditer(text)
    ]
    assert text.count("````markdown") == len(examples)
    return examples


EXAMPLES = examples_in(GUIDE)
FRAME = {
    **{FILE_OF[example.kind]: example.text.encode() for example in EXAMPLES if example.kind in FILE_OF},
    "01-primera-unidad/02-segunda-leccion.md": next(
        example.text for example in EXAMPLES if example.kind == "leccion"
    ).encode(),
    "imagenes/ruta-de-la-solicitud.svg": SVG,
}
"""The course that the files of the guide make."""


@cache
def programme() -> Programme:
    """The programme of this repository."""
    read, findings = parse_programme(read_folder(ROOT / "courses" / PROGRAMME))
    assert read is not None, findings
    return read


def found(files: dict[str, bytes]) -> list[str]:
    """What the check finds in a course of these files."""
    course, findings = parse_course(files, "mi-curso")
    if course is not None:
        findings += check_course(Source(course, files), programme())
    return [str(finding) for finding in findings]


def in_frame(example: Example) -> dict[str, bytes]:
    """The guide's course with the example in its place."""
    if example.kind == "texto":
        head = FRAME[LESSON].decode().split("---\n")[1]
        return {**FRAME, LESSON: f"---\n{head}---\n\n## Inicio\n\n{example.text}".encode()}
    if example.kind == "pregunta":
        return {**FRAME, QUIZ: f"---\ntitulo: Evaluación\n---\n\n{example.text}".encode()}
    return {**FRAME, FILE_OF[example.kind]: example.text.encode()}
