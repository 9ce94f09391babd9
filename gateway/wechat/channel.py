"""The channel's parts, put together on ``app.state`` and run beside the gateway; only with an AppID."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import State

from gateway.chat.codes import Codes
from gateway.chat.replies import Speaker
from gateway.wechat.answering import Answering
from gateway.wechat.callback import Callback
from gateway.wechat.closing import Closing
from gateway.wechat.composing import Composer
from gateway.wechat.media import Fetcher, Wanted
from gateway.wechat.passes import Links
from gateway.wechat.platform import Platform
from gateway.wechat.pump import Pump


@asynccontextmanager
async def running(state: State) -> AsyncIterator[None]:
    """`state.wechat` answers the platform's requests; what it began comes to its end before the gateway."""
    settings = state.settings
    codes = Codes(state.cipher, Speaker(state.knowledge, settings))
    state.wechat_composer = Composer(state.knowledge, codes, Links(settings))
    closing = Closing(state.cipher, state.wechat_composer, state.clock, settings.wechat_push)
    answering = Answering.made(state, Wanted(state.cipher))
    state.wechat = Callback(
        state.database, state.cipher, settings.wechat_app_id, answering, closing, state.hub, state.clock
    )
    try:
        async with _platform(state):
            yield
    finally:
        await state.wechat.close()


@asynccontextmanager
async def _platform(state: State) -> AsyncIterator[None]:
    """What calls the platform: files for the agent where there is a secret, pushes where they may be made."""
    settings = state.settings
    if not settings.wechat_secret.get_secret_value():
        yield
        return
    database, cipher, clock = state.database, state.cipher, state.clock
    platform = state.wechat_platform = Platform(settings, database, cipher, clock)
    pump = state.wechat_pump = Pump(
        database, platform, state.wechat_composer, cipher, state.hub, state.metrics, clock
    )
    fetcher = state.wechat_fetcher = Fetcher(database, platform, state.files, cipher, state.hub, clock)
    works = [fetcher.run, *([pump.run] if settings.wechat_push else [])]
    if settings.wechat_push:
        state.readiness.told["wechat"] = pump.works
    tasks = [asyncio.create_task(work()) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await platform.close()
