"""Whether each thing the gateway depends on answers."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

Probe = Callable[[], Awaitable[bool]]
_FRESH = 0.5  # seconds a result is shared, so that nobody can make us hammer the engine


class Readiness:
    """Asks every probe at once; ``check()`` gives (ready, {name: {"state","ms"}})."""

    def __init__(self, probes: dict[str, Probe], patience: float = 2.0) -> None:
        self._probes, self._patience = probes, patience
        self._known: tuple[bool, dict[str, Any]] | None = None
        self._at = 0.0
        self._asking = asyncio.Lock()

    async def check(self) -> tuple[bool, dict[str, Any]]:
        """True when all are up."""
        async with self._asking:
            if self._known is None or time.monotonic() - self._at > _FRESH:
                self._known, self._at = await self._ask(), time.monotonic()
            return self._known

    async def _ask(self) -> tuple[bool, dict[str, Any]]:
        found = await asyncio.gather(*(self._one(probe) for probe in self._probes.values()))
        states = dict(zip(self._probes, found, strict=True))
        return all(state["state"] == "ok" for state in found), states

    async def _one(self, probe: Probe) -> dict[str, Any]:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._patience):
                up = await probe()
        except Exception:  # noqa: BLE001 - whatever went wrong, the answer is "down"
            up = False
        return {"state": "ok" if up else "down", "ms": round((time.perf_counter() - started) * 1000, 1)}
