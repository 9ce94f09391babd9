"""What the platform sends to the gateway: messages and events, signed, encrypted, three times if need be."""

import asyncio
import itertools
import secrets
import time
from dataclasses import dataclass, field
from typing import Final

import httpx
from defusedxml.ElementTree import fromstring

from xiaobao.wechat_simulator.sealing import Sealer, xml
from xiaobao.wechat_simulator.world import World

TRIES: Final = 3
PATIENCE: Final = 5.0  # seconds a try
_IDS = itertools.count(int(time.time() * 1000) << 20)
Fields = list[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a message: how many tries, the statuses, and the reply of the last (None: nothing to say).

    `broken`: the customer reads that the account is out of order.
    """

    tries: int
    statuses: tuple[int, ...] = ()
    reply: str | None = None
    kind: str = ""
    broken: bool = False
    body: bytes = field(default=b"", repr=False)


class Callbacks:
    """Speaks to `account.callback`; `scale` makes the platform's five seconds shorter or longer."""

    def __init__(self, world: World, scale: float = 1.0, http: httpx.AsyncClient | None = None) -> None:
        self.world, self.scale = world, scale
        self._http = http or httpx.AsyncClient(trust_env=False)

    @property
    def sealer(self) -> Sealer:
        """Of the account as it is now."""
        account = self.world.account
        return Sealer(account.token, account.aes_key, account.app_id)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def say(self, openid: str, text: str) -> Result:
        """A text message, as often as the platform would send it."""
        self.world.wrote(openid, text)
        return await self.deliver(self.message(openid, "text", ("Content", text)))

    async def picture(self, openid: str, data: bytes, kind: str = "image/jpeg") -> Result:
        """A picture that can be fetched under its MediaId."""
        media_id = secrets.token_urlsafe(40)
        self.world.media[media_id] = (data, kind)
        self.world.wrote(openid, "[image]")
        more = (("PicUrl", "http://mmbiz.qpic.cn/x"), ("MediaId", media_id))
        return await self.deliver(self.message(openid, "image", *more))

    async def voice(self, openid: str, recognition: str = "", media_id: str = "voice") -> Result:
        """A recording, with what the platform understood."""
        self.world.wrote(openid, "[voice]")
        more = (("MediaId", media_id), ("Format", "amr"), ("Recognition", recognition))
        return await self.deliver(self.message(openid, "voice", *more))

    async def subscribe(self, openid: str, scene: str = "") -> Result:
        """They follow, perhaps by scanning a code with a scene."""
        self.world.did(openid, "[subscribe]")
        more = (("EventKey", f"qrscene_{scene}" if scene else ""), ("Ticket", "t" if scene else ""))
        return await self.deliver(self.event(openid, "subscribe", *more))

    async def unsubscribe(self, openid: str) -> Result:
        """They leave."""
        self.world.did(openid, "[unsubscribe]", counts=False)
        self.world.left(openid)
        return await self.deliver(self.event(openid, "unsubscribe", ("EventKey", "")))

    async def scan(self, openid: str, scene: str) -> Result:
        """A follower scans a code."""
        self.world.did(openid, f"[scan {scene}]")
        return await self.deliver(self.event(openid, "SCAN", ("EventKey", scene), ("Ticket", "t")))

    async def click(self, openid: str, key: str) -> Result:
        """A button of the menu."""
        self.world.did(openid, f"[click {key}]")
        return await self.deliver(self.event(openid, "CLICK", ("EventKey", key)))

    async def view(self, openid: str, url: str) -> Result:
        """A button of the menu that opens a page; that opens no window."""
        self.world.did(openid, f"[view {url}]", counts=False)
        return await self.deliver(self.event(openid, "VIEW", ("EventKey", url)))

    def message(self, openid: str, kind: str, *more: tuple[str, object]) -> Fields:
        """A message's fields; its MsgId is new."""
        return [*self._head(openid), ("MsgType", kind), *more, ("MsgId", next(_IDS))]

    def event(self, openid: str, kind: str, *more: tuple[str, object]) -> Fields:
        """An event's fields; events have no MsgId."""
        return [*self._head(openid), ("MsgType", "event"), ("Event", kind), *more]

    def _head(self, openid: str) -> Fields:
        now = int(self.world.clock().timestamp())
        return [("ToUserName", self.world.account.name), ("FromUserName", openid), ("CreateTime", now)]

    async def deliver(self, fields: Fields) -> Result:
        """Up to three tries; what comes of it stands on the customer's screen."""
        statuses: list[int] = []
        for tried in range(1, TRIES + 1):
            answer = await self.once(fields)
            if answer is not None:
                statuses.append(answer.status_code)
                return self._shown(fields, tried, statuses, answer)
        return self._broken(fields, TRIES, statuses)

    async def once(self, fields: Fields, url: str = "") -> httpx.Response | None:
        """One try, signed anew; None when no answer came in time."""
        query, body = self.signed(xml(fields))
        try:
            async with asyncio.timeout(PATIENCE * self.scale):
                return await self._http.post(
                    url or self.world.account.callback, params=query, content=body,
                    headers={"content-type": "text/xml"}, timeout=None,
                )  # fmt: skip
        except (TimeoutError, httpx.HTTPError):
            return None

    def signed(self, text: str) -> tuple[dict[str, str], bytes]:
        """Query and body as the account's mode wants them."""
        account, sealer = self.world.account, self.sealer
        stamp, nonce = str(int(self.world.clock().timestamp())), secrets.token_hex(5)
        query = {"signature": sealer.signature(stamp, nonce), "timestamp": stamp, "nonce": nonce}
        if account.mode == "plain":
            return query, text.encode()
        sealed = sealer.encrypt(text)
        query |= {"encrypt_type": "aes", "msg_signature": sealer.signature(stamp, nonce, sealed)}
        outer = xml([("ToUserName", account.name), ("Encrypt", sealed)])
        if account.mode == "compatible":
            outer = text.removesuffix("</xml>") + outer.removeprefix("<xml>")
        return query, outer.encode()

    def opened(self, body: bytes) -> dict[str, str]:
        """The fields of a reply; ValueError when the platform would not take it."""
        found = _fields(body.decode())
        if self.world.account.mode == "aes" or "Encrypt" in found:
            signed = self.sealer.signature(found["TimeStamp"], found["Nonce"], found["Encrypt"])
            if signed != found["MsgSignature"]:
                raise ValueError("wrong signature")
            found = _fields(self.sealer.decrypt(found["Encrypt"]))
        return found

    def _shown(self, fields: Fields, tried: int, statuses: list[int], answer: httpx.Response) -> Result:
        body = answer.content
        if answer.status_code == 200 and body in (b"", b"success"):
            return Result(tried, tuple(statuses), body=body)
        try:
            if answer.status_code != 200:
                raise ValueError("not taken")
            found, openid = self.opened(body), str(dict(fields)["FromUserName"])
            if (found["ToUserName"], found["FromUserName"]) != (openid, self.world.account.name):
                raise ValueError("to somebody else")
        except (KeyError, ValueError, SyntaxError):
            return self._broken(fields, tried, statuses, body)
        text = found.get("Content", "") if found["MsgType"] == "text" else f"[{found['MsgType']}]"
        if len(text.encode()) > 2048:
            return self._broken(fields, tried, statuses, body)
        self.world.shows(openid, "reply", text)
        return Result(tried, tuple(statuses), text, found["MsgType"], body=body)

    def _broken(self, fields: Fields, tried: int, statuses: list[int], body: bytes = b"") -> Result:
        self.world.shows(str(dict(fields)["FromUserName"]), "notice", "[service unavailable]")
        return Result(tried, tuple(statuses), broken=True, body=body)


def _fields(text: str) -> dict[str, str]:
    return {child.tag: child.text or "" for child in fromstring(text)}
