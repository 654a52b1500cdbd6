"""Mail of the demonstration, read at /correo."""

from tests.browser.keyboard import Keyboard
from tests.browser.site import Site


def follow_letter(keyboard: Keyboard, site: Site, address: str) -> None:
    """Wait for a letter to an address, open it, and follow the link in it."""
    page = keyboard.page
    site.wait_for_letter(address)
    page.goto("/correo")
    keyboard.follow(page.get_by_role("listitem").filter(has_text=address).get_by_role("link"))
    keyboard.follow(page.get_by_role("main").locator("a[href^='/confirmar/'], a[href^='/invitacion/']"))
