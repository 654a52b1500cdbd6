"""The pages of a diagnostic, as a browser without script sees them."""

import pytest

from app.assessment.operations import start_attempt, submit_attempt
from app.content.model import DiagnosticForm, Lesson
from app.enrolment.operations import cancel_enrolment, complete_lesson, complete_quiz
from app.enrolment.queries import locked_enrolment
from tests.assessment.conftest import later, right_fields
from tests.factories import NOW, finish_course, make_enrolment, make_person, sign_in
from tests.pages import words

SLUG = "curso-de-prueba"
FIRST, LAST = "a", "b"
BEFORE, AFTER = DiagnosticForm


@pytest.fixture
def home(pages, taker, time_machine_at_now):
    """The taker's browser, signed in, at NOW."""
    sign_in(pages, taker.person)
    return pages


def course_page(pages):
    return pages.get("enrolment.show_course", slug=SLUG)


def form_page(pages, form, **more):
    return pages.get("assessment.show_diagnostic", slug=SLUG, form=form, **more)


def result_of(pages, attempt):
    return pages.get("assessment.result", attempt_id=attempt.id)


def finish(session, taker, passed=True):
    """Do every item; without a pass nobody is accredited."""
    if passed:
        return finish_course(session, taker.enrolment, taker.live)
    for item in taker.live.content.items:
        if isinstance(item, Lesson):
            complete_lesson(session, taker.enrolment.id, item.key, now=NOW)
        else:
            locked = locked_enrolment(session, taker.enrolment.id)
            complete_quiz(session, locked, item.key, score=0.2, passed=False, now=NOW)
    return session.commit()


def test_enrolling_in_a_course_with_a_diagnostic_leads_to_the_course(session, pages, taker):
    sign_in(pages, make_person(session, "nueva@pruebas.example"))
    page = pages.submit(course_page(pages))

    assert page.path == f"/cursos/{SLUG}"
    assert "Te inscribiste" in page.text
    assert "¿Cuánto sabes ya?" in page.text


def test_the_course_offers_the_first_form_and_not_the_second(home):
    page = course_page(home)

    assert "¿Cuánto sabes ya? 5 preguntas, no cuenta para tu calificación." in page.text
    assert "¿Cuánto sabes ahora?" not in page.text
    assert page.one('a[href="/cursos/curso-de-prueba/diagnostico/a"]').get_text() == "Responder el diagnóstico"


def test_a_visitor_is_offered_nothing_and_signs_in_first(pages, taker):
    assert "¿Cuánto sabes ya?" not in course_page(pages).text
    assert form_page(pages, FIRST).path == "/entrar"


def test_who_is_not_enrolled_is_sent_to_the_course(session, pages, taker):
    sign_in(pages, make_person(session, "otra@pruebas.example"))

    assert "Para responder este diagnóstico, inscríbete" in form_page(pages, FIRST).text


def test_a_course_without_diagnostic_has_no_such_page(session, entered):
    form_page(entered, FIRST, status=404)
    entered.get(f"/cursos/{SLUG}/diagnostico/c", status=404)


def test_the_first_form_from_its_page_to_its_result(session, home, taker):
    page = form_page(home, FIRST)
    assert "Es opcional" in page.text
    assert page.one("main form .button-quiet")["href"] == "/cursos/curso-de-prueba/primera/uno"
    page = home.submit(page)
    assert "Página 1 de 1 · no cuenta para tu calificación" in page.text
    quiz = taker.live.content.diagnostic.before
    fields = {}
    for key in ("dx-a-1", "dx-a-2"):
        fields |= {name: value[0] for name, value in right_fields(quiz.question(key)).items()}
    page = home.submit(page, fields, button="ir=siguiente")
    assert "No cuenta para tu calificación" in page.text
    page = home.submit(page)

    assert page.h1 == "Resultado: ¿Cuánto sabes de solicitudes?"
    assert words(page.one(".score-value")) == "40 %"
    verdicts = sorted(word.get_text() for word in page.all(".diagnostic-list .verdict"))
    assert verdicts == ["Correcta", "Correcta", "Sin responder", "Sin responder", "Sin responder"]
    assert len(page.all('.diagnostic-list a[href="/cursos/curso-de-prueba/primera/uno"]')) == 5
    assert page.text.count("LEY, art. 134") == 5
    assert page.one(".what-now .button:not(.button-quiet)").get_text() == "Empezar el curso"


def test_the_first_result_gives_no_answer_away(home, taker):
    page = result_of(home, taker.take(BEFORE, 2))

    assert "La Unidad" not in page.html
    assert "retroalimentación" not in page.html
    assert "Incorrecta" in page.text


def test_a_first_form_that_was_sent_is_shown_as_done(home, taker):
    taker.take(BEFORE, 2)

    page = course_page(home)
    assert "¿Cuánto sabes ya?" not in page.text
    assert "Tu diagnóstico inicial: 40 %. Ver mi resultado" in page.text
    assert "se hace una sola vez" in form_page(home, FIRST).text


def test_an_open_first_form_can_be_continued(home, taker):
    attempt = taker.begin(BEFORE)

    assert "Continuar el diagnóstico" in course_page(home).text
    page = home.submit(form_page(home, FIRST))
    assert page.path == f"/intentos/{attempt.id}"


def test_after_the_first_lesson_the_first_form_is_not_offered(session, home, taker):
    page = form_page(home, FIRST)
    complete_lesson(session, taker.enrolment.id, "primera/uno", now=NOW)
    session.commit()

    assert "¿Cuánto sabes ya?" not in course_page(home).text
    assert "antes de empezar el curso" in form_page(home, FIRST).text
    assert "antes de empezar el curso" in home.submit(page).text


def test_the_second_form_says_when_it_opens(home):
    assert "se abre cuando terminas" in form_page(home, LAST).text


@pytest.mark.parametrize("passed", [True, False])
def test_the_second_form_is_offered_when_everything_is_done(session, home, taker, passed):
    finish(session, taker, passed)

    assert "¿Cuánto sabes ahora?" in course_page(home).text
    page = form_page(home, LAST)
    assert "Son otras preguntas sobre lo mismo" in page.text
    page = home.submit(page)
    assert page.path.startswith("/intentos/")


def test_the_result_of_the_last_item_points_to_the_second_form(session, home, taker):
    finish(session, taker)
    attempt_id = start_attempt(session, taker.enrolment.id, "segunda/evaluacion", now=NOW)
    submit_attempt(session, attempt_id, taker.person.id, now=NOW)
    session.commit()

    page = home.get("assessment.result", attempt_id=attempt_id)
    assert page.one('a[href="/cursos/curso-de-prueba/diagnostico/b"]').get_text() == "Ir al diagnóstico final"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (0, 3, "De lo que te faltaba por saber al empezar, aprendiste el 60 %."),
        (1, 5, "aprendiste el 100 %."),
        (2, 2, "casi el mismo que al empezar"),
        (4, 2, "un poco menos que al empezar. Es normal"),
        (5, 5, "ya sabías todo lo que se pregunta aquí, y lo confirmaste"),
        (5, 4, "no faltaba nada por medir"),
    ],
)
def test_the_second_result_says_what_was_learned_and_never_reproaches(session, home, taker, before, after, says):
    taker.take(BEFORE, before)
    finish(session, taker)
    page = result_of(home, taker.take(AFTER, after))

    assert says in page.text
    assert f"Antes del curso {before * 20} % Después del curso {after * 20} %" in page.text
    assert "-" not in page.one(".what-now").get_text()
    assert "retroalimentación de b-1" in page.text
    assert "La Unidad" in page.text
    assert "Ver mi constancia" in page.text


def test_the_second_result_alone_compares_nothing(session, home, taker):
    finish(session, taker, passed=False)
    page = result_of(home, taker.take(AFTER, 3))

    assert "No hay un diagnóstico inicial" in page.text
    assert "Ver mi constancia" not in page.text
    assert "Tu diagnóstico final: 60 %." in course_page(home).text


def test_a_result_stays_after_the_course_was_left_and_links_no_lesson(session, home, taker):
    attempt = taker.take(BEFORE, 1)
    cancel_enrolment(session, taker.enrolment.id, now=later(hours=1))
    session.commit()

    page = result_of(home, attempt)
    assert "Lección: Lección uno" in page.text
    assert page.all(".diagnostic-list a") == []


def test_anothers_diagnostic_is_not_found(session, pages, taker):
    attempt = taker.take(BEFORE, 1)
    other = make_person(session, "otra@pruebas.example")
    finish_course(session, make_enrolment(session, other, taker.live), taker.live)
    sign_in(pages, other)

    pages.get("assessment.result", status=404, attempt_id=attempt.id)
