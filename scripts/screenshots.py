"""``make screenshots``: the main states of the pages, from a private copy of everything, into docs/images/.

``python -m scripts.screenshots [PART OF A NAME …]`` draws only the pictures whose names have such a part.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from casework.audit.types import SYSTEM
from casework.db import Database
from casework.staff import login
from tests.gateway.pages.conftest import launch
from xiaobao.stack import Stack, temporary_stack

TARGET = Path(__file__).resolve().parent.parent / "docs" / "images"
LARGEST = 1_500_000  # bytes, all of them together
PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
PATIENCE = 60_000  # milliseconds
PASSWORD = "pictures-of-the-desk-2026"
SCRIPTS = {"hans": "zh-CN", "hant": "zh-TW"}
QUIZ = "/learn/quiz/police"

State = Callable[[Page, str], None]


def ask(page: Page, *texts: str) -> None:
    """Say one thing after the other, each once the one before is answered."""
    for text in texts:
        before = page.locator("#log .bot").count()
        page.fill("#text", text)
        page.click("#send")
        page.wait_for_function("n => document.querySelectorAll('#log .bot').length > n", arg=before)
    page.locator("#text").blur()


def welcome(_: Page, __: str) -> None:
    """The page as it opens."""


def answer(page: Page, script: str) -> None:
    """A right, with the law it rests on."""
    ask(page, "金融消费者有哪八项权利？" if script == "hans" else "金融消費者有哪八項權利？")
    page.locator("#log .sources summary").last.click()


def urgent(page: Page, script: str) -> None:
    """Money is gone: whom to call stands first."""
    ask(page, "我被骗了，钱转走了" if script == "hans" else "我被騙了，錢轉走了")


def choices(page: Page, script: str) -> None:
    """A question of a quiz, in the chat."""
    ask(page, "出几道题考考我" if script == "hans" else "出幾道題考考我")


def complaint(page: Page, script: str) -> None:
    """The complaint form, one question after the other."""
    if script == "hans":
        ask(page, "我要投诉", "上周三在你们城东支行办提前还款，收了我五百元手续费，合同里没有写")
    else:
        ask(page, "我要投訴", "上週三在你們城東支行辦提前還款，收了我五百元手續費，合約裡沒有寫")


STATES: tuple[State, ...] = (welcome, answer, urgent, choices, complaint)


def step(page: Page, script: str) -> None:
    """The second step was asked for."""
    urgent(page, script)
    page.locator("#log .step > summary:visible").first.click()


def themed(theme: str) -> State:
    """The settings, open, in these colours."""

    def settings(page: Page, _: str) -> None:
        page.click(".settings > summary")
        page.click(f".look button[value={theme}]")
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        page.evaluate("scrollTo(0, 0)")

    return settings


def asked(page: Page, _: str) -> None:
    """A question of a quiz, answered."""
    page.locator("button[name=pick]").nth(1).click()
    expect(page.locator(".verdict")).to_be_visible()


def shots() -> Iterator[tuple[str, str, State, dict[str, Any]]]:
    """Name, address, state, options of the window."""
    for state, mode, script in product(STATES, ("standard", "large"), SCRIPTS):
        yield f"{state.__name__}-{mode}-{script}", f"/?mode={mode}", state, {"locale": SCRIPTS[script]}
    yield "step-large-hans", "/?mode=large", step, {}
    for theme in ("dark", "contrast", "yellow"):
        yield f"settings-{theme}", "/", themed(theme), {}
    yield "look-up-standard-hans", "/complaints", welcome, {}
    yield "learn-standard-hans", "/learn", welcome, {}
    yield "quiz-standard-hans", QUIZ, asked, {}
    yield "card-large-hant", "/cards/hang_up_at_once", welcome, {"locale": "zh-TW"}
    yield "wide-standard-hans", "/", answer, {"viewport": SCREEN}


def draw(browser: Browser, base: str, wanted: Callable[[str], bool]) -> None:
    """Every picture of a customer's page."""
    for name, path, state, options in shots():
        if wanted(name):
            page = window(browser, **options)
            if "large" in name:
                page.goto(f"{base}/?mode=large")
            page.goto(base + path)
            state(page, "hant" if options.get("locale") == "zh-TW" else "hans")
            keep(page, name)


def desk(browser: Browser, stack: Stack) -> None:
    """A customer who was cheated has been taken over by a colleague."""
    page, customer = window(browser, viewport=SCREEN), window(browser)
    sign_in(page, stack)
    customer.goto(stack.settings.base_url)
    ask(customer, "我刚把五万块转到安全账户了")
    customer.reload()
    talk = customer.evaluate("JSON.parse(document.getElementById('page-data').textContent).conversation")
    page.goto(f"{stack.settings.base_url}/desk/conversations/{talk}")
    page.click("#take")
    expect(page.locator("#reply")).to_be_visible()
    expect(page.locator("#log .message").last).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    keep(page, "desk")
    customer.context.close()


def sign_in(page: Page, stack: Stack) -> None:
    """A new colleague at the desk, through its pages."""
    with Database(stack.settings.database) as database:
        once = login.add_account(database, SYSTEM, "lin", "agent", datetime.now(UTC)).one_time_password
    page.goto(f"{stack.settings.base_url}/desk")
    for fields in ({"name": "lin", "password": once}, {"old": once, "new": PASSWORD, "again": PASSWORD}):
        for name, value in fields.items():
            page.fill(f"#{name}", value)
        page.keyboard.press("Enter")
    expect(page.locator("#board")).to_be_visible()


def window(browser: Browser, **options: Any) -> Page:
    """A new window of a phone in the mainland, in which nothing moves."""
    plain = {"locale": "zh-CN", "viewport": PHONE, "color_scheme": "light", "reduced_motion": "reduce"}
    context = browser.new_context(**(plain | {"timezone_id": "Asia/Shanghai"} | options))
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def keep(page: Page, name: str) -> None:
    """Write the picture, once letters are there and two frames have been drawn; the window closes."""
    page.evaluate("document.fonts.ready.then(() => new Promise(drawn => requestAnimationFrame(() => "
                  "requestAnimationFrame(drawn))))")  # fmt: skip
    TARGET.mkdir(parents=True, exist_ok=True)
    with Image.open(BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(TARGET / f"{name}.webp", quality=72, method=6)
    page.context.close()
    print(name, flush=True)


def main(parts: list[str]) -> None:
    """Draw, and refuse to keep more than a repository should carry."""

    def wanted(name: str) -> bool:
        return not parts or any(part in name for part in parts)

    expect.set_options(timeout=PATIENCE)
    with temporary_stack(bank_name="示例银行") as stack, sync_playwright() as playwright:
        browser = launch(playwright)
        draw(browser, stack.settings.base_url, wanted)
        if wanted("desk"):
            desk(browser, stack)
        browser.close()
    size = sum(path.stat().st_size for path in TARGET.iterdir())
    print(f"{size / 1000:.0f} KB")
    if size > LARGEST:
        raise SystemExit(f"more than {LARGEST / 1000:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
