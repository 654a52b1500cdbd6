"""A real browser on a real server: one site for all journeys, each with people of its own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.browser.people import Account
from tests.browser.site import Site
from tests.browser.watch import Watch

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
WIDE = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=320, height=640)
PATIENCE_MS = 30_000
"""How long a page may take on a machine that does much else; a page that is right takes a fraction of it."""

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, published and served; other tests may be using it as well."""
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        site.prepare()
        site.start()
        yield site
    finally:
        site.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The distribution's Chromium, without a window."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    flags = (*FLAGS, "--no-sandbox") if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(flags))
        yield browser
        browser.close()


class Visits:
    """Opens windows of visitors who know nothing of each other, and sees that nothing goes wrong in them."""

    def __init__(self, chromium: Browser, site: Site) -> None:
        self.chromium = chromium
        self.site = site
        self.watches: list[Watch] = []
        self.contexts: list[BrowserContext] = []

    def window(self, *, javascript: bool = True, viewport: ViewportSize = WIDE) -> Page:
        """A window of a new visitor. Its context's other windows share its session."""
        context = self.chromium.new_context(
            base_url=self.site.url,
            locale="es-MX",
            timezone_id="America/Monterrey",
            viewport=viewport,
            reduced_motion="reduce",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(PATIENCE_MS)
        self.contexts.append(context)
        self.watches.append(Watch(context))
        return context.new_page()

    def sign_in(self, page: Page, account: Account) -> None:
        """Sign in from the sign-in page."""
        page.goto("/entrar")
        self.fill_in_sign_in(page, account)
        expect(page.get_by_role("link", name="Mi aula", include_hidden=True)).to_have_count(1)

    def fill_in_sign_in(self, page: Page, account: Account) -> None:
        """Fill in and send the sign-in form that is open."""
        page.get_by_label("Correo electrónico").fill(account.email)
        page.get_by_label("Contraseña").fill(account.password)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def watch(self, page: Page) -> Watch:
        """What was noted in the page's context."""
        return self.watches[self.contexts.index(page.context)]

    def close(self) -> list[str]:
        """Close every window; what went wrong in them."""
        for context in self.contexts:
            context.close()
        return [trouble for watch in self.watches for trouble in watch.taken()]


@pytest.fixture
def visits(chromium: Browser, site: Site) -> Iterator[Visits]:
    """Windows for one test; an error on any console, or a request that failed, fails it."""
    visits = Visits(chromium, site)
    yield visits
    troubles = visits.close()
    assert not troubles, "\n".join(troubles)
