"""Load on a running assistant: one customer, many customers, one long conversation."""

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.client import Customer


@dataclass(frozen=True)
class Latency:
    """Milliseconds at percentiles, messages a second, count and errors."""

    p50: float
    p95: float
    p99: float
    rate: float
    count: int
    errors: int


def percentiles(times: Sequence[float], seconds: float, errors: int = 0) -> Latency:
    """Summarise response times in milliseconds."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return Latency(cuts[49], cuts[94], cuts[98], len(times) / seconds, len(times), errors)


async def many(
    make: Callable[[int], Customer], texts: Sequence[str], customers: int, seconds: float
) -> Latency:
    """So many customers at once for so long, ten messages a conversation."""
    times: list[float] = []
    errors = 0
    begun = time.perf_counter()
    end = begun + seconds

    async def talk(number: int) -> None:
        nonlocal errors
        customer = make(number)
        turn = number * 7
        while time.perf_counter() < end:
            if turn % 10 == number * 7 % 10:
                await customer.open()
            try:
                took, _ = await customer.say(texts[turn % len(texts)])
                times.append(took)
            except RuntimeError:
                errors += 1
            turn += 1
        customer.connection.close()

    await asyncio.gather(*(talk(n) for n in range(customers)))
    return percentiles(times, time.perf_counter() - begun, errors)


async def long_conversation(customer: Customer, texts: Sequence[str], length: int) -> tuple[float, float]:
    """Median of messages 2–21 and of the last 20, in milliseconds (the first pays the opening)."""
    await customer.open()
    times = [(await customer.say(texts[i % len(texts)]))[0] for i in range(length)]
    customer.connection.close()
    return statistics.median(times[1:21]), statistics.median(times[-20:])
