"""Measuring a page in every look it can have: modes, sizes, spacings and colours."""

from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

Look = dict[str, str]

MEASURES = Path(__file__).with_name("measure.js").read_text("utf-8").strip()
MODES, SIZES, SPACINGS = ("standard", "large"), ("100", "150", "200"), ("normal", "wide")
THEMES = ("auto", "light", "dark", "contrast", "yellow")
PLAIN = {"size": "100", "spacing": "normal", "theme": "auto"}
# 320 by 256 is a window of 1280 by 1024 at 400 per cent.
WINDOWS = ((320, 256), (320, 640), (390, 844), (768, 1024), (1280, 800))
# Of axe's rules those that another theme can break; who passes the enhanced contrast passes the other.
_SEEN = ["color-contrast-enhanced", "link-in-text-block"]
_AXE = """async ([looks, rules]) => {
  const found = [];
  for (const look of looks) {
    Object.assign(document.documentElement.dataset, look);
    const { violations } = await axe.run({ runOnly: { type: 'rule', values: rules } });
    const name = JSON.stringify(look);
    found.push(...violations.flatMap(v => v.nodes.map(n => `${name} ${v.id} ${n.html.slice(0, 90)}`)));
  }
  return found;
}"""


def layouts(mode: str) -> list[Look]:
    """All sizes and spacings of a mode."""
    return [{"mode": mode, "size": size, "spacing": wide} for size, wide in product(SIZES, SPACINGS)]


def colours(mode: str) -> list[Look]:
    """All themes of a mode."""
    return [{"mode": mode, "theme": theme} for theme in THEMES]


def measure(page: Page, what: str) -> Any:
    """A call of a function of measure.js."""
    return page.evaluate(f"() => {MEASURES}.{what}")


def wear(page: Page, **look: str) -> None:
    """Put a look on the page as it stands."""
    page.evaluate(f"look => {MEASURES}.wear(look)", PLAIN | look)


def layout_faults(page: Page, looks: list[Look]) -> list[str]:
    """What is cut, too small, over something else or out of the window, in windows of every size.

    Each size and each spacing in each window and each size with each spacing, but not all three with each
    other: what one mode leaves out is looked at in the other.
    """
    found = []
    for turn, (width, height) in enumerate(WINDOWS):
        page.set_viewport_size({"width": width, "height": height})
        chosen = [look for look in looks if "size" not in look or (turn + _place(look)) % 2 == 0]
        faults = page.evaluate(f"([looks, width]) => {MEASURES}.layouts(looks, width)", [chosen, width])
        found += [f"{width}x{height} {look}: {what}" for look, what in faults.items()]
    return found


def _place(look: Look) -> int:
    return MODES.index(look["mode"]) + SIZES.index(look["size"]) + SPACINGS.index(look["spacing"])


def colour_faults(page: Page, looks: list[Look]) -> list[str]:
    """What is hard to see in any colours: text below 7:1 (12:1 in high contrast), controls below 3:1."""
    found = []
    for scheme, contrast in product(("light", "dark"), ("no-preference", "more")):
        page.emulate_media(color_scheme=scheme, contrast=contrast)  # type: ignore[arg-type]
        faults = page.evaluate(f"looks => {MEASURES}.colours(looks, 7)", looks)
        found += [f"{scheme} {contrast} {look}: {what}" for look, what in faults.items()]
    page.emulate_media(color_scheme="null", contrast="null")
    return found


def axe_in_colours(page: Page, mode: str) -> list[str]:
    """What axe finds in any theme of what a theme can change; axe must have run on the page before."""
    found: list[str] = page.evaluate(_AXE, [colours(mode), _SEEN])
    return found
