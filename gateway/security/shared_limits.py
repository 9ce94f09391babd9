"""The same token buckets in Redis, for several gateways behind one address."""

import time

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from gateway.security.limits import LocalLimiter, Rule

_REST_AFTER_FAILURE = 5.0  # seconds in which a dead Redis is not asked again
log = structlog.get_logger("gateway.limits")

# One atomic step: refill by the server's clock, take a token, forget the bucket once it would be full again.
_TAKE = """
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local bucket = redis.call('HMGET', KEYS[1], 't', 's')
local tokens, seen = tonumber(bucket[1]) or burst, tonumber(bucket[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - seen) * rate)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) / rate end
redis.call('HSET', KEYS[1], 't', tostring(tokens), 's', tostring(now))
redis.call('EXPIRE', KEYS[1], math.ceil(burst / rate) + 1)
return tostring(wait)
"""


class RedisLimiter:
    """Shared buckets; when Redis does not answer, this process's own buckets decide."""

    def __init__(self, redis: Redis) -> None:
        self._script = redis.register_script(_TAKE)
        self._local = LocalLimiter()
        self._silent_until = 0.0

    async def take(self, rule: Rule, key: str) -> float:
        """See Limiter."""
        if time.monotonic() < self._silent_until:
            return self._local.take_now(rule, key)
        try:
            arguments = [rule.per_minute / 60, rule.burst]
            return float(await self._script(keys=[f"xiaobao:limit:{rule.name}:{key}"], args=arguments))
        except (RedisError, OSError, TimeoutError) as error:
            log.warning("redis_unavailable", error=type(error).__name__)
            self._silent_until = time.monotonic() + _REST_AFTER_FAILURE
            return self._local.take_now(rule, key)
