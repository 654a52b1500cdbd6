"""A course, its lessons and one's enrolment, page by page."""

import pytest

from app.catalog.operations import retire_course
from app.enrolment.operations import complete_lesson, complete_quiz
from app.enrolment.queries import done_items, enrolment_of
from tests.factories import (
    COURSE_FILES,
    NOW,
    finish_course,
    make_enrolment,
    make_organisation,
    make_person,
    publish,
    sign_in,
)
from tests.pages import Pages

LESSON = {"slug": "curso-de-prueba", "unit": "primera", "lesson": "uno"}


@pytest.fixture
def live(session):
    return publish(session)


@pytest.fixture
def learner(session, pages, live):
    person = make_person(session)
    sign_in(pages, person)
    return person


def open_course(session):
    files = {**COURSE_FILES, "curso.md": COURSE_FILES["curso.md"].replace(b"abierto: false", b"abierto: true")}
    return publish(session, files)


def test_a_course_tells_a_visitor_everything(pages, live):
    page = pages.get("enrolment.show_course", slug=live.slug)

    for told in (
        "Probar cada parte",
        "Primera unidad",
        "Lección tres",
        "6 h",
        "Personas servidoras públicas",
        "se acredita con 80 %",
        "3 intentos",
        "Edición",
    ):
        assert told in page.text, told
    assert page.soup.select('main a[href^="/entrar"]')
    pages.get("enrolment.show_course", slug="no-existe", status=404)


def test_a_visitor_is_sent_to_the_course_from_a_lesson_that_is_not_open(pages, live):
    page = pages.get("enrolment.read_lesson", **LESSON)

    assert page.path == "/cursos/curso-de-prueba"
    assert "inscríbete" in page.text
    assert pages.client.post("/cursos/curso-de-prueba/primera/uno", data={"question": "para-que"}).status_code in (
        302,
        400,
    )


def test_an_open_course_is_read_and_checked_without_an_account(pages, session):
    open_course(session)

    page = pages.get("enrolment.read_lesson", **LESSON)
    assert "Texto de la lección" in page.text
    assert "nadie puede preguntarlo" not in page.html

    option = next(radio["value"] for radio in page.all("form.self-check input[type=radio]"))
    marked = pages.submit(page, {"q-para-que": option}, form="form.self-check")
    assert ("nadie puede preguntarlo" in marked.html) or ("Correcto." in marked.html)
    assert not page.soup.select('form[action$="/leida"]')


def test_a_self_check_without_an_answer_is_marked_too(pages, session):
    open_course(session)
    page = pages.get("enrolment.read_lesson", **LESSON)

    assert pages.submit(page, form="form.self-check").h1 == "Lección uno"


def test_a_self_check_that_the_lesson_does_not_have_is_refused(pages, session):
    open_course(session)
    page = pages.get("enrolment.read_lesson", **LESSON)

    pages.submit(page, {"question": "otra"}, form="form.self-check", status=400)


def test_enrolling_leads_to_the_first_lesson(pages, session, live, learner):
    page = pages.submit(pages.get("enrolment.show_course", slug=live.slug), form='form[action$="/inscripcion"]')

    assert page.h1 == "Lección uno"
    assert "Te inscribiste" in page.text
    assert enrolment_of(session, learner.id, live.slug) is not None


def test_enrolling_twice_is_one_enrolment_and_a_sentence(pages, session, live, learner):
    course = pages.get("enrolment.show_course", slug=live.slug)
    pages.submit(course, form='form[action$="/inscripcion"]')

    page = pages.submit(course, form='form[action$="/inscripcion"]')

    assert page.path == "/cursos/curso-de-prueba"
    assert "Ya tienes una inscripción" in page.text


def test_reading_on_marks_a_lesson_and_goes_to_the_next(pages, session, live, learner):
    enrolment = make_enrolment(session, learner, live)

    page = pages.submit(pages.get("enrolment.read_lesson", **LESSON), form='form[action$="/leida"]')

    assert page.h1 == "Lección dos"
    assert set(done_items(session, enrolment.id)) == {"primera/uno"}
    again = pages.get("enrolment.read_lesson", **LESSON)
    assert "Leída" in again.text
    assert not again.soup.select('form[action$="/leida"]')


def test_a_course_says_what_is_missing_and_where_to_go_on(pages, session, live, learner):
    enrolment = make_enrolment(session, learner, live)
    complete_lesson(session, enrolment.id, "primera/uno", now=NOW)
    complete_quiz(session, enrolment, "primera/evaluacion", score=0.5, passed=False, now=NOW)
    session.commit()

    page = pages.get("enrolment.show_course", slug=live.slug)

    assert "¿Qué me falta? 5 actividades" in page.text
    assert "tu mejor resultado es 50 %; se acredita con 60 %" in page.text
    assert "2 de 6 actividades" in page.text
    links = [link["href"] for link in page.all("main a.button") if "Continuar" in link.get_text()]
    assert links == ["/cursos/curso-de-prueba/segunda/tres"]


def test_an_accredited_course_leads_to_the_certificate(pages, session, live, learner):
    finish_course(session, make_enrolment(session, learner, live), live)

    page = pages.get("enrolment.show_course", slug=live.slug)

    assert "Curso acreditado" in page.text
    assert not page.soup.select('a[href$="/baja"]')


def test_leaving_a_course_is_asked_first(pages, session, live, learner):
    make_enrolment(session, learner, live)

    question = pages.get("enrolment.leave", slug=live.slug)
    assert enrolment_of(session, learner.id, live.slug) is not None
    page = pages.submit(question)

    assert "Cancelaste tu inscripción" in page.text
    assert enrolment_of(session, learner.id, live.slug) is None


def test_an_accredited_course_cannot_be_left(pages, session, live, learner):
    enrolment = make_enrolment(session, learner, live)
    question = pages.get("enrolment.leave", slug=live.slug)
    finish_course(session, enrolment, live)

    assert "se conservan" in pages.submit(question).text


def test_requirements_are_named_before_enrolling(pages, session, live, learner):
    front = (
        COURSE_FILES["curso.md"]
        .replace(b"PRU01", b"PRU02")
        .replace(b"requisitos: []", b"requisitos: [curso-de-prueba]")
    )
    publish(session, {**COURSE_FILES, "curso.md": front}, slug="segundo")

    page = pages.get("enrolment.show_course", slug="segundo")

    assert "Antes de inscribirte" in page.text
    assert not page.soup.select('form[action$="/inscripcion"]')
    assert page.soup.select('main a[href="/cursos/curso-de-prueba"]')


def test_a_learner_stays_on_the_edition_they_started(pages, session, live, learner):
    enrolment = make_enrolment(session, learner, live)
    complete_lesson(session, enrolment.id, "primera/dos", now=NOW)
    session.commit()
    changed = {path: data for path, data in COURSE_FILES.items() if path != "01-primera/02-dos.md"}
    publish(session, {**changed, "01-primera/02-otra.md": COURSE_FILES["01-primera/02-dos.md"]})

    assert pages.get("enrolment.read_lesson", **{**LESSON, "lesson": "dos"}).h1 == "Lección dos"
    pages.get("enrolment.read_lesson", **{**LESSON, "lesson": "otra"}, status=404)


def test_a_retired_course_stays_open_to_who_takes_it(pages, session, live, learner):
    make_enrolment(session, learner, live)
    retire_course(session, live.slug)
    session.commit()

    assert pages.get("enrolment.read_lesson", **LESSON).h1 == "Lección uno"
    assert pages.get("enrolment.show_course", slug=live.slug).h1 == "Curso de prueba"


def test_a_lesson_page_costs_two_queries(pages, session, live, learner, count_queries):
    make_enrolment(session, learner, live)
    pages.get("enrolment.read_lesson", **LESSON)

    with count_queries(session) as counted:
        pages.get("enrolment.read_lesson", **LESSON)

    assert counted.n == 2


def test_two_people_on_the_same_lesson_see_only_their_own(app, session, live):
    readers = []
    organisation = make_organisation(session)
    for name, email in (("Alma Ríos", "alma@aula.example"), ("Elsa Peña", "elsa@aula.example")):
        person = make_person(session, name=name, email=email, organisation=organisation)
        enrolment = make_enrolment(session, person, live)
        reader = Pages(app)
        sign_in(reader, person)
        readers.append((reader, enrolment))
    complete_lesson(session, readers[0][1].id, "primera/dos", now=NOW)

    first, second = (reader.get("enrolment.read_lesson", **LESSON) for reader, _ in readers)

    assert "Alma Ríos" in first.text
    assert "Elsa Peña" not in first.html
    assert "Elsa Peña" in second.text
    assert "Alma Ríos" not in second.html
    tokens = [{field["value"] for field in page.soup.select("input[name=csrf_token]")} for page in (first, second)]
    assert [len(token) for token in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    done = [page.soup.select_one(".outline").get_text(" ").count("Hecho:") for page in (first, second)]
    assert done == [1, 0]


def test_a_visitor_is_asked_in_before_being_told_what_comes_first(pages, session, live):
    files = {**COURSE_FILES, "curso.md": COURSE_FILES["curso.md"].replace(b"requisitos: []", b"requisitos: [otro]")}
    publish(session, files)

    page = pages.get("enrolment.show_course", slug=live.slug)

    assert page.one('main a.button[href^="/entrar"]').get_text(strip=True) == "Entrar para inscribirme"
    assert "Antes de inscribirte" not in page.text
