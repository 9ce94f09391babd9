"""The danger is over, or never was: 没转, 劝回来了, 打到俾阿仔喇. Questions and doubts are no relief."""

from __future__ import annotations

import re
from typing import Final

from bot.text import fold

_LONGEST: Final = 40  # characters; a longer story is read by a human
_OVER: Final = re.compile(
    r"(?<![还仲尚差点])(?:没有?|冇|未)(?:再)?(?:转|给|打|汇|过数|付|交|畀|俾|寄|取|借|告诉|讲|说)(?:他|她|佢|过去|钱|出去|成|到)*(?:$|[\s，,。！!了啦喇呀啊])"
    r"|(?:劝|拦|拉|叫|截|阻)(?:了|咗)?(?:回来|返嚟|住|下来|停|返)(?:了|咗|啦|喇)?"
    r"|(?<![不没冇未])(?:打通|联系上|联系到|联络到|联络上|找到|揾到|搵到|打到[俾畀])[^，。！？?]{0,6}(?:了|喇|啦|咗)"
    r"|(?:没事|冇事|无事)(?:了|啦|喇)|虚惊|(?<![不唔])放心(?:了|晒)|人(?:没事|冇事|平安)|钱(?:没少|冇少)"
)
_DOUBT: Final = re.compile(
    r"[?？吗]|怎么|点样|点算|点做|咩|什么|是不是|系咪|会不会|会唔会|能不能|可唔可以|但|不过|可是|又(?:打|来|叫|催)"
)


def relieved(text: str) -> bool:
    """Whether a short message says that nothing was lost, or that somebody is safe."""
    plain = fold(text)
    return len(plain) <= _LONGEST and _OVER.search(plain) is not None and not _DOUBT.search(plain)
