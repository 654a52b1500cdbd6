"""A branching case in a real browser: by keyboard, with a second tab, and saved by its button alone."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.assessment.models import Attempt
from app.assessment.operations import start_attempt
from app.assessment.queries import answers_of
from app.assessment.saving import page_of
from app.content.case import Decision, right_way
from app.content.model import Case
from app.shared.clock import now
from tests.browser.axe import violations
from tests.browser.conftest import NARROW, WIDE, Visits
from tests.browser.keyboard import Keyboard
from tests.browser.people import Account, add_person, bring_to
from tests.browser.site import Site
from tests.browser.test_learner import course_of

SLUG, QUIZ = "gestion-documental-y-archivos", "valorar-y-decidir/evaluacion"
EMAIL = "caso@pruebas.example"


def test_a_case_is_taken_by_keyboard_and_no_tab_takes_a_decision_back(visits: Visits, site: Site):
    case = next(question for question in quiz_of(site).questions if isinstance(question, Case))
    attempt_id, place = begin(site, case)
    page = visits.window()
    visits.sign_in(page, Account(EMAIL))
    page.goto(place)
    other_tab = page.context.new_page()
    other_tab.goto(place)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    way = right_way(case.scenes)

    decide(page, way.steps[0].decision)

    expect(page.locator(".case-consequence")).to_have_count(1)
    expect(page).to_have_url(f"{site.url}{place}#q-{case.key}.consecuencia")
    assert all("/respuestas" not in url for url in asked)
    wrong = next(decision for decision in case.scenes[0].decisions if not decision.correct)
    other_tab.locator(f'input[value="{wrong.key}"]').check()
    other_tab.get_by_role("button", name="Tomar esta decisión").click()
    expect(other_tab.get_by_role("main")).to_contain_text("Esa escena ya estaba decidida")
    for viewport in (NARROW, WIDE):
        other_tab.set_viewport_size(viewport)
        assert violations(other_tab) == []
        assert other_tab.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    other_tab.close()

    for step in way.steps[1:]:
        decide(page, step.decision)

    expect(page.locator(".case-decision")).to_have_count(0)
    expect(page.locator(".case-now")).to_contain_text("Aquí termina el caso")
    with site.reading() as session:
        assert answers_of(session, attempt_id)[case.key].answer == way.taken


def quiz_of(site: Site):
    quiz = course_of(site, SLUG).quiz(QUIZ)
    assert quiz is not None
    return quiz


def begin(site: Site, case: Case) -> tuple[int, str]:
    """Start an attempt at the quiz for a new person; its id, and the page that asks the case."""
    lessons = course_of(site, SLUG).item_positions[QUIZ]
    with site.writing() as session:
        person = add_person(session, EMAIL, "Amparo Solís Cantú")
        attempt_id = start_attempt(session, bring_to(session, person, SLUG, lessons), QUIZ, now=now())
        drawn = session.scalars(select(Attempt.draw).where(Attempt.id == attempt_id)).one()
    return attempt_id, f"/intentos/{attempt_id}?p={page_of(drawn, case.key)}"


def decide(page: Page, decision: Decision) -> None:
    """Choose a decision with the keyboard, and press its button with the space bar."""
    keyboard = Keyboard(page)
    keyboard.choose_radio(page.locator(".case-decision"), decision.key)
    keyboard.follow(page.get_by_role("button", name="Tomar esta decisión"), "Space")
