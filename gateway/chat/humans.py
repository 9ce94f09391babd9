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
from gateway.chat.records import view_of
from gateway.chat.replies import Speaker
from gateway.chat.types import Reply, View

_RECENT = 12  # messages
# Reasons whose place in the queue the customer is told; the others say it themselves.
_TOLD = frozenset({"customer", "fraud", "distress"})
_ASKED = "ask_leave"


@dataclass(frozen=True, slots=True)
class Held:
    """What came with a message held for a human.

    ``danger``: the stage of a fraud, or ``distress``, that must be answered at once; ``aside``: the
    entry of a knowledge question that is answered while they wait; ``alarmed``: an alarm of before is open.
    """

    message: Message
    personal: tuple[Finding, ...] = ()
    danger: str = ""
    aside: str | None = None
    alarmed: bool = False


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
        if held.danger:
            reply = self.speaker.notice(f"alarmed_{held.danger}", view, buttons=("leave",))
            reply["hotlines"] = self.speaker.hotlines(view, emergency=True)
            return self._posted(session, view, [reply], now)
        if held.aside:
            # The bot is silent: it is the system that says it, and the bar says that they still wait.
            said = self.speaker.answer(held.aside, view) | {"sender": "system"}
            if held.alarmed and not said["urgent"]:
                said["text"] = f"{self.speaker.say('if_urgent', view)}\n{said['text']}"
            return self._posted(session, view, [said], now)
        reply = self._with_draft(session, view, self.places.again(session, view, now))
        return self._posted(session, view, [reply], now)


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
