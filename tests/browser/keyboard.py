"""A person who uses only the keyboard: tabs to things, sees where the focus is, presses keys."""

from typing import Final

from playwright.sync_api import Locator, Page, expect

MOST_STOPS: Final = 400

STOP: Final = """(wanted) => {
  const here = document.activeElement;
  const nowhere = !here || here === document.body || here === document.documentElement;
  const outlined = (element, part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element, part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const around = (element) => element ? [element, ...around(element.parentElement)] : [];
  const shape = nowhere ? null : here.getBoundingClientRect();
  const points = nowhere ? [] : [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]]
    .map(([x, y]) => document.elementFromPoint(shape.left + shape.width * x, shape.top + shape.height * y));
  const noStop = nowhere || here.tabIndex < 0;
  return {
    reached: here === wanted,
    ahead: nowhere || Boolean(here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_FOLLOWING),
    skips: !nowhere && here.matches(".skip-link") && Boolean(wanted.closest("main")),
    name: nowhere ? "" : here.outerHTML.slice(0, 160),
    outlined: noStop || outlined(here, "::after") || around(here).some((element) => outlined(element)),
    seen: noStop || points.some((found) => found && (here.contains(found) || found.contains(here))),
  };
}"""


class Keyboard:
    """The keyboard of one page. Every stop on the way must show the focus, in sight."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, target: Locator) -> None:
        """Tab (or back with Shift+Tab) until the focus is on ``target``; a new page's frame is skipped by its link."""
        expect(target).to_have_count(1)
        wanted = target.element_handle()
        assert wanted is not None
        stop = self.page.evaluate(STOP, wanted)
        for _ in range(MOST_STOPS):
            if stop["reached"]:
                return
            self.page.keyboard.press("Enter" if stop["skips"] else "Tab" if stop["ahead"] else "Shift+Tab")
            stop = self.page.evaluate(STOP, wanted)
            assert stop["outlined"], f"{self.page.url}: focus is not visible on {stop['name']}"
            assert stop["seen"], f"{self.page.url}: the focused element is covered: {stop['name']}"
        raise AssertionError(f"{self.page.url}: {target} is not reached with Tab")

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Go to a link or button and press it."""
        self.go_to(target)
        self.page.keyboard.press(key)

    def follow(self, target: Locator, key: str = "Enter") -> None:
        """Press a link or button that leads to another page, and wait for that page."""
        self.go_to(target)
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press(key)

    def link(self, name: str, within: str = "main") -> None:
        """Follow the link of this name."""
        self.follow(self.page.locator(within).get_by_role("link", name=name))

    def button(self, name: str, within: str = "main") -> None:
        """Press the button of this name, which sends a form."""
        self.follow(self.page.locator(within).get_by_role("button", name=name))

    def write(self, target: Locator, text: str) -> None:
        """Go to a field and write over what it holds."""
        self.go_to(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)
        expect(target).to_have_value(text)

    def tick(self, box: Locator, *, on: bool = True) -> None:
        """Go to a checkbox and set it with the space bar."""
        self.go_to(box)
        if box.is_checked() != on:
            self.page.keyboard.press("Space")
        expect(box).to_be_checked(checked=on)

    def choose_radio(self, group: Locator, value: str) -> None:
        """Go to a group of radio buttons and choose the one with ``value`` with the arrows."""
        checked = group.locator(":checked")
        entry = checked if checked.count() else group.locator("input[type=radio]").first
        self.go_to(entry)
        wanted = group.locator(f'input[type=radio][value="{value}"]')
        if not checked.count():
            self.page.keyboard.press("Space")
        for _ in range(group.locator("input[type=radio]").count()):
            if wanted.is_checked():
                break
            self.page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()

    def select(self, field: Locator, value: str) -> None:
        """Go to a list and move to the option with ``value`` with the arrows."""
        self.go_to(field)
        self.page.keyboard.press("Home")
        for _ in range(field.locator("option").count()):
            if field.input_value() == value:
                break
            self.page.keyboard.press("ArrowDown")
        expect(field).to_have_value(value)
