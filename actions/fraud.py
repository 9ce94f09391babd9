"""Fraud in the customer's words: flagged for escalation, and answered with what stops it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import alarms, replies
from actions.alarms import Alarm
from actions.complaints.speaking import button
from actions.context import Turn, knowledge, turn_of
from actions.followups import calm_about, said
from actions.places import fitting
from bot.text import normalise

_COMPLAIN = "投诉"
# The classifier's confidence in an entry from which a warning is that entry.
BELIEVED = 0.7
UNSEEN = 0.2  # below this chance of a fraud nobody is told an emergency number


class ActionFlagFraud(Action):
    """Says the emergency steps or the warning, and flags the case: the gateway raises it in the queue."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_flag_fraud"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        """Utter what stops the fraud at its stage."""
        turn, alarm, topic = turn_of(tracker), alarm_of(tracker), tracker.get_slot("topic")
        if follow := calm_about(topic, turn):
            # 那我要不要交钱 behind an answer on complaining: what it costs, not a payment to a swindler.
            reply = replies.just_in_case(said(follow, topic, turn), turn)
            dispatcher.utter_message(text=reply["text"], json_message=reply)
            return [SlotSet("misses", 0)]
        reply = alarms.emergency(alarm, turn) if alarm.urgent else _warned(alarm, turn)
        if not alarm.urgent and _COMPLAIN in normalise(turn.text):
            # The warning goes first; the complaint is one tap away.
            reply |= {"buttons": [*reply["buttons"], button("file", turn)]}
        dispatcher.utter_message(text=reply["text"], json_message=reply)
        return [SlotSet("topic", reply["entry"]), SlotSet("misses", 0), SlotSet("checking", False)]


def _warned(alarm: Alarm, turn: Turn) -> replies.Reply:
    """The entry that surely fits says more than the kind of fraud does; a pasted text needs its verdict."""
    entry, confidence = turn.ranking[0] if turn.ranking else ("", 0.0)
    if alarm.pasted or alarm.threatened or confidence < BELIEVED:
        return alarms.warning(alarm, turn)
    return alarms.fitting(fitting(entry, turn), alarm, turn)


class ActionCheckScam(Action):
    """Asks for the text to check, or gives the verdict on one in which nothing known was found."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_check_scam"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        """Utter the request or the verdict."""
        turn = turn_of(tracker)
        asked = turn.intent == "check_scam"
        reply = _ask(turn) if asked else alarms.verdict(alarm_of(tracker), turn)
        dispatcher.utter_message(text=reply["text"], json_message=reply)
        return [SlotSet("checking", asked), SlotSet("misses", 0)]


def calm(tracker: Tracker) -> bool:
    """Screening has looked at the message and has seen no fraud at all."""
    alarm = alarm_of(tracker)
    return bool(tracker.latest_message.get("fraud")) and alarm.stage == "none" and alarm.score < UNSEEN


def alarm_of(tracker: Tracker) -> Alarm:
    """What screening found, as the engine passed it on."""
    return Alarm.read(tracker.latest_message.get("fraud") or {})


def _ask(turn: Any) -> replies.Reply:
    text = knowledge().say("fraud.check_ask", **turn.style)
    return {"kind": "prompt", "text": text, "buttons": [replies.button("human", turn)]}
