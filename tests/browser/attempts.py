"""Taking a quiz from its page to its result."""

import re

from playwright.sync_api import Page, expect

from app.content.model import Quiz
from tests.browser.answers import answer, choose, kind, questions_on
from tests.browser.keyboard import Keyboard

FORWARD = 'button[name="ir"][value="siguiente"]'
SEND = re.compile("^Enviar (evaluación|diagnóstico)$")


def take_with_keyboard(keyboard: Keyboard, quiz: Quiz) -> set[str]:
    """From the quiz's page, answer everything rightly and send it; the types of question that came."""
    page = keyboard.page
    keyboard.button("Comenzar")
    kinds = set()
    while questions := questions_on(page, quiz):
        for question in questions:
            answer(keyboard, question)
            kinds.add(kind(question))
        keyboard.follow(page.locator(FORWARD))
    expect(page.get_by_role("main")).to_contain_text("Respondiste todas las preguntas")
    keyboard.button("Enviar evaluación")
    _passed(page)
    return kinds


def take_with_mouse(page: Page, quiz: Quiz) -> None:
    """The same with the mouse, whether a script runs or not."""
    with page.expect_navigation():
        page.get_by_role("button", name="Comenzar").click()
    while questions := questions_on(page, quiz):
        for question in questions:
            choose(page, question)
        with page.expect_navigation():
            page.locator(FORWARD).click()
    expect(page.get_by_role("main")).to_contain_text("Respondiste todas las preguntas")
    page.get_by_role("button", name=SEND).click()
    _passed(page)


def _passed(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Resultado")
    expect(page.locator(".score-value")).to_have_text("100 %")
