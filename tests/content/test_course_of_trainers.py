"""The course that teaches to write courses shows examples that work."""

from pathlib import Path

import pytest

from app.content.course import parse_course
from app.content.load import read_folder
from tests.content.examples import KINDS, ROOT, Example, examples_in, found, in_frame

COURSE = ROOT / "courses" / "formacion-de-personas-instructoras"
EXAMPLES = [
    pytest.param(example, id=f"{path.relative_to(COURSE)}:{example.line}")
    for path in sorted(COURSE.rglob("*.md"))
    for example in examples_in(path.read_text("utf-8"))
]


def test_there_are_examples_of_what_a_trainer_writes_most():
    kinds = {case.values[0].kind for case in EXAMPLES}

    assert kinds <= KINDS
    assert {"texto", "pregunta", "leccion"} <= kinds


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_has_no_findings(example: Example):
    assert found(in_frame(example)) == []


def test_examples_are_shown_as_they_are_written():
    course, _ = parse_course(read_folder(COURSE), COURSE.name)
    for lesson in course.lessons():
        page = "".join(part for part in lesson.body if isinstance(part, str))
        written = len(examples_in(Path(COURSE, lesson.path).read_text("utf-8")))
        assert page.count("<pre>") >= written, lesson.path
        assert "````" not in page, lesson.path
