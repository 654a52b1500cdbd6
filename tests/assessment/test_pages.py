"""The pages of a quiz, an attempt and its result, as a browser without script sees them."""

import re

import pytest

from app.assessment.operations import save_answer, submit_attempt
from app.assessment.queries import answers_of
from app.content.marking import read_answer
from app.enrolment.operations import cancel_enrolment, complete_lesson
from tests.assessment.conftest import EXAM, QUIZ, later, right_fields, wrong_fields
from tests.factories import NOW, make_person, sign_in

SLUG = "curso-de-prueba"


@pytest.fixture
def quiz_page(entered):
    return lambda **more: entered.get("assessment.show_quiz", slug=SLUG, unit="primera", **more)


@pytest.fixture
def exam_page(entered):
    return lambda **more: entered.get("assessment.show_exam", slug=SLUG, **more)


@pytest.fixture
def answered(app, session, learner):
    """Start, answer and submit an attempt; ``n_right`` of its questions are right."""

    def do(quiz_key=QUIZ, n_right=0, now=NOW, submit=True):
        attempt = learner.begin(quiz_key, now=now)
        quiz = learner.content.quiz(quiz_key)
        for number, (key, _) in enumerate(attempt.draw):
            question = quiz.question(key)
            fields = right_fields(question) if number < n_right else wrong_fields(question)
            save_answer(session, attempt.id, learner.person.id, key, fields, client="t", sequence=1, now=now)
        if submit:
            with app.app_context():
                submit_attempt(session, attempt.id, learner.person.id, now=now)
        session.commit()
        return attempt

    return do


def send(pages, attempt_id, fields, **envelope):
    return pages.client.post(
        f"/intentos/{attempt_id}/respuestas",
        data={"question": "corta", "client": "tab-a", "sequence": "1", **fields, **envelope},
        headers={"X-CSRFToken": token(pages), "Accept": "application/json"},
    )


def token(pages):
    return pages.get("assessment.show_quiz", slug=SLUG, unit="primera").soup.select_one("input[name=csrf_token]")[
        "value"
    ]


def test_a_visitor_signs_in_first(pages, learner):
    assert "/entrar" in pages.redirect_of("assessment.show_exam", slug=SLUG)


def test_who_is_not_enrolled_is_sent_to_the_course(pages, session, learner):
    other = make_person(session, "otra@pruebas.example")
    session.commit()
    sign_in(pages, other)

    page = pages.get("assessment.show_exam", slug=SLUG)

    assert page.path == f"/cursos/{SLUG}"
    assert "inscríbete" in page.text
    start = pages.client.post(
        f"/cursos/{SLUG}/examen/intentos", data={"csrf_token": page.soup.select_one("[name=csrf_token]")["value"]}
    )
    assert start.location == f"/cursos/{SLUG}"


def test_a_quiz_that_is_not_there_is_not_found(entered):
    entered.get("assessment.show_quiz", slug=SLUG, unit="otra", status=404)


def test_the_quiz_page_says_what_it_asks(exam_page):
    page = exam_page()

    for sentence in ("Preguntas 4", "Para acreditar 80 %", "Te quedan 3 de 3", "Tiempo 40 min", "Entre intentos 1 h"):
        assert sentence in page.text
    assert "banco de 5" in page.text
    assert page.one("main form button").get_text() == "Comenzar"


def test_an_attempt_is_taken_by_forms_alone(entered, quiz_page, learner, session):
    page = entered.submit(quiz_page())
    attempt = learner.attempts()[0]
    first_page = {key for key, _ in attempt.draw[:5]}
    assert page.path == f"/intentos/{attempt.id}"
    assert len(page.all("fieldset.question")) == 5

    for key in first_page:
        question = learner.quiz.question(key)
        page = entered.get("assessment.take", attempt_id=attempt.id)
        fields = {name: held if len(held) > 1 else held[0] for name, held in right_fields(question).items()}
        page = entered.submit(page, fields, button="ir=siguiente")
    assert "página 2 de 2" in page.text
    page = entered.submit(page, button="ir=siguiente")

    assert "Te faltan 3 preguntas" in page.text
    held = {key: given.answer for key, given in answers_of(session, attempt.id).items()}
    assert held == {
        key: read_answer(learner.quiz.question(key), right_fields(learner.quiz.question(key))) for key in first_page
    }
    page = entered.submit(page)
    assert page.path == f"/intentos/{attempt.id}/resultado"
    assert "62 %" in page.text
    assert "Acreditada" in page.text


def test_the_button_back_saves_too(entered, quiz_page, learner, session):
    entered.submit(quiz_page())
    attempt = learner.attempts()[0]
    written = next(key for key, _ in attempt.draw[5:] if key != "multiple")
    question = learner.quiz.question(written)
    page = entered.get("assessment.take", attempt_id=attempt.id, p=2)

    page = entered.submit(page, {name: held[0] for name, held in right_fields(question).items()}, button="ir=anterior")

    assert "página 1 de 2" in page.text
    assert written in answers_of(session, attempt.id)


def test_the_review_links_to_the_page_of_each_question(entered, answered):
    attempt = answered(submit=False)

    page = entered.get("assessment.take", attempt_id=attempt.id, p=3)

    assert "Respondiste todas" in page.text
    links = [link["href"] for link in page.all(".attempt-list a")]
    assert links[0] == f"/intentos/{attempt.id}?p=1#q-{attempt.draw[0][0]}"
    assert links[5] == f"/intentos/{attempt.id}?p=2#q-{attempt.draw[5][0]}"


@pytest.mark.parametrize("page", ["0", "-3", "99", "x"])
def test_a_page_that_is_not_there_is_the_first(entered, learner, page):
    attempt = learner.begin()

    assert "página 1 de 2" in entered.get("assessment.take", attempt_id=attempt.id, p=page).text


def test_an_open_attempt_is_continued(entered, exam_page, learner):
    attempt = learner.begin(EXAM)

    page = exam_page()

    assert "Tienes un intento abierto" in page.text
    assert page.one("main a.button:not(.button-quiet)")["href"] == f"/intentos/{attempt.id}"
    assert "Te quedan 40 minutos" in page.text
    assert "Te quedan 40 minutos" in entered.get("assessment.take", attempt_id=attempt.id).text


def test_starting_again_leads_to_the_open_attempt(entered, exam_page, learner):
    page = exam_page()
    first, second = entered.submit(page), entered.submit(page)

    assert first.path == second.path
    assert len(learner.attempts()) == 1


def test_waiting_says_until_when(entered, exam_page, answered, time_machine_at_now):
    answered(EXAM)
    page = exam_page()

    assert "Podrás empezar otro intento a las 13:00" in page.text
    assert not page.all("main form")
    assert "No acreditada" in page.text


def test_a_start_that_is_too_early_is_refused_in_words(entered, exam_page, answered):
    page = exam_page()
    answered(EXAM)

    page = entered.submit(page)

    assert page.path == f"/cursos/{SLUG}/examen"
    assert "Todavía no puedes empezar otro intento" in page.text


def test_used_up_attempts_are_told(exam_page, answered, time_machine_at_now):
    for number in range(3):
        answered(EXAM, n_right=2, now=later(hours=2 * number))
    time_machine_at_now.move_to(later(hours=7))

    assert "Ya usaste tus 3 intentos. Tu mejor resultado es 50 %" in exam_page().text


def test_the_result_tells_what_comes_next(entered, answered, exam_page):
    passed, failed = answered(n_right=8), answered(EXAM)

    assert "Sigue con: Lección tres" in entered.get("assessment.result", attempt_id=passed.id).text
    page = entered.get("assessment.result", attempt_id=failed.id)
    assert "Podrás intentarlo de nuevo a las 13:00" in page.text
    assert "Te quedan 2 intentos" in page.text


def test_the_result_of_the_exam_tells_no_solution_while_attempts_remain(entered, answered, time_machine_at_now):
    first = answered(EXAM, n_right=2)
    page = entered.get("assessment.result", attempt_id=first.id)

    assert page.text.count("Tu respuesta: incorrecta") == 2
    assert page.text.count("Tu respuesta: correcta") == 2
    assert page.text.count("Correcto: lo dice LEY, art. 134") == 2
    assert "Las soluciones completas aparecen" in page.text
    assert not page.all(".verdict-missed")

    for number in (1, 2):
        answered(EXAM, now=later(hours=2 * number))
    time_machine_at_now.move_to(later(hours=6))
    page = entered.get("assessment.result", attempt_id=first.id)
    assert page.all(".verdict-missed")
    assert "Ya usaste tus 3 intentos" in page.text


def test_an_unfinished_unit_quiz_may_be_tried_again_at_once(entered, answered):
    page = entered.get("assessment.result", attempt_id=answered().id)

    assert page.one(".what-now a.button:not(.button-secondary)").get_text() == "Intentar de nuevo"
    assert "La ley cuenta días hábiles." in page.text


def test_an_accredited_course_leads_to_the_certificate(entered, session, learner, answered):
    for lesson in learner.content.lessons():
        complete_lesson(session, learner.enrolment.id, lesson.key, now=NOW)
    for quiz in learner.content.quizzes():
        last = answered(quiz.key, n_right=8)

    page = entered.get("assessment.result", attempt_id=last.id)

    assert page.one(".what-now a.button")["href"] == "/mi-aula"
    exam = entered.get("assessment.show_exam", slug=SLUG)
    assert "Ya acreditaste este examen" in exam.text


def test_an_open_attempt_has_no_result_yet_and_an_ended_one_takes_no_answers(entered, answered, learner):
    ended = answered()
    running = learner.begin()

    assert entered.redirect_of("assessment.result", attempt_id=running.id) == f"/intentos/{running.id}"
    assert entered.redirect_of("assessment.take", attempt_id=ended.id) == f"/intentos/{ended.id}/resultado"
    page = entered.get("assessment.result", attempt_id=ended.id)
    assert "Continuar el intento" in page.text


def test_time_that_ran_out_leads_to_the_result(entered, answered, time_machine_at_now):
    attempt = answered(EXAM, n_right=4, submit=False)
    page = entered.get("assessment.take", attempt_id=attempt.id)
    time_machine_at_now.move_to(later(minutes=41))

    page = entered.submit(page, button="ir=siguiente")

    assert page.path == f"/intentos/{attempt.id}/resultado"
    assert "El tiempo terminó: esta respuesta no se guardó" in page.text
    assert "El tiempo terminó a las 12:40" in page.text
    assert "100 %" in page.text


def test_the_classroom_closes_what_is_overdue(entered, learner, time_machine_at_now):
    learner.begin(EXAM)
    time_machine_at_now.move_to(later(minutes=41))

    entered.get("credentials.my_classroom")

    assert learner.attempts()[0].ending == "overdue"


def test_an_attempt_of_a_cancelled_enrolment_leads_to_the_course(entered, session, learner, answered):
    ended, running = answered(), learner.begin(EXAM)
    cancel_enrolment(session, learner.enrolment.id, now=NOW)
    session.commit()

    assert entered.get("assessment.take", attempt_id=running.id).path == f"/cursos/{SLUG}"
    assert "Ya no tienes una inscripción abierta" in entered.get("assessment.result", attempt_id=ended.id).text


@pytest.mark.parametrize("endpoint", ["take", "result"])
def test_the_attempt_of_another_person_is_not_found(pages, session, learner, endpoint):
    attempt = learner.begin()
    other = make_person(session, "otra@pruebas.example")
    session.commit()
    sign_in(pages, other)

    pages.get(f"assessment.{endpoint}", status=404, attempt_id=attempt.id)
    csrf = pages.get("catalog.courses").soup.select_one("[name=csrf_token]")["value"]
    for path in ("", "/respuestas", "/envio"):
        sent = pages.client.post(
            f"/intentos/{attempt.id}{path}", data={"csrf_token": csrf, "client": "t", "sequence": "1"}
        )
        assert sent.status_code == 404


def test_an_answer_is_saved_by_itself_and_its_hour_told(entered, session, learner):
    attempt = learner.begin()

    answer = send(entered, attempt.id, right_fields(learner.quiz.question("corta")))

    assert (answer.status_code, answer.json) == (200, {"saved_at": "12:00"})
    assert answers_of(session, attempt.id)["corta"].answer == "sujeto obligado"


@pytest.mark.parametrize(
    "envelope",
    [
        {"client": ""},
        {"client": "x" * 37},
        {"sequence": "0"},
        {"sequence": "-1"},
        {"sequence": "9" * 30},
        {"sequence": "9" * 40},
    ],
)
def test_a_save_that_cannot_be_numbered_is_refused(entered, learner, envelope):
    assert send(entered, learner.begin().id, {}, **envelope).status_code == 400


def test_a_save_after_the_end_is_refused_with_a_sentence(entered, learner, answered):
    answer = send(entered, answered().id, {"q-corta": "tarde"})

    assert answer.status_code == 409
    assert "ya se envió" in answer.json["message"]


def test_a_save_without_a_session_is_told_apart(pages, learner):
    attempt = learner.begin()

    answer = pages.client.post(
        f"/intentos/{attempt.id}/respuestas",
        data={"question": "corta", "client": "t", "sequence": "1"},
        headers={"Accept": "application/json", "Sec-Fetch-Site": "same-origin"},
    )

    assert answer.status_code == 401


def test_nothing_of_the_key_leaves_before_the_scoring(entered, learner, session):
    """Feedback and written answers are in no page; test_question_card shows that the key leaves no other trace."""
    attempt = learner.begin()
    sent = send(entered, attempt.id, right_fields(learner.quiz.question("corta"))).get_data(as_text=True)
    urls = [f"/intentos/{attempt.id}?p={page}" for page in (1, 2, 3)] + [f"/cursos/{SLUG}/primera/evaluacion"]
    texts = [entered.get(url).html for url in urls] + [sent]
    feedback = [
        "Correcto: lo dice", "La ley cuenta", "Es la ampliación", "Nadie tiene", "Sirve para", "Tampoco",
        "Solo lo que", "Las recibe", "Revisa quién", "Esa <em>", "También recibe", "Es el sujeto",
        "Diez es", "Son veinte", "El Comité confirma", "La Unidad recibe", "Primero se",
        "Veinte y confirmar", "veinte", "autoridad garante",
    ]  # fmt: skip

    for text in texts:
        assert [words for words in feedback if words in text] == []
        assert not re.search(r"verdict|solution|feedback|right-answer|ley-2025", text)
        assert str(attempt.seed) not in text


def test_the_right_option_has_no_place_of_its_own(entered, learner, session):
    right = next(option.key for option in learner.quiz.question("plazo").options if option.correct)
    places = set()
    for number in range(25):
        attempt = learner.begin(now=later(minutes=number))
        places.add(dict(map(tuple, attempt.draw))["plazo"].index(right))
        submit_attempt(session, attempt.id, learner.person.id, now=later(minutes=number))

    assert places == {0, 1, 2}


def test_the_pages_cost_the_same_statements_with_many_attempts(entered, quiz_page, answered, session, count_queries):
    answered()
    with count_queries(session) as one:
        quiz_page()
    for number in range(1, 12):
        answered(now=later(minutes=number))
    with count_queries(session) as many:
        quiz_page()

    assert many.n == one.n
