"""Dialogue acts: greeting, thanks, switches, the way to a human."""

from dataclasses import replace
from typing import Any, cast

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import replies
from actions.context import DISTRESS, Turn, knowledge, turn_of
from actions.followups import about, leaning, said
from actions.fraud import calm
from actions.large import instead_of_switching
from actions.places import counterpart
from bot.text import fold, normalise

# What a switch changes in the conversation; the gateway pins it.
SWITCHES: dict[str, dict[str, str]] = {
    "switch_simplified": {"script": "zh-Hans"},
    "switch_traditional": {"script": "zh-Hant-TW"},
    "switch_large": {"mode": "large"},
    "switch_standard": {"mode": "standard"},
}
_OTHERWISE = {"switch_traditional": "switch_simplified", "switch_simplified": "switch_traditional"}
_NEAR = 3
_SURE = 0.9
# 那香港呢 asks about a place; who says it need not be there.
_AND_THERE = ("那", "咁", "噉", "呢")
STARTERS = ("cheated", "complain", "rights", "is_scam")
WITH_STARTERS = frozenset({"greet", "affirm", "deny", "out_of_scope", "refuse_human", "tell_age"})
# Who is angry, or old, finds the human without typing.
WITH_HUMAN = frozenset({"abuse", "tell_age"})


class ActionDialogue(Action):
    """Answers an act with its sentence; a switch takes effect in the reply itself."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_dialogue"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        """Utter the sentence of the act."""
        turn = turn_of(tracker)
        topic = tracker.get_slot("topic")
        if follow := about(topic, turn):
            # 说简单点 changes no letters, 不满意呢 denies nothing: both are about the answer.
            reply = said(follow, topic, turn)
        else:
            # What only may be beside the topic may as well be a cry for help in words nobody has heard.
            seen = calm(tracker)
            near = _leaning(turn, topic, calm=seen)
            reply = _other(turn, topic) or near or _act(turn, calm=turn.confidence >= _SURE and seen)
        dispatcher.utter_message(text=reply["text"], json_message=reply)
        return []


class ActionTellRegion(Action):
    """Remembers where the customer is; the last answer comes again where that place has another one."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_tell_region"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        """Utter the answer of that place, or that it is remembered."""
        turn = turn_of(tracker)
        only_asks = any(word in fold(turn.text) for word in _AND_THERE)
        turn = replace(turn, region=turn.about, here=None if only_asks else turn.about)
        topic = _there(tracker.get_slot("topic") or "", turn)
        reply = replies.answer(topic, turn) if topic else _told(turn)
        dispatcher.utter_message(text=reply["text"], json_message=reply)
        kept = [SlotSet("topic", topic)] if topic else []
        return [*kept, SlotSet("misses", 0)]


class ActionHandoff(Action):
    """Asks the gateway to bring a human; only casework changes the owner."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_handoff"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        """Utter the acknowledgement that carries the request."""
        reply = replies.sentence("handoff", turn_of(tracker), kind="handoff")
        dispatcher.utter_message(text=reply["text"], json_message=reply)
        return []


def _there(topic: str, turn: Turn) -> str:
    """The last answer, or its counterpart, where that place has a wording of its own for it."""
    entries = knowledge().entries
    if topic not in entries:
        return ""
    own = turn.region in (*entries[topic].regions, entries[topic].jurisdiction)
    found = topic if own else counterpart(topic, turn.region)
    there = entries[found]
    return found if turn.region in (*there.regions, there.jurisdiction) else ""


def _told(turn: Turn) -> replies.Reply:
    """Nothing was answered that is another thing there."""
    entries = [one for one in knowledge().entries if one.startswith(f"{turn.region.lower()}_")][:_NEAR]
    return _remembered(turn) if turn.here or not entries else replies.choices(entries, turn, calm=True)


def _remembered(turn: Turn) -> replies.Reply:
    place = knowledge().say(f"page.region_{turn.region.lower()}", **turn.style)
    text = knowledge().say("dialogue.tell_region", **turn.style, place=place)
    buttons = [replies.button(k, turn) for k in STARTERS]
    return {"kind": "notice", "text": text, "buttons": buttons, "set": {"region": turn.region}}


def _other(turn: Turn, topic: str | None) -> replies.Reply | None:
    """ "Not that" after an answer: what stands around it; None when nothing was answered."""
    entries = knowledge().entries
    if turn.intent != "deny" or topic is None or topic not in entries:
        return None
    near = [one for one in entries[topic].related if one in entries and one != DISTRESS][:_NEAR]
    picks = [replies.titled(one, turn) for one in near]
    return replies.sentence(
        "deny_topic", turn, kind="choices", buttons=[*picks, replies.button("human", turn)]
    )


def _leaning(turn: Turn, topic: str | None, *, calm: bool) -> replies.Reply | None:
    """What sounds beside the topic right behind an answer may be about it: 那怎么弄开."""
    near = leaning(topic, turn) if turn.intent == "out_of_scope" and turn.confidence < 1.0 else []
    return replies.choices(near, turn, calm=calm) if near else None


def _act(turn: Turn, *, calm: bool = False) -> replies.Reply:
    if own := instead_of_switching(turn):
        return own
    act = _meant(turn)
    change = SWITCHES.get(act)
    if change:
        change = _regional(turn, change)
        return replies.sentence(act, replace(turn, **cast(Any, change)), set=change)
    keys = STARTERS if turn.intent in WITH_STARTERS else ()
    human = ("human",) if turn.intent in WITH_HUMAN else ()
    buttons = [replies.button(k, turn) for k in (*keys, *human)]
    return replies.sentence(turn.intent, turn, calm=calm, buttons=buttons)


def _meant(turn: Turn) -> str:
    """Who cannot read the one script wants the other: 看不懂繁體字，可以換嗎."""
    other = _OTHERWISE.get(turn.intent)
    if other is None:
        return turn.intent
    words = knowledge().listed(f"dialogue.words_no_{turn.intent.removeprefix('switch_')}")
    return other if any(word in normalise(turn.text) for word in words) else turn.intent


def _regional(turn: Turn, change: dict[str, str]) -> dict[str, str]:
    # A Hong Kong reader who asks for traditional keeps the Hong Kong wording.
    hong_kong = turn.region == "HK" or turn.script == "zh-Hant-HK"
    return {"script": "zh-Hant-HK"} if hong_kong and change.get("script") == "zh-Hant-TW" else change
