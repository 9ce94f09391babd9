"""Customers at the complaint pages, without script and without a network; staff's steps by the service."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx
import pytest

from casework.audit.types import SYSTEM, Actor
from casework.complaints import service as complaints
from casework.complaints.listed import Filter
from casework.complaints.types import Complaint, Deed
from casework.staff import service as staff
from casework.statuses import COMPLAINT_STATES
from tests.gateway.conftest import Gateway, engine, gateway, settings

__all__ = ["engine", "gateway", "settings"]
PHONE, NAME, EMAIL, PAPER = "13912345678", "欧阳小明", "ouyang@example.com", "11010519491231002X"
FILLED = {
    "story": "上周三在城东支行柜台办提前还款，被收了一笔手续费，合同里没有写。",
    "when": "上周三",
    "channel": "branch",
    "branch": "城东支行",
    "business": "loan",
    "amount": "500元",
    "wish": "请退还手续费，并说明原因。",
    "name": NAME,
    "phone": PHONE,
    "kind": "own",
    "consent": "yes",
}


class Browser:
    """One customer's browser without script."""

    def __init__(self, app: Any, language: str = "zh-CN", address: str = "127.0.0.1") -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50002))
        headers = {"Accept": "text/html", "Accept-Language": language, "Origin": "http://test"}
        self.http = httpx.AsyncClient(
            transport=transport, base_url="http://test", timeout=60, headers=headers, follow_redirects=True
        )

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def post(self, path: str, page: str, files: Any = None, **fields: str) -> httpx.Response:
        """A form of ``page`` with its hidden fields."""
        data = hidden((await self.get(page)).text) | fields
        return await self.send(path, data, files)

    async def send(self, path: str, data: dict[str, str], files: Any = None) -> httpx.Response:
        sent = files if files is not None else {"files": ("", b"", "application/octet-stream")}
        return await self.http.post(path, data=data, files=sent)

    async def file(self, files: Any = None, **changes: str) -> httpx.Response:
        """Fill in the form and send it."""
        return await self.post("/complaints/new", "/complaints/new", files, **(FILLED | changes))


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the page's own form (the header's form has only the token)."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', html))


def text_of(html: str) -> str:
    """What the page says."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)))


def number_in(html: str) -> str:
    found = re.search(r"XB-[2-9A-Z]{4}-[2-9A-Z]{5}", html)
    assert found, text_of(html)[:400]
    return found[0]


def code_in(html: str) -> str:
    found = re.search(r'id="code">([2-9A-Z]{6})<', html)
    assert found, text_of(html)[:400]
    return found[1]


def errors_in(html: str) -> dict[str, str]:
    """The error summary: field to sentence."""
    return dict(re.findall(r'<li><a href="#f-(\w+)">([^<]+)</a>', html))


class Office:
    """The bank's side."""

    def __init__(self, gateway: Gateway) -> None:
        self.database = gateway.app.state.database
        self.cipher = gateway.app.state.cipher
        self._actor: Actor | None = None

    async def actor(self) -> Actor:
        if self._actor is None:
            now = datetime.now(UTC)
            account = await self.database.write(
                lambda s: staff.add(s, SYSTEM, "陈工", "supervisor", "no password", now)
            )
            self._actor = Actor(account.id, account.name, "supervisor")
        return self._actor

    async def take(self, receipt: str, step: str, **values: Any) -> Complaint:
        # Who decided does not review.
        actor = SYSTEM if step == "decide_review" else await self.actor()
        now = datetime.now(UTC)

        def work(session: Any) -> Complaint:
            found = complaints.by_receipt(session, receipt)
            return complaints.take(session, found.id, Deed(step, **values), actor, now)

        taken: Complaint = await self.database.write(work)
        return taken

    async def complaint(self, receipt: str) -> Complaint:
        found: Complaint = await self.database.read(lambda s: complaints.by_receipt(s, receipt))
        return found

    async def look(self, work: Callable[[Any], Any]) -> Any:
        return await self.database.read(work)

    async def all(self) -> tuple[Complaint, ...]:
        page = await self.database.read(lambda s: complaints.worklist(s, Filter(COMPLAINT_STATES, limit=100)))
        return tuple(page.items)


@pytest.fixture
async def browser(gateway: Gateway) -> AsyncIterator[Browser]:
    made = Browser(gateway.app)
    async with made.http:
        yield made


@pytest.fixture
def office(gateway: Gateway) -> Office:
    return Office(gateway)
