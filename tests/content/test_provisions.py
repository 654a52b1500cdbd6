"""Which provisions a course teaches, and what a change of one can touch."""

import pytest

from app.content.citations import parse_citation
from app.content.provisions import PlaceKind, provisions_of, touches
from tests.content.samples import COURSE, edited, sound_course
from tests.content.test_diagnostic import FORMS, HEAD


def told(course):
    return {
        (taught.place.kind.value, taught.place.key, str(taught.citation)): taught for taught in provisions_of(course)
    }


@pytest.mark.parametrize(
    ("taught", "watched", "answer"),
    [
        ("ley-2025#134", "ley-2025#134", True),
        ("ley-2025#134", "ley-2025#13", False),
        ("ley-2025#134", "ley-2015#134", False),
        ("ley-2025", "ley-2025#134", True),
        ("ley-2025#134", "ley-2025", True),
        ("ley-2025#65-VII", "ley-2025#65", True),
        ("ley-2025#65", "ley-2025#65-VII", True),
        ("ley-2025#65-VII", "ley-2025#65-VII", True),
        ("ley-2025#65-V", "ley-2025#65-VII", False),
        ("ley-2025#65-VII", "ley-2025#65-V", False),
        ("ley-2025#65-XIV-l", "ley-2025#65-XIV", True),
        ("ley-2025#65-XIV", "ley-2025#65-XIV-l", True),
        ("ley-2025#65-XIV-l", "ley-2025#65-XIV-a", False),
        ("ley-2025#15", "ley-2025#15-bis", False),
    ],
)
def test_an_article_matches_its_fractions(taught, watched, answer):
    assert touches(parse_citation(taught), parse_citation(watched)) is answer


def test_what_authors_declare_and_what_texts_cite_is_told_with_its_place():
    course = sound_course()
    found = told(course)

    for lesson in course.lessons():
        for citation in lesson.norms:
            assert found["leccion", lesson.key, str(citation)].declared
    for quiz in course.quizzes():
        for question in quiz.questions:
            for citation in question.norms:
                taught = found["reactivo", question.key, str(citation)]
                assert (taught.declared, taught.place.path, taught.place.line) == (True, quiz.path, question.line)


def test_a_link_in_a_text_is_found_with_its_fraction():
    text = "Mira [art. 65](norma:ley-2025#65-VII), [art. 15 Bis](norma:ley-2025#15-bis) y [la ley](norma:ley-2025).\n"
    files = edited("02-segunda/01-tres.md", "Fin.\n", text)
    files = edited("curso.md", "Presentación del curso.", "Según [art. 3](norma:ley-2025#3).", files)
    found = told(sound_course(files))

    for citation in ("ley-2025#65-VII", "ley-2025#15-bis", "ley-2025"):
        assert not found["leccion", "segunda/tres", citation].declared
    assert found["curso", "", "ley-2025#3"].place.path == "curso.md"


def test_feedback_of_every_depth_is_read():
    text = (
        "```quiz\n## ¿Sí? {#si}\n= sí\n≠ no\n  > Mira [art. 7](norma:ley-2025#7).\n\n"
        "> Por [art. 8](norma:ley-2025#8).\n```\n"
        "\n```quiz\n## Relaciona {#une}\n| A | B | Por qué |\n|---|---|---|\n| a | b | [art. 9](norma:ley-2025#9) |\n"
        "| c | d | |\n| e | f | |\n\n> Sí.\n```\n"
    )
    found = told(sound_course(edited("02-segunda/01-tres.md", "Fin.\n", text)))

    kind = PlaceKind.SELF_CHECK.value
    assert {(kind, "si", "ley-2025#7"), (kind, "si", "ley-2025#8"), (kind, "une", "ley-2025#9")} <= set(found)


def test_an_example_of_a_link_is_not_a_citation():
    text = "````markdown texto\n[art. 77](norma:ley-2025#77)\n````\n"

    assert not [
        place for place in told(sound_course(edited("02-segunda/01-tres.md", "Fin.\n", text))) if "#77" in place[2]
    ]


def test_the_questions_of_a_diagnostic_teach_too():
    course = sound_course({**COURSE, "diagnostico.md": (HEAD + "\n".join(FORMS)).encode()})

    found = told(course)

    asked = [question for form in course.diagnostic for question in form.questions]
    assert asked
    for question in asked:
        for citation in question.norms:
            assert found["reactivo", question.key, str(citation)].place.path == "diagnostico.md"
