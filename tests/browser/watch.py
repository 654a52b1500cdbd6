"""What goes wrong on the pages of a browser context, noted as it happens."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

GONE_ON = "net::ERR_ABORTED"
"""A request that the browser itself gave up, because the page was left or the answer became a download."""


class Watch:
    """Console errors (a refused load is one: the CSP's), script errors, failed requests, statuses from 400."""

    def __init__(self, context: BrowserContext) -> None:
        self.troubles: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._script)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def forget(self) -> None:
        """Leave out what has happened so far: the test wanted it."""
        self.troubles.clear()

    def taken(self) -> list[str]:
        """What went wrong since the last time this was asked."""
        troubles, self.troubles = self.troubles, []
        return troubles

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console {message.type}: {message.text}")

    def _script(self, error: WebError) -> None:
        self.troubles.append(f"script error: {error.error.message}")

    def _failed(self, request: Request) -> None:
        if request.failure != GONE_ON:
            self.troubles.append(f"request failed: {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.troubles.append(f"status {response.status}: {response.url}")
