"""Answers from the knowledge base."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import replies, unsure
from actions.alarms import Alarm, emergency, verdict
from actions.complaints.reading import names_wrong
from actions.complaints.speaking import button
from actions.context import DISTRESS, Turn, knowledge, turn_of
from actions.followups import about, leaning, said
from actions.fraud import alarm_of, calm
from actions.places import fitting
from actions.topics import following
from bot.text import normalise

# Tuned on the development set (docs/engine.md): below SURE a search hit is offered, not stated.
SURE = 0.85
OFFERED = 0.20
RANKED = 0.08
MISSES_BEFORE_HUMAN = 2
MISSES_TO_HUMAN = 3
DESPAIR = 0.2  # from here on despair is offered as a choice
LONGEST_SENT = 120  # characters sent along with a button
# Entries that tell how, and the button that does it.
_DEEDS = {
    "complaint_how": "file",
    "complaint_materials": "file",
    "complaint_deadline": "status",
    "complaint_overdue": "status",
    "complaint_review": "review",
    "complaint_process": "file",
    "complaint_cost": "file",
    "complaint_anonymous": "file",
    "complaint_differs": "file",
    "complaint_code_lost": "status",
}
# Of two questions these are answered first, like emergencies.
_FIRST = frozenset({"card_lost", "card_stolen", "identity_misused"})
# Entries that only staff can take further.
_STAFF = frozenset({"complaint_code_lost", "complaint_report"})
# Below both an urgent entry is doubted: the classifier's confidence, and the chance of a fraud in course.
CERTAIN = 0.97
UNHEARD = 0.6


class ActionAnswer(Action):
    """Answers with the entry the classifier chose."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        """Utter the entry and remember it as the topic."""
        turn = turn_of(tracker)
        follow = about(tracker.get_slot("topic"), turn)
        if follow:
            return _followed(dispatcher, follow, tracker.get_slot("topic"), turn)
        if not turn.ranking or turn.retired or _general(turn):
            # Another classifier than ours may rank nothing.
            return ActionSearch().run(dispatcher, tracker, domain)
        entry = following(fitting(_newer(turn), turn), tracker.get_slot("topic"), turn)
        if tracker.latest_message.get("fraud") and _doubtful(entry, turn, alarm_of(tracker)):
            return ActionSearch().run(dispatcher, tracker, domain)
        if around := unsure.around(entry, tracker.get_slot("topic"), turn):
            _utter(dispatcher, replies.choices(around, turn, calm=True))
            return [SlotSet("misses", 0)]
        if entry == DISTRESS and unsure.exaggerates(turn.text):
            # Nor is it offered: who stood in a queue all morning did not ask for it.
            if unsure.only_angry(turn.text):
                _utter(dispatcher, replies.sentence("abuse", turn, buttons=[replies.button("human", turn)]))
                return []
            return ActionSearch().run(dispatcher, tracker, domain)
        alarm = alarm_of(tracker)
        also = _second(entry, turn)
        if also and _cannot_wait(also) and not _cannot_wait(entry):
            entry, also = also, entry
        events = _answered(dispatcher, entry, turn, doubted=alarm.doubted, also=also)
        if entry == DISTRESS and alarm.urgent:
            # Whoever despairs over lost money needs both, comfort first.
            _utter(dispatcher, emergency(alarm, turn))
        return events


class ActionSearch(Action):
    """Answers what no intent covers: a sure hit, else up to three choices, else a human."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_search"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        """Search the entries with the customer's words."""
        turn = turn_of(tracker)
        follow = about(tracker.get_slot("topic"), turn)
        if follow:
            return _followed(dispatcher, follow, tracker.get_slot("topic"), turn)
        if _general(turn):
            _utter(dispatcher, _not_sure([], turn, 0, calm=False))
            return []
        hits = knowledge().search(turn.text, limit=3)
        if hits and hits[0].score >= SURE:
            return _answered(dispatcher, fitting(hits[0].entry, turn), turn)
        misses = float(tracker.get_slot("misses") or 0) + 1
        if misses >= MISSES_TO_HUMAN:
            return _handed_over(dispatcher, turn)
        alarm = alarm_of(tracker)
        if alarm.notice and not tracker.latest_message.get("asks"):
            # 您尾号1234账户支出500元: a genuine notice is to be checked, not complained of.
            _utter(dispatcher, verdict(alarm, turn))
            return [SlotSet("misses", 0)]
        offered = _offer([h.entry for h in hits if h.score >= OFFERED], turn)
        offered = _with_topic(offered, tracker.get_slot("topic"), turn)
        # Who may be in danger is not asked whether it should be taken down.
        if _own_matter(tracker, turn) and not any(_cannot_wait(entry) for entry, _ in turn.ranking[:1]):
            _utter(dispatcher, _complain(offered, turn))
        else:
            _utter(dispatcher, _not_sure(offered, turn, misses, calm=calm(tracker)))
        return [SlotSet("misses", misses)]


def _with_topic(offered: list[str], topic: str | None, turn: Turn) -> list[str]:
    """Few words behind an answer: the best of what was heard, and what stands around that answer."""
    near = leaning(topic, turn, heard=bool(offered))
    return list(dict.fromkeys([*offered[:1], *near]))[:3] if near else offered


def _second(entry: str, turn: Turn) -> str | None:
    """The entry of the other question of the message."""
    also = fitting(turn.also, turn) if turn.also in knowledge().entries else None
    return also if also not in (entry, DISTRESS) and turn.confidence < 1.0 else None


def _cannot_wait(entry: str) -> bool:
    return entry in _FIRST or knowledge().entries[entry].urgent


def _followed(dispatcher: CollectingDispatcher, found: tuple[str, ...], topic: str, turn: Turn) -> list[Any]:
    """A short question about the last answer: the entry that tells it, the same answer again, or choices."""
    if len(found) == 1 and found[0] != topic:
        return _answered(dispatcher, found[0], turn)
    _utter(dispatcher, said(found, topic, turn))
    return [SlotSet("misses", 0)]


def _general(turn: Turn) -> bool:
    """ "What now?" alone says nothing of what happened: no entry may be guessed."""
    return normalise(turn.text).strip("?!。！？ ") in knowledge().listed("dialogue.words_general")


def _newer(turn: Turn) -> str:
    """What the classifier chose, unless the words are surely those of an answer that it never learned."""
    known = knowledge()
    hits = known.search(turn.text, limit=1) if known.news else ()
    fits = hits and hits[0].score >= SURE and hits[0].entry in known.news
    return hits[0].entry if fits else turn.ranking[0][0]


def _doubtful(entry: str, turn: Turn, alarm: Alarm) -> bool:
    """An emergency that only the classifier sees is offered, not stated: "my boss scolded me" is none."""
    urgent = entry != DISTRESS and knowledge().entries[entry].urgent
    return urgent and turn.confidence < CERTAIN and alarm.stage == "none" and alarm.score < UNHEARD


def _own_matter(tracker: Tracker, turn: Turn) -> bool:
    """What went wrong with the bank, told without the word complaint: no question, no fraud."""
    asks = bool(tracker.latest_message.get("asks"))
    return not asks and calm(tracker) and names_wrong(turn.text)


def _complain(offered: list[str], turn: Turn) -> replies.Reply:
    """Shall it be taken down? Tapped, the button sends the words along, so that nobody types them twice."""
    file = button("file_this", turn)
    told = f"{file['value']}，{turn.text}" if len(turn.text) <= LONGEST_SENT else file["value"]
    titles = [knowledge().render(e, **turn.style).title for e in offered[:2]]
    buttons = [file | {"value": told}, *({"title": t, "value": t} for t in titles)]
    extra = [*buttons, replies.button("human", turn)]
    return replies.sentence("offer_complaint", turn, kind="choices", buttons=extra)


def _handed_over(dispatcher: CollectingDispatcher, turn: Turn) -> list[Any]:
    """Not understood for the third time: a human comes without being asked for."""
    _utter(dispatcher, replies.sentence("handoff_lost", turn, kind="handoff"))
    return [SlotSet("misses", 0)]


def _offer(found: list[str], turn: Turn) -> list[str]:
    found = [entry for entry in found if entry != DISTRESS]
    least = {DISTRESS: 1.0 if unsure.exaggerates(turn.text) else DESPAIR}
    ranked = [entry for entry, confidence in turn.ranking if confidence >= least.get(entry, RANKED)]
    return list(dict.fromkeys(fitting(entry, turn) for entry in [*ranked, *found]))[:3]


def _not_sure(offered: list[str], turn: Turn, misses: float, *, calm: bool) -> replies.Reply:
    if misses >= MISSES_BEFORE_HUMAN:
        extra = [replies.button("human", turn), replies.button("menu", turn)]
        return replies.sentence("offer_human", turn, kind="choices", calm=calm, buttons=extra, lost=True)
    if offered:
        return replies.choices(offered, turn, calm=calm)
    starters = [replies.button(k, turn) for k in ("cheated", "complain", "rights", "human")]
    return replies.sentence("not_understood", turn, kind="choices", calm=calm, buttons=starters)


def _answered(
    dispatcher: CollectingDispatcher,
    entry: str,
    turn: Turn,
    *,
    doubted: bool = False,
    also: str | None = None,
) -> list[Any]:
    reply = replies.answer(entry, turn)
    if doubted:
        reply = replies.just_in_case(reply, turn)
    others = [] if also or _cannot_wait(entry) else unsure.others(entry, turn)
    if others:
        reply = reply | {"text": f"{reply['text']}\n{knowledge().say('dialogue.or_else', **turn.style)}"}
    # In large text one thing comes at a time: the second question is a button.
    asked = [replies.titled(also, turn)] if also and turn.mode == "large" else []
    buttons = [*asked, *others, *_deed(entry, turn), *(b for b in reply["buttons"] if b not in others)]
    _utter(dispatcher, reply | {"buttons": buttons[: unsure.MOST_BUTTONS] if others else buttons})
    if also and not asked:
        _utter(dispatcher, replies.headed("asked_too", also, turn))
    return [SlotSet("topic", entry), SlotSet("misses", 0)]


def _deed(entry: str, turn: Turn) -> list[dict[str, str]]:
    """An answer on how something is done with a complaint offers to do it, or somebody who can."""
    deed = [button(_DEEDS[entry], turn)] if entry in _DEEDS else []
    return [*deed, replies.button("human", turn)] if entry in _STAFF else deed


def _utter(dispatcher: CollectingDispatcher, reply: replies.Reply) -> None:
    dispatcher.utter_message(text=reply["text"], json_message=reply)
