"""While a form asks for free text, a story is an answer and not a new question."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.intake.human import human
from bot.nlu.classifier import intent_of, publish
from bot.nlu.component import Configured
from bot.nlu.names import (
    ASKS,
    FALLBACK_REASON,
    FAQ,
    FAQ_RANKING,
    FILE,
    INFORM,
    NORMALISED,
    REVIEW,
    STATUS,
    entry_of,
)
from bot.nlu.receipts import beside_receipt, has_receipt
from bot.nlu.titles import EXACT

_QUESTION = re.compile(
    r"[?？]\s*$|(吗|呢|么)[。！!~～]*$|怎么|怎样|如何|什么|为什么|为何|哪[个些里儿家]|多少|多久|几天|几号|是不是"
    r"|能不能|可不可以|有没有|是否|请问|想问|([会要使洗得收用])[不唔]\2"
)


_CLAUSES = re.compile(r"[，,。.！!；;~～\s]+|(?<=[？?])")
_ORDER = re.compile(
    r"(?:我|我们)?(?:现在|今天|就|而家|马上|还是|都系)*"
    r"(?:要|想|帮我|给我|同我|来)(?:登记|提交|提出|正式|发起|立案|一个|一件)*投[诉拆]"
    # 我们五十个人要一起投诉, 要集体投诉.
    r"|(?:我们|咱们|我哋)?.{0,12}?(?:要|想)(?:一起|一齐|集体|联名|共同|联合|大家){1,2}投[诉拆]"
    # 替我妈投诉; 投诉柜员骂人: the word with something behind it.
    r"|(?:替|代|帮)[^帮替代把将这那]{1,6}投[诉拆]"
)
_BARE = re.compile(
    r"(?:我|实名|强烈|正式)?投[诉拆](?!电话|热线|专线|邮箱|地址|网址|平台|记录|材料|部|人|者|方式|方法|书|编号|单|处理|受理|范围|期|时限|时间"
    r"|条件|渠道|专员|中心|无门|无果|结果|进度|信|入口|流程|规定|管理|以后|之后|后|前|了|过|咗|是|会|要|有|对|能|没|冇|被|这|那|不|撤|取消|补充|催|核查|复核|升级|满意|评价|打分|调解|仲裁|进|状态|代理|怎|吗|号|完|提交|谁|补|我|收|件|给)"
)
# Who asks how, where or whom does not complain yet.
_HOW = re.compile(
    r"怎|如何|哪|什么|咩|点样|点做|点行|边度|边个|几号|(?<![我的露卖])电话|热线|流程|步骤|程序|渠道|入口|[吗么呢?？]|找谁|可以|得唔得"
    r"|有用|是否|会不会|结果|多久|几耐|几天|进度|监管|12378"
)
_FEWEST_BESIDE = 2
_ABOUT = re.compile(r"投诉|核查|复核")
# Somebody tells what happened to them: a question in it is a part of the story.
_WISHES = re.compile(r"能不能|可不可以|能否|可否|可以|希望|要求|给我|帮我|跟我|退|赔|道歉|凭什么|为什么|我要")
_TELLS = re.compile(r"我.*[了过被]|[了过]我|被|凭什么|扣|收了|[咗晒]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FreeTextGate(Configured):
    """Turns any other intent into `inform` while one of `slots` is requested; `asks` says what is a question.

    Commands (`commands`) keep their intent from `command_confidence` up, questions from
    `question_confidence` up unless they are long (`longest_question`) or tell a story, an exact title always.
    Questions about the complaint itself (`topics`: how entries begin) are questions however they are told.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """No slot is free text until config.yml lists it."""
        return {
            "slots": [],
            "commands": [
                *("ask_human", "switch_simplified", "switch_traditional", "switch_large"),
                *("file_complaint", "resume_complaint", "complaint_status", "greet", "thanks", "goodbye"),
            ],
            # What else a message with a receipt number in it may want.
            "about_receipt": [
                *("complaint_supplement", "complaint_withdraw", "complaint_review", "complaint_rate"),
                "ask_human",
            ],
            "command_confidence": 0.5,
            "question_confidence": 0.5,
            "longest_command": 12,
            "longest_question": 30,
            "longest_order": 18,
            # Where even a question is a wish: 能不能退给我？
            "wishes": ["complaint_wish", "care_words"],
            "topics": ["complaint_", "about_", "reach_human", "mediation", "agent_warning"],
            # Entries that are stated rather than asked: 查询码丢了.
            "stated": ["complaint_code_lost"],
        }

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Only acts while the tracker says that a free-text slot is requested."""
        slot = requested_slot(tracker)
        for message in messages:
            self._order(message)
            message.set(ASKS, is_question(message.get(NORMALISED) or ""), add_to_output=True)
            if slot in self._config["slots"] and not self._keeps_intent(message, slot):
                self._inform(message)
        return messages

    def _order(self, message: Message) -> None:
        """ "I want to complain", with the story behind it: what the story resembles does not matter."""
        text = message.get(NORMALISED) or ""
        if message.get(EXACT):
            return
        if has_receipt(message.get(TEXT) or ""):
            self._status(message)
        elif self._asks_how(text):
            _ask_how(message)
        elif _orders(text) and human(message.get(TEXT) or "") != "ask":
            # "I want to complain, get me a human": the human hears the complaint.
            message.set(INTENT, intent_of(FILE, 1.0), add_to_output=True)
            message.set(FALLBACK_REASON, None, add_to_output=True)

    def _asks_how(self, text: str) -> bool:
        """Whether the clause about complaining asks, or a short message does; a story may ask anything."""
        short = len(text) <= self._config["longest_order"]
        asked = [text] if short else [c for c in _CLAUSES.split(text) if _ABOUT.search(c)]
        return len(text) <= self._config["longest_question"] and any(map(_HOW.search, asked))

    def _status(self, message: Message) -> None:
        """A receipt asks how that complaint stands, unless a step of it or a human is clearly wanted."""
        intent = message.get(INTENT) or {}
        sure = float(intent.get("confidence") or 0.0) >= self._config["command_confidence"]
        if (
            message.get(FALLBACK_REASON)
            or not sure
            or intent.get("name") not in self._config["about_receipt"]
        ):
            message.set(INTENT, intent_of(STATUS, 1.0), add_to_output=True)
            message.set(FALLBACK_REASON, None, add_to_output=True)

    def _keeps_intent(self, message: Message, slot: str) -> bool:
        if message.get(EXACT):
            return True
        text = message.get(NORMALISED) or ""
        if has_receipt(message.get(TEXT) or ""):
            text = beside_receipt(message.get(TEXT) or "")
        intent = message.get(INTENT) or {}
        confidence = float(intent.get("confidence") or 0.0)
        if intent.get("name") in self._config["commands"]:
            # "转人工" is an order; a long story that mentions staff is still the story.
            return (
                confidence >= self._config["command_confidence"]
                and len(text) <= self._config["longest_command"]
            )
        if self._states(text, intent, confidence):
            return True
        known = not message.get(FALLBACK_REASON) and confidence >= self._config["question_confidence"]
        return known and is_question(text) and self._only_asks(text, intent, slot)

    def _states(self, text: str, intent: dict[str, Any], confidence: float) -> bool:
        entry = entry_of(intent.get("full_retrieval_intent_name") or "")
        sure = confidence >= self._config["command_confidence"]
        return sure and entry in self._config["stated"] and len(text) <= self._config["longest_order"]

    def _only_asks(self, text: str, intent: dict[str, Any], slot: str) -> bool:
        if len(text) > self._config["longest_question"]:
            return False
        entry = entry_of(intent.get("full_retrieval_intent_name") or "")
        told = _WISHES.search(text) if slot in self._config["wishes"] else _TELLS.search(text)
        return entry.startswith(tuple(self._config["topics"])) or not told

    @staticmethod
    def _inform(message: Message) -> None:
        message.set(INTENT, intent_of(INFORM, 1.0), add_to_output=True)
        message.set(FALLBACK_REASON, None, add_to_output=True)
        message.set(ASKS, False, add_to_output=True)


def _orders(text: str) -> bool:
    """我要投诉, 替我妈投诉; 投诉 alone begins a complaint when it is told what about."""
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    bare = [clause for clause in clauses if _BARE.match(clause)]
    beside = len(text) - len("投诉") >= _FEWEST_BESIDE
    return any(map(_ORDER.match, clauses)) or (bool(bare) and beside)


def _ask_how(message: Message) -> None:
    """Who asks how to complain, or whether there is a review, has not ordered one."""
    intent = message.get(INTENT) or {}
    ranking = [(r["entry"], float(r["confidence"])) for r in message.get(FAQ_RANKING) or []]
    if intent.get("name") == FILE:
        ranking = [
            ("complaint_how", float(intent["confidence"])),
            *(r for r in ranking if r[0] != "complaint_how"),
        ]
    elif intent.get("name") != REVIEW or not ranking:
        return
    publish(message, [(f"{FAQ}/{entry}", chance) for entry, chance in ranking], len(ranking))


def requested_slot(tracker: DialogueStateTracker | None) -> str | None:
    """Name of the slot the active form asks for, if any; a form that a new session ended asks nothing."""
    if tracker is None or not tracker.active_loop:
        return None
    slot = tracker.slots.get(REQUESTED_SLOT)
    return slot.value if slot else None


def is_question(text: str) -> bool:
    """True when the (normalised) text asks something."""
    return bool(_QUESTION.search(text))
