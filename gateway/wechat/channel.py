"""The channel's parts, put together on ``app.state`` and run beside the gateway; only with an AppID."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.datastructures import State

from gateway.chat.codes import Codes
from gateway.chat.replies import Speaker
from gateway.wechat.answering import Answering
from gateway.wechat.callback import Callback
from gateway.wechat.closing import Closing
from gateway.wechat.composing import Composer
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
    answering = Answering.made(state, lambda *_: None)
    state.wechat = Callback(
        state.database, state.cipher, settings.wechat_app_id, answering, closing, state.clock
    )
    try:
        async with _pushing(state):
            yield
    finally:
        await state.wechat.close()


@asynccontextmanager
async def _pushing(state: State) -> AsyncIterator[None]:
    """`state.wechat_pump` and `state.wechat_platform`, where the account has the API."""
    settings = state.settings
    if not settings.wechat_push:
        yield
        return
    platform = state.wechat_platform = Platform(settings, state.database, state.cipher, state.clock)
    pump = state.wechat_pump = Pump(
        state.database, platform, state.wechat_composer, state.cipher, state.hub, state.metrics, state.clock
    )
    task = asyncio.create_task(pump.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await platform.close()
