"""What a story tells by itself: when, where, how much, what about, whose it is; none of it is asked again."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from actions.complaints.flow import STORY
from bot.intake import agents, amounts, classify, dates, elsewhere, places, whose
from bot.intake.amounts import Money
from bot.intake.classes import load_classes
from bot.text import normalise
from xiaobao.settings import Settings

Told = dict[str, Any]
# What belongs to the story and goes with it when the customer tells it anew.
TOLD_FIELDS = ("when", "place", "amount", "classes", "elsewhere_found", "whose", "agent", "wish", "sums")
_CLAUSES: Final = re.compile(r"[，,。.！!？?；;\s]+")
# A clause that is nothing but what the bank shall do: 要退钱, 请你们道歉; not 他不肯道歉.
_DEMAND: Final = re.compile(
    r"(?:我|我们|只|就|还|必须|赶紧|快|请|希望|要求|强烈要求|想要|想|要|给我|你们|银行|柜员|把钱|把手续费|向我|全额){0,5}"
    r"(?:退钱|退款|退费|退还|退回|退给我|退我|赔我|赔偿|赔钱|道歉|赔礼道歉|还钱|还我钱|还我|补偿)[^不没]{0,10}"
)
# The same as an answer to another question: 要求书面道歉, 停止骚扰，向我领导道歉.
_DEMANDS: Final = re.compile(
    r"(?:我|我们|只|就|还|必须|马上|立刻|立即|尽快|赶紧|快|请|希望|要求|强烈要求|想要|想|要|给我|你们|银行|帮我|书面|公开|当面|登报|向我[^，。不没向]{0,6}){0,6}"
    r"(?:退钱|退款|退费|退还|退回|退给我|退我|赔我|赔偿|赔钱|道歉|赔礼|认错|还钱|还我|补偿|停止|(?:改正|更正|修改|消除|删除|恢复)(?:我的)?(?:征信|不良|逾期|记录|信用)"
    r"|处分|开除|处罚|解冻|给(?:我)?(?:一?个)(?:说法|交代|解释|答复)|解释清楚|免除|减免)[^不没？?吗]{0,14}"
)
# 不是一百是两百, 不对是5月4号, 讲错了，是…: what follows counts.
_RIGHT: Final = re.compile(
    r"(?:不[对對]|不是|唔[系係]|唔啱|[错錯][了咗]|[说說讲講打记記][错錯]|更正|纠正|糾正)[^，,。；;是系係]{0,10}"
    r"[，,、 ]?(?:应该|應該|其实|其實|我是)?[是系係](?P<new>[^，,。；;]+)"
)
# Sums of another kind right in front: each one's of a group, an agent's fee.
_EACH: Final = re.compile(r"(?:每人|每户|每个人|每位|人均|一人|一个人)[^，,。；;]{0,4}$")
# An answer that adds sums up: 20元和30元, 20元，还有30元.
_LISTED: Final = re.compile(r"^\S{1,12}[，,、 ]?(?:和|跟|加上?|还有|另外|再加|同埋|、)\S{1,12}$")
_SHORTEST_DEMAND: Final = 2
_AGENT: Final = re.compile(r"(?:中介|代理|代办|法务|维权|咨询公司|律师函)[^，,。；;]{0,10}$")


def told(story: str, today: date) -> Told:
    """JSON by field; the form's own fields say that the story told them."""
    found: Told = {
        "when": when_of(story, today, STORY),
        "place": place_of(story, STORY),
        "amount": money_of(story, STORY),
        "classes": classes_of(story),
        "elsewhere_found": _elsewhere(story),
        "whose": whose_of(story),
        "agent": agents.agent_behind(story) or None,
        "wish": wish_of(story),
        "sums": several(story),
    }
    found["place"] = found["place"] or _by_class(found["classes"])
    return {name: value for name, value in found.items() if value is not None}


def when_of(text: str, today: date, by: str) -> Told | None:
    """Days, and the words; None for none, or for days to come."""
    found = dates.when(_righted(text, lambda new: dates.when(new, today) is not None), today)
    # Said in passing (最近, 三年了) it dates nothing: then it is asked for.
    if found is None or found.future or (by == STORY and found.weak):
        return None
    return {"first": found.first.isoformat(), "last": found.last.isoformat(), "said": found.said, "by": by}


def place_of(text: str, by: str) -> Told | None:
    """Channel and branch; a branch nobody has named still has to be asked for."""
    found = places.place(text)
    if found is None or (by == STORY and found.channel in (None, "branch") and not found.branch):
        return None
    return {"slug": found.channel, "branch": found.branch, "said": found.said, "by": by}


def money_of(text: str, by: str) -> Told | None:
    """An amount, or from low to high."""
    text = _righted(text, lambda new: amounts.money(new) is not None)
    found = amounts.money(text)
    if found is None or found.none:
        return {"none": True, "by": by} if found else None
    if by == STORY:
        found = next((one for one in (found, *found.others) if not _of_others(text, one.said)), None)
        if found is None or found.rivals:
            return None
    elif found.others and _LISTED.search(normalise(text)):
        found = _added(found)
    parts = {name: getattr(found, name) for name in ("amount", "low", "high")}
    values = {name: str(value) if value is not None else None for name, value in parts.items()}
    return {**values, "currency": found.currency, "said": found.said, "by": by}


def several(story: str) -> list[str] | None:
    """The sums of which none is the whole, as they were said: then the whole is asked for."""
    found = amounts.money(story)
    return [found.said, *(one.said for one in found.rivals)] if found and found.rivals else None


def _added(found: Money) -> Money:
    """20元和30元, asked how much: both, where they can be added."""
    known = [one.amount for one in (found, *found.others)]
    alike = all(one.currency == found.currency for one in found.others)
    if not alike or None in known:
        return found
    total = sum((one for one in known if one is not None), Decimal())
    said = " + ".join(one.said for one in (found, *found.others))
    return replace(found, amount=total, low=total, high=total, said=said)


def classes_of(text: str) -> Told:
    """The guess for each dimension."""
    found = classify.classify(text)
    return {
        name: {"slug": guess.slug, "confidence": round(guess.confidence, 4), "others": list(guess.others)}
        for name, guess in (
            ("channel", found.channel),
            ("business", found.business),
            ("cause", found.cause),
        )
    }


def wish_of(story: str) -> Told | None:
    """What the story demands in a clause of its own; shown on the card, where it can be changed."""
    demands = [clause for clause in _CLAUSES.split(story) if _DEMAND.fullmatch(normalise(clause))]
    return {"text": "，".join(dict.fromkeys(demands)), "by": STORY} if demands else None


def demand(text: str) -> Told | None:
    """A message that is nothing but what the bank shall do, each clause of it."""
    clauses = [clause for clause in _CLAUSES.split(normalise(text)) if clause]
    said = bool(clauses) and len(text.strip()) > _SHORTEST_DEMAND and all(map(_DEMANDS.fullmatch, clauses))
    return {"text": text.strip(), "by": STORY} if said else None


def corrects(text: str) -> bool:
    """Whether the words put others right."""
    return _RIGHT.search(normalise(text)) is not None


def _righted(text: str, tells: Callable[[str], bool]) -> str:
    """The last words that put others right, where they tell what is looked for; else the text."""
    found = [match["new"] for match in _RIGHT.finditer(text) if tells(match["new"])]
    return found[-1] if found else text


def _of_others(text: str, said: str) -> bool:
    before = text[: max(0, text.find(said))]
    return bool(_EACH.search(before) or _AGENT.search(before))


def whose_of(text: str) -> Told | None:
    """Somebody else's, an heir's, a group's; None for one's own."""
    found = whose.whose(text)
    return None if found is None or found.kind == "own" else {"kind": found.kind, "people": found.people}


def _elsewhere(story: str) -> str | None:
    found = elsewhere.elsewhere(story, Settings().bank_name)
    return found.slug if found else None


def _by_class(classes: Told) -> Told | None:
    guess = classes["channel"]
    sure = guess["confidence"] >= load_classes()["channel"].sure
    if not sure or guess["slug"] in ("branch", "other"):
        return None
    return {"slug": guess["slug"], "branch": None, "said": "", "by": STORY}
