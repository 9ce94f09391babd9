"""Work that comes again outlives its errors and tells nobody what they said."""

import asyncio

import pytest

from gateway.ops.logs import configure
from gateway.ops.periodic import repeat


async def test_an_error_is_logged_by_its_place_and_the_next_time_comes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("INFO")
    again, turns = asyncio.Event(), iter((ValueError("张三 13800138000"), None))

    async def once() -> None:
        if error := next(turns, None):
            raise error
        again.set()

    work = asyncio.create_task(repeat("counting", once, 0.0))
    await asyncio.wait_for(again.wait(), 30)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    written = capsys.readouterr().out
    assert "counting_failed" in written
    assert "ValueError at test_periodic.py" in written
    assert "张三" not in written
    assert "13800138000" not in written
