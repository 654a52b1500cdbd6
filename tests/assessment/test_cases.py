"""Taking the decisions of a case: once each, in order, whoever presses what, and nothing told before its time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessment.annulment_operations import annul_question
from app.assessment.case_operations import Outcome, decide
from app.assessment.models import Attempt, QuestionTally
from app.assessment.operations import NotAskedError, save_answer, save_page, start_attempt, submit_attempt
from app.assessment.queries import answers_of, ended_answers
from app.content.case import follow
from app.content.draw import option_keys
from app.content.marking import field_name
from tests.assessment.test_properties import WITHIN_ONE_TEST
from tests.content.cases import CASE, keys
from tests.factories import COURSE_FILES, NOW, make_enrolment, make_person, publish, sign_in
from tests.pages import words

QUIZ = "primera/evaluacion"
GOOD = ("Turnas hoy", "Revisas", "Cuidas", "Notificas", "Publicas")
FILES = {
    **COURSE_FILES,
    "01-primera/evaluacion.md": b"---\ntitulo: Evaluaci\xc3\xb3n\naprobacion: 80\n---\n\n"
    + '## ¿Cómo se llama? {#corta nivel=recordar norma="ley-2025#1"}\n\n= unidad\n\n> La Unidad.\n\n'.encode()
    + CASE.encode(),
}


class Taking:
    """A person with an open attempt at a quiz that asks a case."""

    def __init__(self, session):
        self.session = session
        self.live = publish(session, FILES)
        self.person = make_person(session)
        self.enrolment = make_enrolment(session, self.person, self.live)
        self.case = self.live.content.quiz(QUIZ).question("caso")
        self.begin()
        session.commit()

    def begin(self):
        self.attempt_id = start_attempt(self.session, self.enrolment.id, QUIZ, now=NOW)

    def fields(self, text):
        (key,) = keys(self.case, text)
        return {field_name(self.case): [key]}

    def decide(self, text, **more):
        return decide(self.session, self.attempt_id, self.person.id, "caso", {**self.fields(text), **more}, {}, now=NOW)

    @property
    def held(self):
        given = answers_of(self.session, self.attempt_id).get("caso")
        return None if given is None else given.answer


@pytest.fixture
def taking(session):
    return Taking(session)


def test_decisions_are_kept_in_order_and_scored_by_the_longest_way(taking, session):
    for text in ("Turnas hoy", "Guardas", "Cuidas", "Notificas", "Publicas"):
        assert taking.decide(text) is Outcome.TAKEN
    save_answer(
        session, taking.attempt_id, taking.person.id, "corta", {"q-corta": ["Unidad"]}, client="t", sequence=1, now=NOW
    )
    submit_attempt(session, taking.attempt_id, taking.person.id, now=NOW)

    assert taking.held == keys(taking.case, "Turnas hoy", "Guardas", "Cuidas", "Notificas", "Publicas")
    assert session.get_one(Attempt, taking.attempt_id).score == 0.8666  # (1 + 2 * 4/5) / 3
    tally = session.get_one(QuestionTally, (taking.live.edition_id, "caso"))
    assert (tally.n_scored, tally.n_answered, tally.n_correct) == (1, 1, 0)
    assert ended_answers(session, taking.live.edition_id, ["caso"]) == {"caso": [taking.held]}


def test_the_same_button_pressed_twice_decides_once(taking):
    assert [taking.decide("Turnas hoy"), taking.decide("Turnas hoy")] == [Outcome.TAKEN, Outcome.TAKEN]
    assert taking.held == keys(taking.case, "Turnas hoy")


def test_another_tab_that_decides_otherwise_comes_too_late(taking):
    taking.decide("Turnas hoy")

    assert taking.decide("Esperas") is Outcome.TOO_LATE
    assert taking.decide("Respondes ya") is Outcome.TOO_LATE
    assert taking.held == keys(taking.case, "Turnas hoy")


def test_a_button_without_a_choice_decides_nothing_and_the_page_is_kept(taking, session):
    form = {"q-corta": ["Unidad"]}

    outcome = decide(session, taking.attempt_id, taking.person.id, "caso", form, {"corta": "antes"}, now=NOW)

    assert outcome is Outcome.NONE_CHOSEN
    assert answers_of(session, taking.attempt_id)["corta"].answer == "Unidad"
    assert taking.held is None


def test_a_page_that_is_saved_takes_no_decision(taking, session):
    form = taking.fields("Turnas hoy")

    assert save_page(session, taking.attempt_id, taking.person.id, form, {"caso": "antes"}, now=NOW) == 0
    assert taking.held is None


@pytest.mark.parametrize("key", ["corta", "nada"])
def test_only_a_case_takes_decisions(taking, session, key):
    with pytest.raises(NotAskedError):
        decide(session, taking.attempt_id, taking.person.id, key, {}, {}, now=NOW)


SAVES = st.lists(
    st.tuples(st.sampled_from(["decide", "answer", "page"]), st.integers(0, 11), st.integers(0, 5)), max_size=12
)


@WITHIN_ONE_TEST
@given(saves=SAVES)
def test_no_save_rewrites_a_decision(session, taking, saves):
    choices = option_keys(taking.case)
    where = (taking.attempt_id, taking.person.id)
    before = []

    with session.begin_nested() as trial:
        for how, choice, sequence in saves:
            form = {field_name(taking.case): [choices[choice]] if choice < len(choices) else []}
            if how == "decide":
                decide(session, *where, "caso", form, {"caso": "x"}, now=NOW)
            elif how == "answer":
                save_answer(session, *where, "caso", form, client="t", sequence=sequence + 1, now=NOW)
            else:
                save_page(session, *where, form, {"caso": "x"}, now=NOW)
            after = taking.held or []
            assert after[: len(before)] == before
            assert follow(taking.case.scenes, after).taken == after
            before = after
        trial.rollback()


def test_an_annulled_case_counts_whole_for_who_took_it(taking, session):
    taking.decide("Esperas")
    submit_attempt(session, taking.attempt_id, taking.person.id, now=NOW)

    annul_question(session, taking.live.edition_id, "caso", by_id=None, reason="Estaba mal", now=NOW)

    assert session.get_one(Attempt, taking.attempt_id).score == 0.6666
    taking.begin()
    assert [key for key, _ in session.get_one(Attempt, taking.attempt_id).draw] == ["corta"]


# Pages


@pytest.fixture
def entered(pages, taking, time_machine_at_now):
    sign_in(pages, taking.person)
    return pages


def text_of(consequence):
    return f"CONSECUENCIA DE {consequence}"


def press(pages, page, taking, text, **values):
    """Choose a decision on the page and press its button, as a browser without script does."""
    chosen = {field_name(taking.case): taking.fields(text)[field_name(taking.case)][0]} if text else {}
    action = page.one(".case-decision button")["formaction"]
    page.one("main form")["action"] = action
    return pages.submit(page, {**chosen, **values})


def test_a_case_is_taken_by_forms_alone_and_tells_each_consequence_in_its_time(entered, taking, session):
    page = entered.get("assessment.take", attempt_id=taking.attempt_id)
    assert "Lo que se ve al principio" in page.text
    assert "CONSECUENCIA" not in page.html
    assert words(page.one(".case-calendar")) == (
        "Hoy es jueves, 12 de marzo de 2026, 09:10 h Días hábiles usados 0 de 20 "
        "El plazo termina viernes, 10 de abril de 2026 Responder: 20 días hábiles"
    )
    pressed_by_enter = page.all("main form button")[0]
    assert (pressed_by_enter.get("name"), pressed_by_enter.get("formaction")) == (None, None)

    page = press(entered, page, taking, "Turnas hoy", **{"q-corta": "Unidad"})
    assert text_of("TURNAR HOY") in page.one(".case-consequence").get_text()
    assert page.html.count("CONSECUENCIA") == 1
    assert "martes, 17 de marzo de 2026, 09:10 h Días hábiles usados 2 de 20" in page.text
    assert "tomó 2 días hábiles" in page.text
    assert answers_of(session, taking.attempt_id)["corta"].answer == "Unidad"

    for text in ("Guardas", "Cuidas", "Notificas"):
        page = press(entered, page, taking, text)
    review = entered.get("assessment.take", attempt_id=taking.attempt_id, p=2)
    assert "Caso sin terminar" in review.text
    assert "Te falta 1 pregunta" in review.text
    page = press(entered, page, taking, "Lo dejas")
    assert "El final malo" in page.text
    assert not page.all(".case-decision")
    assert "LO QUE ENSEÑA" not in page.html
    assert page.html.count("CONSECUENCIA") == 5
    review = entered.get("assessment.take", attempt_id=taking.attempt_id, p=2)
    assert "Respondiste todas las preguntas" in review.text

    result = entered.submit(review)
    assert [verdict.get_text(strip=True) for verdict in result.all(".case .verdict")] == [
        "Tu decisión: acertada",
        "Tu decisión: no acertada",
        "Lo acertado aquí",
        "Tu decisión: acertada",
        "Tu decisión: acertada",
        "Tu decisión: no acertada",
        "Lo acertado aquí",
    ]
    assert text_of("REVISAR") in result.text
    assert "Decisiones acertadas: 3 de 5" in result.text
    assert "LO QUE ENSEÑA EL CASO" in result.text


def test_the_page_holds_nothing_of_other_scenes_nor_what_is_right(entered, taking):
    page = entered.get("assessment.take", attempt_id=taking.attempt_id)

    for secret in ("Llega tarde", "turno", "Respondes ya", "El final", "30 días", "correct"):
        assert secret not in str(page.one("main")), secret


def test_a_button_without_a_choice_says_so_and_one_that_is_too_late_too(entered, taking, session):
    page = entered.get("assessment.take", attempt_id=taking.attempt_id)
    assert "Elige una opción del caso" in press(entered, page, taking, "").text

    taking.decide("Turnas hoy")
    session.commit()

    late = press(entered, page, taking, "Esperas")
    assert "Esa escena ya estaba decidida" in late.text
    assert text_of("TURNAR HOY") in late.text


def test_a_decision_leads_back_to_its_consequence(entered, taking):
    page = entered.get("assessment.take", attempt_id=taking.attempt_id)
    data = {"csrf_token": page.all("[name=csrf_token]")[0]["value"], **taking.fields("Turnas hoy")}

    answer = entered.client.post(page.one(".case-decision button")["formaction"], data=data)

    assert answer.location.endswith("#q-caso.consecuencia")
    assert entered.client.post("/intentos/999/casos/caso?p=1", data=data).status_code == 404


def test_an_attempt_that_ended_takes_no_decision(entered, taking, session):
    page = entered.get("assessment.take", attempt_id=taking.attempt_id)
    submit_attempt(session, taking.attempt_id, taking.person.id, now=NOW)
    session.commit()

    result = press(entered, page, taking, "Turnas hoy")

    assert "ya se envió" in result.text
    assert "Sin responder" in result.text
    assert taking.held is None


def test_a_case_that_was_left_in_the_middle_shows_where(entered, taking, session):
    taking.decide("Turnas hoy")
    submit_attempt(session, taking.attempt_id, taking.person.id, now=NOW)
    annul_question(session, taking.live.edition_id, "caso", by_id=None, reason="Estaba mal", now=NOW)
    session.commit()

    page = entered.get("assessment.result", attempt_id=taking.attempt_id)

    assert "Aquí te quedaste" in page.text
    assert "Decisiones acertadas: 1 de 5" in page.text
    assert "Este reactivo se anuló" in page.text


def test_the_quiz_page_says_that_a_decision_stays(entered, taking):
    page = entered.get("assessment.show_quiz", slug=taking.live.slug, unit="primera")

    assert "En un caso no: cada decisión muestra su consecuencia" in page.text


def test_a_page_costs_no_more_queries_with_every_decision_taken(entered, taking, session, count_queries):
    entered.get("assessment.take", attempt_id=taking.attempt_id)  # reads the programme once in a process
    with count_queries(session) as few:
        entered.get("assessment.take", attempt_id=taking.attempt_id)
    for text in GOOD:
        taking.decide(text)
    session.commit()
    with count_queries(session) as many:
        entered.get("assessment.take", attempt_id=taking.attempt_id)

    assert many.n == few.n
