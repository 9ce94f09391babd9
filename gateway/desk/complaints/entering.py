"""A complaint that came in by another door: what staff typed, checked, with what the product proposes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, Final

from bot.intake.agents import agent_behind
from bot.intake.amounts import money
from bot.intake.dates import when
from casework.complaints.persons import NewParty
from casework.complaints.types import Complaint, NewComplaint
from casework.statuses import BUSINESSES, CAUSES, COMPLAINT_CHANNELS, DOORS, MODES, REGIONS, SCRIPTS
from gateway.chat.intake import presentable
from gateway.complaints.classes import classified
from gateway.complaints.people import Errors, kind_of, parties_of
from gateway.complaints.typed import Typed, typed
from gateway.desk.complaints.counting import today_of
from gateway.desk.words import CLOCK

# Customers themselves use the others.
DOORS_HERE: Final = tuple(door for door in DOORS if door not in ("chat", "web", "wechat"))
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "door": DOORS_HERE, "region": REGIONS, "script": SCRIPTS, "mode": MODES, "channel": COMPLAINT_CHANNELS,
    "business": BUSINESSES, "cause": CAUSES,
}  # fmt: skip
_DEFAULTS: Final = {"door": "hotline", "region": "CN", "script": "zh-Hans", "mode": "standard", "kind": "own"}
_LINES: Final = {"received": 10, "reference": 64, "address": 200, "form_id": 40}
_NOON: Final = time(12)
# In the order of the page.
FIELDS: Final = (
    "door", "received", "reference", "kind", "name", "phone", "id_number", "email", "address", "about_name",
    "about_phone", "people", "others", "story", "wish", "when", "place", "branch", "amount",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """The form as it stands: values by field, wrong fields and why, and what to look at before filing.

    ``sure``: how sure the proposed classes are, 0 to 1, None when staff chose them.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)
    checked: bool = False
    sure: float | None = None
    agent: bool = False
    same: tuple[Complaint, ...] = ()
    joins: Complaint | None = None
    problem: str = ""

    def get(self, name: str) -> str:
        """A field, or what it stands at before anything was typed."""
        return self.values.get(name) or _DEFAULTS.get(name, "")


@dataclass(frozen=True, slots=True)
class Read:
    """What could be made of a form: the complaint, unless something is wrong."""

    entry: Entry
    new: NewComplaint | None = None


def read_entry(fields: Mapping[str, str], now: datetime) -> Read:
    """The complaint, or every field that is wrong."""
    given, own, errors = typed(fields), _own(fields), Errors()
    kind, region = kind_of(given, errors), next(one for one in REGIONS if one == own["region"])
    given = replace(given, values={**given.values, **own, "kind": kind})
    parties, people = parties_of(kind, given, region, errors)
    if own["address"] and not given.get("phone"):
        errors.pop("phone", None)
    received = _received(own["received"], now, errors)
    _words(given, errors)
    told = _amount(given, errors) | _days(given, received or now, errors)
    if errors:
        return Read(Entry(given.values, tuple(name for name in FIELDS if name in errors), errors))
    told |= {"parties": _with_address(parties, own["address"]), "people": people, "received_at": received}
    return _proposed(given, told)


def _proposed(given: Typed, told: dict[str, Any]) -> Read:
    """The complaint with its classes, chosen or read from its words."""
    own = {name: given.get(name) for name in ("door", "script", "region", "mode", "kind", "story", "wish")}
    found = classified(f"{own['story']}\n{own['wish']}", given.get("channel"), given.get("business"))
    chosen = all(given.get(name) for name in ("channel", "business", "cause"))
    classes = {
        "channel": found.channel,
        "business": found.business,
        "cause": given.get("cause") or found.cause,
    }
    agent, sure = agent_behind(own["story"]), 1.0 if chosen else found.sure
    by: dict[str, Any] = {
        "sure": sure,
        "classified_by": "staff" if chosen else "auto",
        "agent_suspected": agent,
    }
    more: dict[str, Any] = {"happened_said": given.get("when"), "place_said": given.get("place")}
    more |= {"branch": given.get("branch") or None, "regulator_ref": given.get("reference") or None}
    new = NewComplaint(**own, **classes, **by, **more, **told)  # type: ignore[arg-type]
    return Read(
        Entry({**given.values, **classes}, checked=True, sure=None if chosen else sure, agent=agent), new
    )


def _amount(given: Typed, errors: Errors) -> dict[str, Any]:
    if not given.get("amount"):
        return {}
    found = money(given.get("amount"))
    if found is None or found.amount is None:
        errors["amount"] = "amount"
        return {}
    return {"amount": found.amount, "currency": found.currency}


def _days(given: Typed, received: datetime, errors: Errors) -> dict[str, Any]:
    found = when(given.get("when"), today_of(received)) if given.get("when") else None
    if found is not None and found.future:
        errors["when"] = "future"
    return {"happened_from": found.first, "happened_to": found.last} if found else {}


def _own(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields the customer's form does not have."""
    own = {
        name: presentable(fields.get(name, "")[: longest * 4])[:longest] for name, longest in _LINES.items()
    }
    own["place"] = typed({"branch": fields.get("place", "")}).get("branch")
    for name, known in _CHOICES.items():
        slug = fields.get(name, "")
        own[name] = slug if slug in known else _DEFAULTS.get(name, "")
    return own


def _words(given: Typed, errors: Errors) -> None:
    if len(given.get("story")) < 4:
        errors["story"] = "missing"
    errors |= dict.fromkeys(given.too_long, "long")
    if given.get("door") == "regulator" and not given.get("reference"):
        errors["reference"] = "missing"


def _received(said: str, now: datetime, errors: Errors) -> datetime | None:
    """The moment a letter came in; None for today: the clock starts with the day."""
    today = today_of(now)
    try:
        day = date.fromisoformat(said) if said else today
    except ValueError:
        errors["received"] = "date"
        return None
    if not date(2020, 1, 1) <= day <= today:
        errors["received"] = "future"
        return None
    return datetime.combine(day, _NOON, CLOCK).astimezone(UTC) if day < today else None


def _with_address(parties: tuple[NewParty, ...], address: str) -> tuple[NewParty, ...]:
    """The address belongs to who wrote: the last one named, or the first of a group."""
    if not address:
        return parties
    at = 0 if parties[0].role == "representative" else len(parties) - 1
    party = parties[at]
    changed = replace(party, contact=replace(party.contact, address=address))
    return (*parties[:at], changed, *parties[at + 1 :])
