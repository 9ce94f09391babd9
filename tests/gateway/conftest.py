"""A gateway on a fresh database with a fake engine behind real HTTP, and customers who talk to it."""

import asyncio
import inspect
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from redis.asyncio import Redis
from sqlalchemy.orm import Session

from casework.audit.types import SYSTEM
from casework.duty import service as duty
from casework.staff import service as staff
from gateway.app import create_app
from gateway.pages import render
from tests.casework.postgres import Server
from tests.databases import migrated
from tests.gateway.fake_engine import FakeEngine
from tests.gateway.templates import compiled_once
from xiaobao.settings import Settings

API = "/api/v1/conversations"
MakeGateway = Callable[..., Awaitable["Gateway"]]


class Customer:
    """One conversation and its token."""

    def __init__(self, http: httpx.AsyncClient, opened: dict[str, Any]) -> None:
        self.http, self.id, self.token = http, opened["conversation_id"], opened["token"]
        self.path, self.auth = f"{API}/{self.id}", {"Authorization": f"Bearer {self.token}"}
        self._sent = 0

    async def post(self, text: str, client_message_id: str | None = None, **headers: str) -> httpx.Response:
        self._sent += 1
        body = {"client_message_id": client_message_id or f"m{self._sent}", "text": text}
        return await self.http.post(f"{self.path}/messages", json=body, headers=self.auth | headers)

    async def say(self, text: str, client_message_id: str | None = None) -> dict[str, Any]:
        answer = await self.post(text, client_message_id)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def history(self) -> list[dict[str, Any]]:
        return list((await self.http.get(f"{self.path}/messages", headers=self.auth)).json()["messages"])

    async def call(self, method: str, path: str = "", **more: Any) -> httpx.Response:
        return await self.http.request(method, f"{self.path}{path}", headers=self.auth, **more)


class Gateway:
    """An application whose lifespan runs, and a client without a network."""

    def __init__(self, app: FastAPI, engine: FakeEngine, settings: Settings) -> None:
        self.app, self.engine, self.settings = app, engine, settings
        self.chat = app.state.chat
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("127.0.0.1", 50000))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://test", timeout=30)

    async def customer(self, **wishes: str) -> Customer:
        made = await self.http.post(API, json=wishes)
        assert made.status_code == 201, made.text
        return Customer(self.http, made.json())


@pytest.fixture(autouse=True, scope="session")
def _templates_are_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "Environment", compiled_once)
        yield


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    migrated(tmp_path / "var" / "xiaobao.db")
    return Settings(
        _env_file=None, data_dir=tmp_path / "var", bank_name="测试银行", bank_hotline="95000",
        engine_timeout=2.5, actions_port=1,
        rate_messages_per_minute=10_000, rate_conversations_per_minute=10_000,
    )  # fmt: skip


@pytest.fixture(params=["sqlite", "postgres"])
def either(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Settings]:
    """The settings on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield settings
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as url:
        yield settings.model_copy(update={"database_url": url.replace("postgresql:", "postgresql+psycopg:")})


@pytest.fixture
async def engine(settings: Settings) -> AsyncIterator[FakeEngine]:
    fake = FakeEngine(settings.engine_secret)
    await fake.start()
    yield fake
    await fake.stop()


def somebody_on_duty(session: Session, now: datetime | None = None) -> None:
    """Where nobody is, who asks for a human hears something else (test_absent.py); the busy get no offers."""
    now = now or datetime.now(UTC)
    found = staff.by_name(session, "zhiban") or staff.add(session, SYSTEM, "zhiban", "agent", "-", now)
    duty.arrive(session, found.id, now)
    duty.set_state(session, found.actor(), "busy", now)


@asynccontextmanager
async def running(settings: Settings, engine: FakeEngine) -> AsyncIterator[Gateway]:
    app = create_app(settings.model_copy(update={"engine_url": engine.url}))
    async with app.router.lifespan_context(app):
        app.state.database.run_write(somebody_on_duty)
        gateway = Gateway(app, engine, settings)
        async with gateway.http:
            yield gateway


@pytest.fixture
async def gateway(settings: Settings, engine: FakeEngine) -> AsyncIterator[Gateway]:
    async with running(settings, engine) as made:
        yield made


@pytest.fixture
async def customer(gateway: Gateway) -> Customer:
    return await gateway.customer()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def until(check: Callable[[], Any], seconds: float = 30.0) -> None:
    """Wait for a check, plain or awaitable, to come true."""
    async with asyncio.timeout(seconds):
        while True:
            found = check()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.02)


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The application on a real socket, for streams."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        task = asyncio.create_task(server.serve([listener]))
        await until(lambda: server.started)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


@pytest.fixture
async def redis() -> AsyncIterator[tuple[str, Any]]:
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("no redis-server")
    port = str(free_port())
    arguments = ("--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    process = await asyncio.create_subprocess_exec(program, *arguments, stdout=asyncio.subprocess.DEVNULL)
    client = Redis.from_url(f"redis://127.0.0.1:{port}")
    try:
        await until(lambda: _answers(client))
        yield f"redis://127.0.0.1:{port}", process
    finally:
        await client.aclose()
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _answers(client: Any) -> bool:
    try:
        return bool(await client.ping())
    except Exception:  # noqa: BLE001 - not up yet
        return False
