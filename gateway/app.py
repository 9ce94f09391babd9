"""The application that faces customers: ``create_app(settings)``; its parts hang on ``app.state``."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from redis.asyncio import Redis
from sqlalchemy import text
from starlette.datastructures import State

from bot.text import detect_script
from casework.db import Database, upgrade
from casework.files.store import FileStore
from casework.hours.service import parse as parse_hours
from casework.vault.cipher import Cipher
from gateway import errors
from gateway.chat import routes as chat
from gateway.chat.attendance import Attendance
from gateway.chat.callbacks import Callbacks
from gateway.chat.closing import Closing
from gateway.chat.engine import EngineClient, HttpEngine
from gateway.chat.hub import Hub, RedisHub
from gateway.chat.humans import Humans
from gateway.chat.replies import Speaker
from gateway.chat.screening import Screener
from gateway.chat.service import ChatService
from gateway.chat.storing import Store
from gateway.chat.sweeper import Sweeper
from gateway.chat.turns import Turns
from gateway.chat.wire import Wire
from gateway.complaints import api as complaint_api
from gateway.complaints import limits as complaint_limits
from gateway.complaints import routes as complaints
from gateway.desk import routes as desk
from gateway.desk.complaints.reminding import Reminder
from gateway.desk.search.indexer import Indexer
from gateway.desk.watch.watching import WatchKeeper
from gateway.learning import routes as learning
from gateway.ops import logs
from gateway.ops import routes as ops
from gateway.ops.following import Follower
from gateway.ops.health import Probe, Readiness
from gateway.ops.keeping import Keeper
from gateway.ops.metrics import Metrics
from gateway.ops.observe import Observe
from gateway.ops.sweeping import OrphanSweeper
from gateway.pages import routes as pages
from gateway.security.address import Addresses
from gateway.security.headers import SecurityHeaders
from gateway.security.intake import Intake
from gateway.security.limits import Limiter, LocalLimiter, Rule, demand
from gateway.security.shared_limits import RedisLimiter
from gateway.security.tokens import Tokens
from knowledge import load
from knowledge.learning import load_learning
from xiaobao.settings import Settings

Clock = Callable[[], datetime]


def create_app(
    settings: Settings, *, engine: EngineClient | None = None, clock: Clock | None = None
) -> FastAPI:
    """The gateway; its lifespan opens and closes its parts; ``engine`` and ``clock`` (UTC) are for tests."""
    logs.configure(settings.log_level)
    metrics = Metrics()
    app = FastAPI(
        title="Xiaobao", lifespan=_lifespan, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    state = app.state
    state.settings, state.metrics, state.clock = settings, metrics, clock or _now
    state.given_engine = engine
    state.knowledge = load(bank_name=settings.bank_name, bank_hotline=settings.bank_hotline).own()
    state.tokens = Tokens(settings)
    state.addresses = Addresses(settings.trusted_proxies)
    state.rules = _rules(settings) | complaint_limits.rules(settings)
    errors.install(app)
    app.include_router(chat.router)
    app.include_router(ops.router)
    app.include_router(pages.router)
    app.include_router(complaints.router)
    app.include_router(complaint_api.router)
    app.include_router(learning.router)
    app.include_router(desk.router)
    if settings.wechat_app_id:
        from gateway.wechat import door
        from gateway.wechat import routes as wechat

        app.include_router(wechat.router)
        app.include_router(door.router)
    # The last added is the outermost.
    app.add_middleware(Intake, public_url=settings.public_url)
    app.add_middleware(Observe, metrics=metrics)
    app.add_middleware(SecurityHeaders, https=settings.public_url.startswith("https://"))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state, settings = app.state, app.state.settings
    async with AsyncExitStack() as opened:
        await asyncio.to_thread(upgrade, settings.database)
        load_learning()  # malformed lessons stop the start, as malformed answers do
        detect_script("請問", None)  # reads its word lists, so that no customer waits for them
        state.database = opened.enter_context(Database(settings.database))
        state.following = Follower(state.database, state.knowledge, state.clock)
        await state.following.look()
        state.cipher = Cipher(settings.key, settings.older_keys)
        state.files = FileStore(settings.files_dir, state.cipher)
        state.engine = state.given_engine or HttpEngine(settings)
        opened.push_async_callback(state.engine.close)
        state.hub, state.limiter = _shared(settings)
        opened.push_async_callback(state.hub.close)
        state.chat = _chat(app)
        actions = Wire(f"http://127.0.0.1:{settings.actions_port}", {})
        opened.push_async_callback(actions.close)
        state.readiness = Readiness(_probes(app, actions))
        keeper = Keeper(settings, state.database, state.files, state.clock)
        reminder = Reminder(state.database, state.clock)
        orphans = OrphanSweeper(state.database, state.files, state.clock)
        following = state.following.run
        indexer = Indexer(state.database, state.clock)
        state.closing = Closing(state.database, state.humans, state.hub, state.clock)
        state.watch = WatchKeeper(state.database, state.clock, parse_hours(settings.office_hours))
        for work in (
            state.hub.run, Sweeper(state.chat).run, keeper.run, reminder.run, orphans.run, following,
            indexer.run, state.watch.run, state.closing.run,
        ):  # fmt: skip
            opened.push_async_callback(_stop, asyncio.create_task(work()))
        if settings.wechat_app_id:
            from gateway.wechat import channel

            await opened.enter_async_context(channel.running(state))
        yield


def _chat(app: FastAPI) -> ChatService:
    state, settings = app.state, app.state.settings
    speaker = Speaker(state.knowledge, settings)
    # A lease outlives the engine's budget and a write; after a crash it is what healing waits for.
    lease = timedelta(seconds=settings.engine_timeout + 3)
    state.humans = _humans(state, speaker)
    store = Store(state.humans, state.cipher, f"{socket.gethostname()[:40]}-{os.getpid()}", lease)
    screener = state.screener = Screener.made(settings, state.knowledge, state.database)
    turns = Turns(
        state.database, store, screener, speaker, state.engine, state.hub, state.metrics, state.clock,
        settings.engine_timeout * 3,
    )  # fmt: skip

    async def limit(conversation_id: str) -> None:
        await demand(state.limiter, state.rules["conversation"], conversation_id)

    return ChatService(state.database, turns, state.engine, state.hub, state.tokens, limit, state.clock)


def _humans(state: State, speaker: Speaker) -> Humans:
    hours = Attendance(parse_hours(state.settings.office_hours))
    return Humans(speaker, hours, Callbacks(speaker, state.cipher))


def _shared(settings: Settings) -> tuple[Hub, Limiter]:
    if not settings.redis_url:
        return Hub(), LocalLimiter()
    redis = Redis.from_url(settings.redis_url, socket_timeout=0.5, socket_connect_timeout=0.5)
    return RedisHub(Redis.from_url(settings.redis_url)), RedisLimiter(redis)


def _rules(settings: Settings) -> dict[str, Rule]:
    per_address = settings.rate_per_address_per_minute
    created, spoken = settings.rate_conversations_per_minute, settings.rate_messages_per_minute
    return {
        "conversation": Rule("conversation", spoken, spoken),
        "conversations": Rule("conversations", created, created),
        "messages": Rule("messages", per_address, per_address),
        "reads": Rule("reads", per_address * 2, per_address * 2),
    }


def _probes(app: FastAPI, actions: Wire) -> dict[str, Probe]:
    state = app.state

    async def actions_ready() -> bool:
        return (await actions.request("GET", "/health", timeout=1.0)).status == 200

    async def database_ready() -> bool:
        await state.database.read(lambda session: session.execute(text("SELECT 1")))
        return True

    return {"database": database_ready, "engine": state.engine.ready, "actions": actions_ready}


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _now() -> datetime:
    return datetime.now(UTC)
