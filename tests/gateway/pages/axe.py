"""What axe-core finds on a page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# What another colour scheme may break of these.
_COLOURS = ["color-contrast", "link-in-text-block"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async (options) => (await axe.run(options)).violations
  .map(v => [v.impact, v.id, v.nodes.map(n => n.html)])"""


def axe(page: Page) -> list[str]:
    """Each violation with the elements it is about; [] is what a page must give."""
    page.evaluate(AXE_SCRIPT)
    return _found(page, RULES)


def _found(page: Page, rules: object) -> list[str]:
    found = page.evaluate(_RUN, {"runOnly": rules, "resultTypes": ["violations"]})
    return [f"{impact} {rule}: {[html[:120] for html in nodes]}" for impact, rule, nodes in found]


def axe_at_rest(page: Page) -> list[str]:
    """The same, in light and in dark, for a page that renews itself: what axe looks at must stay there."""
    page.evaluate("() => { window.kept = window.fetch; window.fetch = () => new Promise(() => {}) }")
    page.wait_for_timeout(200)
    found = axe(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in _found(page, {"type": "rule", "values": _COLOURS})]
    page.emulate_media(color_scheme="light")
    page.evaluate("() => { window.fetch = window.kept }")
    return found
