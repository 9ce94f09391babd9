"""What a customer says to a question of a quiz: a number, a letter, the option's own words."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.text import REGIONS, fold, normalise
from knowledge.base import Knowledge
from knowledge.learning.models import Option, Question
from knowledge.learning.telling import Teacher

_LONGEST: Final = 12  # characters that a number or a letter is said with
_PLACE = re.compile(
    r"(?:我?(?:选择?|答|回复|猜)|答案是?|应该是|是)?第?([1-4一二三四abcd])(?:个|项|号|吧|呢|啊|呀|啦)*"
)
_PLACES: Final = {
    sign: place for signs in ("1234", "一二三四", "abcd") for place, sign in enumerate(signs, 1)
}
_EDGES: Final = ".,。，、．:：!！?？~～()（）[]【】「」“”\"'\ufe0f\u20e3"


def chosen(text: str, question: Question, known: Knowledge) -> int | None:
    """The place of the option that was said, from 1; None for anything else, which is not for the quiz.

    ``question`` as it stands in the files: every script and region says its options.
    """
    if len(text) <= _LONGEST:
        plain = "".join(fold(unicodedata.normalize("NFKC", text)).lower().split())
        found = _PLACE.fullmatch(plain.strip(_EDGES))
        if found and _PLACES[found[1]] <= len(question.options):
            return _PLACES[found[1]]
    said = _key(text)
    options = enumerate(question.options, 1)
    return next((place for place, option in options if said and said in _said(option, known)), None)


def stops(text: str, known: Knowledge) -> bool:
    """Whether the customer has had enough of it."""
    return _key(text) in known.listed("learning.words_stop")


def _said(option: Option, known: Knowledge) -> set[str]:
    """An option's words with the numbers of every region."""
    readers = (Teacher.of(known, "zh-Hans", region) for region in REGIONS)
    return {_key(reader.words(option.text)) for reader in readers}


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", normalise(text))
