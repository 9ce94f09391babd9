"""Choices by number: which ones were offered last, and what a bare number means."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from bot.text import fold
from casework.conversations import service as conversations
from casework.messages import service as messages
from casework.messages.rows import by_client_id
from casework.messages.types import Message
from gateway.chat.intake import incoming
from gateway.chat.records import Incoming

Choice = dict[str, str]

MOST: Final = 20  # a higher number is a number
_RECENT: Final = 12  # messages

# What these questions want may be a number itself: their buttons are words there.
_NUMBERS_ASKED: Final = frozenset({"amount", "phone", "when", "name", "case", "contact", "callback"})
_NUMERALS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TEN: Final = "十"
# "2", "２", "②", "2.", "第二个", "选2", "回复2", "2号": and nothing else in the message.
_BARE = re.compile(
    r"(?:我?(?:选择|选|要|回复|按)|第)?第?([0-9]{1,2}|[零〇一二两三四五六七八九]?十?[零〇一二两三四五六七八九]?)(?:个|项|条|号|种)?[吧啊呀啦呢]?"
)
_EDGES = " \t\n.,。，、．:：!！~～()（）[]【】「」<>《》\"“”'"


def offered(replies: Sequence[Mapping[str, Any]]) -> tuple[Choice, ...]:
    """The buttons of the last reply that has any: of two lists nobody would know which one counts."""
    rows = next((reply["buttons"] for reply in reversed(replies) if reply.get("buttons")), ())
    return tuple({"title": row["title"], "value": row["value"]} for row in rows)


def numbered(choices: Sequence[Choice], expects: str | None) -> bool:
    """Whether numbers may stand before them; not where a number is an answer, or they are numbers."""
    return (
        bool(choices) and expects not in _NUMBERS_ASKED and all(number(c["title"]) is None for c in choices)
    )


def bare(text: str) -> bool:
    """Whether a message is nothing but the number of a choice; "3号" may be a date."""
    return MOST >= (number(text) or 0) > 0 and "号" not in fold(text)


def as_chosen(session: Session, new: Incoming) -> Incoming:
    """A bare number read as the choice it stands for; WeChat has its own list and has done so already.

    The same message sent again is read as it was the first time.
    """
    if number(new.text) is None:
        return new
    found = conversations.get(session, new.conversation_id)
    if found.channel == "wechat" or found.owner == "agent":
        return new
    known = by_client_id(session, new.conversation_id, new.client_message_id)
    choices = last_offered(
        messages.recent(session, new.conversation_id, _RECENT, known.id if known else None)
    )
    chosen = pick(new.text, choices)
    if chosen is None or (known is not None and known.text == new.text):
        return new
    return incoming(new.conversation_id, new.client_message_id, chosen)


def last_offered(said: Sequence[Message]) -> tuple[Choice, ...]:
    """What the replies to the customer's last message offer by number; a human offers nothing."""
    replies: list[Mapping[str, Any]] = []
    for message in reversed(said):
        if message.sender == "agent":
            return ()
        if message.sender == "customer":
            break
        replies.insert(0, message.payload or {})
    choices = offered(replies)
    expects = next((reply["expects"] for reply in reversed(replies) if reply.get("expects")), None)
    return choices if numbered(choices, expects) else ()


def pick(text: str, choices: Sequence[Choice]) -> str | None:
    """What choosing says, for a message that is a bare number of one of them; else None."""
    wanted = number(text)
    return choices[wanted - 1]["value"] if wanted and wanted <= len(choices) else None


def number(text: str) -> int | None:
    """The number that is all of a short message, in any form; None for anything else."""
    if len(text) > 12:
        return None
    plain = (
        fold(unicodedata.normalize("NFKC", text)).replace("\ufe0f", "").replace("\u20e3", "").strip(_EDGES)
    )
    found = _BARE.fullmatch(plain)
    return _value(found[1]) if found and found[1] else None


def _value(said: str) -> int | None:
    if said.isdigit():
        return int(said)
    tens, ten, ones = said.partition(_TEN)
    if not ten:
        return _NUMERALS.get(said)
    return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)
