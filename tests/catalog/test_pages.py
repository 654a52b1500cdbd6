"""What anyone may read: the start, the catalogue, and the references."""

import pytest

from app.catalog.published import live_courses
from app.catalog.search import CourseFilter, found
from tests.factories import COURSE_FILES, publish


@pytest.fixture
def two_courses(session):
    publish(session)
    front = COURSE_FILES["curso.md"].replace(b"PRU01", b"PRU02")
    front = front.replace(b"Curso de prueba", "Protección de datos".encode())
    front = front.replace(b"eje: 1", b"eje: 2").replace(b"acceso-a-la-informacion", b"datos-personales")
    publish(session, {**COURSE_FILES, "curso.md": front}, slug="datos")
    return live_courses(session)


def test_the_landing_page_shows_courses(pages, two_courses):
    page = pages.get("catalog.home")

    assert "Protección de datos" in page.text
    assert page.soup.select('form[action="/verificar"] input[name="folio"]')


def test_the_catalogue_before_the_first_course_says_so(pages, session):
    assert "Todavía no hay cursos publicados" in pages.get("catalog.courses").text


def test_the_catalogue_is_searched_without_accents(pages, two_courses):
    page = pages.submit(pages.get("catalog.courses"), {"q": "PROTECCION datos"}, form="form.filters")

    assert [heading.get_text() for heading in page.all("article h2")] == ["Protección de datos"]
    assert page.one("#q")["value"] == "PROTECCION datos"
    assert "1 de 2 cursos" in page.text


def test_the_catalogue_is_filtered_by_eje_and_theme(pages, two_courses):
    by_eje = pages.get("catalog.courses", eje="2")
    by_theme = pages.get("catalog.courses", tema="acceso-a-la-informacion")

    assert [heading.get_text() for heading in by_eje.all("article h2")] == ["Protección de datos"]
    assert [heading.get_text() for heading in by_theme.all("article h2")] == ["Curso de prueba"]


def test_a_search_without_result_offers_a_way_back(pages, two_courses):
    page = pages.get("catalog.courses", q="astronomía", eje="no es un número")

    assert "Ningún curso coincide" in page.text
    assert page.soup.select('main a[href="/cursos"]')


def test_words_are_looked_for_in_titles_summaries_and_lessons(two_courses):
    assert len(found(two_courses, CourseFilter("lección tres"))) == 2
    assert found(two_courses, CourseFilter("leccion datos prueba-no")) == ()


def test_every_norm_has_its_page(pages, session):
    publish(session)

    listed = pages.get("catalog.norms")
    current = pages.get("catalog.norm", norm_id="ley-2025")
    former = pages.get("catalog.norm", norm_id="ley-2015")

    assert [link.get_text() for link in listed.all("main h3 a")] == ["Ley de Prueba", "Ley de Prueba anterior"]
    assert current.one("#art-1").get_text(" ", strip=True) == "1 Objeto"
    assert "ya no está vigente" in former.text
    pages.get("catalog.norm", norm_id="no-existe", status=404)


def test_terms_and_deadlines_name_their_provision(pages, session):
    publish(session)

    term = pages.get("catalog.glossary").one("#sujeto-obligado")
    deadline = pages.get("catalog.deadlines").one("#respuesta")

    assert term.get_text(strip=True) == "sujeto obligado"
    assert "20 días hábiles" in deadline.get_text(" ")
    assert deadline.select_one("a")["href"] == "/normas/ley-2025#art-134"


def test_a_picture_is_served_for_ever(pages, session):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><title>Ruta</title></svg>'
    live = publish(session, {**COURSE_FILES, "imagenes/ruta.svg": svg})

    answer = pages.client.get(f"/cursos/{live.slug}/imagenes/{live.digest[:12]}/ruta.svg")

    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/svg+xml", svg)
    assert "immutable" in answer.headers["Cache-Control"]
    assert pages.client.get(f"/cursos/{live.slug}/imagenes/{live.digest[:12]}/otra.svg").status_code == 404


def test_references_before_the_first_publication_are_a_sentence(pages, session):
    page = pages.get("catalog.norms", status=409)

    assert "todavía no está publicado" in page.text


def test_the_catalogue_costs_one_query_however_many_courses(pages, session, two_courses, count_queries):
    pages.get("catalog.courses")
    with count_queries(session) as counted:
        pages.get("catalog.courses")

    assert counted.n == 1
