"""The writes of a turn, each one transaction: what is stored together is stored here."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.text import Finding, Region, Script, detect_script
from casework.conversations import service as conversations
from casework.conversations.types import Conversation
from casework.handoffs import service as handoffs
from casework.handoffs.types import Outcome
from casework.messages import service as messages
from casework.messages.types import Accepted, Answered, Message
from casework.vault import service as vault
from casework.vault.cipher import Cipher
from gateway.chat.asking import Draft
from gateway.chat.items import to_store
from gateway.chat.replies import Speaker
from gateway.chat.types import Reply, View


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message on its way in: text already cleaned and without secrets; kinds of what was removed."""

    conversation_id: str
    client_message_id: str
    text: str
    secrets: tuple[str, ...] = ()
    personal: tuple[Finding, ...] = ()

    @property
    def masked(self) -> bool:
        """True when something was removed or shortened."""
        return bool(self.secrets or self.personal)


@dataclass(frozen=True, slots=True)
class Stored:
    """What accepting led to, the conversation after it, and system replies to a message held for a human.

    ``personal`` names sealed values by token, for the engine's metadata: [{"kind","token","shown"}].
    """

    accepted: Accepted
    view: View
    notices: tuple[Message, ...] = ()
    personal: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What answering led to."""

    answered: Answered
    view: View


def view_of(found: Conversation) -> View:
    """The customer's view of a conversation."""
    region: Region | None = found.region
    return View(found.id, found.script, found.script_pinned, region, found.mode, found.owner)


class Store:
    """Composes casework's services; every method runs inside one transaction."""

    def __init__(self, speaker: Speaker, cipher: Cipher, holder: str, lease: timedelta) -> None:
        self._speaker, self._cipher, self._holder, self._lease = speaker, cipher, holder, lease

    def accept(self, session: Session, new: Incoming, now: datetime) -> Stored:
        """Store the message with its lease, follow its script, and speak for a human who is not there yet."""
        accepted = messages.accept(
            session, new.conversation_id, new.client_message_id, new.text, new.masked, now,
            holder=self._holder, lease=self._lease,
        )  # fmt: skip
        found = conversations.get(session, new.conversation_id)
        if accepted.duplicate:
            return Stored(accepted, view_of(found), self._said_with(session, accepted))
        view = view_of(self._follow(session, found, new.text, now))
        personal = tuple(self._sealed(session, new, finding, now) for finding in new.personal)
        notices = self._held(session, view, accepted, new, now) if accepted.owner != "bot" else ()
        now_view = view_of(conversations.get(session, view.id)) if notices else view
        return Stored(accepted, now_view, notices, personal)

    def claim(self, session: Session, conversation_id: str, message_id: int, now: datetime) -> Stored:
        """Ask for the turn of a stored message."""
        accepted = messages.claim(
            session, conversation_id, message_id, now, holder=self._holder, lease=self._lease
        )
        view = view_of(conversations.get(session, conversation_id))
        return Stored(accepted, view, self._said_with(session, accepted))

    def answer(self, session: Session, view: View, message_id: int, draft: Draft, now: datetime) -> Settled:
        """Store the replies, queue for a human if asked, keep what the bot switched; all or nothing."""
        replies = [*draft.replies, *self._asked(session, view, message_id, draft, now)]
        extra = {"understood": draft.understood} if draft.understood else {}
        stored = [to_store(reply, **extra) for reply in replies]
        answered = messages.answer(session, view.id, message_id, stored, now)
        view = replace(view, owner=answered.owner)
        if answered.dropped or not (draft.script or draft.mode):
            return Settled(answered, view)
        changed = conversations.update(
            session, view.id, now, script=draft.script,
            script_pinned=True if draft.script else None, mode=draft.mode,
        )  # fmt: skip
        return Settled(answered, view_of(changed))

    def _asked(
        self, session: Session, view: View, message_id: int, draft: Draft, now: datetime
    ) -> list[Reply]:
        """Queue for the human the draft asks for, unless one is there already; the place, if not yet said."""
        if not draft.human or conversations.get(session, view.id).owner != "bot":
            return []
        summary = _summary(draft, view)
        outcome = handoffs.request(session, view.id, draft.human, summary, now, message_id=message_id)
        return [self.queued(view, outcome.position)] if draft.human == "customer" else []

    def queued(self, view: View, position: int | None) -> Reply:
        """The sentence for somebody who now waits, with an honest place."""
        ahead = (position or 1) - 1
        key = "queued" if ahead else "queued_first"
        return self._speaker.notice(key, view, buttons=("leave",), emergency=True, ahead=ahead)

    def leave(self, session: Session, view: View, now: datetime) -> tuple[Outcome, Message | None]:
        """Leave the queue; a sentence if that changed anything."""
        outcome = handoffs.leave(session, view.id, now)
        if not outcome.changed:
            return outcome, None
        return outcome, messages.post(
            session, view.id, to_store(self._speaker.notice("left_queue", view)), now
        )

    def request(self, session: Session, view: View, reason: str, now: datetime) -> tuple[Outcome, Message]:
        """Queue for a human; asked again, the place now: said once for each place, to flood nobody."""
        outcome = handoffs.request(session, view.id, reason, _summary(None, view), now)
        if outcome.owner == "agent":
            reply, mark = self._speaker.notice("agent_here", view), "~agent"
        else:
            reply, mark = self.queued(view, outcome.position), f"~place-{outcome.position}"
        mark = f"{mark}-{outcome.handoff.id if outcome.handoff else 0}"
        return outcome, messages.post(session, view.id, to_store(reply), now, client_message_id=mark)

    def _sealed(self, session: Session, new: Incoming, found: Finding, now: datetime) -> dict[str, str]:
        kept = vault.keep(
            session, self._cipher, new.conversation_id, found.kind, found.value, found.shown, now
        )
        return {"kind": kept.kind, "token": kept.token, "shown": found.shown}

    def _follow(self, session: Session, found: Conversation, text: str, now: datetime) -> Conversation:
        if found.script_pinned:
            return found
        seen: Script | None = detect_script(text, found.script)
        if seen is None or seen == found.script:
            return found
        return conversations.update(session, found.id, now, script=seen)

    def _held(
        self, session: Session, view: View, accepted: Accepted, new: Incoming, now: datetime
    ) -> tuple[Message, ...]:
        if accepted.owner == "queue" and self._speaker.is_button("leave", new.text):
            _, left = self.leave(session, view, now)
            return (left,) if left else ()
        said = self._speaker.masked(view, new.text) if new.secrets else []
        posted = [messages.post(session, view.id, to_store(reply), now) for reply in said]
        waiting = self._waiting_once(session, view, accepted, now) if accepted.owner == "queue" else None
        return (*posted, waiting) if waiting else tuple(posted)

    def _waiting_once(
        self, session: Session, view: View, accepted: Accepted, now: datetime
    ) -> Message | None:
        handoff = handoffs.open_one(session, view.id)
        if handoff is None:
            return None
        ahead = (handoffs.position(session, view.id) or 1) - 1
        key = "waiting" if ahead else "waiting_first"
        reply = self._speaker.notice(key, view, buttons=("leave",), emergency=True, ahead=ahead)
        # "~" cannot begin a customer's id: this one is stored once for each stay in the queue.
        posted = messages.post(
            session, view.id, to_store(reply), now, client_message_id=f"~waiting-{handoff.id}"
        )
        return posted if posted.id > accepted.message.id else None

    def _said_with(self, session: Session, accepted: Accepted) -> tuple[Message, ...]:
        """The notices stored together with a message that was held, for a caller who asks again."""
        said = accepted.message
        if said.state not in ("held", "lapsed"):
            return ()
        following = messages.history(session, said.conversation_id, said.id, 3)
        return tuple(m for m in following if m.sender == "system" and m.created_at == said.created_at)


def _summary(draft: Draft | None, view: View) -> dict[str, Any]:
    known: dict[str, Any] = {"script": view.script, "region": view.region, "mode": view.mode}
    if draft and draft.understood:
        known["topic"] = draft.understood.get("entry") or draft.understood.get("intent")
    return known
