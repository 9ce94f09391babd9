"""Waiting for a human: queueing, leaving, and what is said meanwhile, within one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.intake.human import human
from bot.text import Finding
from casework.complaints.drafts import open_draft
from casework.conversations import service as conversations
from casework.conversations.rows import locked
from casework.handoffs import service as handoffs
from casework.handoffs.types import Outcome
from casework.messages import service as messages
from casework.messages.types import Message
from casework.statuses import Urgency
from casework.tickets import service as tickets
from gateway.chat.asking import Draft
from gateway.chat.attendance import Attendance
from gateway.chat.callbacks import Callbacks
from gateway.chat.items import to_store
from gateway.chat.places import Places
from gateway.chat.records import Aside, view_of
from gateway.chat.replies import Speaker
from gateway.chat.types import Reply, View

_RECENT = 12  # messages
_WAIT = 100  # messages of one wait
# Reasons whose place in the queue the customer is told; the others say it themselves.
_TOLD = frozenset({"customer", "fraud", "distress"})
_ASKED = "ask_leave"


@dataclass(frozen=True, slots=True)
class Held:
    """What came with a message held for a human.

    ``danger``: the stage of a fraud, or ``distress``, that must be answered at once; ``aside``: what is said
    to it besides that they wait; ``alarmed``: an alarm of before is open; ``placed``: it says where they are.
    """

    message: Message
    personal: tuple[Finding, ...] = ()
    danger: str = ""
    aside: Aside | None = None
    alarmed: bool = False
    placed: bool = False


class Humans:
    """The customer's way to a human and back."""

    def __init__(self, speaker: Speaker, attendance: Attendance, callbacks: Callbacks) -> None:
        self.speaker, self._callbacks = speaker, callbacks
        self.places = Places(speaker, attendance, callbacks)

    def request(self, session: Session, view: View, reason: str, now: datetime) -> tuple[Outcome, Message]:
        """Queue; asked again, the place now: said once for each place, to flood nobody.

        Who was queued by an emergency has heard the place with its answer.
        """
        urgency = _urgency(session, view, [])
        outcome = handoffs.request(session, view.id, reason, None, now, urgency=urgency)
        if outcome.owner == "agent":
            reply, mark = self.speaker.notice("agent_here", view), "~agent"
        else:
            reply = self.places.told(session, view, now)
            if not outcome.changed and (said := self._said(session, view, reply)):
                return outcome, said
            mark = f"~{reply['entry']}-{outcome.position}"
        mark = f"{mark}-{outcome.handoff.id if outcome.handoff else 0}"
        return outcome, messages.post(session, view.id, to_store(reply), now, client_message_id=mark)

    @staticmethod
    def _said(session: Session, view: View, reply: Reply) -> Message | None:
        """The notice said last, if it says the same."""
        recent = messages.recent(session, view.id, _RECENT)
        last = next((one for one in reversed(recent) if one.sender == "system"), None)
        return last if last and last.text == reply["text"] else None

    def asked(
        self, session: Session, view: View, message_id: int, draft: Draft, now: datetime
    ) -> list[Reply]:
        """Queue as a draft asks, unless a human is there already; the place, if the draft has not said it."""
        if not draft.human or conversations.get(session, view.id).owner != "bot":
            return []
        urgency = draft.urgency or _urgency(session, view, draft.replies)
        handoffs.request(
            session, view.id, draft.human, _topic(draft), now, urgency=urgency, message_id=message_id
        )
        told = self.places.told(session, view, now)
        return [told] if draft.human in _TOLD or told["entry"].startswith("closed") else []

    def leave(self, session: Session, view: View, now: datetime) -> tuple[Outcome, Message | None]:
        """Leave the queue; a sentence if that changed anything. TransitionError while an agent is on it."""
        outcome = handoffs.leave(session, view.id, now)
        if not outcome.changed:
            return outcome, None
        buttons = ("resume_draft",) if _has_draft(session, view) else ()
        reply = self._with_draft(session, view, self.speaker.notice("left_queue", view, buttons=buttons))
        reply = self._callbacks.left(session, view, reply)
        return outcome, messages.post(session, view.id, to_store(reply), now)

    def left_alone(self, session: Session, conversation_id: str, now: datetime) -> Message | None:
        """Tell who waits that no human is there any more, and offer a call; None if that is not so."""
        locked(session, conversation_id)
        waiting = handoffs.open_one(session, conversation_id)
        if waiting is None or waiting.state != "waiting" or tickets.of_handoff(session, waiting.id):
            return None
        if self.places.absent(session, now) is None:
            return None
        reply = self.places.told(session, view_of(conversations.get(session, conversation_id)), now)
        return messages.post(session, conversation_id, to_store(reply), now)

    def heard(self, session: Session, view: View, held: Held, now: datetime) -> tuple[Message, ...]:
        """What is said to a message held for a human: nobody who waits is met with silence."""
        message = held.message
        said = self.speaker.masked(view, message.text) if message.masked else []
        if view.owner == "queue":
            call = self._callbacks.heard(session, view, message.text, held.personal)
            if call is None and (way := self._way_out(session, view, message)):
                if way == "ask":
                    return self._posted(session, view, [self._sure(view)], now)
                _, left = self.leave(session, view, now)
                return (left,) if left else ()
            said += [call] if call else []
            # A number alone is answered by that; a danger never is.
            if call is not None and not held.danger:
                return self._posted(session, view, said, now)
        return (
            *self._posted(session, view, said, now),
            *self._waiting(session, view, held, now),
        )

    def _posted(self, session: Session, view: View, said: list[Reply], now: datetime) -> tuple[Message, ...]:
        return tuple(messages.post(session, view.id, to_store(reply), now) for reply in said)

    def _way_out(self, session: Session, view: View, message: Message) -> str:
        """Whether they ``leave`` the queue; in large text they are asked once more (``ask``)."""
        before = messages.recent(session, view.id, 1, message.id)
        asked = any((said.payload or {}).get("entry") == _ASKED for said in before)
        leaves = self.speaker.is_button("leave", message.text) or human(message.text) == "refuse"
        if asked and (leaves or self.speaker.is_button("leave_sure", message.text)):
            return "leave"
        return ("ask" if view.mode == "large" else "leave") if leaves else ""

    def _sure(self, view: View) -> Reply:
        return self.speaker.notice(_ASKED, view, buttons=("stay", "leave_sure"))

    def _with_draft(self, session: Session, view: View, reply: Reply) -> Reply:
        """Nobody shall believe that a complaint is filed which is only begun."""
        if not _has_draft(session, view):
            return reply
        return reply | {"text": f"{reply['text']}\n{self.speaker.say('draft_open', view)}"}

    def _waiting(self, session: Session, view: View, held: Held, now: datetime) -> tuple[Message, ...]:
        if held.danger == "distress":
            # A human may be slow, and an agent away: the reviewed answer is there at once.
            handoffs.request(session, view.id, "distress", None, now, urgency="critical")
            said = self.speaker.answer("distress", view) | {"sender": "system"}
            return self._posted(session, view, [said], now)
        if view.owner != "queue":
            return ()
        return self._posted(session, view, self._meanwhile(session, view, held, now), now)

    def _meanwhile(self, session: Session, view: View, held: Held, now: datetime) -> list[Reply]:
        """The danger first, then what is asked; where nothing is, that it is taken down, and their place."""
        first = self._urgent(session, view, held)
        if (aside := held.aside) and aside.replies and (not held.danger or held.placed):
            return [*first, *self._besides(view, aside, led=held.alarmed, behind=bool(first))]
        if first:
            return first
        if aside and (aside.thanks or aside.asks_human):
            return [self.places.standing(session, view, now, thanked=aside.thanks)]
        if aside and aside.relieved:
            return [self.speaker.notice("relieved", view, buttons=("leave",), emergency=True)]
        return [self._with_draft(session, view, self.places.again(session, view, now))]

    def _urgent(self, session: Session, view: View, held: Held) -> list[Reply]:
        """The steps of the danger, with the numbers of the place just told."""
        if held.danger:
            reply = self._alarmed(session, view, held.danger)
        elif held.placed:
            reply = self.speaker.notice("if_urgent", view, buttons=("leave",))
        else:
            return []
        head = [self.speaker.placed(view)] if held.placed else []
        text = "\n".join([*head, reply["text"]])
        return [reply | {"text": text, "hotlines": self.speaker.hotlines(view, emergency=True)}]

    def _alarmed(self, session: Session, view: View, danger: str) -> Reply:
        """Whole once within a wait, then in one line; with another place's numbers it is whole again."""
        reply = self.speaker.notice(f"alarmed_{danger}", view, buttons=("leave",))
        waiting = handoffs.open_one(session, view.id)
        since = waiting.waiting_since if waiting else None
        said = [one for one in messages.recent(session, view.id, _WAIT) if since and one.created_at >= since]
        again = f"alarmed_{danger}_again"
        numbers = self.speaker.hotlines(view, emergency=True)
        if not any(_says(one, {reply["entry"], again}, numbers) for one in said):
            return reply
        return self.speaker.notice(again, view, buttons=("leave",))

    def _besides(self, view: View, aside: Aside, *, led: bool, behind: bool) -> list[Reply]:
        """The bot is silent: it is the system that says it, and the bar says that they still wait.

        ``led`` by the emergency number, unless it stands ``behind`` the steps, which are said once.
        """
        urgent = self.speaker.say("if_urgent", view)
        said = [reply | {"sender": "system"} for reply in aside.replies if not (behind and reply["urgent"])]
        if led and not behind and not any(r["urgent"] or r["text"].startswith(urgent) for r in said):
            said[0]["text"] = f"{urgent}\n{said[0]['text']}"
        return said


def _says(said: Message, entries: set[str], hotlines: list[dict[str, str]]) -> bool:
    """Whether a reply has said one of the sentences, with these numbers."""
    payload = said.payload or {}
    dials = {line["dial"] for line in payload.get("hotlines") or ()}
    return payload.get("entry") in entries and dials == {line["dial"] for line in hotlines}


def _has_draft(session: Session, view: View) -> bool:
    draft = open_draft(session, view.id)
    return draft is not None and "story" in draft.answers


def _urgency(session: Session, view: View, replies: list[Reply]) -> Urgency:
    """Urgent when the bot has just spoken of an emergency: such a customer goes before the others."""
    said = [message.payload or {} for message in messages.recent(session, view.id, _RECENT)]
    return "urgent" if any(reply.get("urgent") for reply in [*replies, *said]) else "info"


def _topic(draft: Draft) -> dict[str, Any] | None:
    """What the message that asked is about: its answer is not stored yet."""
    topic = draft.understood.get("entry") or draft.understood.get("intent")
    return {"topic": topic} if topic and topic != "ask_human" else None
