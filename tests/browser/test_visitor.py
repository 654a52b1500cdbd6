"""Somebody without an account finds a course and checks a certificate, with the keyboard alone."""

from playwright.sync_api import expect
from sqlalchemy import select

from app.credentials.models import Credential
from tests.browser.conftest import NARROW, Visits
from tests.browser.keyboard import Keyboard
from tests.browser.people import COURSE, add_person, bring_to
from tests.browser.site import Site

TITLE = "Protección de datos personales: principios y deberes"


def test_a_visitor_finds_a_course_without_typing_accents(visits: Visits):
    page = visits.window()
    keyboard = Keyboard(page)
    page.goto("/")

    keyboard.link("Ver los cursos")
    keyboard.write(page.get_by_label("Buscar"), "PROTECCION de datos")
    keyboard.button("Filtrar")
    cards = page.get_by_role("main").get_by_role("article")
    expect(cards).to_have_count(1)
    keyboard.link(TITLE)

    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("link", name="Entrar para inscribirme")).to_be_visible()


def test_a_visitor_checks_a_folio_typed_carelessly(visits: Visits, site: Site):
    with site.writing() as session:
        person = add_person(session, "con-constancia@pruebas.example", "Olga Mota Ibáñez")
        bring_to(session, person, COURSE, None)
        folio = session.scalars(select(Credential.folio).where(Credential.person_id == person.id)).one()
    page = visits.window()
    keyboard = Keyboard(page)
    page.goto("/")

    keyboard.follow(page.get_by_role("navigation", name="Principal").get_by_role("link", name="Verificar"))
    keyboard.write(page.get_by_label("Folio", exact=True), folio.lower().replace("-", " "))
    keyboard.button("Buscar la constancia")

    expect(page.get_by_role("heading", level=1)).to_have_text("Constancia vigente")
    expect(page.get_by_role("main")).to_contain_text(f"Folio {folio}")
    expect(page.get_by_role("main")).to_contain_text("Olga Mota Ibáñez")


def test_the_first_stop_of_a_page_skips_to_its_content(visits: Visits):
    page = visits.window()
    page.goto("/cursos")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Saltar al contenido")).to_be_focused()
    page.keyboard.press("Enter")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_menu_of_a_narrow_window_opens_and_closes_with_the_keyboard(visits: Visits):
    page = visits.window(viewport=NARROW)
    keyboard = Keyboard(page)
    page.goto("/")
    menu = page.locator("summary").filter(has_text="Menú")
    courses = page.get_by_role("navigation", name="Principal").get_by_role("link", name="Cursos")
    expect(courses).to_be_hidden()

    keyboard.press(menu)
    expect(courses).to_be_visible()
    page.keyboard.press("Escape")
    expect(courses).to_be_hidden()
    expect(menu).to_be_focused()

    keyboard.press(menu)
    keyboard.follow(courses)
    expect(page.get_by_role("heading", level=1)).to_have_text("Cursos")
