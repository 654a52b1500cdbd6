"""What a course amounts to, counted on the small course whose parts are known."""

from typing import get_args

from app.content.figures import TYPES, LessonFigures, count_words, figures_of, type_name
from app.content.model import AnyQuestion, SingleChoice
from tests.content.samples import COURSE, edited, sound_course


def test_every_type_of_question_has_a_name():
    assert set(TYPES) == set(get_args(AnyQuestion))


def test_true_or_false_is_a_type_of_its_own():
    names = {
        (type(question), getattr(question, "true_false", False)): type_name(question)
        for quiz in sound_course().quizzes()
        for question in quiz.questions
    }

    assert names[SingleChoice, True] == "verdadero-falso"
    assert names[SingleChoice, False] == "opcion-unica"


def test_the_words_of_a_lesson_are_its_text_with_examples_and_without_self_checks():
    text = '## Dos palabras\n\n!!! ejemplo "Otra"\n    más\n\n```quiz\n## ¿Sí? {#si}\n= sí\n\n> Sí.\n```\n'
    figures = figures_of(sound_course(edited("02-segunda/01-tres.md", "Fin.\n", text)))

    lesson = figures.units[1].lessons[0]

    assert (lesson.path, lesson.n_self_checks) == ("02-segunda/01-tres.md", 1)
    assert lesson.words - figures_of(sound_course()).units[1].lessons[0].words == 4 - 1


def test_words_of_neighbouring_blocks_are_apart():
    assert count_words(["<p>uno</p><p>dos</p>", "<td>a</td><td>b &amp; c</td>"]) == 5


def test_a_course_is_the_sum_of_its_parts():
    course = sound_course()
    figures = figures_of(course)
    told = figures.plain()

    assert [len(unit.lessons) for unit in figures.units] == [2, 1]
    assert all(isinstance(lesson, LessonFigures) for lesson in figures.lessons)
    assert told["palabras"] == sum(lesson.words for lesson in figures.lessons)
    assert told["minutos"] == sum(lesson.minutes for lesson in course.lessons())
    assert told["reactivos"] == sum(len(quiz.questions) for quiz in course.quizzes()) == sum(told["por-tipo"].values())
    assert told["banco"] == len(course.exam.questions) == sum(figures.bank_by_level.values())
    assert told["dibujos"] == 1
    assert told["disposiciones"] == ["ley-2025#1", "ley-2025#15-bis", "ley-2025#65", "ley-2025#134"]
    assert set(told["por-nivel"]) == {"recordar", "aplicar", "analizar"}


def test_a_course_may_do_without_quizzes():
    files = {path: data for path, data in COURSE.items() if not path.endswith(("evaluacion.md", "examen.md"))}
    files = {path: data.replace(b"(evaluacion.md)", b"(02-dos.md)") for path, data in files.items()}

    figures = figures_of(sound_course(files))

    assert (figures.n_in_bank, figures.n_questions, figures.units[0].n_questions) == (0, 0, 0)
