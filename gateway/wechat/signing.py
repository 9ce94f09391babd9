"""Whether the platform signed a request, and just now."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from wechatpy.utils import WeChatSigner

from gateway.wechat.refusing import Refused

FRESH: Final = timedelta(minutes=5)
_LONGEST: Final = 128


def signed(token: str, *parts: str) -> str:
    """The platform's signature (SHA-1, hex) over the token and these parts."""
    signer = WeChatSigner()
    signer.add_data(token, *parts)
    return str(signer.signature)


def check(query: Mapping[str, str], name: str, token: str, now: datetime, *covered: str) -> str:
    """The signature `name` of the query, over time, nonce and what else it covers; Refused."""
    timestamp, nonce, given = (query.get(part, "") for part in ("timestamp", "nonce", name))
    if not (timestamp and nonce and max(map(len, (timestamp, nonce, given))) <= _LONGEST):
        raise Refused("signature")
    expected = signed(token, timestamp, nonce, *covered)
    # Bytes: what is no ASCII would raise instead of differing.
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise Refused("signature")
    if abs(time_of(timestamp) - now) > FRESH:
        raise Refused("stale")
    return given


def time_of(seconds: str) -> datetime:
    """Seconds since 1970 as the platform writes them; Refused."""
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) <= 11):
        raise Refused("incomplete")
    return datetime.fromtimestamp(int(seconds), UTC)
