"""The action server's address with one kept-alive connection pool and a deadline that suits a chat."""

from __future__ import annotations

import asyncio
import os
import time
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

# Seconds a refused connection is tried again; below the gateway's patience with the engine.
RESTART = 2.5


class PooledEndpoint(EndpointConfig):
    """Rasa opens a client and a connection for every call; this one keeps them."""

    _client: aiohttp.ClientSession | None = None

    @classmethod
    def of(cls, endpoint: EndpointConfig) -> PooledEndpoint:
        """The same endpoint, pooled."""
        pooled = cls(endpoint.url, endpoint.params, endpoint.headers, **endpoint.kwargs)
        pooled.basic_auth, pooled.token, pooled.token_name = (
            endpoint.basic_auth,
            endpoint.token,
            endpoint.token_name,
        )
        return pooled

    async def request(self, method: str = "post", subpath: str | None = None, **kwargs: Any) -> Any:
        """JSON of the reply; ClientResponseError from status 400 up, as Rasa expects."""
        self._client = self._client or aiohttp.ClientSession(headers=self.headers)
        kwargs["timeout"] = aiohttp.ClientTimeout(total=float(os.environ.get("XIAOBAO_ACTION_TIMEOUT", "4")))
        kwargs.pop("content_type", None)
        if not kwargs.get("compress"):
            kwargs.pop("compress", None)
        until = time.monotonic() + RESTART
        while True:
            try:
                return await self._once(self._client, method, **kwargs)
            except aiohttp.ClientConnectorError:
                # Nothing was sent: a restarting action server is back in about a second.
                if time.monotonic() >= until:
                    raise
                await asyncio.sleep(0.1)

    async def _once(self, client: aiohttp.ClientSession, method: str, **kwargs: Any) -> Any:
        async with client.request(method, self.url, params=self.combine_parameters(), **kwargs) as reply:
            if reply.status >= 400:
                raise ClientResponseError(reply.status, reply.reason, await reply.text())
            return await reply.json(content_type=None)

    async def close(self) -> None:
        """Close the pool."""
        if self._client:
            await self._client.close()
            self._client = None
