"""The courses of this repository are sound and hold what the programme promises of a course."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from app.content.check import Source, check_course, check_library
from app.content.course import parse_course
from app.content.figures import TRUE_FALSE, TYPES, CourseFigures, figures_of
from app.content.load import PROGRAMME, course_folders, read_folder
from app.content.model import (
    AnyQuestion,
    Case,
    Cloze,
    Course,
    Matching,
    Numeric,
    Ordering,
    ShortAnswer,
)
from app.content.programme import parse_programme

LIBRARY = Path(__file__).parent.parent.parent / "courses"
SLUGS = [folder.name for folder in course_folders(LIBRARY)]
WORDS = range(800, 1801)


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


@pytest.fixture
def figures(course: Course) -> CourseFigures:
    return figures_of(course)


@pytest.fixture
def whole(course: Course) -> Course:
    """A course of the programme; the open microcourse, which takes twenty minutes, has its own measure."""
    if course.open and course.hours < 1:
        pytest.skip("a microcourse")
    return course


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
def test_a_course_has_units_lessons_and_a_quiz_for_each_unit(whole, figures):
    assert 4 <= len(figures.units) <= 8
    for unit in figures.units:
        assert 3 <= len(unit.lessons) <= 5, unit.slug
        assert unit.n_questions >= 6, unit.slug


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_ends_with_an_exam_drawn_from_a_bank_of_all_levels(whole, figures):
    assert figures.n_in_bank >= 40
    assert all(n >= figures.n_in_bank / 10 for n in figures.bank_by_level.values()), figures.bank_by_level
    assert (whole.exam.pass_mark, whole.exam.n_drawn) == (0.8, 20)
    assert whole.exam.max_attempts > 0
    assert whole.exam.time_limit_minutes


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_can_be_read_in_one_sitting(whole, figures):
    assert {lesson.path: lesson.words for lesson in figures.lessons if lesson.words not in WORDS} == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_has_an_example_and_an_exercise_with_its_answer(whole):
    for lesson in whole.lessons():
        page = BeautifulSoup("".join(part for part in lesson.body if isinstance(part, str)), "html.parser")
        for box in ("div.ejemplo", "div.ejercicio", "details.respuesta"):
            assert page.select_one(box), f"{lesson.path} has no {box}"


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lesson_has_two_self_checks_and_says_what_it_teaches(course, figures):
    assert [lesson.path for lesson in figures.lessons if lesson.n_self_checks < 2] == []
    assert [lesson.path for lesson in course.lessons() if not lesson.norms] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_uses_every_type_of_question(figures):
    assert set(figures.by_type) - {TYPES[Case]} == {*TYPES.values(), TRUE_FALSE} - {TYPES[Case]}


def test_the_microcourse_takes_twenty_minutes_and_no_account(library):
    [course] = [source.course for source in library.values() if source.course.open]
    figures = figures_of(course)

    assert course.hours < 1
    assert figures.minutes <= 20
    assert (len(figures.units), figures.units[0].n_questions) == (1, 6)
    assert figures.n_in_bank > course.exam.n_drawn


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
def test_a_course_has_four_drawings(whole, figures):
    assert figures.n_drawings >= 4


@pytest.mark.parametrize("slug", SLUGS)
def test_the_lessons_show_every_drawing(course):
    pages = "".join(part for lesson in course.lessons() for part in lesson.body if isinstance(part, str))

    assert set(re.findall(r'src="/cursos/[^"]+/imagenes/\w+/([^"]+)"', pages)) == set(course.images)
