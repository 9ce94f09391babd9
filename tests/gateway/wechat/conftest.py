"""WeChat beside the gateway of the tests."""

from collections.abc import AsyncIterator

import pytest

from tests.gateway.fake_engine import FakeEngine
from tests.gateway.wechat.stage import Simulator, Stage, simulated, staged
from xiaobao.settings import Settings


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with simulated() as made:
        yield made


@pytest.fixture
async def stage(settings: Settings, engine: FakeEngine, simulator: Simulator) -> AsyncIterator[Stage]:
    async with staged(settings, engine, simulator) as made:
        yield made
