"""Gives right answers to the questions of a page. The key comes from the course's files, never from the page."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

from app.content.case import right_way
from app.content.model import AnyQuestion, Case, MultipleChoice, Ordering, Quiz, SingleChoice
from tests.assessment.conftest import right_fields
from tests.browser.keyboard import Keyboard


def kind(question: AnyQuestion) -> str:
    """One of the nine types; true/false is its own."""
    true_false = isinstance(question, SingleChoice) and question.true_false
    return "TrueFalse" if true_false else type(question).__name__


def questions_on(page: Page, quiz: Quiz) -> list[AnyQuestion]:
    """The questions that the page asks, in its order."""
    keys = page.locator("fieldset.question").evaluate_all(
        "all => all.map(one => one.dataset.question || one.dataset.case)"
    )
    return [question for key in keys if (question := quiz.question(key)) is not None]


def card(page: Page, question: AnyQuestion) -> Locator:
    """The question's fieldset."""
    return page.locator(f'fieldset[data-question="{question.key}"]')


def answer(keyboard: Keyboard, question: AnyQuestion) -> None:
    """Give the right answer with the keyboard."""
    page = keyboard.page
    if isinstance(question, Case):
        for step in right_way(question.scenes).steps:
            keyboard.choose_radio(page.locator(".case-decision"), step.decision.key)
            keyboard.follow(page.get_by_role("button", name="Tomar esta decisión"), "Space")
        return
    for name, values in right_fields(question).items():
        control = page.locator(f'[name="{name}"]')
        if isinstance(question, SingleChoice):
            keyboard.choose_radio(card(page, question), values[0])
        elif isinstance(question, MultipleChoice):
            shown = control.evaluate_all("all => all.map(one => one.value)")
            for value in sorted(values, key=shown.index):
                keyboard.tick(control.and_(page.locator(f'[value="{value}"]')))
        elif isinstance(question, Ordering):
            _move_up(card(page, question), name, int(values[0]) - 1, keyboard.press)
        elif control.evaluate("control => control.tagName") == "SELECT":
            keyboard.select(control, values[0])
        else:
            keyboard.write(control, values[0])


def choose(page: Page, question: AnyQuestion) -> None:
    """Give the right answer with the mouse, whether a script runs or not."""
    if isinstance(question, Case):
        for step in right_way(question.scenes).steps:
            page.locator(f'input[value="{step.decision.key}"]').check()
            with page.expect_navigation():
                page.get_by_role("button", name="Tomar esta decisión").click()
        return
    for name, values in right_fields(question).items():
        control = page.locator(f'[name="{name}"]')
        if isinstance(question, SingleChoice | MultipleChoice):
            for value in values:
                control.and_(page.locator(f'[value="{value}"]')).check()
        elif card(page, question).locator("[data-by]").count():
            _move_up(card(page, question), name, int(values[0]) - 1, Locator.click)
        elif control.locator("option").count():
            control.select_option(values[0])
        else:
            control.fill(values[0])


def _move_up(card: Locator, name: str, place: int, press: Callable[[Locator], None]) -> None:
    """Move a step up to its place (from 0) with its button; those before it are in theirs."""
    steps = card.locator("[data-ordering] > li")
    names = steps.evaluate_all("all => all.map(one => one.querySelector('select').name)")
    up = steps.filter(has=card.page.locator(f'[name="{name}"]')).locator("[data-by='-1']")
    for _ in range(names.index(name) - place):
        press(up)


def shown_answer(page: Page, question: AnyQuestion) -> dict[str, list[str]]:
    """What the page holds as the answer: each field's name and values."""
    shown: dict[str, list[str]] = {}
    for control in card(page, question).locator("input, select").all():
        if control.get_attribute("type") in ("radio", "checkbox") and not control.is_checked():
            continue
        if control.input_value():
            shown.setdefault(str(control.get_attribute("name")), []).append(control.input_value())
    return shown


def is_right(page: Page, question: AnyQuestion) -> bool:
    """Whether the page holds the right answer."""
    wanted = {name: sorted(values) for name, values in right_fields(question).items()}
    return wanted == {name: sorted(values) for name, values in shown_answer(page, question).items()}
