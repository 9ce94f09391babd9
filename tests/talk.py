"""A customer who talks to a running stack over HTTP."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx

from xiaobao.stack import Stack


class Talk:
    def __init__(self, stack: Stack, **wishes: str) -> None:
        self.http = httpx.Client(base_url=stack.settings.base_url, trust_env=False, timeout=20)
        body = {"channel": "web", "script": "auto", "region": "auto", "mode": "standard", **wishes}
        made = self.http.post("/api/v1/conversations", json=body)
        if made.status_code != 201:
            # Nobody else can: a connection left open would be blamed on the next test.
            self.close()
        assert made.status_code == 201, made.text
        self.id = made.json()["conversation_id"]
        self.http.headers["Authorization"] = f"Bearer {made.json()['token']}"
        self.path = f"/api/v1/conversations/{self.id}"

    def close(self) -> None:
        self.http.close()

    def post(self, text: str, client_message_id: str | None = None) -> httpx.Response:
        body = {"client_message_id": client_message_id or str(uuid4()), "text": text}
        return self.http.post(f"{self.path}/messages", json=body)

    def say(self, text: str) -> dict[str, Any]:
        answer = self.post(text)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


Talking = Callable[..., Talk]
