"""axe in the page: no rule of WCAG 2.2 A and AA, and none of axe's best practices, may be broken."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

from playwright.sync_api import Page

TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OFF_UNLESS_ASKED_FOR: Final = {"target-size": {"enabled": True}}
EVERYTHING: Final = {"runOnly": {"type": "tag", "values": TAGS}, "rules": OFF_UNLESS_ASKED_FOR}
COLOURS: Final = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

RUN: Final = """async (options) => {
  const found = await axe.run(document, { ...options, resultTypes: ["violations"] });
  return found.violations.map(({ id, help, nodes }) => ({
    id, help, nodes: nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`),
  }));
}"""


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text()


def violations(page: Page, options: dict[str, Any] = EVERYTHING) -> list[str]:
    """What axe finds wrong on the page as it stands: a rule, its help and the elements, each as one text."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_script())
    return [
        f"axe {found['id']}: {found['help']}\n    "
        + "\n    ".join(" ".join(node.split()) for node in found["nodes"][:5])
        for found in page.evaluate(RUN, options)
    ]
