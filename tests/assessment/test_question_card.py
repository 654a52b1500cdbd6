"""The picture of a question: native inputs, nothing of the key before marking, words after it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from app.content.draw import shown_order
from app.content.marking import mark, read_answer
from app.content.model import Cloze, Gap, Matching, MultipleChoice, Numeric, Ordering, ShortAnswer, SingleChoice
from tests.assessment.conftest import right_fields, wrong_fields
from tests.assessment.test_scoring import BANK

QUESTIONS = {question.key: question for question in BANK.questions}


@pytest.fixture
def card(app):
    def render(question, answer=None, **shown):
        with app.test_request_context():
            macro = app.jinja_env.get_template("components/questions.html").module.question_card
            return str(macro(question, 1, shown.pop("order", shown_order(question)), answer, **shown))

    return render


def with_another_key(question):
    """The same question to look at, with other answers and other feedback."""
    bare = replace(question, feedback_html="<p>Otra cosa.</p>", norms=(), level=None)
    match bare:
        case SingleChoice(options=options) | MultipleChoice(options=options):
            flipped = tuple(replace(o, correct=not o.correct, feedback_html="Otra.") for o in options)
            return replace(bare, options=flipped)
        case ShortAnswer():
            return replace(bare, accepted=("nada",), mistakes=())
        case Numeric():
            return replace(bare, value=Decimal(7), tolerance=Decimal(3), mistakes=())
        case Matching(pairs=pairs, choices=choices):
            turned = tuple(replace(p, choice_key=choices[-1].key, feedback_html="Otra.") for p in pairs)
            return replace(bare, pairs=turned, choices=choices[::-1])
        case Ordering(items=items):
            return replace(bare, items=items[::-1])
        case Cloze(parts=parts):
            return replace(
                bare,
                parts=tuple(
                    Gap(
                        p.key,
                        ("nada",) if p.accepted else (),
                        tuple(replace(o, correct=not o.correct) for o in p.options[::-1]),
                    )
                    if isinstance(p, Gap)
                    else p
                    for p in parts
                ),
            )


@pytest.mark.parametrize("key", QUESTIONS)
def test_the_key_and_the_feedback_leave_no_trace_before_marking(card, key):
    question = QUESTIONS[key]
    order, answer = shown_order(question), read_answer(question, wrong_fields(question))

    shown = card(question, answer, order=order)

    assert shown == card(with_another_key(question), answer, order=order)


@pytest.mark.parametrize("key", QUESTIONS)
@pytest.mark.parametrize("fields_of", [right_fields, wrong_fields])
def test_a_question_shows_the_answer_that_was_given_in_native_inputs(card, key, fields_of):
    question = QUESTIONS[key]
    answer = read_answer(question, fields_of(question))
    soup = BeautifulSoup(card(question, answer), "html.parser")
    fields = {}
    for control in soup.select("input, select"):
        if control.name == "select":
            chosen = [option["value"] for option in control.select("option[selected]")]
        elif control.get("type") in ("radio", "checkbox"):
            chosen = [control["value"]] if control.has_attr("checked") else []
        else:
            chosen = [control["value"]]
        fields.setdefault(control["name"], []).extend(chosen)

    assert soup.select_one("fieldset > legend")
    assert read_answer(question, fields) == answer


@pytest.mark.parametrize("key", QUESTIONS)
def test_a_right_answer_is_called_so_by_word_and_shape(card, key):
    question = QUESTIONS[key]
    answer = read_answer(question, right_fields(question))
    soup = BeautifulSoup(card(question, answer, mark=mark(question, answer), disabled=True), "html.parser")

    word = soup.select_one(".feedback .feedback-word")
    assert word.get_text(strip=True) == "Correcta"
    assert word.select_one("svg use")["href"].endswith("#right")
    assert not soup.select(".verdict-wrong")
    assert not soup.select("input:not([disabled]), select:not([disabled])")


@pytest.mark.parametrize("key", QUESTIONS)
def test_without_reveal_a_wrong_answer_is_judged_and_the_right_one_is_not_told(card, key):
    question = QUESTIONS[key]
    answer = read_answer(question, wrong_fields(question))
    marked = mark(question, answer)
    hidden = BeautifulSoup(card(question, answer, mark=marked, disabled=True, reveal=False), "html.parser")
    shown = BeautifulSoup(card(question, answer, mark=marked, disabled=True), "html.parser")

    assert hidden.select(".verdict-wrong")
    assert not hidden.select(".verdict-missed, .right-answer, .feedback-text")
    assert shown.select(".verdict-missed, .right-answer")
    assert len(hidden.select(".feedback-option")) <= 1


def test_partial_answers_say_how_much_they_brought(card):
    question = QUESTIONS["multiple"]
    answer = [question.options[0].key]

    shown = card(question, answer, mark=mark(question, answer))

    assert "Correcta en parte: 50\xa0% de los puntos" in shown


def test_an_unanswered_and_an_annulled_question_say_so(card):
    question = QUESTIONS["corta"]

    shown = card(question, None, mark=mark(question, None), annulled=True)

    assert "Sin responder" in shown
    assert "Este reactivo se anuló" in shown


def test_points_are_told_where_a_question_has_more_than_one(card):
    assert "Vale 3 puntos." in card(replace(QUESTIONS["plazo"], points=3))
    assert "Vale" not in card(QUESTIONS["plazo"])


def test_the_choices_of_a_gap_stand_in_alphabetical_order(card):
    soup = BeautifulSoup(card(with_another_key(QUESTIONS["completa"])), "html.parser")

    offered = [option.get_text() for option in soup.select("select option")]
    assert offered == ["Elige…", "confirmar", "multar", "sancionar"]


def test_a_numeric_question_has_its_unit_beside_it(card):
    soup = BeautifulSoup(card(QUESTIONS["numerica"]), "html.parser")
    field = soup.select_one("input")

    assert field["inputmode"] == "decimal"
    assert soup.find(id=field["aria-describedby"]).get_text() == "días hábiles"
