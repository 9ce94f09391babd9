"""A gateway on a real socket, WeChat played by the simulator beside it, and customers who write there."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import uvicorn
from pydantic import SecretStr

from tests.gateway.conftest import FakeEngine, Gateway, running, served, until
from xiaobao.settings import Settings
from xiaobao.wechat_simulator.app import create_app
from xiaobao.wechat_simulator.callbacks import Callbacks, Result
from xiaobao.wechat_simulator.world import Account, Person, World

ONE = "oCustomerNumberOne0000000001"


class Simulator:
    """The platform on loopback; it can be taken down and come back at the same address."""

    def __init__(self, world: World, scale: float = 1.0) -> None:
        self.world = world
        self.callbacks = Callbacks(world, scale)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._running: AsyncExitStack | None = None

    async def start(self) -> None:
        self._running = AsyncExitStack()
        await self._running.enter_async_context(_listening(self))

    async def stop(self) -> None:
        if self._running is not None:
            await self._running.aclose()
            self._running = None

    async def close(self) -> None:
        await self.stop()
        await self.callbacks.close()


@asynccontextmanager
async def _listening(simulator: Simulator) -> AsyncIterator[None]:
    config = uvicorn.Config(
        create_app(simulator.world, simulator.callbacks), host="127.0.0.1", port=simulator.port,
        log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        await task


def with_wechat(settings: Settings, simulator: Simulator, **changes: object) -> Settings:
    """The settings of a gateway for the simulator's account."""
    account = simulator.world.account
    known: dict[str, object] = {
        "wechat_app_id": account.app_id,
        "wechat_secret": SecretStr(account.secret),
        "wechat_token": SecretStr(account.token),
        "wechat_aes_key": SecretStr(account.aes_key),
        "wechat_mode": account.mode,
        "wechat_api": simulator.url,
    }
    return settings.model_copy(update=known | changes)


@dataclass
class Stage:
    """One customer in front of a gateway, by default."""

    gateway: Gateway
    simulator: Simulator

    @property
    def world(self) -> World:
        return self.simulator.world

    @property
    def engine(self) -> FakeEngine:
        return self.gateway.engine

    def person(self, openid: str = ONE) -> Person:
        return self.world.person(openid)

    async def say(self, text: str, openid: str = ONE) -> Result:
        return await self.simulator.callbacks.say(openid, text)

    def read(self, openid: str = ONE) -> list[str]:
        """Everything the account has said to a customer, in order."""
        return self.person(openid).texts()

    async def reads(self, wanted: str, openid: str = ONE, seconds: float = 30.0) -> None:
        """Wait for words to come."""
        await until(lambda: any(wanted in text for text in self.read(openid)), seconds)


@asynccontextmanager
async def staged(
    settings: Settings, engine: FakeEngine, simulator: Simulator, **changes: object
) -> AsyncIterator[Stage]:
    """A gateway with the channel, on a socket the simulator calls."""
    chosen = with_wechat(settings, simulator, **changes)
    async with running(chosen, engine) as gateway, served(gateway.app) as url:
        simulator.world.account.callback = f"{url}/wechat"
        yield Stage(gateway, simulator)


@asynccontextmanager
async def simulated(account: Account | None = None, scale: float = 1.0) -> AsyncIterator[Simulator]:
    """The platform, running."""
    simulator = Simulator(World(account), scale)
    await simulator.start()
    try:
        yield simulator
    finally:
        await simulator.close()
