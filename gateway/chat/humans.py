"""Waiting for a human: queueing, leaving, and what the system says meanwhile, within one transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from casework.complaints.drafts import open_draft
from casework.conversations import service as conversations
from casework.handoffs import service as handoffs
from casework.handoffs.types import Outcome
from casework.messages import service as messages
from casework.messages.types import Message
from casework.statuses import Urgency
from gateway.chat.asking import Draft
from gateway.chat.items import to_store
from gateway.chat.replies import Speaker
from gateway.chat.types import Reply, View

_RECENT = 12  # messages
# Reasons whose place in the queue the customer is told; the others say it themselves.
_TOLD = frozenset({"customer", "fraud"})


class Humans:
    """The customer's way to a human and back."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker

    def request(self, session: Session, view: View, reason: str, now: datetime) -> tuple[Outcome, Message]:
        """Queue; asked again, the place now: said once for each place, to flood nobody."""
        urgency = _urgency(session, view, [])
        outcome = handoffs.request(session, view.id, reason, _summary(None, view), now, urgency=urgency)
        if outcome.owner == "agent":
            reply, mark = self._speaker.notice("agent_here", view), "~agent"
        else:
            reply, mark = self._queued(view, outcome.position), f"~place-{outcome.position}"
        mark = f"{mark}-{outcome.handoff.id if outcome.handoff else 0}"
        return outcome, messages.post(session, view.id, to_store(reply), now, client_message_id=mark)

    def asked(
        self, session: Session, view: View, message_id: int, draft: Draft, now: datetime
    ) -> list[Reply]:
        """Queue as a draft asks, unless a human is there already; the place, if the draft has not said it."""
        if not draft.human or conversations.get(session, view.id).owner != "bot":
            return []
        urgency = draft.urgency or _urgency(session, view, draft.replies)
        summary = _summary(draft, view)
        outcome = handoffs.request(
            session, view.id, draft.human, summary, now, urgency=urgency, message_id=message_id
        )
        return [self._queued(view, outcome.position)] if draft.human in _TOLD else []

    def leave(self, session: Session, view: View, now: datetime) -> tuple[Outcome, Message | None]:
        """Leave the queue; a sentence if that changed anything. TransitionError while an agent is on it."""
        outcome = handoffs.leave(session, view.id, now)
        if not outcome.changed:
            return outcome, None
        buttons = ("resume_draft",) if _has_draft(session, view) else ()
        reply = self._with_draft(session, view, self._speaker.notice("left_queue", view, buttons=buttons))
        return outcome, messages.post(session, view.id, to_store(reply), now)

    def heard(
        self, session: Session, view: View, message: Message, now: datetime, danger: str = ""
    ) -> tuple[Message, ...]:
        """What the system says to a message held for a human: nobody who waits is met with silence.

        `danger`: the stage of a fraud, or `distress`, that must be answered at once.
        """
        if view.owner == "queue" and self._speaker.is_button("leave", message.text):
            _, left = self.leave(session, view, now)
            return (left,) if left else ()
        said = self._speaker.masked(view, message.text) if message.masked else []
        posted = tuple(messages.post(session, view.id, to_store(reply), now) for reply in said)
        return (*posted, *self._waiting(session, view, now, danger))

    def _with_draft(self, session: Session, view: View, reply: Reply) -> Reply:
        """Nobody shall believe that a complaint is filed which is only begun."""
        if not _has_draft(session, view):
            return reply
        return reply | {"text": f"{reply['text']}\n{self._speaker.say('draft_open', view)}"}

    def _queued(self, view: View, position: int | None) -> Reply:
        ahead = (position or 1) - 1
        key = "queued" if ahead else "queued_first"
        return self._speaker.notice(key, view, buttons=("leave",), emergency=True, ahead=ahead)

    def _waiting(self, session: Session, view: View, now: datetime, danger: str) -> tuple[Message, ...]:
        if danger == "distress":
            # A human may be slow, and an agent away: the reviewed answer is there at once.
            handoffs.request(session, view.id, "distress", None, now, urgency="critical")
            said = self._speaker.answer("distress", view) | {"sender": "system"}
            return (messages.post(session, view.id, to_store(said), now),)
        if view.owner != "queue":
            return ()
        ahead = (handoffs.position(session, view.id) or 1) - 1
        key = f"alarmed_{danger}" if danger else ("waiting" if ahead else "waiting_first")
        reply = self._speaker.notice(key, view, buttons=("leave",), emergency=not danger, ahead=ahead)
        reply["hotlines"] = self._speaker.hotlines(view, emergency=True)
        if not danger:
            reply = self._with_draft(session, view, reply)
        return (messages.post(session, view.id, to_store(reply), now),)


def _has_draft(session: Session, view: View) -> bool:
    draft = open_draft(session, view.id)
    return draft is not None and "story" in draft.answers


def _urgency(session: Session, view: View, replies: list[Reply]) -> Urgency:
    """Urgent when the bot has just spoken of an emergency: such a customer goes before the others."""
    said = [message.payload or {} for message in messages.recent(session, view.id, _RECENT)]
    return "urgent" if any(reply.get("urgent") for reply in [*replies, *said]) else "info"


def _summary(draft: Draft | None, view: View) -> dict[str, Any]:
    known: dict[str, Any] = {"script": view.script, "region": view.region, "mode": view.mode}
    if draft and draft.understood:
        known["topic"] = draft.understood.get("entry") or draft.understood.get("intent")
    return known
