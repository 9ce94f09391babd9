"""A lean keep-alive HTTP client: on two cores the load generator must not eat what it measures."""

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlsplit


class Connection:
    """One keep-alive connection to a loopback server."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        """Send and read one JSON exchange; raises RuntimeError on a status of 400 or more."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
        assert self._reader is not None
        data = b"" if body is None else json.dumps(body).encode()
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Length: {len(data)}"]
        head += ["Content-Type: application/json", *(f"{k}: {v}" for k, v in (headers or {}).items()), "", ""]
        self._writer.write("\r\n".join(head).encode() + data)
        status, answer = await self._read(self._reader)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {answer[:300]!r}")
        return json.loads(answer) if answer else None

    async def _read(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = head.split("\r\n")
        fields = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
        if fields.get("transfer-encoding") == "chunked":
            return int(lines[0].split()[1]), await self._chunks(reader)
        return int(lines[0].split()[1]), await reader.readexactly(int(fields.get("content-length", 0)))

    async def _chunks(self, reader: asyncio.StreamReader) -> bytes:
        parts = []
        while size := int((await reader.readline()).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        return b"".join(parts)

    def close(self) -> None:
        """Close the connection."""
        if self._writer is not None:
            self._writer.close()


class Customer:
    """Somebody who talks: through our gateway, or straight to a stock Rasa."""

    def __init__(
        self, base: str, name: str, stock: bool = False, headers: dict[str, str] | None = None
    ) -> None:
        self.connection, self.name, self.stock = Connection(base), name, stock
        self.headers, self.sent, self.path = dict(headers or {}), 0, ""

    async def open(self) -> None:
        """Begin a conversation."""
        self.sent = 0
        if self.stock:
            self.name += "+"
            return
        body = {"channel": "web", "script": "auto", "region": "auto", "mode": "standard"}
        made = await self.connection.call("POST", "/api/v1/conversations", body, self.headers)
        self.headers["Authorization"] = f"Bearer {made['token']}"
        self.path = f"/api/v1/conversations/{made['conversation_id']}/messages"

    async def say(self, text: str) -> tuple[float, Any]:
        """Send one message; milliseconds and the answer's body. Raises when there is no reply."""
        self.sent += 1
        started = time.perf_counter()
        if self.stock:
            body = {"sender": self.name, "message": text}
            answer = await self.connection.call("POST", "/webhooks/rest/webhook", body)
            replies = answer
        else:
            body = {"client_message_id": f"{self.name}-{self.sent}", "text": text}
            answer = await self.connection.call("POST", self.path, body, self.headers)
            replies = answer["replies"]
        took = (time.perf_counter() - started) * 1000
        if not self.stock and answer["owner"] == "queue":
            # Some questions bring a human, who would silence the bot for the rest of the conversation.
            await self.connection.call(
                "DELETE", self.path.replace("/messages", "/handoff"), None, self.headers
            )
        if not replies:
            raise RuntimeError(f"no reply to {text!r}")
        return took, answer
