"""Checks a configuration from end to end; asks, never sends: no customer hears of it."""

import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from gateway.wechat import menu
from gateway.wechat.platform import Platform, PlatformError
from gateway.wechat.signing import FRESH, signed
from knowledge import Knowledge
from xiaobao.settings import Settings

Grade = Literal["ok", "note", "wrong"]
_SKEW: Final = timedelta(seconds=30)
# What an operator does about a code of the platform.
ADVICE: Final = {
    40013: "XIAOBAO_WECHAT_APP_ID is not the AppID of this account",
    40125: "XIAOBAO_WECHAT_SECRET is not the account's AppSecret (was it reset?)",
    40001: "the token was renewed by somebody else: one AppID may serve one installation only",
    40164: (
        "this machine's outgoing address is not on the account's IP whitelist: add it under 开发接口管理 → "
        "基本配置 → IP白名单; with several gateways, all their addresses"
    ),
    48001: "this account may not do that: only a verified service account has the API",
    45009: "the day's quota of API calls is used up",
    -1: "the platform is busy: try again",
}
_BY_KIND: Final = {
    "unsent": "no connection to the platform: DNS, firewall, proxy (HTTPS_PROXY)?",
    "unknown": "the platform did not answer in time, or not as documented",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, how it is, and what to do about it."""

    name: str
    grade: Grade
    text: str


def advice(error: PlatformError) -> str:
    """What the error means here, and what to do."""
    known = ADVICE.get(error.code or 0) or _BY_KIND.get(error.kind, "")
    return f"{error.slug}: {known}" if known else f"{error.slug}: see the platform's list of error codes"


async def examine(
    settings: Settings, knowledge: Knowledge, platform: Platform, clock: Callable[[], datetime]
) -> AsyncIterator[Finding]:
    """Every check in order; what cannot be asked without a token is left out when there is none."""
    for finding in settled(settings):
        yield finding
    yield await _clock(settings, clock)
    yield await _address(settings, clock)
    if not settings.wechat_secret.get_secret_value():
        yield Finding("token", "note", "no secret: nothing can be asked of the platform")
        return
    try:
        await platform.ready()
    except PlatformError as error:
        yield Finding("token", "wrong", advice(error))
        return
    yield Finding("token", "ok", "the platform gives one, and it is kept for all gateways")
    yield await _callers(platform)
    yield await _menu(settings, knowledge, platform)


def settled(settings: Settings) -> list[Finding]:
    """What the settings alone tell."""
    modes: dict[str, Finding] = {
        "aes": Finding("mode", "ok", "aes (安全模式)"),
        "compatible": Finding("mode", "note", "compatible: choose 安全模式 and aes before going live"),
        "plain": Finding("mode", "wrong", "plain: nothing proves who sent a message; for tests only"),
    }
    push = (
        Finding("push", "ok", "answers that take longer, and agents' words, are pushed")
        if settings.wechat_push
        else Finding("push", "note", "off: agents reach a customer only with the customer's next message")
    )
    account = (
        Finding("account", "ok", f"only messages to {settings.wechat_account} are taken")
        if settings.wechat_account
        else Finding("account", "note", "XIAOBAO_WECHAT_ACCOUNT (gh_…) is not set: not checked in messages")
    )
    return [modes[settings.wechat_mode], push, account, _public(settings)]


def _public(settings: Settings) -> Finding:
    if not settings.public_url:
        return Finding("public", "wrong", "XIAOBAO_PUBLIC_URL is not set: no links to the page")
    if urlsplit(settings.public_url).scheme != "https":
        return Finding("public", "note", f"{settings.public_url}: https before going live")
    return Finding("public", "ok", settings.public_url)


async def _clock(settings: Settings, clock: Callable[[], datetime]) -> Finding:
    """The platform's own clock, from the head of any answer: five minutes apart nothing is taken any more."""
    headers = await _fetched(settings.wechat_api, {})
    if headers is None:
        return Finding("clock", "wrong", _BY_KIND["unsent"])
    try:
        away = abs(parsedate_to_datetime(headers[1].get("date", "")).astimezone(UTC) - clock())
    except ValueError:
        return Finding("clock", "note", "the platform does not tell its time: is NTP running here?")
    said = f"{away.total_seconds():.0f} s from the platform's"
    if away > FRESH:
        return Finding("clock", "wrong", f"{said}: every message is refused; set the clock (NTP)")
    return Finding("clock", "note" if away > _SKEW else "ok", said)


async def _address(settings: Settings, clock: Callable[[], datetime]) -> Finding:
    """The gateway asked as the platform asks when the URL is saved."""
    base = (settings.public_url or settings.base_url).rstrip("/")
    token, echo = settings.wechat_token.get_secret_value(), secrets.token_hex(8)
    timestamp, nonce = str(int(clock().timestamp())), secrets.token_hex(4)
    query = {"timestamp": timestamp, "nonce": nonce, "echostr": echo}
    query["signature"] = signed(token, timestamp, nonce)
    found = await _fetched(f"{base}/wechat", query)
    where = f"{base}/wechat"
    if found is None:
        return Finding(
            "address", "wrong", f"{where} does not answer: is the gateway running, is TLS in order?"
        )
    if found[0] != 200 or found[2] != echo:
        return Finding(
            "address", "wrong", f"{where} answers {found[0]}: another token there, or another site"
        )
    return Finding("address", "ok", f"{where} answers the platform's check")


async def _callers(platform: Platform) -> Finding:
    try:
        found = await platform.callback_ips()
    except PlatformError as error:
        return Finding("callers", "note", advice(error))
    shown = ", ".join(found[:6]) + (" …" if len(found) > 6 else "")
    return Finding("callers", "ok", f"let these in at the firewall: {shown} ({len(found)})")


async def _menu(settings: Settings, knowledge: Knowledge, platform: Platform) -> Finding:
    try:
        there = await platform.menu()
    except PlatformError as error:
        return Finding("menu", "note", advice(error))
    ours = menu.menu(knowledge, page=bool(settings.public_url))
    if _keys(there) == _keys(ours):
        return Finding("menu", "ok", "as it should be")
    return Finding("menu", "note", "another one, or none: set it with `xiaobao wechat menu`")


def _keys(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (entry.get("name", ""), entry.get("key", ""))
        for heading in found.get("button", ())
        for entry in (heading, *heading.get("sub_button", ()))
    ]


async def _fetched(url: str, query: dict[str, str]) -> tuple[int, dict[str, str], str] | None:
    """Status, headers and text of an address; None when there is no answer."""
    import httpx

    try:
        async with httpx.AsyncClient(timeout=8.0, trust_env=not url.startswith("http://")) as http:
            answer = await http.get(url, params=query)
    except (httpx.HTTPError, OSError, ValueError):
        return None
    return answer.status_code, dict(answer.headers), answer.text[:200]
