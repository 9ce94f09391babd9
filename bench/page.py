"""``python -m bench.page [TIMES]``: how the chat page opens in Chromium, by its own performance API.

Each time with an empty cache, the processor slowed down four times, from a private copy of everything.
"""

import statistics
import sys
from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.gateway.pages.conftest import launch
from xiaobao.stack import temporary_stack

TIMES, SLOWER = 5, 4
WINDOW = {"width": 390, "height": 844}
PATIENCE = 60_000  # milliseconds
MODES = ("standard", "large")
Figures = dict[str, float]

_WATCH = """
window.seen = { shift: 0, long: 0 };
new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.seen.shift += entry.value)))
  .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.seen.long += entry.duration)))
  .observe({ type: "longtask", buffered: true });
"""
_READ = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const files = performance.getEntriesByType("resource");
  const bytes = (entries) => entries.reduce((sum, entry) => sum + entry.encodedBodySize, 0);
  const kind = (end) => files.filter((file) => new URL(file.name).pathname.endsWith(end));
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {
    first_byte: page.responseStart, paint: paint.startTime, ready: page.domContentLoadedEventEnd,
    load: page.loadEventEnd, ...window.seen,
    html: bytes([page]), css: bytes(kind(".css")), js: bytes(kind(".js")), files: files.length + 1,
    all: [page, ...files].reduce((sum, entry) => sum + entry.transferSize, 0),
  };
}"""
# At rest: loaded, painted, and nothing to do for a moment.
_AT_REST = """() => document.readyState === "complete"
  && performance.getEntriesByType("navigation")[0].loadEventEnd > 0
  && performance.getEntriesByName("first-contentful-paint").length === 1
  && new Promise((resolve) => requestIdleCallback(() => resolve(true)))"""
# What, its unit, the most it should be (None: not set), what a figure is divided by.
ROWS: tuple[tuple[str, str, str, float | None, float], ...] = (
    ("first byte", "first_byte", "ms", None, 1),
    ("first contentful paint", "paint", "ms", 1800, 1),
    ("DOM content loaded", "ready", "ms", None, 1),
    ("loaded", "load", "ms", None, 1),
    ("layout shift", "shift", "", 0.1, 1),
    ("long tasks together", "long", "ms", None, 1),
    ("HTML", "html", "KB", None, 1024),
    ("CSS", "css", "KB", None, 1024),
    ("script", "js", "KB", 30, 1024),
    ("everything, with headers", "all", "KB", 100, 1024),
    ("requests", "files", "", None, 1),
)


def main(arguments: list[str]) -> None:
    """Open the page so many times in both modes, and print the medians."""
    times = int(arguments[0]) if arguments else TIMES
    with temporary_stack() as stack, sync_playwright() as playwright:
        browser = launch(playwright)
        opened(browser, stack.settings.base_url)
        found = {
            mode: median([opened(browser, f"{stack.settings.base_url}/?mode={mode}") for _ in range(times)])
            for mode in MODES
        }
        browser.close()
    print(f"\n{f'chat page, median of {times}':<32}{'budget':>10}" + "".join(f"{mode:>12}" for mode in MODES))
    print("\n".join(lines(found)))


def opened(browser: Browser, url: str) -> Figures:
    """The page opened once, by somebody who was never there: milliseconds and bytes."""
    context = browser.new_context(viewport=WINDOW, locale="zh-CN")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    context.add_init_script(_WATCH)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url)
    page.wait_for_function(_AT_REST)
    figures: Figures = page.evaluate(_READ)
    context.close()
    return figures


def median(runs: list[Figures]) -> Figures:
    """Of each figure its own."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def lines(found: dict[str, Figures]) -> Iterable[str]:
    """A line for each figure, the modes beside each other."""
    for what, name, unit, most, per in ROWS:
        title = f"{what}, {unit}" if unit else what
        budget = "" if most is None else f"<= {most:g}"
        places = 3 if name == "shift" else 1 if unit == "KB" else 0
        values: list[Any] = [figures[name] / per for figures in found.values()]
        yield f"{title:<32}{budget:>10}" + "".join(f"{value:>12,.{places}f}" for value in values)


if __name__ == "__main__":
    main(sys.argv[1:])
