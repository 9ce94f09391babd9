"""The persons of a complaint: sealed, shown masked, found again by a keyed hash of the phone number."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.base import columns_for, new_id, table_of
from casework.checks import one_of, reasoned
from casework.complaints.models import ComplaintPartyRow
from casework.complaints.persons import CONTACT_FIELDS, Contact, NewParty, Party
from casework.errors import NotFoundError
from casework.staff.roles import require
from casework.vault.cipher import Cipher

table = table_of(ComplaintPartyRow)
_c = table.c
_COLUMNS = columns_for(table, Party)
_MAINLAND: Final = re.compile(r"(?:\+?86|0086)?(1\d{10})")
_STARS: Final = "*"
_ADDRESSED: Final = r"(?=\s*(?:先生|女士|小姐|太太|同志|您好|你好))"


def add(
    session: Session, cipher: Cipher, complaint_id: int, parties: Iterable[NewParty]
) -> tuple[Party, ...]:
    """Seal and store the persons of a new complaint, in their order."""
    return tuple(_add(session, cipher, complaint_id, place, new) for place, new in enumerate(parties))


def parties_of(session: Session, complaint_id: int) -> tuple[Party, ...]:
    """The persons of a complaint, masked, in the order they were named."""
    found = select(*_COLUMNS).where(_c.complaint_id == complaint_id).order_by(_c.place)
    return tuple(Party(*row) for row in session.execute(found))


def reveal(
    session: Session,
    cipher: Cipher,
    complaint_id: int,
    party_id: str,
    field: str,
    actor: Actor,
    reason: str,
    now: datetime,
) -> str:
    """One field for a staff member who says why (4 to 500 characters); the audit names it, not the value.

    NotFoundError when the field was not given or is erased.
    """
    require(actor, "reveal")
    require(actor, "handle_complaints")
    one_of("field", field, CONTACT_FIELDS)
    why = reasoned("reason", reason)
    value = getattr(opened(session, cipher, complaint_id, party_id), field)
    if value is None:
        raise NotFoundError("personal value")
    after = {"party_id": party_id, "field": field}
    record(session, actor, "complaint.revealed", "complaint", str(complaint_id), now, reason=why, after=after)
    found: str = value
    return found


def contact_of(session: Session, cipher: Cipher, complaint_id: int) -> Contact:
    """Who is answered: the complainant, else who came first. For the product's own work, never for staff."""
    known = [party for party in parties_of(session, complaint_id) if party.erased_at is None]
    known.sort(key=lambda party: party.role != "complainant")
    if not known:
        raise NotFoundError("contact")
    return opened(session, cipher, complaint_id, known[0].id)


def without_names(session: Session, complaint_id: int, text: str, *, anywhere: bool = False) -> str:
    """The text with the parties' names starred out where they are addressed, or `anywhere` (names of files).

    The names themselves are sealed: what is known of them here is the first character and the length.
    """
    names = (party.shown.get("name", "") for party in parties_of(session, complaint_id))
    for shown in filter(None, names):
        rest = shown.count(_STARS)
        follows = "" if anywhere else _ADDRESSED
        text = re.sub(rf"{re.escape(shown[0])}\w{{{rest}}}{follows}", shown, text)
    return text


def fingerprints(cipher: Cipher, parties: Iterable[NewParty]) -> tuple[str, ...]:
    """Keyed hashes of those phone numbers that tell the customer: not of who only acts for others.

    Under every key, the present one first.
    """
    own = (party.contact.phone for party in parties if party.role != "authorised")
    known = (phone_key(phone) for phone in own if phone)
    return tuple(made for key in known for made in cipher.fingerprints(key, "complaint/phone"))


def fingerprint(cipher: Cipher, phone: str) -> str:
    """The same for one number however it is written."""
    return cipher.fingerprint(phone_key(phone), "complaint/phone")


def phone_key(phone: str) -> str:
    """Digits alone; a mainland mobile without its country's code."""
    plain = re.sub(r"[^\d+]", "", phone)
    mainland = _MAINLAND.fullmatch(plain)
    return mainland[1] if mainland else plain.lstrip("+")


def place_of(complaint_id: int, party_id: str) -> str:
    """What a sealed contact is bound to."""
    return f"complaint/{complaint_id}/{party_id}"


def shown_of(contact: Contact) -> dict[str, str]:
    """The masked forms of the fields that are known."""
    values = {name: getattr(contact, name) for name in CONTACT_FIELDS}
    return {name: _MASKS[name](value.strip()) for name, value in values.items() if value}


def _add(session: Session, cipher: Cipher, complaint_id: int, place: int, new: NewParty) -> Party:
    made = Party(new_id(), complaint_id, new.role, shown_of(new.contact), None)
    sealed = cipher.seal(json.dumps(asdict(new.contact), ensure_ascii=False), place_of(complaint_id, made.id))
    prints = fingerprints(cipher, [new])
    values = {column.name: getattr(made, column.name) for column in _COLUMNS}
    more = {"place": place, "sealed": sealed, "fingerprint": prints[0] if prints else None}
    session.execute(insert(table), values | more)
    return made


def opened(session: Session, cipher: Cipher, complaint_id: int, party_id: str) -> Contact:
    """What is known of one person, for the product's own work, never for staff; NotFoundError, SealError."""
    found = select(_c.sealed).where(_c.id == party_id, _c.complaint_id == complaint_id)
    sealed = session.execute(found).scalar_one_or_none()
    if sealed is None:
        raise NotFoundError("party")
    return Contact(**json.loads(cipher.open(bytes(sealed), place_of(complaint_id, party_id))))


def _name(name: str) -> str:
    return name[:1] + _STARS * max(min(len(name) - 1, 3), 1)


def _phone(phone: str) -> str:
    digits = phone_key(phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else f"****{digits[-3:]}"


def _id_number(number: str) -> str:
    return f"{number[:1]}{_STARS * 8}{number[-1:]}"


def _email(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"


def _address(address: str) -> str:
    return f"{address[:3]}***"


_MASKS: Final = {
    "name": _name,
    "phone": _phone,
    "id_number": _id_number,
    "email": _email,
    "address": _address,
}
