"""Files the complaint: what the draft holds, sealed contact details opened in memory only."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from actions.complaints.flow import ASKED, Answers, class_of, whole_story
from actions.complaints.store import store
from actions.context import Turn, bank_region
from bot.intake import phones
from casework.alerts import rows as alerts
from casework.complaints import drafts, service
from casework.complaints.persons import Contact, NewParty
from casework.complaints.time_left import Clock
from casework.complaints.types import Filed, NewComplaint
from casework.statuses import ClassifiedBy, ComplaintKind, PartyRole
from casework.vault import service as vault

_ROLES: Final[Mapping[str, PartyRole]] = {
    "own": "complainant",
    "for_other": "authorised",
    "heir": "heir",
    "group": "representative",
}
_DIMENSIONS: Final = {"business": "product", "cause": "cause"}


async def submit(conversation_id: str, turn: Turn) -> tuple[Filed, Clock]:
    """File the draft of the conversation, once; the same again gives the same complaint."""
    now, cipher = store().clock(), store().cipher

    def work(session: Session) -> tuple[Filed, Clock]:
        draft = drafts.open_draft(session, conversation_id)
        new = _complaint(session, conversation_id, draft.answers if draft else {}, turn)
        filed = drafts.file_draft(session, cipher, conversation_id, new, now)
        events = service.events_of(session, filed.complaint.id)
        return filed, service.clock_of(filed.complaint, events, store().today())

    return await store().database.write(work)


def _complaint(session: Session, conversation_id: str, answers: Answers, turn: Turn) -> NewComplaint:
    whose = answers.get("whose") or {}
    kind: ComplaintKind = whose.get("kind") or "own"
    alert = alerts.open_one(session, conversation_id)
    return NewComplaint(
        door="chat",
        script=turn.script,
        region=bank_region(),
        mode=turn.mode,
        story=_story(answers),
        wish=_text(answers, "wish"),
        kind=kind,
        people=max(int(whose.get("people") or 0), 2 if kind == "group" else 1),
        parties=(NewParty(_ROLES[kind], _contact(session, conversation_id, answers, turn)),),
        conversation_id=conversation_id,
        agent_suspected=bool(answers.get("agent")),
        alert_id=alert.id if alert else None,
        **_time(answers.get("when") or {}),
        **_place(answers.get("place") or {}),
        **_money(answers.get("amount") or {}),
        **_classes(answers),
    )


def _contact(session: Session, conversation_id: str, answers: Answers, turn: Turn) -> Contact:
    def opened(field: str) -> str | None:
        token = (answers.get(field) or {}).get("token")
        return vault.resolve(session, store().cipher, conversation_id, token) if token else None

    typed = opened("phone")
    number = phones.phone(typed, turn.region) if typed else None
    return Contact(opened("name"), number.e164 if number else typed)


def _text(answers: Answers, field: str) -> str:
    return str((answers.get(field) or {}).get("text") or "")


def _story(answers: Answers) -> str:
    """The story, and in words a sum that is only roughly known."""
    return "\n".join(filter(None, (whole_story(answers), _roughly(answers))))


def _roughly(answers: Answers) -> str:
    money = answers.get("amount") or {}
    said = str(money.get("said") or "")
    rough = money.get("amount") is None and money.get("low") is not None
    return f"（{said}）" if rough and said and said not in _text(answers, "story") else ""


def _time(value: Mapping[str, Any]) -> dict[str, Any]:
    if "first" not in value:
        return {}
    days = {
        f"happened_{name}": date.fromisoformat(value[key])
        for name, key in (("from", "first"), ("to", "last"))
    }
    return {**days, "happened_said": value.get("said") or ""}


def _place(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"place_said": value.get("said") or "", "branch": value.get("branch")}


def _money(value: Mapping[str, Any]) -> dict[str, Any]:
    """A span counts with its lower end: nothing is claimed that was not said."""
    amount = value.get("amount") or value.get("low")
    return {"amount": Decimal(amount), "currency": value["currency"]} if amount else {}


def _classes(answers: Answers) -> dict[str, Any]:
    found = {name: class_of(name, answers) for name in ("channel", "business", "cause")}
    said = any((answers.get(field) or {}).get("by") == ASKED for field in _DIMENSIONS.values())
    by: ClassifiedBy = "customer" if said else "auto"
    sure = min(confidence for _, confidence in found.values())
    return {**{name: slug for name, (slug, _) in found.items()}, "sure": sure, "classified_by": by}
