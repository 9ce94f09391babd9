"""What of a message is asked: the rest after a correction or greeting, the two questions of one message."""

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
_SEP: Final = r"[\s，,。.！!；;：:~～、…?？]"
# Before a question: 您好，…; 谢谢你，再问…; 他妈的到底….
_GREETS: Final = (
    r"(?:你好|您好|大家好|(?:早上|上午|中午|下午|晚上)好|早安|午安|早晨|哈喽|哈啰|哈罗|哈佬|嗨+|hello|hi|hey"
    r"|在吗|在不在|在么|喂+|打扰一下|打扰了|打扰)[啊呀哦喔哈呢]*"
)
_CALLS: Final = r"(?:小宝|小同志|同志|客服|老师|师傅|姑娘|美女|帅哥|亲|有人吗|请问一下|请问)"
_THANKS: Final = (
    r"(?:谢谢?(?:你们|你|您|小宝)?|多谢(?:晒|你|您)?|感谢(?:你|您)?|唔该(?:晒)?|辛苦(?:你|您)?了|好的|好|行|嗯+|哦|噢"
    r"|知道了|明白了|了解|收到|ok)[啊呀哦喔哈啦了]*"
)
_SWEARS: Final = (
    r"(?:他妈的|妈的|我?[草操靠]|卧槽|傻[逼比b]|傻子|蠢货|笨蛋|白痴|垃圾|废物|神经病|王八蛋|扑街|仆街|顶你|有病)"
    r"(?:客服|银行|机器人|小宝|东西|玩意儿?)*"
)
_OPENING: Final = re.compile(
    rf"^(?:{_GREETS}(?:{_SEP}+|(?=我[想要的有在被买存]|请|想|问|咨询|麻烦|怎|点样|如何|能不|可[不以]|银行|为什))"
    rf"|(?:{_CALLS}|{_THANKS}|{_SWEARS}){_SEP}+|他妈的)+",
    re.IGNORECASE,
)
_POLITE: Final = re.compile(rf"{_GREETS}|{_CALLS}|{_THANKS}|{_SWEARS}|{_SEP}+", re.IGNORECASE)
_FEWEST: Final = 2
_CLAUSES: Final = re.compile(rf"{_SEP}+")
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


def addressed(text: str) -> str:
    """The text without greeting, thanks or swearing in front; whole where nothing is left (normalised)."""
    rest = _OPENING.sub("", text, count=1)
    return rest if len(rest) >= _FEWEST and not _only_polite(rest) else text


def _only_polite(text: str) -> bool:
    # Word by word: one pattern that repeats would try every way to share the letters out.
    at = 0
    while at < len(text) and (found := _POLITE.match(text, at)):
        at = found.end()
    return at == len(text)


def clauses(text: str) -> list[str]:
    """The clauses of a message that may ask something by themselves; none when there is only one."""
    parts = [part for part in _CLAUSES.split(text) if part]
    return [part for part in parts if len(part) >= _LEAST_PART] if len(parts) > 1 else []


def questions(text: str) -> tuple[str, str] | None:
    """The two questions of a message, None when it is one, or none, or more (normalised text)."""
    if len(text) > _LONGEST:
        return None
    parts = [part.strip() for part in _BETWEEN.split(text)]
    parts = [part for part in parts if len(part) >= _LEAST_PART]
    return (parts[0], parts[1]) if len(parts) == 2 else None
