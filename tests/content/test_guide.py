"""The guide for trainers does not drift: its examples run and its tables are complete."""

import re

import pytest

from app.content.course import parse_course
from app.content.language import review
from app.content.language_rules import LONG_SENTENCE, language
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


TRIED_ALONE = [example for example in EXAMPLES if example.kind != "omision"]


@pytest.mark.parametrize("example", TRIED_ALONE, ids=lambda example: f"{example.kind}-{example.line}")
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
        ("Case", False),
    ]
    assert len(re.findall(r"^### \d\. ", GUIDE, re.MULTILINE)) == len(kinds)


def test_the_table_of_codes_is_complete_and_says_which_are_warnings():
    source = "".join(path.read_text("utf-8") for path in (ROOT / "app" / "content").glob("*.py"))
    codes = set(re.findall(r'"([CPVARL]\d{3})"', source)) | set(language().guidance)
    warnings = set(re.findall(r'warn\((?:[^()"]|\n)*?"([CPVAR]\d{3})"', source))
    table = GUIDE.partition("## Todo lo que encuentra la revisión\n")[2]
    rows = dict(re.findall(r"^\| ([CPVARL]\d{3}) \| ([^|]+) \|", table, re.MULTILINE))

    assert set(rows) == codes
    assert list(rows) == sorted(rows, key=lambda code: ("CPVARL".index(code[0]), code))
    assert {code for code, text in rows.items() if "*Aviso:*" in text} == warnings | {c for c in codes if c[0] == "L"}


def test_the_rules_of_language_are_told_as_their_data_tell_them():
    for code, guidance in language().guidance.items():
        found_there = guidance.found[0].lower() + guidance.found[1:]
        assert f"| {code} | *Aviso:* {found_there} | {guidance.remedy} |" in GUIDE


def test_every_rule_of_language_has_an_example_that_it_finds_and_one_that_it_lets_be():
    section = GUIDE.partition("Un ejemplo de cada regla:")[2].partition("\n\nPuedes")[0]
    examples = re.findall(r"^\| (L\d{3}) \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)

    assert [code for code, _, _ in examples] == sorted(set(language().guidance) - {LONG_SENTENCE})
    for code, wrong, right in examples:
        assert {remark.code for remark in review(wrong)} == {code}, wrong
        assert review(right) == (), right
    assert f"más de {language().words_in_a_sentence} palabras" in GUIDE


def test_the_omission_of_the_guide_leaves_a_remark_out_until_it_serves_no_more():
    omission = next(example.text for example in EXAMPLES if example.kind == "omision")
    lesson = FRAME[LESSON].replace(b"Una respuesta", b"El grupo coadyuva. Una respuesta")
    omitting = FRAME["curso.md"].replace(b"abierto: true\n", f"abierto: true\n{omission}".encode())

    assert [text.split()[1] for text in found({**FRAME, LESSON: lesson})] == ["L405"]
    assert found({**FRAME, LESSON: lesson, "curso.md": omitting}) == []
    assert [text.split()[1] for text in found({**FRAME, "curso.md": omitting})] == ["L001"]


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("### curso.md", "curso.md"),
        ("### unidad.md", UNIT),
        ("### Una lección", LESSON),
        ("## Evaluaciones y examen", QUIZ),
        ("## Diagnóstico: antes y después", "diagnostico.md"),
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
