"""The writes of a turn, each one transaction: what is stored together is stored here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.fraud.distress import despairs
from bot.intake.elder import elder
from bot.text import Finding, Script, detect_script
from casework.alerts import service as alerts
from casework.conversations import service as conversations
from casework.conversations.types import Conversation
from casework.handoffs import service as handoffs
from casework.messages import service as messages
from casework.messages.types import Accepted, Message
from casework.vault import service as vault
from casework.vault.cipher import Cipher
from gateway.chat.asking import Draft
from gateway.chat.choices import as_chosen
from gateway.chat.humans import Held, Humans
from gateway.chat.items import to_store
from gateway.chat.naming import as_asked
from gateway.chat.offering import offered
from gateway.chat.records import Aside, Incoming, Settled, Stored, view_of
from gateway.chat.replies import expected
from gateway.chat.screening import note
from gateway.chat.types import Reply, View
from gateway.errors import Problem

_BRIEF = 12  # characters
_RECENT = 40  # messages in which the last answer is looked for


class Store:
    """Composes casework's services; every method runs inside one transaction."""

    def __init__(self, humans: Humans, cipher: Cipher, holder: str, lease: timedelta) -> None:
        self.humans, self.cipher, self._holder, self._lease = humans, cipher, holder, lease

    def accept(self, session: Session, new: Incoming, now: datetime) -> Stored:
        """Store the message with its lease, follow its script, and speak for a human who is not there yet."""
        accepted = messages.accept(
            session, new.conversation_id, new.client_message_id, new.text, new.masked, now,
            holder=self._holder, lease=self._lease,
        )  # fmt: skip
        if accepted.message.text not in (new.text, *new.readings):
            raise Problem(409, "reused_id")  # inside the transaction: a turn it may have taken is undone
        found = conversations.get(session, new.conversation_id)
        if accepted.duplicate:
            return self._again(session, accepted, view_of(found))
        before = _alarm(session, new)
        if new.screened is not None:
            note(session, accepted, new.screened, now)
        view = view_of(_notice(session, _follow(session, found, new.text, now), new.text, now))
        personal = tuple(self._sealed(session, new, finding, now) for finding in new.personal)
        if accepted.owner == "bot":
            return Stored(accepted, view, (), personal, found.channel)
        if accepted.owner == "queue":
            view = _switched(session, view, new, now)
        alarm = _alarm(session, new)
        placed = accepted.owner == "queue" and view.region != found.region
        danger = _danger(new, alarm, before or alarm if placed else "")
        held = Held(accepted.message, new.personal, danger, new.aside, alarmed=bool(alarm), placed=placed)
        notices = self.humans.heard(session, view, held, now)
        return Stored(
            accepted, view_of(conversations.get(session, view.id)), notices, personal, found.channel
        )

    def claim(self, session: Session, conversation_id: str, message_id: int, now: datetime) -> Stored:
        """Ask for the turn of a stored message."""
        accepted = messages.claim(
            session, conversation_id, message_id, now, holder=self._holder, lease=self._lease
        )
        return self._again(session, accepted, view_of(conversations.get(session, conversation_id)))

    def answer(self, session: Session, view: View, message_id: int, draft: Draft, now: datetime) -> Settled:
        """Store the replies, queue for a human if asked, keep what the bot switched; all or nothing."""
        told = self.humans.asked(session, _spoken_to(view, draft), message_id, draft, now)
        if (view.elder or draft.lost) and view.mode == "standard":
            draft = offered(session, self.humans.speaker, _spoken_to(view, draft), draft, now)
        replies = [*_without_promise(draft, told), *told]
        extra = {"understood": draft.understood} if draft.understood else {}
        stored = [to_store(reply, **extra) for reply in replies]
        answered = messages.answer(session, view.id, message_id, stored, now)
        view = replace(view, owner=answered.owner)
        if view.owner == "bot" and not (answered.dropped or answered.duplicate):
            conversations.set_expects(session, view.id, expected(draft.replies))
        if answered.dropped or not (draft.script or draft.mode or draft.region):
            return Settled(answered, view)
        changed = conversations.update(
            session, view.id, now, script=draft.script,
            script_pinned=True if draft.script else None, mode=draft.mode, region=draft.region,
        )  # fmt: skip
        return Settled(answered, view_of(changed))

    def spoken_to(self, session: Session, new: Incoming) -> View:
        """The conversation as an answer to this message will speak: it follows the script written."""
        found = conversations.get(session, new.conversation_id)
        return replace(view_of(found), script=_written(found, new.text))

    def said_before(self, session: Session, new: Incoming) -> tuple[Sequence[Message], bool]:
        """The messages before this one, and whether a grave alarm is open."""
        return messages.recent(session, new.conversation_id, _RECENT), bool(_alarm(session, new))

    def read_as_asked(self, session: Session, new: Incoming) -> Incoming:
        """The message as it will be stored.

        A bare number is what it chooses, an answer to "your name" is a name, a known name stays sealed.
        """
        return as_asked(session, self.cipher, as_chosen(session, new))

    def _again(self, session: Session, accepted: Accepted, view: View) -> Stored:
        """What a message that was stored before needs; its sealed values, if it is to be answered now."""
        said = accepted.message
        sealed = vault.shown_in(session, said.conversation_id, said.text) if accepted.turn else ()
        personal = tuple({"kind": v.kind, "token": v.token, "shown": v.shown or ""} for v in sealed)
        return Stored(accepted, view, _said_with(session, accepted), personal)

    def _sealed(self, session: Session, new: Incoming, found: Finding, now: datetime) -> dict[str, str]:
        kept = vault.keep(
            session, self.cipher, new.conversation_id, found.kind, found.value, found.shown, now
        )
        return {"kind": kept.kind, "token": kept.token, "shown": found.shown}


def _spoken_to(view: View, draft: Draft) -> View:
    """As the bot's own answer speaks: who has just said to be in Hong Kong must not be told 110 after 999."""
    return replace(
        view,
        script=draft.script or view.script,
        region=draft.region or view.region,
        mode=draft.mode or view.mode,
    )


def _without_promise(draft: Draft, told: list[Reply]) -> list[Reply]:
    """What the bot says, but not that it fetches a human right before they hear that there is none."""
    absent = draft.human == "customer" and any(str(reply["entry"]).startswith("closed") for reply in told)
    return [reply for reply in draft.replies if not (absent and reply["kind"] == "handoff")]


def _switched(session: Session, view: View, new: Incoming, now: datetime) -> View:
    """Who waits gets their place, script or letters at once, as from the bot."""
    aside = new.aside or Aside()
    changed = conversations.update(
        session, view.id, now, script=aside.script, script_pinned=True if aside.script else None,
        mode=aside.mode, region=new.place or aside.region,
    )  # fmt: skip
    if aside.mode == "large":
        handoffs.favour(session, view.id)
    return view_of(changed)


def _danger(new: Incoming, alarm: str, told: str) -> str:
    """What somebody who waits must be told instead of their place: a stage, despair, or nothing.

    ``told``: the alarm that was open when they say where they are, whose numbers are others there.
    """
    if despairs(new.text):
        return "distress"
    screened = new.screened
    brief = len(new.text) <= _BRIEF
    # In a few words that say where they are there is no room for another danger.
    of_before = (screened and screened.story and (new.aside or told)) or (told and brief)
    if screened is not None and screened.urgent and not of_before:
        return screened.stage
    if told:
        return told
    # "What now?" of somebody in danger: the open alert says what helps. A clear question is answered.
    return alarm if brief and new.aside is None else ""


def _alarm(session: Session, new: Incoming) -> str:
    """The stage of the alarm that is open, if it is a grave one."""
    alert = alerts.open_one(session, new.conversation_id)
    return alert.stage if alert is not None and alert.severity in ("urgent", "critical") else ""


def _follow(session: Session, found: Conversation, text: str, now: datetime) -> Conversation:
    """Take over the script the customer writes; an undecidable text changes nothing."""
    seen = _written(found, text)
    return found if seen == found.script else conversations.update(session, found.id, now, script=seen)


def _written(found: Conversation, text: str) -> Script:
    """The script to answer in: the customer's, unless one was chosen."""
    return found.script if found.script_pinned else detect_script(text, found.script) or found.script


def _notice(session: Session, found: Conversation, text: str, now: datetime) -> Conversation:
    """Remember that the customer is old or sees badly: a human is offered, and they go before others."""
    if found.elder_hint or not elder(text):
        return found
    changed = conversations.update(session, found.id, now, elder_hint=True)
    handoffs.favour(session, found.id)
    return changed


def _said_with(session: Session, accepted: Accepted) -> tuple[Message, ...]:
    """The notices stored together with a message that was held, for a caller who asks again."""
    said = accepted.message
    if said.state not in ("held", "lapsed"):
        return ()
    following = messages.history(session, said.conversation_id, said.id, 3)
    return tuple(m for m in following if m.sender == "system" and m.created_at == said.created_at)
