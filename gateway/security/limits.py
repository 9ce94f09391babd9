"""Rate limits: token buckets in this process, or shared through Redis; a broken Redis refuses nobody."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from gateway.errors import Problem

_MOST_BUCKETS = 50_000


@dataclass(frozen=True, slots=True)
class Rule:
    """``per_minute`` on average, at most ``burst`` at once."""

    name: str
    per_minute: int
    burst: int


class Limiter(Protocol):
    """Takes one token; returns the seconds to wait, 0.0 when allowed."""

    async def take(self, rule: Rule, key: str) -> float:
        """Seconds until the next token for ``key`` under ``rule``; 0.0 takes one now."""
        ...


class LocalLimiter:
    """Buckets of this process; the oldest are forgotten when there are too many."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    async def take(self, rule: Rule, key: str) -> float:
        """See Limiter."""
        return self.take_now(rule, key)

    def take_now(self, rule: Rule, key: str) -> float:
        """The same without waiting."""
        now, rate = self._now(), rule.per_minute / 60
        tokens, seen = self._buckets.pop((rule.name, key), (float(rule.burst), now))
        tokens = min(rule.burst, tokens + (now - seen) * rate)
        allowed = tokens >= 1
        self._buckets[rule.name, key] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) / rate


async def demand(limiter: Limiter, rule: Rule, key: str) -> None:
    """Take one token or raise Problem 429 with Retry-After."""
    wait = await limiter.take(rule, key)
    if wait > 0:
        seconds = max(1, math.ceil(wait))
        raise Problem(429, "too_many", headers={"Retry-After": str(seconds)}, seconds=seconds)
