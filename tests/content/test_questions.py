"""Questions of every type, read from what an author writes."""

from decimal import Decimal

import pytest

from app.content.grammar import option_key
from app.content.model import (
    Citation,
    Cloze,
    Gap,
    Level,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    ShortAnswer,
    SingleChoice,
)
from app.content.rendering import plain
from tests.content.samples import (
    CHOICE,
    CLOZE,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    SHORT,
    TRUE_FALSE,
    everything_found,
    question,
    questions,
    quiz_files,
)


def test_a_single_choice_has_one_right_option_with_its_feedback():
    asked = question(CHOICE)

    assert isinstance(asked, SingleChoice)
    assert not asked.true_false
    assert [(plain(option.text_html), option.correct) for option in asked.options] == [
        ("20 días hábiles", True),
        ("20 días naturales", False),
        ("10 días hábiles", False),
    ]
    assert asked.options[0].feedback_html == (
        'Correcto: lo dice <a class="norma" href="/normas/ley-2025#art-134">LEY, art.&nbsp;134</a>.'
    )


def test_a_heading_says_key_level_norms_and_points():
    asked = question(MULTIPLE)

    assert (asked.key, asked.level, asked.points, asked.line) == ("otra-multiple", Level.APPLY, 1, 5)
    assert asked.norms == (Citation("ley-2025", "1"), Citation("ley-2025", "15-bis"))
    assert asked.prompt_html == "¿Qué se puede pedir? Elige todas las que correspondan"
    assert asked.stem_html == "<p>Llega una <em>solicitud</em>.</p>"
    assert asked.feedback_html == "<p>Solo lo que hace falta.</p>"
    assert question(TRUE_FALSE).points == 2


def test_braces_may_stand_in_a_prompt_and_attributes_without_quotes():
    asked = question(
        "## ¿Qué es {x}? {#llaves nivel=analizar norma=ley-2025#3-XIX}\n\n= a\n\n> B.\n".replace("{#", "{#", 1)
    )

    assert asked.prompt_html == "¿Qué es {x}?"
    assert [str(norm) for norm in asked.norms] == ["ley-2025#3-XIX"]


def test_several_right_options_make_a_multiple_choice():
    asked = question(MULTIPLE)

    assert isinstance(asked, MultipleChoice)
    assert [option.correct for option in asked.options] == [True, True, False, False]


def test_true_and_false_come_in_their_order_however_they_are_written():
    asked = question(TRUE_FALSE)

    assert isinstance(asked, SingleChoice)
    assert asked.true_false
    assert [(option.text_html, option.correct) for option in asked.options] == [("Verdadero", False), ("Falso", True)]


def test_a_short_answer_has_variants_and_foreseen_mistakes():
    asked = question(SHORT)

    assert isinstance(asked, ShortAnswer)
    assert asked.accepted == ("sujeto obligado", "sujetos obligados")
    assert asked.mistakes[0].texts == ("autoridad garante", "la garante")


def test_a_numeric_answer_has_value_tolerance_and_unit():
    asked = question(NUMERIC.replace("≠ 10", "!= 1,000"))

    assert isinstance(asked, Numeric)
    assert (asked.value, asked.tolerance, asked.unit) == (Decimal(20), Decimal("0.5"), "días hábiles")
    assert asked.mistakes[0].texts == ("1,000",)
    assert question(NUMERIC.replace("±", "+/-")).tolerance == Decimal("0.5")


def test_matching_shares_equal_choices_and_adds_distractors():
    asked = question(MATCHING)

    assert isinstance(asked, Matching)
    assert (asked.left_label, asked.right_label) == ("Órgano", "Función")
    assert [pair.left_html for pair in asked.pairs] == ["Comité", "Unidad", "Oficialía"]
    assert [choice.text_html for choice in asked.choices] == ["Confirma", "Recibe", "Sanciona | multa"]
    assert asked.pairs[1].choice_key == asked.pairs[2].choice_key
    assert asked.pairs[0].feedback_html == "El Comité confirma."


def test_matching_may_have_two_columns_and_rows_without_a_last_bar():
    text = (
        MATCHING.replace(" Retroalimentación |", "")
        .replace("|---|---|---|", "|:--|--:|")
        .replace("| También recibe. |", "")
    )
    text = text.replace(" El Comité confirma. |", "").replace(" La Unidad recibe. |", "").replace(" | |\n", " |\n")

    asked = question(text + "\n> Cada quien lo suyo.\n")

    assert len(asked.pairs) == 3
    assert {pair.feedback_html for pair in asked.pairs} == {""}


def test_ordering_keeps_the_right_order_and_feedback_of_steps():
    asked = question(ORDERING)

    assert isinstance(asked, Ordering)
    assert [item.text_html for item in asked.items] == ["Registrar", "Turnar", "Responder"]
    assert asked.items[0].feedback_html == "Primero."


def test_a_cloze_alternates_text_and_gaps():
    asked = question(CLOZE)

    assert isinstance(asked, Cloze)
    before, written, between, chosen, after = asked.parts
    assert (before, between, after) == ("<p>El plazo es de ", " días y el Comité puede ", " la clasificación.</p>")
    assert written == Gap("g1", accepted=("veinte", "20"))
    assert [option.correct for option in chosen.options] == [True, False, False]
    assert asked.gaps == (written, chosen)


def test_gaps_are_found_in_lists_tables_and_emphasis():
    text = "- Uno [[a]]\n- **[[b]]**\n\n| c |\n|---|\n| [[d]] |\n"

    asked = question(CLOZE.replace(CLOZE.splitlines()[2], text))

    assert [gap.accepted for gap in asked.gaps] == [("a",), ("b",), ("d",)]


def test_the_text_of_a_question_may_hold_a_table_and_lists():
    table = "\nMira la tabla:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. uno\n2. dos\n\n"

    for text, kind in ((CHOICE, SingleChoice), (SHORT, ShortAnswer), (ORDERING, Ordering)):
        head, _, answer = text.partition("\n\n")
        asked = question(f"{head}\n{table}{answer}")
        assert isinstance(asked, kind)
        assert "<table>" in asked.stem_html
        assert asked.stem_html.count("<li>") == 2
    head, _, answer = MATCHING.partition("\n\n")
    assert question(f"{head}\n{table}{answer}").stem_html.count("<table>") == 1


def test_a_table_with_feedback_steps_far_apart_is_one_list():
    text = ORDERING.replace("2. Turnar", "\n2. Turnar\n").replace("Primero.\n", "Primero.\n   > Siempre.\n")

    asked = question(text)

    assert len(asked.items) == 3
    assert asked.items[0].feedback_html == "Primero.\nSiempre."


def test_a_long_option_and_its_feedback_may_go_on_in_the_next_line():
    text = CHOICE.replace("20 días hábiles\n", "20 días hábiles\n  desde mañana\n", 1)
    text = text.replace("cuenta días hábiles.\n", "cuenta días hábiles.\n  Siempre.\n")

    asked = question(text)

    assert plain(asked.options[0].text_html) == "20 días hábiles desde mañana"
    assert asked.options[1].feedback_html == "La ley cuenta días hábiles.\nSiempre."


def test_feedback_of_several_paragraphs_keeps_them():
    text = CHOICE.replace("  > Es la ampliación.\n", "  > Es la ampliación.\n  >\n  > - Una\n  > - Otra\n")

    assert question(text).options[2].feedback_html.count("<li>") == 2


@pytest.mark.parametrize(
    "text", ["1. Sí", "2015. La anterior", "# almohadilla", "- guion", "> cita", "`código`", "[^1]"]
)
def test_an_option_is_a_line_and_never_a_list_a_heading_or_a_quote(text):
    asked = question(CHOICE.replace("10 días hábiles", text))

    assert plain(asked.options[2].text_html) == text.strip("`")
    assert "<li>" not in asked.options[2].text_html


def test_option_keys_are_made_from_the_text_and_survive_reordering():
    head, *options = CHOICE.split("- [")
    turned = question(head + "- [" + "\n- [".join(option.rstrip() for option in reversed(options)) + "\n")

    first = {plain(option.text_html): option.key for option in question(CHOICE).options}

    assert {plain(option.text_html): option.key for option in turned.options} == first
    assert [option.key for option in turned.options] == list(reversed(first.values()))
    assert option_key("dos  palabras ") == option_key("dos palabras")
    assert option_key("a") != option_key("b")


def test_keys_of_pairs_and_steps_survive_reordering_too():
    swapped = MATCHING.replace("| Comité | Confirma | El Comité confirma. |\n", "").replace(
        "| Oficialía", "| Comité | Confirma | El Comité confirma. |\n| Oficialía"
    )

    def pairs(text):
        return {pair.left_html: (pair.key, pair.choice_key) for pair in question(text).pairs}

    assert pairs(swapped) == pairs(MATCHING)
    turned = ORDERING.replace("Registrar", "A").replace("Responder", "Registrar").replace("A\n", "Responder\n")
    assert {item.key for item in question(turned).items} == {item.key for item in question(ORDERING).items}


def test_questions_know_their_line_in_the_file():
    assert [asked.line for asked in questions(f"\n{SHORT.replace('#', '#a-', 3).replace('#a-#a-', '##')}")] == [6]


def test_a_self_check_needs_no_level_nor_norm():
    (found,) = everything_found(quiz_files("## ¿Sí? {#si}\n\n= sí\n\n> Sí.\n"))[:1]

    assert found.code == "P005"


@pytest.mark.parametrize("text", ["== a", "=", "≠", "= ", "Texto = otro"])
def test_only_a_line_with_the_sign_and_words_is_an_answer(text):
    found = everything_found(quiz_files(f"## ¿? {{#si nivel=aplicar norma=ley-2025#1}}\n\n{text}\n"))

    assert "P002" in {finding.code for finding in found}
