"""The gateway as a process: it stops at once when told, with streams open, and loses nothing when killed."""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.gateway.conftest import API, Customer, FakeEngine, free_port, until
from xiaobao.settings import ROOT, Settings


class Served:
    """One gateway process; it may be killed and started again."""

    def __init__(self, settings: Settings, engine: FakeEngine) -> None:
        self.port = free_port()
        self.environment = {
            "XIAOBAO_DATA_DIR": str(settings.data_dir), "XIAOBAO_PORT": str(self.port),
            "XIAOBAO_ENGINE_URL": engine.url, "XIAOBAO_ACTIONS_PORT": "1", "XIAOBAO_ENGINE_TIMEOUT": "2",
            "XIAOBAO_RATE_MESSAGES_PER_MINUTE": "100000", "PATH": "/usr/bin:/bin",
        }  # fmt: skip
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=20)
        self.process: Process | None = None

    async def start(self) -> None:
        command = (sys.executable, "-m", "xiaobao.serve", "gateway")
        self.process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=self.environment, stdout=DEVNULL, stderr=DEVNULL
        )
        await until(self._up, 40)

    async def end(self, how: signal.Signals = signal.SIGKILL) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(how)
        return await self.process.wait()

    async def _up(self) -> bool:
        assert self.process is not None
        assert self.process.returncode is None, "the gateway did not start"
        try:
            return (await self.http.get("/healthz")).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture
async def served(settings: Settings, engine: FakeEngine, tmp_path: Path) -> AsyncIterator[Served]:
    made = Served(settings, engine)
    await made.start()
    yield made
    await made.end()
    await made.http.aclose()


async def test_it_stops_quickly_with_a_stream_open(served: Served) -> None:
    customer = Customer(served.http, (await served.http.post(API, json={})).json())
    async with served.http.stream("GET", f"{customer.path}/events", headers=customer.auth) as answer:
        assert answer.status_code == 200
        async with asyncio.timeout(4):
            await served.end(signal.SIGTERM)


async def test_killed_in_the_middle_of_traffic_it_loses_nothing_and_heals(
    served: Served, engine: FakeEngine
) -> None:
    engine.delay = 0.03
    customers = [Customer(served.http, (await served.http.post(API, json={})).json()) for _ in range(6)]
    accepted: dict[str, list[str]] = {customer.id: [] for customer in customers}

    async def talk(customer: Customer) -> None:
        for number in range(100):
            try:
                answer = await customer.post(f"第{number}个问题", f"m{number}")
            except httpx.TransportError:
                return
            assert answer.status_code == 200
            accepted[customer.id].append(f"m{number}")

    async def kill() -> None:
        await asyncio.sleep(0.8)
        await served.end()

    await asyncio.gather(kill(), *(talk(customer) for customer in customers))
    assert all(accepted.values())
    await served.start()
    await until(lambda: settled(customers), 20)
    for customer in customers:
        items = await customer.history()
        said = [item["client_message_id"] for item in items if item["sender"] == "customer"]
        assert said[: len(accepted[customer.id])] == accepted[customer.id]
        assert len(said) - len(accepted[customer.id]) in (0, 1)
        assert [item["sender"] for item in items] == ["customer", "bot"] * len(said)


async def settled(customers: list[Customer]) -> bool:
    histories = [await customer.history() for customer in customers]
    return all(items[-1]["sender"] == "bot" for items in histories)
