"""From what was typed to a complaint that may be filed, or every reason why not, by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.intake.agents import agent_behind
from bot.intake.amounts import Currency, money
from bot.intake.dates import when
from bot.intake.wishes import wish
from bot.text import Mode, Region, Script
from casework.complaints.types import NewComplaint
from casework.complaints.wording import branch
from casework.errors import ValueRefusedError
from gateway.complaints.classes import classified
from gateway.complaints.people import Errors, kind_of, parties_of
from gateway.complaints.typed import Typed

# In the order of the form: the summary of errors goes from top to bottom.
FIELDS = (
    "kind", "about_name", "about_phone", "people", "others", "story", "when", "channel", "branch",
    "business", "amount", "wish", "name", "phone", "email", "id_number", "files", "consent",
)  # fmt: skip
_FEWEST = 4  # characters that tell anything
_MONEY: Mapping[Region, Currency] = {"CN": "CNY", "HK": "HKD", "MO": "MOP", "TW": "TWD"}


class Refused(Exception):
    """What has to be changed: field to sentence key (``complaint_page.wrong_…``), in the form's order."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("refused")
        self.errors = {field: errors[field] for field in FIELDS if field in errors}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where a complaint comes from."""

    script: Script
    region: Region
    mode: Mode
    today: date
    conversation_id: str | None = None


def checked(given: Typed, about: Circumstances, more: Errors | None = None) -> NewComplaint:
    """The complaint; Refused with all errors at once. ``more``: errors found elsewhere (files)."""
    errors: Errors = dict(more or {})
    kind = kind_of(given, errors)
    parties, people = parties_of(kind, given, about.region, errors)
    _words(given, errors)
    amount, currency, also = _amount(given, about.region, errors)
    first, last = _days(given, about.today, errors)
    if given.get("consent") != "yes":
        errors["consent"] = "consent"
    if errors:
        raise Refused(errors)
    story, wanted = f"{given.get('story')}{also}", given.get("wish")
    found = classified(f"{story}\n{wanted}", given.get("channel"), given.get("business"))
    return NewComplaint(
        door="web", script=about.script, region=about.region, mode=about.mode, story=story, wish=wanted,
        kind=kind, people=people, parties=parties, happened_from=first, happened_to=last,
        happened_said=given.get("when"), branch=_unit(given.get("branch")), place_said=given.get("branch"),
        amount=amount, currency=currency, channel=found.channel, business=found.business, cause=found.cause,
        sure=found.sure, classified_by=found.by, conversation_id=about.conversation_id,
        agent_suspected=agent_behind(story),
    )  # fmt: skip


def _words(given: Typed, errors: Errors) -> None:
    for field in ("story", "wish"):
        if not given.get(field):
            errors[field] = f"missing_{field}"
    if given.get("story") and len(given.get("story")) < _FEWEST:
        errors["story"] = "short_story"
    errors |= {field: f"long_{field}" if field in ("story", "wish") else "long" for field in given.too_long}


def _amount(given: Typed, region: Region, errors: Errors) -> tuple[Decimal | None, Currency, str]:
    """The amount, its currency, and a line for the story when only about how much is known."""
    said, own = given.get("amount"), _MONEY[region]
    if not said or _unknown(said):
        return None, own, ""
    found = money(said, own)
    if found is not None and found.amount is not None:
        return found.amount, found.currency, ""
    if found is None and any(map(str.isdigit, said)):
        errors["amount"] = "amount"
    return None, own, f"\n（{said}）"


def _unknown(said: str) -> bool:
    """不知道, 不清楚: as good as an empty field."""
    found = wish(said)
    return found is not None and found.kind in ("unknown", "skip", "no")


def _days(given: Typed, today: date, errors: Errors) -> tuple[date | None, date | None]:
    found = when(given.get("when"), today) if given.get("when") else None
    if found is None:
        return None, None
    if found.future:
        errors["when"] = "future"
        return None, None
    return found.first, found.last


def _unit(said: str) -> str | None:
    """A branch's name, if it is one: anything else stays what was said."""
    try:
        return branch("branch", said) if said else None
    except ValueRefusedError:
        return None
