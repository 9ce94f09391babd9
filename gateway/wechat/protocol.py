"""The platform's requests in, answers out, in all three modes; nothing is believed that is not signed."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from gateway.wechat import crypto, xml
from gateway.wechat.arrival import Arrival, Passive
from gateway.wechat.reading import arrival_of
from gateway.wechat.refusing import Refused
from gateway.wechat.signing import check
from xiaobao.settings import Settings

# Time and nonce are sorted before they are signed, so an old nonce may one day read as a time.
_OLDEST: Final = timedelta(days=1)
_ECHO: Final = re.compile(r"[0-9A-Za-z+/=_-]{1,512}")
_TEXT: Final = "text/plain; charset=utf-8"
_XML: Final = "application/xml; charset=utf-8"


def echo(query: Mapping[str, str], settings: Settings, now: datetime) -> str:
    """What the platform's check of the URL wants back, in any mode; Refused."""
    token, given = settings.wechat_token.get_secret_value(), query.get("echostr", "")
    if not _ECHO.fullmatch(given):
        raise Refused("incomplete")
    if "signature" not in query and settings.wechat_mode != "plain":
        check(query, "msg_signature", token, now, given)
        return crypto.decrypt(given, settings)
    check(query, "signature", token, now)
    return given


def read(body: bytes, query: Mapping[str, str], settings: Settings, now: datetime) -> Arrival:
    """One authentic message or event for this account; Refused.

    With a key configured only the encrypted part counts, whatever the query or the rest of the body says.
    """
    if len(body) > xml.MAX_BODY:
        raise Refused("too_large")
    arrival = arrival_of(xml.repaired(_verified(body, query, settings, now)))
    if settings.wechat_account and arrival.account != settings.wechat_account:
        raise Refused("wrong_account")
    if abs(arrival.created_at - now) > _OLDEST:
        raise Refused("stale")
    return arrival


def signature_of(query: Mapping[str, str], settings: Settings) -> str:
    """In plain mode what may be used for one message only; in the others it covers the message."""
    return query.get("signature", "") if settings.wechat_mode == "plain" else ""


def render(passive: Passive, arrival: Arrival, settings: Settings, now: datetime) -> tuple[bytes, str]:
    """The answer to the request (body, media type): `success` when there is nothing to say."""
    if not (passive.text or passive.transfer):
        return b"success", _TEXT
    plain = _reply(passive, arrival, now)
    if settings.wechat_mode != "plain":
        plain = crypto.encrypt(plain, settings, now)
    return plain.encode(), _XML


def _verified(body: bytes, query: Mapping[str, str], settings: Settings, now: datetime) -> bytes:
    token = settings.wechat_token.get_secret_value()
    if settings.wechat_mode == "plain":
        check(query, "signature", token, now)
        return body
    encrypted = xml.encrypted(xml.readable(body))
    if not encrypted:
        raise Refused("not_encrypted")
    check(query, "msg_signature", token, now, encrypted)
    return crypto.decrypt(encrypted, settings).encode()


def _reply(passive: Passive, arrival: Arrival, now: datetime) -> str:
    kind = "transfer_customer_service" if passive.transfer else "text"
    content = "" if passive.transfer else f"<Content>{xml.section(passive.text)}</Content>"
    return (
        f"<xml><ToUserName>{xml.section(arrival.openid)}</ToUserName>"
        f"<FromUserName>{xml.section(arrival.account)}</FromUserName>"
        f"<CreateTime>{int(now.timestamp())}</CreateTime>"
        f"<MsgType>{xml.section(kind)}</MsgType>{content}</xml>"
    )
