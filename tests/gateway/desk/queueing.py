"""A customer in a browser who waits for a human."""

from typing import Any

from playwright.sync_api import expect

from tests.gateway.pages.conftest import Visitor


def waiting(visit: Any, said: str, path: str = "/", **options: object) -> Visitor:
    """They have been answered once and have asked for a human."""
    customer: Visitor = visit(**options)
    page = customer.open(path)
    customer.ask(said)
    customer.answered()
    page.click("#human button")
    expect(page.locator("#owner")).to_be_visible()
    return customer
