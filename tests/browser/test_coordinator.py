"""A coordinator reads the statistics of an organisation, narrows them, and takes them along as a file."""

import csv
import re
from io import StringIO

from playwright.sync_api import Page, expect

from app.catalog.published import live_course
from tests.browser.conftest import Visits
from tests.browser.keyboard import Keyboard
from tests.browser.people import COURSE, LEARNERS, add_person, bring_to, demo
from tests.browser.site import Site
from tests.factories import make_organisation

COORDINATOR = demo("coordinacion")
REGION = demo("region")
ELSEWHERE = "Quirino Sandoval Apartado"


def file_of(page: Page, address: str) -> list[dict[str, str]]:
    """The rows of a CSV file that the page links to."""
    answered = page.request.get(address)
    assert answered.ok
    return list(csv.DictReader(StringIO(answered.body().decode("utf-8-sig"))))


def number(text: str) -> str:
    """A cell's first number as a file writes it."""
    found = re.match(r"[\d,]+(\.\d+)?", text)
    return found[0].replace(",", "") if found else text


def test_the_file_says_what_the_filtered_screen_says(visits: Visits, site: Site):
    with site.reading() as session:
        live = live_course(session, COURSE)
        assert live is not None
    page = visits.window()
    keyboard = Keyboard(page)
    visits.sign_in(page, COORDINATOR)
    keyboard.link("Estadísticas", within="header .site-nav")
    keyboard.select(page.get_by_label(re.compile("^Curso")), COURSE)
    keyboard.button("Filtrar")
    expect(page).to_have_url(re.compile(f"curso={COURSE}"))

    table = page.get_by_role("table", name="Por curso")
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(1)
    address = str(page.locator("a[href^='/estadisticas/cursos.csv']").get_attribute("href"))
    assert f"curso={COURSE}" in address
    [written, total] = file_of(page, address)
    assert written["Curso"] == live.content.title
    headings = table.locator("thead th").all_inner_texts()
    shown = dict(zip(headings, rows.first.locator("th, td").all_inner_texts(), strict=True))
    for column in ("Inscripciones", "Iniciadas", "Concluidas", "Acreditadas", "Canceladas", "Horas acreditadas"):
        assert float(written[column]) == float(number(shown[column])), column
        assert float(total[column]) == float(written[column]), column
    assert int(number(shown["Inscripciones"])) >= len(LEARNERS)


def test_every_figure_leads_to_its_definition(visits: Visits):
    page = visits.window()
    keyboard = Keyboard(page)
    visits.sign_in(page, COORDINATOR)
    page.goto("/estadisticas")

    keyboard.press(page.locator(".stat").filter(has_text="Eficiencia terminal").get_by_role("link"))

    expect(page).to_have_url(re.compile("#definicion-eficiencia-terminal$"))
    expect(page.locator("#definicion-eficiencia-terminal")).to_be_in_viewport()


def test_a_coordinator_sees_the_people_of_the_own_organisation_and_no_others(visits: Visits, site: Site):
    with site.writing() as session:
        other = make_organisation(session, "otra-organizacion", "Otra Organización")
        person = add_person(session, "de-otra@pruebas.example", ELSEWHERE, organisation=other)
        bring_to(session, person, COURSE, 1)
    page = visits.window()
    keyboard = Keyboard(page)
    visits.sign_in(page, COORDINATOR)
    page.goto("/estadisticas")
    keyboard.link("Ver a las personas y su avance")
    expect(page.locator("tbody tr").filter(has_text=ELSEWHERE)).to_have_count(0)
    assert not [row for row in file_of(page, "/estadisticas/personas.csv") if ELSEWHERE in row.values()]

    search(keyboard, "hector ibarra")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("Héctor Ibarra Luna")
    search(keyboard, ELSEWHERE)
    expect(page.get_by_role("main")).to_contain_text("Nadie coincide")

    of_the_region = visits.window()
    visits.sign_in(of_the_region, REGION)
    of_the_region.goto("/estadisticas/personas")
    search(Keyboard(of_the_region), ELSEWHERE)
    expect(of_the_region.locator("tbody tr")).to_have_count(1)


def search(keyboard: Keyboard, words: str) -> None:
    keyboard.write(keyboard.page.get_by_label("Nombre o correo"), words)
    keyboard.button("Filtrar")
