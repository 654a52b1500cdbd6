"""The guide for trainers does not drift: its examples run and its tables are complete."""

import re
from pathlib import Path

import pytest

from app.content.check import Source, check_course
from app.content.course import parse_course
from app.content.load import PROGRAMME, read_folder
from app.content.programme import Programme, parse_programme
from tests.content.samples import SVG

ROOT = Path(__file__).parent.parent.parent
GUIDE = (ROOT / "docs" / "guia-de-autoria.md").read_text("utf-8")
BLOCK = re.compile(r"^````markdown(?P<kind>[^\n]*)\n(?P<text>.*?)^````$", re.DOTALL | re.MULTILINE)
BLOCKS = [(match["kind"].strip(), match["text"]) for match in BLOCK.finditer(GUIDE)]
QUESTIONS = [text for kind, text in BLOCKS if kind == "pregunta"]

UNIT, LESSON, QUIZ = (
    "01-primera-unidad/unidad.md",
    "01-primera-unidad/01-primera-leccion.md",
    "01-primera-unidad/evaluacion.md",
)
FILE_OF = {"curso": "curso.md", "unidad": UNIT, "leccion": LESSON, "evaluacion": QUIZ}
FRAME = {
    **{FILE_OF[kind]: text.encode() for kind, text in BLOCKS if kind in FILE_OF},
    "01-primera-unidad/02-segunda-leccion.md": next(text for kind, text in BLOCKS if kind == "leccion").encode(),
    "imagenes/ruta-de-la-solicitud.svg": SVG,
}


@pytest.fixture(scope="module")
def programme() -> Programme:
    read, findings = parse_programme(read_folder(ROOT / "courses" / PROGRAMME))
    assert read is not None, findings
    return read


def found(files: dict[str, bytes], programme: Programme) -> list[str]:
    course, findings = parse_course(files, "mi-curso")
    if course is not None:
        findings += check_course(Source(course, files), programme)
    return [str(finding) for finding in findings]


def table_after(heading: str) -> list[str]:
    """The first cells of the first table under a heading, without their code marks."""
    section = re.split(r"^#{2,3} ", BLOCK.sub("", GUIDE).split(f"{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| ([^|]+?) \|", section, re.MULTILINE)
    return [row.strip("`") for row in rows[1:]]


def test_every_example_says_what_it_is():
    assert {kind for kind, _ in BLOCKS} == {*FILE_OF, "texto", "pregunta"}
    assert GUIDE.count("````markdown") == len(BLOCKS)


def test_the_files_of_the_guide_make_a_course_without_findings(programme):
    assert found(FRAME, programme) == []


@pytest.mark.parametrize("text", [text for kind, text in BLOCKS if kind == "texto"])
def test_a_text_of_the_guide_has_no_findings(text, programme):
    head = FRAME[LESSON].decode().split("---\n")[1]

    assert found({**FRAME, LESSON: f"---\n{head}---\n\n## Inicio\n\n{text}".encode()}, programme) == []


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_of_the_guide_has_no_findings(text, programme):
    assert found({**FRAME, QUIZ: f"---\ntitulo: Evaluación\n---\n\n{text}".encode()}, programme) == []


def test_the_questions_of_the_guide_stand_under_the_name_of_their_type():
    course, _ = parse_course(
        {**FRAME, QUIZ: ("---\ntitulo: Evaluación\n---\n\n" + "\n".join(QUESTIONS)).encode()}, "mi-curso"
    )
    kinds = [
        (type(question).__name__, getattr(question, "true_false", False)) for question in course.units[0].quiz.questions
    ]

    assert kinds == [
        ("SingleChoice", False),
        ("MultipleChoice", False),
        ("SingleChoice", True),
        ("ShortAnswer", False),
        ("Numeric", False),
        ("Matching", False),
        ("Ordering", False),
        ("Cloze", False),
        ("Case", False),
    ]
    assert len(re.findall(r"^### \d\. ", GUIDE, re.MULTILINE)) == len(kinds)


def test_the_table_of_codes_is_complete_and_says_which_are_warnings():
    source = "".join(path.read_text("utf-8") for path in (ROOT / "app" / "content").glob("*.py"))
    codes = set(re.findall(r'"([CPVAR]\d{3})"', source))
    warnings = set(re.findall(r'warn\((?:[^()"]|\n)*?"([CPVAR]\d{3})"', source))
    rows = dict(re.findall(r"^\| ([CPVAR]\d{3}) \| ([^|]+) \|", GUIDE, re.MULTILINE))

    assert set(rows) == codes
    assert list(rows) == sorted(rows, key=lambda code: ("CPVAR".index(code[0]), code))
    assert {code for code, text in rows.items() if "*Aviso:*" in text} == warnings


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("### curso.md", "curso.md"),
        ("### unidad.md", UNIT),
        ("### Una lección", LESSON),
        ("## Evaluaciones y examen", QUIZ),
    ],
)
def test_the_tables_of_keys_are_complete(heading, path):
    files = {**FRAME, path: FRAME[path].replace(b"---\n", b"---\nzzz: 1\n", 1)}

    (finding,) = parse_course(files, "mi-curso")[1]

    known = finding.message.partition("Las que van aquí son: ")[2].rstrip(".").split(", ")
    assert sorted(table_after(heading)) == sorted(known)


def test_the_table_of_contents_leads_to_every_chapter():
    chapters = re.findall(r"^## (.+)$", BLOCK.sub("", GUIDE), re.MULTILINE)[1:]
    contents = re.findall(r"^\d+\. \[(.+)\]\(#(.+)\)$", GUIDE, re.MULTILINE)

    assert [title for title, _ in contents] == chapters
    assert [anchor for _, anchor in contents] == [forge_anchor(title) for title in chapters]


def forge_anchor(title: str) -> str:
    """The fragment that forges give to a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
