"""What a new complaint may hold; ValueRefusedError names the field. Texts come back masked."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from casework.checks import one_of, sized
from casework.complaints.calendar import day_of
from casework.complaints.parties import shown_of
from casework.complaints.persons import CONTACT_FIELDS, Contact, NewParty
from casework.complaints.types import NewComplaint
from casework.complaints.wording import SAID, STORY, TEXT, branch, storable, tidy, unit, without
from casework.errors import ValueRefusedError
from casework.statuses import (
    BUSINESSES,
    CAUSES,
    CLASSIFIERS,
    COMPLAINT_CHANNELS,
    COMPLAINT_KINDS,
    CURRENCIES,
    DOORS,
    MODES,
    PARTY_ROLES,
    REGIONS,
    SCRIPTS,
)

LARGEST: Final = Decimal(10) ** 12
REPRESENTATIVES: Final = 5  # 办法 art. 12
_MOST_PEOPLE: Final = 100_000
_LONGEST: Final = {"name": 60, "phone": 32, "id_number": 40, "email": 254, "address": 200}
_KNOWN: Final = {
    "door": DOORS,
    "script": SCRIPTS,
    "region": REGIONS,
    "kind": COMPLAINT_KINDS,
    "currency": CURRENCIES,
    "channel": COMPLAINT_CHANNELS,
    "business": BUSINESSES,
    "cause": CAUSES,
    "classified_by": CLASSIFIERS,
    "mode": MODES,
}
# Who must be among the persons of each kind (办法 arts. 12, 14).
_NEEDED: Final = {"own": "complainant", "for_other": "authorised", "heir": "heir", "group": "representative"}


def checked(new: NewComplaint, now: datetime) -> NewComplaint:
    """The complaint as it may be stored: trimmed, masked, within bounds."""
    for field, allowed in _KNOWN.items():
        one_of(field, getattr(new, field), allowed)
    if not 0 <= new.sure <= 1:
        raise ValueRefusedError("sure", "must be between 0 and 1")
    parties = tuple(_party(party) for party in new.parties)
    _check_parties(new, parties)
    _check_times(new, now)
    return _tidied(replace(new, parties=parties))


def money(field: str, amount: Decimal | None) -> Decimal | None:
    """An amount of at least 0 with two places."""
    if amount is None:
        return None
    if not (amount.is_finite() and 0 <= amount <= LARGEST):
        raise ValueRefusedError(field, "must be between 0 and 1e12")
    return amount.quantize(Decimal("0.01"))


def _tidied(new: NewComplaint) -> NewComplaint:
    said: dict[str, Any] = {
        "story": tidy("story", _unnamed(new, new.story), STORY),
        "wish": tidy("wish", _unnamed(new, new.wish), TEXT, 0),
        "happened_said": tidy("happened_said", _unnamed(new, new.happened_said), SAID, 0),
        "place_said": tidy("place_said", _unnamed(new, new.place_said), SAID, 0),
    }
    return replace(
        new,
        **said,
        amount=money("amount", new.amount),
        branch=branch("branch", new.branch) if new.branch else None,
        regulator_ref=unit("regulator_ref", new.regulator_ref) if new.regulator_ref else None,
    )


def _unnamed(new: NewComplaint, text: str) -> str:
    for party in new.parties:
        text = without(text, party.contact, shown_of(party.contact))
    return text


def _party(party: NewParty) -> NewParty:
    one_of("role", party.role, PARTY_ROLES)
    return replace(party, contact=Contact(**{name: _field(party, name) for name in CONTACT_FIELDS}))


def _field(party: NewParty, name: str) -> str | None:
    value = storable(getattr(party.contact, name) or "").strip()
    return sized(name, value, _LONGEST[name]) if value else None


def _check_parties(new: NewComplaint, parties: tuple[NewParty, ...]) -> None:
    roles = [party.role for party in parties]
    if _NEEDED[new.kind] not in roles:
        raise ValueRefusedError("parties", f"must name the {_NEEDED[new.kind]}")
    if not any(party.contact.phone or party.contact.email or party.contact.address for party in parties):
        raise ValueRefusedError("contact", "must have a way to answer")
    most = REPRESENTATIVES if new.kind == "group" else REPRESENTATIVES * 2
    if len(parties) > most:
        raise ValueRefusedError("parties", f"must be at most {most}")
    if not (2 if new.kind == "group" else 1) <= new.people <= _MOST_PEOPLE:
        raise ValueRefusedError("people", "does not fit the kind")


def _check_times(new: NewComplaint, now: datetime) -> None:
    if new.received_at is not None and new.received_at > now:
        raise ValueRefusedError("received_at", "must not be in the future")
    if new.happened_from and new.happened_to and new.happened_from > new.happened_to:
        raise ValueRefusedError("happened_to", "must not be before the beginning")
    # A day of grace: the customer's day may be ahead of Shanghai's.
    last = day_of(now) + timedelta(days=1)
    for field in ("happened_from", "happened_to"):
        day = getattr(new, field)
        if day is not None and day > last:
            raise ValueRefusedError(field, "must not be in the future")
