"""Replies as plain text for WeChat, cut into parts of at most 2,048 bytes; pure, and the same every time."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.chat.choices import Choice, numbered, offered

LIMIT: Final = 2048  # bytes of UTF-8
# wechat.<key> in the conversation's script, region and mode.
Say = Callable[..., str]
Reply = Mapping[str, Any]

# Tags and characters that XML or the platform would take for something else than text.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_MOST_SOURCES: Final = 4
_NO_BREAK_BEFORE = frozenset("，。！？；：、,.!?;:）】」》”’)]}%％元年月日号条")
_NO_BREAK_AFTER = frozenset("（【「《“‘([{#¥￥+-")
_WORD = re.compile(r"[0-9A-Za-z.,:/?&=_%#@+~-]")
_JOINED = frozenset({"Mn", "Me", "Mc", "Sk", "Cf"})
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_ENDS = ("\n\n", "\n", "。！？!?", "；;", "，、, ")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Text of any length, and what a bare number then answers (nothing: a number is a number)."""

    text: str
    choices: tuple[Choice, ...] = ()


def render(replies: Sequence[Reply], say: Say, *, large: bool = False, last: bool = True) -> Spoken:
    """Replies that are read together, oldest first: one text, with numbered choices at its end.

    A reply is what customers get (gateway.chat.types.Reply), perhaps with ``expects`` and ``link``. Where it
    is not the ``last`` one, for other choices follow at once, it has none.
    """
    choices = offered(replies) if last else ()
    expects = next((r["expects"] for r in reversed(replies) if r.get("expects")), None)
    blocks: list[str] = []
    speakers = [_speaker(reply, say) for reply in replies]
    several = len(set(speakers)) > 1
    for number, reply in enumerate(replies):
        changed = number == 0 or speakers[number] != speakers[number - 1]
        head = [speakers[number] or (say("bot") if several else "")] if changed else []
        block = _block(reply, say, "\n".join(blocks), large=large)
        blocks.append("\n".join(filter(None, [*head, block])))
    if choices:
        blocks.append(_choices(choices, say, expects))
    kept = choices if numbered(choices, expects) else ()
    return Spoken("\n\n".join(filter(None, blocks)), kept)


def split(text: str, limit: int = LIMIT) -> tuple[str, ...]:
    """Parts of at most `limit` bytes: cut after a line or sentence, never inside a number or a character."""
    parts, rest = [], text.strip()
    while size(rest) > limit:
        head = rest[: _cut(rest, limit)]
        parts.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return tuple(filter(None, (*parts, rest)))


def size(text: str) -> int:
    """Bytes on the wire."""
    return len(text.encode("utf-8", "replace"))


def sendable(text: str) -> str:
    """Without what is no text: control characters, halves of characters, tags of any markup."""
    return _TAG.sub("\uff1c", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def _block(reply: Reply, say: Say, before: str, *, large: bool) -> str:
    text = sendable(str(reply["text"]))
    lines = [*([say("urgent")] if reply.get("urgent") else []), text]
    lines += [*_hotlines(reply.get("hotlines") or (), f"{before}\n{text}", say)]
    if reply.get("link"):
        # Alone on its line: what follows an address is taken for a part of it.
        lines += [str(reply["link"]), say("page_rule")]
    for link in reply.get("links") or ():
        lines += [sendable(link["title"]), link["href"]]
    lines += _sources(reply.get("sources") or (), say, 1 if large else _MOST_SOURCES)
    return "\n".join(lines)


def _speaker(reply: Reply, say: Say) -> str:
    """Which human says it; "" for the assistant."""
    if reply.get("sender") != "agent":
        return ""
    known = reply.get("speaker") or {}
    name, number = sendable(known.get("name") or ""), known.get("number") or ""
    if not number:
        return say("agent")
    return say("agent_named", name=name, number=number) if name else say("agent_numbered", number=number)


def _hotlines(rows: Iterable[Mapping[str, str]], text: str, say: Say) -> list[str]:
    missing = [row for row in rows if not _named(row["number"], text)]
    told = [say("hotline", name=row["name"].partition("（")[0], number=row["number"]) for row in missing]
    return [say("hotlines", numbers="、".join(told))] if told else []


def _named(number: str, text: str) -> bool:
    return re.search(rf"(?<!\d){re.escape(number)}(?!\d)", text) is not None


def _sources(rows: Iterable[Mapping[str, str]], say: Say, most: int) -> list[str]:
    """Articles of one law together; the date is that of the check longest ago."""
    articles: dict[str, list[str]] = {}
    dates = []
    for row in rows:
        known = articles.setdefault(row["title"], [])
        if row["article"] and row["article"] not in known:
            known.append(row["article"])
        dates += [row["verified_on"]] if row.get("verified_on") else []
    if not articles:
        return []
    told = [title + "、".join(found) for title, found in list(articles.items())[:most]]
    date = say("verified", date=min(dates)) if dates else ""
    return [say("sources", sources="；".join(told)) + date]


def _choices(choices: Sequence[Choice], say: Say, expects: str | None) -> str:
    if not numbered(choices, expects):
        return say("words", words="、".join(sendable(choice["value"]) for choice in choices))
    lines = [
        say("choice", number=number, title=sendable(choice["title"]))
        for number, choice in enumerate(choices, 1)
    ]
    return "\n".join([say("choices"), *lines])


def _cut(text: str, limit: int) -> int:
    """Where to cut: after the best end in the last half of what fits, else at the last place that may be."""
    most = _fits(text, limit)
    for ends in _ENDS:
        found = max((_after(text, end, most) for end in ([ends] if "\n" in ends else ends)), default=0)
        if found > most // 2:
            return found
    return next((at for at in range(most, most // 2, -1) if _may_cut(text, at)), most)


def _after(text: str, end: str, most: int) -> int:
    at = text.rfind(end, 0, most)
    while at >= 0 and not _may_cut(text, at + len(end)):
        at = text.rfind(end, 0, at)
    return at + len(end) if at >= 0 else 0


def _may_cut(text: str, at: int) -> bool:
    if at >= len(text) or text[at - 1] == "\n":
        return True
    before, after = text[at - 1], text[at]
    if (_WORD.match(before) and _WORD.match(after)) or (_FLAG.match(before) and _FLAG.match(after)):
        return False
    if unicodedata.category(after) in _JOINED or before == "\u200d":
        return False
    return after not in _NO_BREAK_BEFORE and before not in _NO_BREAK_AFTER


def _fits(text: str, limit: int) -> int:
    """How many characters have at most `limit` bytes."""
    head = text[:limit].encode("utf-8", "replace")[:limit]
    return max(1, len(head.decode("utf-8", "ignore")))
