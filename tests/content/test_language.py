"""What of a text the review of language reads, where it says it found something, and how it is told to let it be."""

import pytest

from app.content.findings import Severity
from app.content.language import review
from tests.content.samples import CHOICE, COURSE, SHORT, edited, everything_found, quiz_files

LESSON = "01-primera/02-dos.md"
END = "Escribe a <aula@example.org>."
HEAD = "abierto: true\n"
LONG = " ".join(["palabra"] * 46)


def remarks(text: str, path: str = "leccion.md") -> list[tuple[str, str]]:
    return [(remark.code, remark.text) for remark in review(text, path)]


def with_omission(text: str, **changes: str) -> dict[str, bytes]:
    entry = {"en": LESSON, "codigo": "L101", "texto": "los usuarios", "motivo": "Es una cita.", **changes}
    keys = "\n    ".join(f'{key}: "{value}"' for key, value in entry.items() if value)
    files = edited("curso.md", HEAD, f"{HEAD}revision-omitida:\n  - {keys}\n")
    return edited(LESSON, END, text, files)


@pytest.mark.parametrize(
    "text",
    [
        "El cartel decía «los usuarios» y ya.",
        "El cartel decía «los «dos» usuarios\n\ny los usuarios» y ya.",
        'El cartel decía “los usuarios” y "los usuarios".',
        "La frase *los usuarios* y la frase _los usuarios_ sobran.",
        "La columna `los usuarios` y `` los usuarios ``.",
        "```\nlos usuarios\n```",
        "> Los usuarios deberán pagar.",
        "[la lista](https://los-usuarios.example.org/los-usuarios 'a') y <https://example.org/minusválidos>",
        "[el artículo](norma:ley-2025#134) y [los usuarios](norma:ley-2025#134)",
        "[lista][x]\n\n[x]: https://example.org/minusvalidos",
        "Escribe a tod@s.example.org.",
        "Hay nota.[^los-usuarios]",
        "La Ley Federal de los Trabajadores al Servicio del Estado rige.",
        "| En lugar de | Escribe |\n|---|---|\n| los usuarios | las personas usuarias |",
        "| Escribe | **Evita…** |\n|---|---|\n| las personas usuarias | los usuarios |",
        "Nombra a los\n\nusuarios",
        "- a los\n- usuarios",
        "| a los | usuarios |\n|---|---|\n| de los | usuarios |",
    ],
)
def test_what_is_quoted_named_coded_or_linked_to_is_not_read(text):
    assert remarks(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nombra a **los\nusuarios** siempre.", "los usuarios"),
        ("- Nombra a los\n  usuarios", "los usuarios"),
        ('!!! nota "Para los usuarios"\n    Texto.', "los usuarios"),
        ('!!! nota "Uno"\n    Aquí van los\n    usuarios.', "los usuarios"),
        ("## A los usuarios", "los usuarios"),
        ("[los usuarios](02-dos.md) van", "los usuarios"),
        ("![Fila de los usuarios](a.svg)", "los usuarios"),
        ("Nota.[^1]\n\n[^1]: Son los usuarios.", "los usuarios"),
        ("Término\n: Dicho de los usuarios.", "los usuarios"),
        ("| Quién | Qué |\n|---|---|\n| los usuarios | piden |", "los usuarios"),
        ("Sin cerrar: « y van los usuarios.", "los usuarios"),
        ("\u0130. Son los usuarios.", "los usuarios"),
    ],
)
def test_everything_else_that_an_author_says_is_read(text, found):
    assert remarks(text) == [("L101", found)]


@pytest.mark.parametrize("key", ["titulo", "resumen", "objetivo", "dirigido-a", "conocimientos"])
@pytest.mark.parametrize("value", ["Los usuarios van", '"Los usuarios van"'])
def test_the_head_of_a_file_is_read_where_it_says_something(key, value):
    assert remarks(f"---\nautoria: [Los usuarios]\n{key}: {value}\n---\n\nTexto.") == [("L101", "Los usuarios")]


def test_prompts_options_and_feedback_are_read_and_what_learners_may_answer_is_not():
    text = CHOICE.replace("¿Cuál es el plazo?", "¿Qué piden los usuarios?").replace("Es la ampliación", "Los alumnos")
    answers = SHORT.replace("#corta", "#corta-otra").replace("la garante", "los usuarios")

    assert remarks(text, "examen.md") == [("L101", "los usuarios"), ("L101", "Los alumnos")]
    assert remarks(answers, "examen.md") == []
    assert remarks(f"```quiz\n{text}```\n") == [("L101", "los usuarios"), ("L101", "Los alumnos")]


def test_a_gap_to_fill_in_is_a_word_that_no_rule_knows():
    assert remarks("Es el acceso al mismo [[trato | turno]] y a los [[usuarios]].", "examen.md") == []


@pytest.mark.parametrize(
    ("text", "n"),
    [
        (f"{LONG}.", 1),
        (f"{LONG[8:]}.", 0),
        (f"Uno. {LONG}. Dos.", 1),
        (f"Primero; {LONG[:200]}; {LONG[:200]}: {LONG[:200]}.", 0),
        (f"Conforme al art. 134, {LONG[:340]}.", 1),
        (f"{LONG[:200]}. «Cita larga» {LONG[:200]}.", 0),
        (f"{LONG[:300]} ([art. 1, fracción primera, de la ley que se cita](norma:ley-2025#1)).", 0),
        (f"{LONG[:300]}\n\n{LONG[:300]}", 0),
    ],
)
def test_a_sentence_is_long_by_its_own_words(text, n):
    assert [code for code, _ in remarks(text)] == ["L401"] * n


def test_a_remark_says_where_what_and_what_to_write_and_is_a_warning():
    (finding,) = everything_found(edited(LESSON, END, "Uno\n\nPara **los usuarios**."))

    assert str(finding) == (
        f"{LESSON}:11:8 L101 «los usuarios» nombra en masculino a todas las personas y deja en duda a las mujeres: "
        "escribe «las personas usuarias» o «quienes usan el servicio»."
    )
    assert finding.severity is Severity.WARNING


def test_remarks_stand_in_the_file_and_on_the_line_that_they_are_about():
    files = quiz_files(CHOICE.replace("#plazo", "#otra").replace("Es la ampliación", "Los alumnos"))
    files[LESSON] = COURSE[LESSON].replace(END.encode(), b"Los usuarios.")

    assert [str(finding)[:32] for finding in sorted(everything_found(files))] == [
        "01-primera/02-dos.md:9:1 L101 «L",
        "02-segunda/evaluacion.md:12:5 L1",
    ]


def test_a_remark_with_a_reason_is_left_out_in_its_file_alone():
    text = "Los usuarios y otra vez los usuarios."

    assert everything_found(with_omission(text)) == ()
    (elsewhere,) = everything_found(
        {
            **with_omission(text),
            "02-segunda/01-tres.md": (b"---\ntitulo: Tres\nobjetivo: Cerrar.\nminutos: 5\n---\nLos usuarios.\n"),
        }
    )
    assert (elsewhere.path, elsewhere.code) == ("02-segunda/01-tres.md", "L101")


def test_an_omission_that_serves_no_more_is_told_at_its_place():
    line = COURSE["curso.md"].decode().split(HEAD)[0].count("\n") + 3
    for files in (with_omission("Nada."), with_omission("Los usuarios.", codigo="L102", texto="otra cosa")):
        told = [finding for finding in everything_found(files) if finding.code == "L001"]
        assert [(finding.path, finding.line, finding.column) for finding in told] == [("curso.md", line, 5)]
        assert "quita la omisión" in told[0].message
        assert told[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"motivo": ""}, "C020"), ({"texto": ""}, "C020"), ({"codigo": "L999"}, "C023"), ({"porque": "sí"}, "C029")],
)
def test_an_omission_without_its_reason_or_of_no_rule_is_refused(changes, code):
    assert [finding.code for finding in everything_found(with_omission("Los usuarios.", **changes))] == [code]


def test_a_part_of_a_long_sentence_is_enough_to_leave_it_out():
    files = with_omission(f"Empieza así {LONG}.", codigo="L401", texto="empieza así")

    assert everything_found(files) == ()
