"""Every page a customer sees but the lessons, in the state in which most stands on it."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.gateway.complaints.conftest import FILLED
from tests.gateway.pages.conftest import Visitor


def welcome(visitor: Visitor) -> None:
    visitor.open()


def chat(visitor: Visitor) -> None:
    """Answers with sources, an emergency, the queue, a long draft; the settings closed."""
    page = visitor.open()
    for count, text in enumerate(["八项权利", "我要投诉", "我被骗了"], 1):
        visitor.ask(text)
        visitor.answered(count)
    # An emergency calls a human by itself.
    expect(page.locator("#owner")).to_be_visible()
    page.locator("#log .sources summary").first.click()
    page.fill("#text", "字" * 1990)


def settings(visitor: Visitor) -> None:
    visitor.open().click(".settings summary")


def refused(visitor: Visitor) -> None:
    """What was sent without script and is too long: the page says why."""
    page = visitor.open()
    page.fill("#text", "长" * 2001)
    page.evaluate("document.querySelector('#composer').submit()")
    expect(page.locator("#problem")).to_be_visible()
    # It is led to; the bar must not lie half over what is measured.
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")


def deleting(visitor: Visitor) -> None:
    visitor.open()
    visitor.ask("你好")
    visitor.answered()
    visitor.open("/delete")


def missing(visitor: Visitor) -> None:
    visitor.open("/nowhere")


def form(visitor: Visitor) -> None:
    """The complaint form with all its errors and all its fields."""
    page = visitor.open("/complaints/new")
    page.click("#send")
    expect(page.locator("#errors")).to_be_visible()
    page.click("#more > summary")
    page.click(".settings summary")


def look_up(visitor: Visitor) -> None:
    page = visitor.open("/complaints")
    page.click("#send")
    expect(page.locator("#errors")).to_be_visible()


def sure(visitor: Visitor) -> None:
    """In large text a complaint is shown once more before it is filed."""
    _filed(visitor, confirm=False)


def case(visitor: Visitor) -> None:
    _filed(visitor)
    for more in visitor.page.locator("details.more > summary").all():
        more.click()


def withdrawing(visitor: Visitor) -> None:
    visitor.open(f"/complaints/{_filed(visitor)}/withdraw")


def receipt(visitor: Visitor) -> None:
    visitor.open(f"/complaints/{_filed(visitor)}/receipt")


_phones = iter(range(13900000000, 13900001000))


def _filed(visitor: Visitor, confirm: bool = True) -> str:
    page: Page = visitor.open("/complaints/new")
    for name, value in (FILLED | {"phone": str(next(_phones))}).items():
        if name in ("channel", "business"):
            page.select_option(f"#f-{name}", value)
        elif name not in ("kind", "consent"):
            page.fill(f"#f-{name}", value)
    page.check("#f-consent")
    page.click("#send")
    sure = page.locator("button[name=sure][value=yes]")
    expect(sure.or_(page.locator("#code"))).to_be_visible()
    if confirm and sure.is_visible():
        sure.click()
    expect(page.locator("#code" if confirm else "button[name=sure] >> nth=0")).to_be_visible()
    return page.url.rpartition("/")[2]


STATES: dict[str, Callable[[Any], None]] = {
    one.__name__: one
    for one in (
        welcome, chat, settings, refused, deleting, missing, form, look_up, sure, case, withdrawing, receipt,
    )
}  # fmt: skip
