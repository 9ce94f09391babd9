"""The platform's API as the rest of the channel sees it; every failure is a PlatformError."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from casework.db import Database
from casework.vault.cipher import Cipher
from gateway.wechat.access import Access
from gateway.wechat.calling import PATIENCE, Answer, Caller, PlatformError, told
from xiaobao.settings import Settings

__all__ = ["Media", "Platform", "PlatformError"]
_MOST_JSON: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class Media:
    """A file as the platform gave it; what it says of its type proves nothing."""

    data: bytes
    type: str


class Platform:
    """Sends and asks in the account's name; one call each, a token that is not taken is renewed once."""

    def __init__(
        self, settings: Settings, database: Database, cipher: Cipher, clock: Callable[[], datetime],
        patience: float = PATIENCE,
    ) -> None:  # fmt: skip
        self._caller = Caller(settings.wechat_api, patience)
        secret = settings.wechat_secret.get_secret_value()
        self._access = Access(self._caller, database, cipher, settings.wechat_app_id, secret, clock)

    async def send_text(self, openid: str, text: str) -> None:
        """Push a text (at most 2,048 bytes) as a customer-service message; PlatformError."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        await self._json("/cgi-bin/message/custom/send", body)

    async def typing(self, openid: str, *, on: bool) -> None:
        """Show that somebody is writing, or has stopped; PlatformError."""
        body = {"touser": openid, "command": "Typing" if on else "CancelTyping"}
        await self._json("/cgi-bin/message/custom/typing", body)

    async def menu_set(self, menu: dict[str, Any]) -> None:
        """Replace the account's menu; PlatformError."""
        await self._json("/cgi-bin/menu/create", menu)

    async def menu(self) -> dict[str, Any]:
        """The menu set by the API; empty without one. PlatformError."""
        try:
            return dict((await self._json("/cgi-bin/menu/get")).get("menu") or {})
        except PlatformError as error:
            if error.code == 46003:
                return {}
            raise

    async def media(self, media_id: str, most: int) -> Media:
        """A file a customer sent within the last three days, at most `most` bytes; PlatformError."""
        answer = await self._called("/cgi-bin/media/get", None, {"media_id": media_id}, most)
        if answer.type == "application/json" or answer.type.startswith("text/"):
            said = told(answer)
            raise PlatformError("refused" if "video_url" in said else "unknown")
        return Media(answer.body, answer.type)

    async def callback_ips(self) -> tuple[str, ...]:
        """Where the platform's own requests come from; PlatformError."""
        return tuple(map(str, (await self._json("/cgi-bin/getcallbackip")).get("ip_list", ())))

    async def ready(self) -> None:
        """Have a good token, renewed early; PlatformError."""
        await self._access.token()

    async def close(self) -> None:
        """Close the connections."""
        await self._caller.close()

    async def _json(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return told(await self._called(path, body))

    async def _called(
        self, path: str, body: dict[str, Any] | None, query: dict[str, str] | None = None,
        most: int = _MOST_JSON,
    ) -> Answer:  # fmt: skip
        token = await self._access.token()
        answer = await self._caller.fetch(path, {"access_token": token, **(query or {})}, body, most)
        if not _not_taken(answer):
            return answer
        token = await self._access.token(refused=token)
        return await self._caller.fetch(path, {"access_token": token, **(query or {})}, body, most)


def _not_taken(answer: Answer) -> bool:
    """Whether it says that the token is none: nothing was done."""
    if len(answer.body) > 4096:
        return False
    try:
        told(answer)
    except PlatformError as error:
        return error.kind == "token"
    return False
