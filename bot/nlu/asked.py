"""What of a message is asked: the rest after a correction, and the two questions of one message."""

from __future__ import annotations

import re
from typing import Final

# 不是这个，我问的是…; 唔係呢個，我想問…: what comes behind is the question.
_CORRECTION: Final = re.compile(
    r"^[哎唉喂欸诶嗯]*[，,]?(?:不是|不对|错了|搞错了?|弄错了?|答错了?|误会了?|唔系|唔啱|你理解错了?|你搞错了?|我不是)"
    r"(?:这个|这些|呢个|问?这个|啦|了|呀|啊|吧|的|意思|问呢个)*[，,。.！!；;~～\s]+"
    r"(?:我|我们)?(?:的)?(?:意思)?(?:是|系)?(?:想|要)?(?:问|讲|说|指|问紧|讲紧)?(?:的)?(?:是|系)?"
)
_LEAST_REST: Final = 4
# Between two questions: a question mark with more behind it, or words that say that another one comes.
_BETWEEN: Final = re.compile(
    r"[?？]+[\s，,。;；]*(?:还有|另外|再就是|顺便|同埋|仲有|然后|以及|还想问|再问)?[，,：:\s]*"
    r"|[，,。;；!！\s]+(?:还有(?:就是)?|另外|再就是|顺便(?:再)?(?:问|说)?(?:一下|下)?|同埋|仲有|还想问(?:一下|下)?|再问(?:一下|下)?)[，,：:\s]*"
)
_LEAST_PART: Final = 4
_LONGEST: Final = 120  # a story has question marks too


def corrected(text: str) -> str:
    """The text without "not that, I mean" in front; whole where hardly anything is left (normalised text)."""
    rest = _CORRECTION.sub("", text, count=1)
    return rest if len(rest) >= _LEAST_REST else text


def questions(text: str) -> tuple[str, str] | None:
    """The two questions of a message, None when it is one, or none, or more (normalised text)."""
    if len(text) > _LONGEST:
        return None
    parts = [part.strip() for part in _BETWEEN.split(text)]
    parts = [part for part in parts if len(part) >= _LEAST_PART]
    return (parts[0], parts[1]) if len(parts) == 2 else None
