"""What axe-core finds on a page."""

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe(page: Page) -> list[str]:
    """Each violation with the elements it is about; [] is what a page must give."""
    found = Axe().run(page, options={"runOnly": RULES})
    return [f"{v['impact']} {v['id']}: {[n['html'][:120] for n in v['nodes']]}" for v in found["violations"]]


def axe_at_rest(page: Page) -> list[str]:
    """The same for a page that renews itself: what axe looks at must not be taken out meanwhile."""
    page.evaluate("() => { window.kept = window.fetch; window.fetch = () => new Promise(() => {}) }")
    page.wait_for_timeout(200)
    found = axe(page)
    page.evaluate("() => { window.fetch = window.kept }")
    return found
