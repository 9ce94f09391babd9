"""What an event says to its customer: the law's reason of a refusal, and the words that were written."""

from collections.abc import Sequence

from casework.complaints.rules import refusals
from casework.complaints.steps import REASON_IS_TOLD
from casework.complaints.types import Event
from casework.statuses import Region, Script


def words_of(event: Event, script: Script) -> str:
    """The words beside an event: of staff in the reader's script, the customer's own as they were typed."""
    text = event.text or (event.reason if event.kind in REASON_IS_TOLD else None) or ""
    return _in_script(text, script) if text and event.actor_type == "staff" else text


def law_of(event: Event, script: Script, region: Region) -> str:
    """Why the law lets a complaint be refused; "" for every other event."""
    slug = event.payload.get("refusal") if event.kind == "refuse" else None
    return _in_script(law(slug, region), script) if slug in refusals() else ""


def law(slug: str, region: Region) -> str:
    """The sentence of a reason, with its article where that law holds: it is the mainland's."""
    found = refusals()[slug]
    return f"{found['sentence']}（{found['source']}）" if region == "CN" else str(found["sentence"])


def refusal_of(events: Sequence[Event]) -> Event | None:
    """The last refusal."""
    return next((event for event in reversed(events) if event.kind == "refuse"), None)


def is_late(refusal: Event | None) -> bool:
    """Whether it was refused after it had been taken up: then nobody may say that it never was."""
    return refusal is not None and refusal.from_state != "received"


def _in_script(text: str, script: Script) -> str:
    # The library's dictionaries are not for those who only read complaints.
    from bot.text.readers import in_script

    return in_script(text, script)
