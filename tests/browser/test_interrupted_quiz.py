"""What must not cost an answer: a second tab, a double click, a killed server, a session that ended."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.assessment.models import Attempt
from app.content.model import Course, Quiz, SingleChoice
from tests.browser.answers import answer, card, is_right, questions_on
from tests.browser.attempts import FORWARD
from tests.browser.conftest import Visits
from tests.browser.keyboard import Keyboard
from tests.browser.people import Account, add_person, bring_to
from tests.browser.site import Site
from tests.browser.test_learner import SLUG, course_of

UNIT = "derecho-llave"


@dataclass(frozen=True)
class Taker:
    """Somebody about to start a quiz."""

    page: Page
    account: Account
    enrolment_id: int
    quiz: Quiz

    @property
    def keyboard(self) -> Keyboard:
        return Keyboard(self.page)


@pytest.fixture
def taker(visits: Visits, site: Site, request: pytest.FixtureRequest) -> Taker:
    """A learner of this test's own, on the page of the first unit's quiz."""
    course: Course = course_of(site, SLUG)
    account = Account(f"{request.node.name.replace('_', '-')}@pruebas.example")
    with site.writing() as session:
        person = add_person(session, account.email, "Renata Elizondo Paz")
        enrolment_id = bring_to(session, person, SLUG, len(course.units[0].lessons))
    page = visits.window()
    visits.sign_in(page, account)
    page.goto(f"/cursos/{SLUG}/{UNIT}/evaluacion")
    quiz = course.units[0].quiz
    assert quiz is not None
    return Taker(page, account, enrolment_id, quiz)


def n_attempts(site: Site, taker: Taker) -> int:
    with site.reading() as session:
        asked = select(func.count(Attempt.id)).where(Attempt.enrolment_id == taker.enrolment_id)
        return session.scalars(asked).one()


def saved(page: Page, question: object) -> None:
    """Leave the question, and wait until the page says that the server has the answer."""
    page.keyboard.press("Tab")
    note = page.locator(".asked").filter(has=card(page, question)).locator("[data-saved]")  # type: ignore[arg-type]
    expect(note).to_contain_text("Guardado ")


def test_a_double_click_starts_one_attempt_and_sends_it_once(taker: Taker, site: Site):
    page = taker.page

    page.get_by_role("button", name="Comenzar").dblclick()
    page.wait_for_url("**/intentos/*")
    assert n_attempts(site, taker) == 1

    while questions_on(page, taker.quiz):
        taker.keyboard.follow(page.locator(FORWARD))
    page.get_by_role("button", name="Enviar evaluación").dblclick()
    page.wait_for_url("**/resultado")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Resultado")
    assert n_attempts(site, taker) == 1


def test_two_tabs_save_into_the_same_attempt(taker: Taker):
    first = taker.page
    taker.keyboard.button("Comenzar")
    second = first.context.new_page()
    second.goto(first.url)
    one, other = questions_on(first, taker.quiz)[:2]

    answer(Keyboard(first), one)
    saved(first, one)
    answer(Keyboard(second), other)
    saved(second, other)

    for page in (first, second):
        page.reload()
        assert is_right(page, one)
        assert is_right(page, other)


def test_saved_answers_survive_a_killed_server_and_the_others_follow(taker: Taker, site: Site, visits: Visits):
    page = taker.page
    taker.keyboard.button("Comenzar")
    questions = questions_on(page, taker.quiz)
    answer(taker.keyboard, questions[0])
    saved(page, questions[0])

    with site.killed():
        answer(taker.keyboard, questions[1])
        note = page.locator(".asked").filter(has=card(page, questions[1])).locator("[data-saved]")
        expect(note).to_contain_text("Sin conexión")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page, questions[1])
    visits.watch(page).forget()

    page.reload()
    assert is_right(page, questions[0])
    assert is_right(page, questions[1])


def test_an_answer_given_after_the_session_ended_comes_back_with_the_sign_in(taker: Taker, visits: Visits):
    page = taker.page
    taker.keyboard.button("Comenzar")
    questions = questions_on(page, taker.quiz)
    answer(taker.keyboard, questions[0])
    saved(page, questions[0])

    page.context.clear_cookies()
    answer(taker.keyboard, questions[1])
    expect(page.locator("[data-state]")).to_contain_text("Tu sesión terminó")
    taker.keyboard.link("Entrar y volver a esta pregunta")
    visits.fill_in_sign_in(page, taker.account)
    visits.watch(page).forget()

    page.wait_for_url("**/intentos/**")
    saved(page, questions[1])
    page.reload()
    assert is_right(page, questions[0])
    assert is_right(page, questions[1])


def test_a_page_sent_after_the_session_ended_comes_back_where_no_script_runs(taker: Taker, visits: Visits, site: Site):
    page = visits.window(javascript=False)
    visits.sign_in(page, taker.account)
    page.goto(f"/cursos/{SLUG}/{UNIT}/evaluacion")
    page.get_by_role("button", name="Comenzar").click()
    question = next(asked for asked in questions_on(page, taker.quiz) if isinstance(asked, SingleChoice))
    address = page.url
    page.context.clear_cookies()
    key = next(option.key for option in question.options if option.correct)
    card(page, question).locator(f'[value="{key}"]').check()
    page.locator(FORWARD).click()
    visits.fill_in_sign_in(page, taker.account)
    visits.watch(page).forget()
    page.get_by_role("button", name="Recuperar mis respuestas").click()

    page.goto(address)
    assert is_right(page, question)
