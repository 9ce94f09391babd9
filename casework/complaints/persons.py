"""The persons of a complaint: in clear text in memory only, masked as they are shown."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from casework.audit.types import Actor
from casework.statuses import PartyRole

CONTACT_FIELDS: Final = ("name", "phone", "id_number", "email", "address")


def customer(name: str) -> Actor:
    """The customer as the one who acts; `name` is their conversation's id or the complaint's receipt."""
    return Actor("customer", name, "customer")


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach a person, in clear text: sealed before it is stored."""

    name: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    id_number: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NewParty:
    """A person of a complaint that is about to be filed."""

    role: PartyRole
    contact: Contact


@dataclass(frozen=True, slots=True)
class Party:
    """A person of a complaint, masked: `shown` has the fields that are known (王**, 138****8000)."""

    id: str
    complaint_id: int
    role: PartyRole
    shown: dict[str, str]
    erased_at: datetime | None
