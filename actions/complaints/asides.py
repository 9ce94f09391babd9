"""What a message tells besides, or instead of, the answer: more of the story, the caller's number or name."""

import re
from typing import Any, Final

from actions.complaints import telling
from actions.complaints.flow import ASKED, STORY, Answers, flow
from actions.complaints.heard import Heard
from bot.intake import phones, wishes
from bot.text import normalise

Kept = dict[str, Any]
TRIED: Final = "tried"  # words that were too little for a story, for the one to come
_HAN: Final = re.compile("[\u3400-\u9fff]")
_FEWEST_HAN: Final = 2
_SHORT_CONTACT: Final = 24
_CALLED: Final = re.compile(
    r"(?:我叫|我姓|我[是系係]|我的名字|姓名|本人|[,，、 ]叫|[客储儲][户戶])[是为叫:： ]{0,2}$"
)
_CALLED_BY: Final = re.compile(
    r"(?:我的|本人|^|[，,。；;\s])(?:联系|联络|手机|电话|号码|手提){1,3}(?:号码|号|方式)?[是为:： ]{0,2}$"
)


def more(heard: Heard, answers: Answers) -> Kept:
    """A long answer to no question that was asked belongs to the story; what it tells is not asked again."""
    kept = contacts(heard, answers, None)
    story, text = answers.get(STORY), heard.text.strip()
    if not story or not _is_story(heard, text):
        return kept
    had = str(story.get("more") or "")
    if text in had or text in str(story.get("text")) or len(had) + len(text) > flow().longest_more:
        return kept
    story = {**story, "more": "\n".join(filter(None, (had, text)))}
    return {STORY: story, **told_besides(text, heard, answers), **kept}


def told_besides(text: str, heard: Heard, answers: Answers) -> Kept:
    """What words that are more of the story tell for questions that are still open."""
    told = telling.told(text, heard.today)
    return {name: value for name, value in told.items() if name not in answers}


def tried(heard: Heard, answers: Answers) -> Kept:
    """Words too few or too vague for a story wait for the rest of it."""
    had, text = str((answers.get(TRIED) or {}).get("text") or ""), heard.text.strip()
    idle = heard.asks or len(_HAN.findall(text)) < _FEWEST_HAN or greets(text) or text in had
    if idle or STORY in answers or not wishes.beside_order(text):
        return {}
    return {TRIED: {"text": joined(had, text)}}


def joined(had: str, text: str) -> str:
    """Two pieces of one story."""
    return "，".join(filter(None, (had[: flow().longest_more], text)))


def greets(text: str) -> bool:
    """喂喂听得到吗: no part of a story."""
    plain = normalise(text)
    return len(plain) <= flow().longest_order and any(words in plain for words in flow().greetings)


def contacts(heard: Heard, answers: Answers, asked: str | None) -> Kept:
    """The customer's own number and name, sealed by the gateway, where they are still open."""
    found = {
        kind: {"by": STORY, "token": token, "shown": shown}
        for kind, (token, shown) in heard.personal.items()
        if kind in ("name", "phone") and kind not in answers and kind != asked and _own(kind, shown, heard)
    }
    return found or _typed(heard, answers)


def _own(kind: str, shown: str, heard: Heard) -> bool:
    """A swindler's number and a clerk's name stand in stories too: one's own is said to be."""
    text = heard.text.strip()
    if heard.asked in ("name", "phone"):
        return True
    if kind == "phone" and len(text) <= _SHORT_CONTACT and heard.asked != STORY:
        return True
    at = text.find(shown)
    said = _CALLED if kind == "name" else _CALLED_BY
    return at >= 0 and said.search(text, 0, at) is not None


def _typed(heard: Heard, answers: Answers) -> Kept:
    """Without a gateway: a number where the name was asked for."""
    if heard.asked != "name" or "phone" in answers or heard.personal:
        return {}
    found = phones.phone(heard.turn.text, heard.turn.region)
    return {"phone": {"by": ASKED, "clear": found.e164, "shown": found.shown}} if found else {}


def _is_story(heard: Heard, text: str) -> bool:
    long = len(text) >= flow().long_aside and len(_HAN.findall(text)) >= flow().long_aside // 2
    return (long or _tells_done(text)) and not heard.asks and wishes.wish(text) is None


def _tells_done(text: str) -> bool:
    """我已经打过12378了: short, and no answer to anything that is asked."""
    return len(text) >= flow().shortest_done and any(words in normalise(text) for words in flow().done)
