"""Every customer page in every size, colour, spacing, mode and script: measured in the browser."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.gateway.pages.axe import axe
from tests.gateway.pages.looks import (
    MODES,
    SIZES,
    THEMES,
    axe_in_colours,
    colour_faults,
    colours,
    layout_faults,
    layouts,
    measure,
    wear,
)
from tests.gateway.pages.states import STATES

pytestmark = pytest.mark.browser

# Each state once in either mode; the scripts take turns.
WAYS = [
    (state, mode, locale)
    for number, state in enumerate(STATES)
    for mode, locale in (("standard", "zh-CN"), ("large", ("zh-TW", "zh-HK")[number % 2]))
    if (state, mode) != ("sure", "standard")
]
ONCE = {"h1": 1, "main": 1, "header": 1, "nav.help": 1, "[role=status]": 1, ".human": 1}


def shown(visit: Any, state: str, mode: str, **options: Any) -> Any:
    """A window with a page in a state, in a mode."""
    visitor = visit(**options)
    visitor.open(f"/?mode={mode}")
    STATES[state](visitor)
    return visitor


@pytest.mark.parametrize(("state", "mode", "locale"), WAYS)
def test_every_page_in_every_look(visit: Any, state: str, mode: str, locale: str) -> None:
    page = shown(visit, state, mode, locale=locale).page
    assert axe(page) == []
    assert axe_in_colours(page, mode) == []
    assert measure(page, "landmarks()").items() >= ONCE.items()
    assert colour_faults(page, colours(mode)) == []
    assert layout_faults(page, layouts(mode)) == []


@pytest.mark.parametrize("state", ["chat", "settings", "form", "case"])
def test_a_readers_own_spacing_and_enlargement_cut_nothing(visit: Any, state: str) -> None:
    page = shown(visit, state, "standard").page
    measure(page, "spread()")
    assert layout_faults(page, [*layouts("standard"), *layouts("large")]) == []
    page.evaluate("document.adoptedStyleSheets = []")
    wear(page, mode="standard")
    measure(page, "enlarge(1.4)")
    assert layout_faults(page, [{"mode": "standard"}]) == []


@pytest.mark.parametrize("state", ["welcome", "chat", "deleting", "form", "case"])
def test_wide_is_as_wide_as_wcag_asks_for(visit: Any, state: str) -> None:
    page = shown(visit, state, "standard").page
    if state != "form":
        # From paragraph to paragraph 1.3 of what is from line to line.
        assert 1 + measure(page, "spacing()")[2] / 1.6 >= 1.3
    wear(page, spacing="wide")
    letters, words, paragraphs = measure(page, "spacing()")
    assert letters >= 0.119
    assert words >= 0.159
    assert paragraphs >= 1.99
    body, leading = measure(page, "body()")
    assert (body, leading) == (18, 2)


@pytest.mark.parametrize("state", ["chat", "receipt"])
def test_on_paper_there_is_only_what_was_said(visit: Any, state: str) -> None:
    page = shown(visit, state, "standard").page
    wear(page, theme="contrast")
    page.emulate_media(media="print")
    for gone in (".bar", ".tools", ".foot", "button:visible"):
        expect(page.locator(gone).locator("visible=true")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.querySelector('main p')).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert measure(page, "contrast()")[0] > 20


@pytest.mark.parametrize("path", ["/", "/complaints/new", "/delete"])
def test_a_look_is_put_on_at_once_and_kept_everywhere(visit: Any, path: str) -> None:
    page = visit().open(path)
    page.evaluate("window.stayed = true")
    page.click(".settings summary")
    for name, value in (("size", "200"), ("theme", "yellow"), ("spacing", "wide")):
        button = page.locator(f".look button[name={name}][value='{value}']")
        with page.expect_response("**/settings"):
            button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(button).to_be_focused()
        expect(page.locator(f".look button[name={name}][aria-pressed=true]")).to_have_count(1)
    assert page.evaluate("window.stayed")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "36px"
    for other in ("/", "/complaints", "/nowhere"):
        page.goto(f"{page.url.split('/', 3)[0]}//{page.url.split('/', 3)[2]}{other}")
        worn = page.evaluate("({...document.documentElement.dataset})")
        assert worn == {"mode": "standard", "size": "200", "theme": "yellow", "spacing": "wide"}


def test_what_the_device_prefers_holds_until_something_is_chosen(visit: Any) -> None:
    page = visit(color_scheme="dark", reduced_motion="reduce").open()

    def ground() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    dark = ground()
    wear(page, theme="light")
    light = ground()
    assert light != dark
    page.emulate_media(color_scheme="light")
    wear(page, theme="dark")
    assert ground() == dark
    wear(page)
    page.emulate_media(color_scheme="light", contrast="more")
    assert ground() == "rgb(255, 255, 255)"
    moving = "getComputedStyle(document.querySelector('.thinking .icon')).animationName"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == "none"


def test_chosen_colours_give_way_to_forced_ones(visit: Any) -> None:
    page = visit(forced_colors="active").open()
    page.click(".settings summary")
    pressed = page.locator(".look button[aria-pressed=true]").first
    other = page.locator(".look button[aria-pressed=false]").first
    widths = [one.evaluate("node => getComputedStyle(node).borderTopWidth") for one in (pressed, other)]
    assert widths[0] != widths[1]
    # These colours are the device's own; axe reads the page's.
    assert [found for found in axe(page) if " color-contrast" not in found] == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_settings_push_no_number_away(visit: Any, mode: str, width: int) -> None:
    page = visit(viewport={"width": width, "height": 844}).open(f"/?mode={mode}")
    for size in SIZES:
        wear(page, mode=mode, size=size)
        boxes = [page.locator(".cells").bounding_box()]
        page.click(".settings summary")
        page.evaluate("scrollTo(0, 0); document.querySelector('.side').scrollTop = 0")
        boxes.append(page.locator(".cells").bounding_box())
        assert boxes[0] == boxes[1]
        page.evaluate("document.querySelector('.settings').open = false")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("state", ["chat", "form"])
@pytest.mark.parametrize("width", [360, 1280])
def test_help_and_the_other_mode_stay_in_sight(visit: Any, mode: str, state: str, width: int) -> None:
    page = shown(visit, state, mode, viewport={"width": width, "height": 760}).page
    for where in ("0", "document.documentElement.scrollHeight"):
        page.evaluate(f"scrollTo({{top: {where}, behavior: 'instant'}})")
        for what in (".human", ".help a >> nth=0", ".mode button"):
            expect(page.locator(what)).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640)])
def test_most_of_a_phone_is_the_conversation(visit: Any, mode: str, width: int, height: int) -> None:
    visitor = visit(viewport={"width": width, "height": height})
    page = visitor.open(f"/?mode={mode}")
    visitor.ask("八项权利")
    visitor.answered()
    expect(page.locator(".bot .bubble")).to_be_in_viewport()
    top, bottom = page.locator(".bar").bounding_box(), page.locator(".dock").bounding_box()
    assert top
    assert bottom
    assert top["y"] == 0
    assert bottom["y"] + bottom["height"] == height
    assert (bottom["y"] - top["height"]) / height >= 0.6
    for at in range(3):
        expect(page.locator(".help a").nth(at)).to_be_in_viewport(ratio=1)
    for what in (".human", ".mode button", "#text"):
        expect(page.locator(what)).to_be_in_viewport(ratio=1)


def test_in_large_text_what_is_written_has_the_whole_width(visit: Any) -> None:
    page = visit().open("/?mode=large")
    box = page.locator("#text")

    def width() -> float:
        return float(box.evaluate("node => node.offsetWidth"))

    page.fill("#text", "我昨天接到一个电话，说我的社保卡出了问题")
    assert width() >= 390 - 2 * 0.9 * 24 - 1
    expect(page.locator("#send")).to_be_in_viewport(ratio=1)
    dock = page.locator(".dock").bounding_box()
    assert dock
    assert dock["height"] / 844 <= 0.3
    page.click("#send")
    expect(box).to_have_value("")
    assert width() < 300


@pytest.mark.parametrize("mode", MODES)
def test_settings_open_where_they_were_closed(visit: Any, mode: str) -> None:
    page = visit().open(f"/?mode={mode}")
    parts = page.locator(".switches button, .settings > summary")

    def places() -> list[Any]:
        return [part.bounding_box() for part in parts.all()]

    closed = places()
    assert closed[0]["y"] == closed[1]["y"]
    page.click(".settings summary")
    expect(page.locator(".panel")).to_be_visible()
    assert places() == closed


def test_help_is_the_same_everywhere(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("/complaints/new")

    def said(path: str) -> list[str]:
        visitor.open(path)
        return [text.split() for text in page.locator(".cells a, .cells button").all_inner_texts()]  # type: ignore[misc]

    first = said("/")
    assert len(first) == 5
    for path in ("/complaints", "/complaints/new", "/delete", "/nowhere"):
        assert said(path) == first


@pytest.mark.parametrize("theme", THEMES)
def test_the_focus_is_seen_in_every_colour(visit: Any, theme: str) -> None:
    page: Page = visit().open("/complaints")
    wear(page, theme=theme)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert measure(page, "outlined()")
