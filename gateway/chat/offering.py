"""Large text is offered once, to who seems to need it, and never before what is urgent."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from casework.conversations import service as conversations
from gateway.chat.asking import Draft
from gateway.chat.replies import Speaker, expected
from gateway.chat.types import View


def offered(session: Session, speaker: Speaker, view: View, draft: Draft, now: datetime) -> Draft:
    """The draft with the offer at the end of its last reply, where it is due; noted in the conversation."""
    found = conversations.get(session, view.id)
    needed = found.elder_hint or draft.lost
    if not needed or found.large_offered or (found.owner, found.mode) != ("bot", "standard"):
        return draft
    if not _calm(draft):
        return draft
    conversations.update(session, view.id, now, large_offered=True)
    large = speaker.say("say_large", view)
    if any(button["value"] == large for button in draft.replies[-1]["buttons"]):
        return draft
    *others, last = draft.replies
    said = speaker.say("offer_simple" if draft.lost and not found.elder_hint else "offer_large", view)
    buttons = [
        *last["buttons"],
        {"title": speaker.say("button_large", view), "value": large},
        {"title": speaker.say("button_no_large", view), "value": speaker.say("button_no_large", view)},
    ]
    return replace(draft, replies=[*others, last | {"text": f"{last['text']}\n\n{said}", "buttons": buttons}])


def _calm(draft: Draft) -> bool:
    """No emergency, no human on the way, no question in the middle of a complaint, no switch just made."""
    busy = draft.human or draft.mode or draft.understood.get("alert") or expected(draft.replies)
    return not busy and bool(draft.replies) and not any(reply["urgent"] for reply in draft.replies)
