"""A message that only says where the customer is, or how old: 我人在台湾, 係香港, 我七十八了."""

from __future__ import annotations

import re
from typing import Any, Final

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import intent_of
from bot.nlu.component import Configured
from bot.nlu.names import FALLBACK_REASON
from bot.nlu.titles import EXACT
from bot.text import fold, named_towns

TELL: Final = "tell_region"
AGE: Final = "tell_age"
_FILLER: Final = re.compile(
    r"[\s，,。.！!？?~～]|我们|我|人|在|住|是|系|喺|的|这边|这里|这儿|呢边|呢度|哦|喔|啊|呀|啦|那边|那|咁|噉|如果|哩|呢|欸|呃|嗯|噢|现在|而家"
    r"|又点样|又点|点样|怎么样|怎样|又如何|如何|的话|就|又|同|㗎|噶|架"
)
_AGE: Final = re.compile(
    r"(?:我|本人|老头子?|老太婆?|老汉|老人家)*(?:今年|都|已经|也|快|有|就)*"
    r"(?:[五六七八九][十0-9][一二三四五六七八九]?|[5-9][0-9]|1[01][0-9])(?:多|几|来)?"
    r"(?:岁(?:的人|的老人|高龄)?)?(?:了|啦|喇|咯)*"
)
_SIGNS: Final = re.compile(r"[\s，,。.！!？?~～]+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PlaceTold(Configured):
    """Sets `tell_region` when only one place is said, `tell_age` when only an age is; titles stay."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The length of such a message, in characters."""
        return {"longest": 14}

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message behind the entities."""
        for message in messages:
            told = None if message.get(EXACT) else self._told(message)
            if told:
                message.set(INTENT, intent_of(told, 1.0), add_to_output=True)
                message.set(FALLBACK_REASON, None, add_to_output=True)
        return messages

    def _told(self, message: Message) -> str | None:
        if self._only_a_place(message):
            return TELL
        return AGE if only_an_age(message.get(TEXT) or "") else None

    def _only_a_place(self, message: Message) -> bool:
        text = message.get(TEXT) or ""
        if len(text) > self._config["longest"]:
            return False
        entities = [e for e in message.get(ENTITIES) or () if e.get("entity") == "region"]
        spans = [(e["start"], e["end"]) for e in entities] or [town[:2] for town in named_towns(text)]
        if len(spans) != 1:
            return False
        ((start, end),) = spans
        return not _FILLER.sub("", fold(text[:start] + text[end:]))


def only_an_age(text: str) -> bool:
    """我七十八了, 今年82岁: who, and how old; a number alone is an amount or a choice."""
    said = _SIGNS.sub("", fold(text))
    return _AGE.fullmatch(said) is not None and any(word in said for word in "我岁")
