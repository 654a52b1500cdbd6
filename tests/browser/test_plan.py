"""The work plan is open to everybody, and each indicator explains itself."""

from playwright.sync_api import expect

from app.catalog.published import programme
from tests.browser.conftest import Visits
from tests.browser.keyboard import Keyboard
from tests.browser.people import demo
from tests.browser.site import Site


def test_a_visitor_walks_from_the_plan_to_an_indicator_and_a_course(visits: Visits, site: Site):
    with site.reading() as session:
        plan = programme(session).plan
    page = visits.window()
    keyboard = Keyboard(page)
    page.goto("/")
    keyboard.follow(page.get_by_role("navigation", name="Principal").get_by_role("link", name="Plan"))
    strategies = page.locator("section[id^='eje-'] h3 a")
    expect(strategies).to_have_count(len(plan.strategies))

    keyboard.follow(strategies.filter(has_text="1.5 "))
    expect(page.get_by_role("heading", level=1)).to_have_text(plan.strategies["1.5"].title)
    cards = page.locator("#indicadores section.panel")
    expect(cards).to_have_count(len(plan.strategies["1.5"].indicators))
    expect(cards.first).to_contain_text("Método de cálculo")
    details = cards.filter(has=page.locator("details")).first
    keyboard.press(details.locator("summary"))
    expect(details.locator("details")).to_have_attribute("open", "")
    expect(page.get_by_role("link", name="Ver la estadística")).to_have_count(0)

    keyboard.follow(page.locator("#cursos article").get_by_role("link").first)
    expect(page.get_by_role("link", name="Entrar para inscribirme")).to_be_visible()


def test_an_indicator_leads_a_coordinator_to_its_statistic(visits: Visits):
    page = visits.window()
    keyboard = Keyboard(page)
    visits.sign_in(page, demo("region"))
    page.goto("/plan/1.5")

    keyboard.follow(page.get_by_role("link", name="Ver la estadística").first)

    expect(page.get_by_role("heading", level=1)).to_have_text("Estadísticas")
