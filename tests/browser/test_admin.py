"""An administrator invites somebody, gives and takes a role, edits an organisation, and finds it all in the log."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.keyboard import Keyboard
from tests.browser.letters import follow_letter
from tests.browser.people import demo
from tests.browser.site import Site

ADMIN = demo("admin")
NAME, EMAIL = "Amparo Villegas Huerta", "amparo@pruebas.example"
PASSWORD = "nieve sobre los encinos"
ORGANISATION = "ICHITAIP"


def test_an_invited_person_comes_in_and_is_given_a_role_and_loses_it(visits: Visits, site: Site):
    page = visits.window()
    keyboard = Keyboard(page)
    visits.sign_in(page, ADMIN)
    keyboard.link("Personas", within="header .site-nav")
    invite(keyboard)
    accept(visits, site)

    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Activa")
    keyboard.select(page.get_by_label("Rol", exact=True), "trainer")
    keyboard.select(page.get_by_label("Dónde"), "region")
    keyboard.button("Dar rol")
    roles = page.locator("section[aria-labelledby='roles'] li")
    expect(roles).to_have_count(1)
    expect(roles).to_contain_text("Persona instructora, toda la región")

    keyboard.button("Quitar")
    expect(roles).to_have_count(0)
    expect(page.locator("section[aria-labelledby='bitacora'] li")).to_have_count(3)
    keyboard.link("Personas", within="nav.breadcrumbs")
    keyboard.link("Bitácora")
    expect(page.get_by_role("row").filter(has_text=NAME)).to_have_count(3)


def invite(keyboard: Keyboard) -> None:
    page = keyboard.page
    keyboard.link("Invitar a una persona")
    keyboard.write(page.get_by_label("Nombre completo"), NAME)
    keyboard.write(page.get_by_label("Correo electrónico"), EMAIL)
    organisation = page.get_by_label("Organización")
    chosen = organisation.locator("option").filter(has_text=ORGANISATION).get_attribute("value")
    keyboard.select(organisation, str(chosen))
    keyboard.button("Enviar invitación")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.get_by_role("main")).to_contain_text("Con invitación pendiente")


def accept(visits: Visits, site: Site) -> None:
    """The invited person follows the letter, chooses a password, and is in."""
    page: Page = visits.window()
    keyboard = Keyboard(page)
    follow_letter(keyboard, site, EMAIL)
    keyboard.write(page.get_by_label("Contraseña nueva"), PASSWORD)
    keyboard.button("Aceptar y entrar")
    expect(page.get_by_role("status")).to_contain_text("Tu cuenta está lista")


def test_an_edited_organisation_is_in_the_log(visits: Visits):
    page = visits.window()
    keyboard = Keyboard(page)
    visits.sign_in(page, ADMIN)
    page.goto("/personas")
    keyboard.link("Organizaciones")
    keyboard.follow(page.get_by_role("row").filter(has_text=ORGANISATION).get_by_role("link"))
    keyboard.write(page.get_by_label("Nota"), "Se confirmó por teléfono.")
    keyboard.button("Guardar cambios")
    expect(page.get_by_role("status")).to_contain_text("Guardamos los datos de la organización")
    expect(page.get_by_label("Nota")).to_have_value("Se confirmó por teléfono.")

    page.goto("/bitacora")
    expect(page.get_by_role("row").filter(has_text=ORGANISATION).first).to_be_visible()
