"""The courses of this repository are sound and hold what the programme promises of a course."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from app.content.check import Source, check_course, check_library
from app.content.course import parse_course
from app.content.load import PROGRAMME, course_folders, read_folder
from app.content.model import (
    AnyQuestion,
    Cloze,
    Course,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    ShortAnswer,
    SingleChoice,
)
from app.content.programme import parse_programme

LIBRARY = Path(__file__).parent.parent.parent / "courses"
SLUGS = [folder.name for folder in course_folders(LIBRARY)]
WORDS = range(700, 1501)


@pytest.fixture(scope="module")
def library() -> dict[str, Source]:
    sources = {}
    for folder in course_folders(LIBRARY):
        files = read_folder(folder)
        course, findings = parse_course(files, folder.name)
        assert course is not None, "\n".join(map(str, findings))
        sources[folder.name] = Source(course, files)
    return sources


@pytest.fixture
def course(library: dict[str, Source], slug: str) -> Course:
    return library[slug].course


def type_of(question: AnyQuestion) -> str:
    true_false = isinstance(question, SingleChoice) and question.true_false
    return "TrueFalse" if true_false else type(question).__name__


def all_questions(course: Course) -> list[AnyQuestion]:
    graded = [question for quiz in course.quizzes() for question in quiz.questions]
    return graded + [question for lesson in course.lessons() for question in lesson.self_check_questions]


def test_there_are_courses():
    assert len(SLUGS) >= 2


def test_the_programme_has_no_findings():
    assert parse_programme(read_folder(LIBRARY / PROGRAMME))[1] == ()


def test_the_courses_agree_with_each_other(library):
    assert check_library([source.course for source in library.values()]) == ()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_has_no_findings(library, slug):
    programme, _ = parse_programme(read_folder(LIBRARY / PROGRAMME))
    source = library[slug]

    assert [str(finding) for finding in parse_course(source.files, slug)[1]] == []
    assert [str(finding) for finding in check_course(source, programme)] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_has_units_lessons_and_a_quiz_for_each_unit(course):
    assert len(course.units) >= 4
    for unit in course.units:
        assert len(unit.lessons) >= 3, unit.slug
        assert unit.quiz is not None, unit.slug
        assert len(unit.quiz.questions) >= 6, unit.slug


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_ends_with_an_exam_drawn_from_a_bank(course):
    exam = course.exam

    assert len(exam.questions) >= 30
    assert (exam.pass_mark, exam.n_drawn) == (0.8, 20)
    assert exam.max_attempts > 0
    assert exam.time_limit_minutes


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_can_be_read_in_one_sitting(course):
    lengths = {}
    for lesson in course.lessons():
        pages = [BeautifulSoup(part, "html.parser") for part in lesson.body if isinstance(part, str)]
        lengths[lesson.path] = len(re.findall(r"\w+", " ".join(page.get_text(" ") for page in pages)))

    assert {path: words for path, words in lengths.items() if words not in WORDS} == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_has_an_example_an_exercise_with_its_answer_and_two_self_checks(course):
    for lesson in course.lessons():
        page = BeautifulSoup("".join(part for part in lesson.body if isinstance(part, str)), "html.parser")
        for box in ("div.ejemplo", "div.ejercicio", "details.respuesta"):
            assert page.select_one(box), f"{lesson.path} has no {box}"
        assert len(lesson.self_check_questions) >= 2, lesson.path
        assert lesson.norms, lesson.path


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_uses_every_type_of_question(course):
    kinds = {kind.__name__ for kind in (SingleChoice, MultipleChoice, ShortAnswer, Numeric, Matching, Ordering, Cloze)}

    used = {type_of(question) for quiz in course.quizzes() for question in quiz.questions}
    assert used - {"Case"} == kinds | {"TrueFalse"}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_option_has_feedback(course):
    for question in all_questions(course):
        for option in getattr(question, "options", ()):
            assert option.feedback_html, f"{question.key}: {option.text_html}"
        if isinstance(question, Matching):
            assert question.feedback_html or all(pair.feedback_html for pair in question.pairs), question.key
        if isinstance(question, ShortAnswer | Numeric | Ordering | Cloze):
            assert question.feedback_html, question.key
        for mistake in getattr(question, "mistakes", ()):
            assert mistake.feedback_html, question.key


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_has_drawings_that_its_lessons_show(course, library, slug):
    shown = set(
        re.findall(r"imagenes/([a-z0-9-]+\.\w+)\)", b"".join(library[slug].files.values()).decode(errors="ignore"))
    )

    assert len(course.images) >= 4
    assert set(course.images) == shown
