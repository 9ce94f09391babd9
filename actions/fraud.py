"""Fraud in the customer's words: flagged for escalation, and answered with what stops it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import alarms, replies
from actions.alarms import Alarm
from actions.complaints.speaking import button
from actions.context import knowledge, turn_of
from bot.text import normalise

_COMPLAIN = "投诉"


class ActionFlagFraud(Action):
    """Says the emergency steps or the warning, and flags the case: the gateway raises it in the queue."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_flag_fraud"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        """Utter what stops the fraud at its stage."""
        turn, alarm = turn_of(tracker), alarm_of(tracker)
        reply = alarms.emergency(alarm, turn) if alarm.urgent else alarms.warning(alarm, turn)
        if not alarm.urgent and _COMPLAIN in normalise(turn.text):
            # The warning goes first; the complaint is one tap away.
            reply |= {"buttons": [*reply["buttons"], button("file", turn)]}
        dispatcher.utter_message(text=reply["text"], json_message=reply)
        return [SlotSet("topic", reply["entry"]), SlotSet("misses", 0), SlotSet("checking", False)]


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


def alarm_of(tracker: Tracker) -> Alarm:
    """What screening found, as the engine passed it on."""
    return Alarm.read(tracker.latest_message.get("fraud") or {})


def _ask(turn: Any) -> replies.Reply:
    text = knowledge().say("fraud.check_ask", **turn.style)
    return {"kind": "prompt", "text": text, "buttons": [replies.button("human", turn)]}
