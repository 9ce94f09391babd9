"""Says "not understood" before a wrong answer is given: unknown text, low confidence, two close labels."""

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
        return {"min_known": 0.3, "max_repeated": 0.6, "min_confidence": 0.45, "min_margin": 0.1}

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
        return self._uncertain(message.get("intent_ranking") or [], message.get("faq_ranking") or [])

    def _uncertain(self, intents: list[dict[str, Any]], entries: list[dict[str, Any]]) -> str | None:
        chances = sorted((r["confidence"] for r in [*_without_faq(intents), *entries]), reverse=True)
        if not chances or chances[0] < self._config["min_confidence"]:
            return "low_confidence"
        if len(chances) > 1 and chances[0] - chances[1] < self._config["min_margin"]:
            return "ambiguous"
        return None

    @staticmethod
    def _fall_back(message: Message, reason: str) -> None:
        confidence = 1.0 - float((message.get(INTENT) or {}).get("confidence") or 0.0)
        intent = {"name": FALLBACK, "confidence": confidence}
        message.set(INTENT, intent, add_to_output=True)
        message.set("intent_ranking", [intent, *(message.get("intent_ranking") or [])], add_to_output=True)
        message.set(FALLBACK_REASON, reason, add_to_output=True)


def _without_faq(intents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # The retrieval intent stands for its best entry, which is in the other ranking.
    return [r for r in intents if r["name"] != "faq"]


def is_noise(text: str, max_repeated: float) -> bool:
    """True for text without a letter or character (digits, emoji, signs), or mostly one repeated bit."""
    packed = re.sub(r"\s+", "", text)
    if not _WORD.search(packed):
        return True
    repeated = sum(len(match.group()) for match in _REPEATED.finditer(packed))
    return repeated > max_repeated * len(packed)
