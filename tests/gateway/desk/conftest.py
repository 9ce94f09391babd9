"""Staff at the desk of a gateway, and customers who talk to it."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from casework.alerts import service as alerts
from casework.alerts.types import Alert, Evidence, Finding
from casework.audit.types import SYSTEM
from casework.staff import login
from casework.statuses import Role
from tests.gateway.conftest import Customer, Gateway, engine, gateway, settings

__all__ = ["engine", "gateway", "settings"]
PASSWORD = "平安是福-2026-desk"
ORIGIN = {"Origin": "http://test"}
# Raises no alert by itself: what is evidence here is said by the test.
CALM = "请问你们几点开门"
FINDING = Finding(
    "paying", "police", "critical", 0.93, "family",
    (Evidence(0, 2, "PAY-01", "正要转钱"), Evidence(1, 4, "POL-02", "自称公检法")),
    {"amount": 50000.0, "when": "now", "means": ["bank"], "secrecy": True},
)  # fmt: skip


class Agent:
    """One staff member's browser without script."""

    def __init__(self, gateway: Gateway, name: str, first: str) -> None:
        transport = httpx.ASGITransport(gateway.app, raise_app_exceptions=False, client=("127.0.0.1", 50001))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://test", timeout=30, headers=ORIGIN)
        self.name, self.password, self.form_token = name, first, ""

    async def sign_in(self, password: str | None = None) -> httpx.Response:
        form = {"name": self.name, "password": password or self.password}
        answer = await self.http.post("/desk/sign-in", data=form)
        if answer.status_code == 303:
            self.form_token = token_in((await self.http.get("/desk/password")).text)
        return answer

    async def settle(self) -> "Agent":
        """Sign in and change the one-time password."""
        assert (await self.sign_in()).status_code == 303
        changed = await self.post("/desk/password", old=self.password, new=PASSWORD, again=PASSWORD)
        assert changed.status_code == 303, changed.text
        self.password = PASSWORD
        return self

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers=headers)

    async def post(self, path: str, **fields: str) -> httpx.Response:
        return await self.http.post(path, data={"form_token": self.form_token} | fields)

    async def deed(self, conversation_id: str, what: str, **fields: str) -> httpx.Response:
        return await self.post(f"/desk/conversations/{conversation_id}/{what}", **fields)

    async def page(self, conversation_id: str) -> str:
        answer = await self.get(f"/desk/conversations/{conversation_id}")
        assert answer.status_code == 200, answer.text
        return answer.text


def token_in(page: str) -> str:
    found = re.search(r'name="form_token" value="(\w+)"', page)
    assert found, page
    return found[1]


def rows(page: str) -> list[str]:
    """The conversations in a list, in its order."""
    return re.findall(r'id="row-(\w+)"', page)


Hire = Callable[..., Awaitable[Agent]]


@pytest.fixture
async def hire(gateway: Gateway) -> AsyncIterator[Hire]:
    """Make an account and its browser; ``settled`` has signed in and changed the password."""
    hired: list[Agent] = []

    async def start(name: str = "lin", role: Role = "agent", *, settled: bool = True) -> Agent:
        database, now = gateway.app.state.database, datetime.now(UTC)
        made = await asyncio.to_thread(login.add_account, database, SYSTEM, name, role, now)
        agent = Agent(gateway, name, made.one_time_password)
        hired.append(agent)
        return await agent.settle() if settled else agent

    yield start
    for agent in hired:
        await agent.http.aclose()


@pytest.fixture
async def agent(hire: Hire) -> Agent:
    return await hire()


async def alarm(gateway: Gateway, customer: Customer, text: str = CALM, **found: Any) -> Alert:
    """The customer says something, and an alert is noted for it; ``found`` is of the finding."""
    said = await customer.say(text)
    number, now = int(said["message"]["id"]), gateway.app.state.clock()
    finding = replace(FINDING, **found)
    noted = await gateway.app.state.database.write(
        lambda session: alerts.note(session, customer.id, number, finding, now)
    )
    gateway.app.state.hub.wake(customer.id)
    return noted.alert


async def outcome_of(gateway: Gateway, alert_id: int) -> str | None:
    found = await gateway.app.state.database.read(lambda session: alerts.get(session, alert_id))
    return found.outcome
