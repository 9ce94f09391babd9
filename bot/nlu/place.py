"""A message that only says where the customer is: 我人在台湾, 係香港."""

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
_FILLER: Final = re.compile(
    r"[\s，,。.！!？?~～]|我们|我|人|在|住|是|系|喺|的|这边|这里|这儿|呢边|呢度|哦|喔|啊|呀|啦|那边|那|咁|噉|如果|哩|呢|欸|呃|嗯|噢|现在|而家"
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PlaceTold(Configured):
    """Sets the intent `tell_region` when nothing is said but one place; titles stay."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The length of such a message, in characters."""
        return {"longest": 14}

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message behind the entities."""
        for message in messages:
            if not message.get(EXACT) and self._only_a_place(message):
                message.set(INTENT, intent_of(TELL, 1.0), add_to_output=True)
                message.set(FALLBACK_REASON, None, add_to_output=True)
        return messages

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
