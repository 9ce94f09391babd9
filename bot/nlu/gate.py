"""Says "not understood" before a wrong answer is given: unknown text, low confidence."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.component import Configured
from bot.nlu.names import FALLBACK, FALLBACK_REASON, KNOWN_SHARE, NORMALISED
from bot.nlu.titles import EXACT

_WORD = re.compile(r"[^\W\d_]")
_REPEATED = re.compile(r"(.{1,3}?)\1{3,}", re.DOTALL)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FallbackGate(Configured):
    """Replaces the intent by `nlu_fallback`, keeps `faq_ranking`, and says why in `fallback_reason`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Shares and confidences, 0..1; tuned on whole phrasings held out (docs/engine.md)."""
        return {"min_known": 0.3, "max_repeated": 0.6, "min_confidence": 0.5}

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge each message; an exact title always passes."""
        for message in messages:
            reason = None if message.get(EXACT) else self._reason(message)
            if reason:
                self._fall_back(message, reason)
        return messages

    def _reason(self, message: Message) -> str | None:
        text = message.get(NORMALISED) or ""
        if is_noise(text, self._config["max_repeated"]):
            return "noise"
        if message.get(KNOWN_SHARE, 1.0) < self._config["min_known"]:
            return "unknown_words"
        # The best label's chance is its lead over the second, so two close labels fall back as well.
        sure = float((message.get(INTENT) or {}).get("confidence") or 0.0)
        return "low_confidence" if sure < self._config["min_confidence"] else None

    @staticmethod
    def _fall_back(message: Message, reason: str) -> None:
        confidence = 1.0 - float((message.get(INTENT) or {}).get("confidence") or 0.0)
        intent = {"name": FALLBACK, "confidence": confidence}
        message.set(INTENT, intent, add_to_output=True)
        message.set("intent_ranking", [intent, *(message.get("intent_ranking") or [])], add_to_output=True)
        message.set(FALLBACK_REASON, reason, add_to_output=True)


def is_noise(text: str, max_repeated: float) -> bool:
    """True for text without a letter or character (digits, emoji, signs), or mostly one repeated bit."""
    packed = re.sub(r"\s+", "", text)
    if not _WORD.search(packed):
        return True
    repeated = sum(len(match.group()) for match in _REPEATED.finditer(packed))
    return repeated > max_repeated * len(packed)
