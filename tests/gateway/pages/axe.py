"""What axe-core finds on a page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async (options) => (await axe.run(options)).violations
  .map(v => [v.impact, v.id, v.nodes.map(n => n.html)])"""


def axe(page: Page) -> list[str]:
    """Each violation with the elements it is about; [] is what a page must give."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(_RUN, {"runOnly": RULES, "resultTypes": ["violations"]})
    return [f"{impact} {rule}: {[html[:120] for html in nodes]}" for impact, rule, nodes in found]


def axe_at_rest(page: Page) -> list[str]:
    """The same for a page that renews itself: what axe looks at must not be taken out meanwhile."""
    page.evaluate("() => { window.kept = window.fetch; window.fetch = () => new Promise(() => {}) }")
    page.wait_for_timeout(200)
    found = axe(page)
    page.evaluate("() => { window.fetch = window.kept }")
    return found
