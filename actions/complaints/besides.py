"""What an answer tells for other questions: 上周三在城东支行; 要求书面道歉; 一共四十多块."""

import re
from typing import Any, Final

from actions.complaints import telling
from actions.complaints.flow import ASKED, STORY, Answers
from actions.complaints.heard import Heard
from bot.intake import wishes
from bot.text import normalise

Kept = dict[str, Any]
# Questions whose answers are facts; to the others any words may be an answer.
_FACTS: Final = frozenset({"when", "place", "product", "cause", "amount"})
_WHOLE: Final = re.compile(r"一共|总共|共计|合计|加起来|加埋|拢总|总计|前后")


def told(heard: Heard, answers: Answers, asked: str | None) -> Kept:
    """Facts and wishes for questions that are open, sums and days that put an earlier answer right."""
    if heard.asks or wishes.wish(heard.text) is not None:
        return {}
    found = {field: value for field, value in _found(heard, asked).items() if field != asked}
    return {field: value for field, value in found.items() if field not in answers} | _righted(
        found, answers, heard.text
    )


def rights(heard: Heard, answers: Answers, asked: str) -> bool:
    """Whether the words only put an earlier answer right; asked for itself, it is answered."""
    return asked not in (STORY, *_FACTS) and bool(_righted(_found(heard, None), answers, heard.text))


def demands(asked: str, heard: Heard, answers: Answers) -> bool:
    """Whether a wish was told where a fact was asked for; no day, place, class or sum is to be read in it."""
    open_ = asked in _FACTS and "wish" not in answers
    return open_ and not _found(heard, None).keys() & {asked} and telling.demand(heard.text) is not None


def _found(heard: Heard, asked: str | None) -> Kept:
    text = heard.text
    found: dict[str, Kept | None] = {
        "when": telling.when_of(text, heard.today, STORY),
        "place": telling.place_of(text, STORY),
        # What is wished for back is no sum in dispute.
        "amount": telling.money_of(text, STORY) if asked != "wish" else None,
        "wish": telling.demand(text),
    }
    if found["place"] and found["place"]["slug"] == "phone":
        # 上周打电话问过: no word of where it happened.
        found["place"] = None
    return {field: value for field, value in found.items() if value is not None}


def _righted(found: Kept, answers: Answers, text: str) -> Kept:
    """一共四十多块 after 每月3块, 不是一百是两百: the later words count."""
    whole, right = _WHOLE.search(normalise(text)), telling.corrects(text)
    changed: Kept = {}
    for field in ("when", "amount"):
        said = right or (field == "amount" and whole)
        if said and field in found and field in answers:
            changed[field] = found[field] | {"by": (answers[field] or {}).get("by", ASKED)}
    return changed
