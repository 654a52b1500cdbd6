"""Marks are shares of a question's points; answers hold nothing that the question does not have."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.draw import draw, drawn_questions
from app.content.grammar import parse_number, parse_range
from app.content.marking import LONGEST_TEXT, field_name, fold, mark, read_answer, score
from app.content.model import Cloze, Matching, MultipleChoice, Numeric, Ordering, ShortAnswer, SingleChoice
from tests.content.samples import CLOZE, MULTIPLE, NUMERIC, SHORT, question, questions, sound_course
from tests.content.strategies import QUESTIONS, any_form, any_json, any_question, keys_of, parts_of, right_form

QUIZ = sound_course().quiz("primera/evaluacion")


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.key)
def test_the_right_answer_earns_everything_and_no_answer_nothing(asked):
    assert mark(asked, read_answer(asked, right_form(asked))).correct
    assert read_answer(asked, {}) is None
    assert mark(asked, None).share == 0


@given(any_question, any_json)
def test_a_mark_is_a_share_whatever_the_record_holds(asked, answer):
    marked = mark(asked, answer)

    assert isinstance(marked.share, Fraction)
    assert 0 <= marked.share <= 1
    assert marked.correct == (marked.share == 1)


@given(st.data(), any_question)
def test_parts_of_any_value_earn_a_share(data, asked):
    parts = st.sampled_from(parts_of(asked) or ["x"])
    answer = data.draw(st.dictionaries(parts, any_json | st.sampled_from(keys_of(asked) or ["x"])))

    assert 0 <= mark(asked, answer).share <= 1


@given(st.data(), any_question)
def test_a_form_lets_in_only_what_the_question_has(data, asked):
    form = data.draw(any_form(asked))

    answer = read_answer(asked, form)

    allowed = set(keys_of(asked))
    match asked, answer:
        case _, None:
            pass
        case (SingleChoice(), str()):
            assert answer in allowed
        case (MultipleChoice(), list()):
            assert set(answer) <= allowed
            assert len(set(answer)) == len(answer) > 0
        case ((Matching() | Ordering() | Cloze()), dict()):
            assert set(answer) <= set(parts_of(asked))
            assert answer
            if not isinstance(asked, Cloze):
                assert set(answer.values()) <= allowed
        case ((ShortAnswer() | Numeric()), str()):
            assert 0 < len(answer) <= LONGEST_TEXT
            assert answer.isprintable() or not any(ord(c) < 32 for c in answer)
        case _:
            pytest.fail(f"{asked.key} was answered with {answer!r}")
    assert 0 <= mark(asked, answer).share <= 1


@given(st.data(), any_question)
def test_what_was_read_reads_the_same_again(data, asked):
    answer = read_answer(asked, data.draw(any_form(asked)))
    match answer:
        case None:
            form = {}
        case dict():
            form = {field_name(asked, part): [value] for part, value in answer.items()}
        case str():
            form = {field_name(asked): [answer]}
        case _:
            form = {field_name(asked): answer}

    assert read_answer(asked, form) == answer


@given(st.integers())
def test_the_right_answers_pass_any_draw_with_everything(seed):
    drawn = drawn_questions(QUIZ, draw(QUIZ, seed))

    scored = score(drawn, {asked.key: read_answer(asked, right_form(asked)) for asked in drawn})

    assert scored.share == 1
    assert scored.passes(1.0)


def test_multiple_choice_subtracts_wrong_choices_and_stops_at_zero():
    asked = question(MULTIPLE)
    description, medium, motive, age = (option.key for option in asked.options)

    shares = [
        mark(asked, chosen).share
        for chosen in (
            [description, medium],
            [description],
            [description, medium, motive],
            [description, motive],
            [motive, age],
            [],
        )
    ]

    assert shares == [1, Fraction(1, 2), Fraction(1, 2), 0, 0, 0]
    assert mark(asked, [description, description]).share == Fraction(1, 2)


@pytest.mark.parametrize(
    "said",
    ["Sujeto obligado", "  sujetos   OBLIGADOS. ", "«sujeto obligado»", "sujeto\tobligado", "sujeto\u00a0obligado"],
)
def test_a_short_answer_is_forgiven_case_accents_spaces_and_signs(said):
    assert mark(question(SHORT), said).correct


def test_a_foreseen_mistake_has_its_feedback():
    asked = question(SHORT)

    marked = mark(asked, "La  garanté")

    assert (marked.share, marked.mistake) == (0, asked.mistakes[0])
    assert "<em>revisa</em>" in marked.mistake.feedback_html
    assert mark(asked, "otra cosa").mistake is None


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("20", True),
        ("20.5 días", True),
        ("19,5", True),
        ("20.51", False),
        ("−20", False),
        ("+20.", True),
        ("veinte", False),
        ("20 o 10", False),
        ("20 30", False),
        ("", False),
        ("9" * 5000, False),
    ],
)
def test_a_number_is_right_within_its_tolerance(said, right):
    assert mark(question(NUMERIC), said).correct is right


def test_a_foreseen_number_has_its_feedback_in_any_form():
    asked = question(NUMERIC)

    assert mark(asked, "10.0 días").mistake is asked.mistakes[0]
    assert mark(asked, "11").mistake is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("2,5", "2.5"),
        ("-2,50 m2", "-2.50"),
        ("$ 36", "36"),
        (".5", "0.5"),
        ("−3 °C", "-3"),
        ("20%", "20"),
        ("7, creo", "7"),
        ("1,2,3", None),
        ("1,23.4", None),
        ("20-30", None),
        ("", None),
        ("x", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert parse_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20 ± 0 días hábiles", ("20", "0", "días hábiles")),
        ("1,500 +/- 0.5", ("1500", "0.5", "")),
        ("3±1 m2", ("3", "1", "m2")),
        ("20 ± 0 | 21", None),
        ("20 ± 0 a 30", None),
        ("1,2,3 ± 0", None),
        ("1 ± 1,2,3", None),
        ("20", None),
        ("± 3", None),
    ],
)
def test_a_range_is_a_value_its_tolerance_and_its_unit(text, expected):
    found = parse_range(text)

    assert found == (None if expected is None else (Decimal(expected[0]), Decimal(expected[1]), expected[2]))


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_any_text_is_a_number_or_none(text):
    assert parse_number(text) is None or parse_number(text).is_finite()


def test_folding_keeps_the_letter_enye_apart():
    assert fold("Año") == fold("AN\u0303O") == "año"
    assert fold("Año") != fold("ano")
    assert fold("pingüino") == "pinguino"
    assert fold("a\0o") != fold("año")
    assert fold("pala\u00adbra\u200b") == "palabra"


def test_folding_keeps_the_point_of_a_decimal():
    assert fold("«.5».") != fold("5")
    assert fold(".5") == ".5"
    assert fold("5.") == fold("… 5 …".replace("…", ".")) == "5"


def test_a_cloze_earns_the_share_of_its_gaps_and_nothing_for_an_empty_one():
    asked = question(CLOZE)
    written, chosen = asked.gaps
    right = next(option.key for option in chosen.options if option.correct)

    assert mark(asked, {written.key: "Veinte.", chosen.key: right}).parts == {"g1": True, "g2": True}
    assert mark(asked, {chosen.key: right}).share == Fraction(1, 2)
    assert mark(asked, {written.key: "", chosen.key: chosen.options[0].text_html}).share == 0
    assert mark(asked, {written.key: ["veinte"], chosen.key: None}).share == 0


def test_the_score_is_exact_at_the_pass_mark():
    text = "".join(SHORT.replace("#corta", f"#ex-{number}") for number in range(10))
    asked = questions(text)
    right = {item.key: "sujeto obligado" for item in asked[:8]}

    assert score(asked, right).share == Fraction(8, 10)
    assert score(asked, right).passes(0.8)
    assert not score(asked, dict(list(right.items())[:7])).passes(0.8)


def test_a_score_a_hair_below_the_pass_mark_does_not_pass():
    asked = question(SHORT)
    scored = score([asked], {})

    for share, passes in ((Fraction(7999, 10_000), False), (Fraction(4, 5), True), (Fraction(79999, 100_000), False)):
        assert type(scored)(share, {}).passes(0.8) is passes
    assert type(scored)(Fraction(2, 3), {}).passes(0.6667) is False
    assert type(scored)(Fraction(7, 10), {}).passes(0.7)


def test_points_weigh_questions_and_an_empty_quiz_earns_nothing():
    asked = questions(SHORT.replace("#corta", "#a") + SHORT.replace("#corta", "#b puntos=3"))

    scored = score(asked, {"b": "sujeto obligado"})

    assert scored.share == Fraction(3, 4)
    assert not scored.marks["a"].correct
    assert score((), {}).share == 0


def test_fields_are_named_after_the_question_and_its_part():
    asked = question(CLOZE)

    assert field_name(asked) == "q-otra-completa"
    assert field_name(asked, "g1") == "q-otra-completa.g1"
