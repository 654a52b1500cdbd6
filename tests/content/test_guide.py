"""The guide for trainers does not drift: its examples run and its tables are complete."""

import re

import pytest

from app.content.course import parse_course
from tests.content.examples import (
    BLOCK,
    EXAMPLES,
    FRAME,
    GUIDE,
    KINDS,
    LESSON,
    QUIZ,
    ROOT,
    UNIT,
    Example,
    found,
    in_frame,
)

QUESTIONS = [example.text for example in EXAMPLES if example.kind == "pregunta"]


def table_after(heading: str) -> list[str]:
    """The first cells of the first table under a heading, without their code marks."""
    section = re.split(r"^#{2,3} ", BLOCK.sub("", GUIDE).split(f"{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| ([^|]+?) \|", section, re.MULTILINE)
    return [row.strip("`") for row in rows[1:]]


def test_every_kind_of_example_is_shown():
    assert {example.kind for example in EXAMPLES} == KINDS


def test_the_files_of_the_guide_make_a_course_without_findings():
    assert found(FRAME) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.kind}-{example.line}")
def test_an_example_of_the_guide_has_no_findings(example: Example):
    assert found(in_frame(example)) == []


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
