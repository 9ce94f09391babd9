"""Fraud before everything but distress: what screening found becomes intent, entities and slots.

The gateway screens the whole message with those before it and says what it found in the metadata; without a
gateway (`rasa shell`, another channel) the component screens the text itself.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.models import Entry
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.fraud.detector import Detector
from bot.fraud.telling import asks_to_check, told
from bot.nlu.classifier import intent_of
from bot.nlu.component import Configured
from bot.nlu.content import knowledge
from bot.nlu.names import FALLBACK_REASON, entry_of
from bot.nlu.titles import EXACT

FRAUD = "fraud"
DOUBTED = "doubted"
REPORT, CHECK = "report_fraud", "check_text"
CHECKING = "checking"
# Besides entries: what only somebody says who wants just that.
_ASKS = frozenset(
    {"check_scam", "refuse_human", "complaint_status", "complaint_withdraw", "greet", "thanks", "goodbye"}
)
# The groups of quarrels, but for those entries by which a fraud comes.
_DEBTS, _QUARRELS = "hardship", frozenset({"care", "complaints", "hardship", "rights"})
_MEANS = frozenset({"agent_warning", "collection_court_sms", "collection_outsourced", "student_loans"})
_LOST = frozenset({"leaked", "paid"})
# What is asked when the police know already, and the wish to send us secrets: no emergency says more.
_SETTLED = frozenset(
    {"case_progress", "money_return", "never_send_secrets", "police_report_papers"}
    | {"rent_penalty_length", "rent_penalty_money"}
)
_CHECK_SCAM = "check_scam"
# In characters: what only announces a text, and what may still be a question about something else.
_LONGEST_WISH, _LONGEST_QUESTION = 40, 120
_QUOTES = re.compile(r"[:：“”「」『』《》【】\n]")
# Entries whose matter is to be checked: of these groups, or with this end.
_OF_FRAUD, _CHECK = frozenset({"fraud", "privacy"}), "_scam"
_ALARMS = frozenset({"targeted", "leaked", "paying", "paid"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FraudScreen(Configured):
    """An alarm becomes `report_fraud`; a text given for checking, or with the wish to, `check_text`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`model`: the detector's; `distress`: the entry no alarm replaces; `shortest`: text to check.

        `believed`: confidence from which an entry is answered although the wording alone raises an alarm;
        `surely`: that from which one is what is asked, not the check of a text nor what a weak alarm says.
        """
        return {
            "model": "models/fraud.json",
            "distress": "distress",
            "shortest": 12,
            "believed": 0.6,
            "surely": 0.8,
        }

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Judge each message."""
        for message in messages:
            if message.get(TEXT):
                self._judge(message, tracker)
        return messages

    def _judge(self, message: Message, tracker: DialogueStateTracker | None) -> None:
        found = (message.get("metadata") or {}).get(FRAUD) or self._own(message)
        message.set(FRAUD, found, add_to_output=True)
        if found["stage"] in _ALARMS and self._doubted(message, found):
            message.set(FRAUD, {**found, DOUBTED: True}, add_to_output=True)
        elif found["stage"] in _ALARMS:
            self._alarm(message, found)
        elif self._to_check(message, found, tracker):
            _becomes(message, CHECK, 1.0)

    def _doubted(self, message: Message, found: dict[str, Any]) -> bool:
        """Little speaks for the alarm, the customer surely asks something: staff still see the alert.

        Little: no rule holds; or only weak ones, and the question is a quarrel, and surer; or it is asked of
        what is settled, and nothing new is told.
        """
        intent = message.get(INTENT) or {}
        name, sure = intent.get("full_retrieval_intent_name"), intent.get("confidence", 0.0)
        if found.get("by_wording") and sure >= self._config["believed"]:
            return bool(name) or intent.get("name") in _ASKS
        entry = knowledge().entries.get(entry_of(name or ""))
        if entry is None or sure < self._config["surely"]:
            return False
        return _settled(found) if entry.id in _SETTLED else _quarrels(entry, found)

    def _own(self, message: Message) -> dict[str, Any]:
        if message.get(EXACT):
            return {"stage": "none"}
        return told(_detector(self._config["model"]).screen(message.get(TEXT)))

    def _alarm(self, message: Message, found: dict[str, Any]) -> None:
        entities = [_entity(message, "fraud_stage", found["stage"])]
        if found.get("type"):
            entities.append(_entity(message, "fraud_type", found["type"]))
        message.set(ENTITIES, [*message.get(ENTITIES, []), *entities], add_to_output=True)
        intent = (message.get(INTENT) or {}).get("full_retrieval_intent_name")
        if not (message.get(EXACT) and intent == f"faq/{self._config['distress']}"):
            _becomes(message, REPORT, found["score"])

    def _to_check(
        self, message: Message, found: dict[str, Any], tracker: DialogueStateTracker | None
    ) -> bool:
        if message.get(EXACT) or len(message.get(TEXT)) < self._config["shortest"]:
            return False
        slot = tracker.slots.get(CHECKING) if tracker else None
        if slot is not None and slot.value:
            return True
        if not found.get("linked") and not _QUOTES.search(message.get(TEXT)) and self._asks_else(message):
            return False
        linked = bool(found.get("linked"))
        return (linked or found["stage"] == "none") and asks_to_check(message.get(TEXT), linked=linked)

    def _asks_else(self, message: Message) -> bool:
        """Whether the message only announces a text, or surely asks for an entry that is not about fraud.

        我貼一封簡訊給你幫我看: there is nothing to judge yet. 小银行的存款没有保险是真的吗: no text at all.
        """
        intent, length = message.get(INTENT) or {}, len(message.get(TEXT))
        if intent.get("name") == _CHECK_SCAM:
            return length <= _LONGEST_WISH
        entry = knowledge().entries.get(entry_of(intent.get("full_retrieval_intent_name") or ""))
        sure = intent.get("confidence", 0.0) >= self._config["surely"] and length <= _LONGEST_QUESTION
        return sure and entry is not None and entry.group not in _OF_FRAUD and not entry.id.endswith(_CHECK)


def _settled(found: dict[str, Any]) -> bool:
    """Nothing is told of another payment, of a certain fraud or of just now."""
    now = (found.get("facts") or {}).get("when") == "now"
    return found["stage"] != "paying" and not (found.get("sure") or found.get("signs") or now)


def _quarrels(entry: Entry, found: dict[str, Any]) -> bool:
    """A weak alarm beside a quarrel; what is lost may be lost in one about debts only."""
    lost = found["stage"] in _LOST and entry.group != _DEBTS
    return bool(found.get("weak")) and not lost and entry.group in _QUARRELS and entry.id not in _MEANS


@cache
def _detector(model: str) -> Detector:
    path = Path(model)
    return Detector.trained(path) if path.exists() else Detector()


def _becomes(message: Message, intent: str, confidence: float) -> None:
    message.set(INTENT, intent_of(intent, confidence), add_to_output=True)
    message.set(FALLBACK_REASON, None, add_to_output=True)


def _entity(message: Message, name: str, value: str) -> dict[str, Any]:
    end = len(message.get(TEXT))
    return {"entity": name, "value": value, "start": 0, "end": end, "extractor": "FraudScreen"}
