"""Whether each thing the gateway depends on answers."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

Probe = Callable[[], Awaitable[bool]]
Found = tuple[bool, dict[str, Any]]


class Readiness:
    """Asks every probe at once; ``check()`` gives (ready, {name: {"state","ms"}}).

    ``told`` are shown beside them and decide nothing: the page works while another channel does not.
    """

    def __init__(self, probes: dict[str, Probe], patience: float = 2.0) -> None:
        self._probes, self._patience = probes, patience
        self.told: dict[str, Probe] = {}
        self._asking: asyncio.Task[Found] | None = None

    async def check(self) -> Found:
        """True when all are up. Who asks meanwhile shares the answer, so nobody can hammer the engine."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> Found:
        probes = self._probes | self.told
        found = await asyncio.gather(*(self._one(probe) for probe in probes.values()))
        states = dict(zip(probes, found, strict=True))
        return all(states[name]["state"] == "ok" for name in self._probes), states

    async def _one(self, probe: Probe) -> dict[str, Any]:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._patience):
                up = await probe()
        except Exception:  # noqa: BLE001 - whatever went wrong, the answer is "down"
            up = False
        return {"state": "ok" if up else "down", "ms": round((time.perf_counter() - started) * 1000, 1)}
