"""The plan's pages: what anyone reads of it, and where its numbers come from."""

from pathlib import Path

import pytest

from app.accounts.models import Role
from app.catalog.operations import publish_programme
from app.content.load import read_folder
from app.content.programme import parse_programme
from app.insights.models import TrainedTally
from tests.factories import (
    COURSE_FILES,
    NOW,
    PROGRAMME_FILES,
    finish_course,
    make_enrolment,
    make_organisation,
    make_person,
    publish,
    sign_in,
)
from tests.pages import words

ROOT = Path(__file__).parents[2]

CARD = PROGRAMME_FILES["plan.md"].decode().partition("| Campo")[2]
MORE = f"""
#### Horas {{#i-horas medida=horas-acreditadas tema=acceso-a-la-informacion}}

| Campo{CARD}
#### Tasa {{#i-tasa medida=tasa-acreditacion curso=curso-de-prueba}}

| Campo{CARD}
#### Personas del cruce {{#i-cruce medida=personas-acreditadas eje=1 perspectiva=genero}}

| Campo{CARD}
#### Índice declarado {{#i-declarado}}

| Campo{CARD}
#### Cursos {{#i-cursos medida=cursos-publicados eje=1}}

| Campo{CARD}
### Otra estrategia {{#1.2}}

Sin cursos todavía.

#### Personas en archivos {{#i-archivos medida=personas-acreditadas tema=archivos}}

| Campo{CARD}
"""
FILES = {**PROGRAMME_FILES, "plan.md": PROGRAMME_FILES["plan.md"] + MORE.encode()}


@pytest.fixture
def live(session):
    """A course of strategy 1.1, under a plan with an indicator of each kind."""
    programme, findings = parse_programme(FILES)
    assert programme is not None, findings
    publish_programme(session, FILES, programme, now=NOW)
    return publish(session)


@pytest.fixture
def organisation(session):
    return make_organisation(session, "norte", "Organización Norte")


def trained(session, live, organisation, n, finished):
    for number in range(n):
        person = make_person(session, f"p{number}-{live.slug}@pruebas.example", organisation)
        enrolment = make_enrolment(session, person, live)
        if number < finished:
            finish_course(session, enrolment, live)


def values(page):
    """The reading beside each computed indicator of the overview."""
    return {pair.dt.get_text(strip=True): words(pair.dd) for pair in page.all(".rows .facts > div")}


def test_without_a_plan_the_page_says_so(pages):
    assert "El plan todavía no está publicado" in pages.get("plan.overview").text
    pages.get("/plan/1.1", status=404)


def test_anyone_reads_ejes_strategies_and_what_they_are_worth(session, pages, live, organisation):
    trained(session, live, organisation, 3, finished=2)

    page = pages.get("plan.overview")

    assert page.h1 == "Plan de prueba"
    assert "Los indicadores son una propuesta." in page.text
    assert "2020-2021" in page.text
    assert "Abrir la información." in page.text
    assert "6 indicadores" in page.text
    assert values(page) == {
        "Personas acreditadas": "2",
        "Horas": "12 h",
        "Tasa": "100 % (2 de 2)",
        "Personas del cruce": "2",
        "Cursos": "1",
        "Personas en archivos": "sin dato todavía",
    }


def test_before_anyone_enrols_there_is_no_data(pages, live):
    assert set(values(pages.get("plan.overview")).values()) == {"sin dato todavía", "1"}


def test_a_strategy_shows_each_indicator_with_its_whole_card(session, pages, live, organisation):
    trained(session, live, organisation, 1, finished=1)

    page = pages.get("plan.strategy", strategy_id="1.1")

    assert page.h1 == "Capacitación permanente"
    card = page.one("#i-1-1-personas")
    terms = [term.get_text(strip=True) for term in card.select(":scope > .facts dt")]
    assert terms == [
        "Definición",
        "Método de cálculo",
        "Unidad de medida",
        "Dimensión",
        "Frecuencia",
        "Fuente",
        "Sentido",
        "Línea base",
        "Meta",
        "Responsable",
    ]
    assert card.select_one(".stat-value").get_text(strip=True) == "1"
    assert "Cómo se calcula aquí" in card.get_text()
    assert "no lo calcula" in page.one("#i-declarado").get_text()
    assert "100 % (1 de 1)" in words(page.one("#i-tasa"))
    assert page.one("#cursos .course-card a").get_text() == "Curso de prueba"


def test_a_strategy_without_courses_says_so(pages, live):
    page = pages.get("plan.strategy", strategy_id="1.2")

    assert "Por ahora ningún curso del catálogo la nombra." in page.text
    pages.get("plan.strategy", strategy_id="9.9", status=404)


def statistics_links(page):
    return [a["href"] for a in page.all('.panel a[href^="/estadisticas"]')]


def test_coordinators_reach_the_statistic_behind_a_number(session, pages, live, organisation):
    trained(session, live, organisation, 2, finished=1)
    assert statistics_links(pages.get("plan.strategy", strategy_id="1.1")) == []
    sign_in(pages, make_person(session, "uno@pruebas.example", organisation, roles=[(Role.COORDINATOR, organisation)]))

    links = statistics_links(pages.get("plan.strategy", strategy_id="1.1"))

    assert "/estadisticas?organizacion=region&eje=1" in links
    numbers = pages.get(links[0]).all(".stat-value")
    assert [words(number) for number in numbers][:6] == ["2", "1", "1", "1", "6 h", "1"]


def test_the_regions_coordinator_needs_no_more_filter(session, pages, live, organisation):
    sign_in(pages, make_person(session, "region@pruebas.example", organisation, roles=[(Role.COORDINATOR, None)]))

    assert "/estadisticas?eje=1" in statistics_links(pages.get("plan.strategy", strategy_id="1.1"))


def test_the_plan_costs_the_same_for_one_organisation_and_thirty(session, pages, live, organisation, count_queries):
    trained(session, live, organisation, 1, finished=1)
    pages.get("plan.overview")
    with count_queries(session) as one:
        pages.get("plan.overview")
    for number in range(30):
        other = make_organisation(session, f"org-{number}", f"Organización {number}")
        for scope in ("todo", "eje:1"):
            session.add(TrainedTally(scope=scope, year=0, organisation_id=other.id, sex="mujer", n_people=1))
    files = {**COURSE_FILES, "curso.md": COURSE_FILES["curso.md"].replace(b"PRU01", b"PRU02")}
    publish(session, files, "otro")
    pages.get("plan.overview")

    with count_queries(session) as thirty:
        page = pages.get("plan.overview")

    assert values(page)["Personas acreditadas"] == "31"
    assert thirty.n == one.n


def test_the_real_plan_reads_whole(session, pages):
    files = read_folder(ROOT / "courses" / "_programa")
    programme, findings = parse_programme(files)
    assert programme is not None, findings
    publish_programme(session, files, programme, now=NOW)

    page = pages.get("plan.overview")

    assert len(page.all("section[id^=eje-]")) == 6
    for strategy_id, strategy in programme.plan.strategies.items():
        shown = pages.get("plan.strategy", strategy_id=strategy_id)
        assert len(shown.all("#indicadores > .panel")) == len(strategy.indicators)
    assert len(programme.plan.strategies) == 20
