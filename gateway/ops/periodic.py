"""Work that comes again and again while a gateway runs."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import structlog

from gateway.ops.logs import place_of

log = structlog.get_logger("gateway.periodic")


async def repeat(
    name: str, once: Callable[[], Awaitable[object]], every: float, first: tuple[float, float] = (0.0, 0.0)
) -> None:
    """`once` every `every` seconds until cancelled, after a first wait from `first` (seconds, at random).

    Several gateways that were started together so do not work together. An error does not end it: it is
    logged as `<name>_failed` with its place, and the next time may be better.
    """
    await asyncio.sleep(random.uniform(*first))  # noqa: S311 - no secret
    while True:
        try:
            await once()
        except Exception as error:  # noqa: BLE001 - work that fails must not end working
            log.error(f"{name}_failed", error=place_of(error))
        await asyncio.sleep(every)
