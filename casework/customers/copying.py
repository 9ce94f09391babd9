"""A copy of one customer's data (PIPL Art 45): what they said and were told, as JSON and attachments.

Nothing internal: no notes, no reasons, no staff, no findings of the detector. Of other persons
(representatives, who acts for somebody) only what is shown everywhere: masked.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.base import table_of
from casework.complaints import parties, rows
from casework.complaints.models import ComplaintDraftRow
from casework.complaints.persons import Party
from casework.complaints.types import Complaint, File
from casework.customers.sent import Sent, Stored, sent
from casework.customers.subject import Subject, allowed, audited_as, find, still_there
from casework.messages import service as messages
from casework.messages.types import Message
from casework.tickets import rows as tickets
from casework.tickets.service import place_of
from casework.vault import service as vault
from casework.vault.cipher import Cipher
from casework.wechat import users

_PAGE: Final = 500
_OF_CONVERSATION: Final = ("id", "channel", "script", "region", "mode", "created_at", "updated_at")
_OF_MESSAGE: Final = ("id", "sender", "kind", "text", "created_at")
_OF_COMPLAINT: Final = (
    *("receipt", "state", "door", "region", "kind", "people", "story", "wish", "happened_from"),
    *("happened_to", "happened_said", "place_said", "branch", "amount", "currency", "channel", "business"),
    *("cause", "received_at", "filed_at", "first_response_at", "decided_at", "closed_at", "outcome"),
    *("refusal", "compensation", "satisfaction"),
)
_OF_EVENT: Final = ("kind", "at", "from_state", "to_state", "text")
_OF_CALLBACK: Final = ("state", "contact", "opened_at", "called_at", "outcome", "closed_at")
_OF_FILE: Final = ("name", "type", "size", "sha256", "uploaded_at")
_drafts = table_of(ComplaintDraftRow)
Json = dict[str, Any]


def copy(
    session: Session,
    cipher: Cipher,
    actor: Actor,
    reason: str,
    now: datetime,
    *,
    conversation_id: str | None = None,
    receipt: str | None = None,
    follower_id: str | None = None,
) -> tuple[Json, tuple[tuple[str, Stored], ...]]:
    """The data, and each attachment with its path in the archive; audited in the same transaction.

    NotFoundError, NotAllowedError, ValueRefusedError("reason").
    """
    why = allowed(actor, reason)
    subject = find(session, conversation_id=conversation_id, receipt=receipt, follower_id=follower_id)
    complaints = [_complaint(session, cipher, found) for found in still_there(subject)]
    pictures = sent(session, subject.conversation.id) if subject.conversation else ()
    files: tuple[tuple[str, Stored], ...] = tuple(
        (_path(c, f), f) for c in still_there(subject) for f in rows.files_of(session, c.id, public=True)
    )
    files += tuple((one.path, one) for one in pictures)
    data = {
        "made_at": now,
        "conversations": list(_conversations(session, cipher, subject, pictures)),
        "complaints": complaints,
        "wechat": _follower(session, cipher, subject),
    }
    kind, key = audited_as(subject)
    after = {"complaints": [c["receipt"] for c in complaints], "attachments": len(files)}
    record(session, actor, "customer.exported", kind, key, now, reason=why, after=after)
    return data, files


def _conversations(
    session: Session, cipher: Cipher, subject: Subject, pictures: tuple[Sent, ...]
) -> Iterator[Json]:
    found = subject.conversation
    if found is None:
        return
    drafts = select(_drafts.c.state, _drafts.c.answers, _drafts.c.updated_at).where(
        _drafts.c.conversation_id == found.id
    )
    yield {
        **_some(asdict(found), _OF_CONVERSATION),
        "messages": [_some(asdict(message), _OF_MESSAGE) for message in _messages(session, found.id)],
        "personal_values": list(_values(session, cipher, subject, found.id)),
        "callbacks": list(_callbacks(session, cipher, subject, found.id)),
        "sent": [{"message": p.message_id, "type": p.type, "size": p.size, "path": p.path} for p in pictures],
        "drafts": [dict(row) for row in session.execute(drafts).mappings()],
    }


def _follower(session: Session, cipher: Cipher, subject: Subject) -> Json | None:
    """Who they are to the account on WeChat."""
    user = subject.follower
    if user is None:
        return None
    known = {"openid": users.openid_of(session, cipher, user.id), "account": user.app_id}
    return {**known, "known_since": user.created_at, "follows": user.subscribed}


def _callbacks(session: Session, cipher: Cipher, subject: Subject, conversation_id: str) -> Iterator[Json]:
    """Calls that were asked for: when, the number while it is kept, what came of it; not who called."""
    own = _own_values(session, cipher, subject)
    for ticket in tickets.of_conversation(session, conversation_id):
        phone = ticket.shown
        if phone is not None:
            clear = cipher.open(tickets.sealed_of(session, ticket.id), place_of(ticket.id))
            mine = own is None or any(value and clear.endswith(value) for value in own)
            phone = clear if mine else phone
        yield {**_some(asdict(ticket), _OF_CALLBACK), "phone": phone}


def _messages(session: Session, conversation_id: str) -> Iterator[Message]:
    after = 0
    while page := messages.history(session, conversation_id, after, _PAGE):
        yield from page
        after = page[-1].id


def _values(session: Session, cipher: Cipher, subject: Subject, conversation_id: str) -> Iterator[Json]:
    """What was given in the chat. Where other persons are named, only the customer's own is opened."""
    own = _own_values(session, cipher, subject)
    for value in vault.values_of(session, conversation_id):
        if value.erased_at is not None:
            continue
        clear = vault.resolve(session, cipher, conversation_id, value.token)
        mine = own is None or clear in own
        yield {"token": value.token, "kind": value.kind, "value": clear if mine else value.shown}


def _own_values(session: Session, cipher: Cipher, subject: Subject) -> set[str] | None:
    """What the customer's own data is where other persons are named; None: all is theirs."""
    persons = [parties.parties_of(session, c.id) for c in still_there(subject)]
    if all(len(people) == len(_own(people)) for people in persons):
        return None
    return {value for people in persons for value in _contacts(session, cipher, people)}


def _contacts(session: Session, cipher: Cipher, people: tuple[Party, ...]) -> set[str]:
    return {value for person in _own(people) for value in _opened(session, cipher, person).values()}


def _complaint(session: Session, cipher: Cipher, found: Complaint) -> Json:
    people = parties.parties_of(session, found.id)
    events = rows.events_of(session, found.id, public=True)
    return {
        **_some(asdict(found), _OF_COMPLAINT),
        "persons": [_person(session, cipher, person, _own(people)) for person in people],
        "events": [_some(asdict(event), _OF_EVENT) for event in events],
        "attachments": [
            {**_some(asdict(file), _OF_FILE), "path": _path(found, file)}
            for file in rows.files_of(session, found.id, public=True)
        ],
    }


def _person(session: Session, cipher: Cipher, person: Party, own: tuple[Party, ...]) -> Json:
    if person not in own or person.erased_at is not None:
        return {"role": person.role, **person.shown}
    return {"role": person.role, **_opened(session, cipher, person)}


def _opened(session: Session, cipher: Cipher, person: Party) -> dict[str, str]:
    """The fields that were given, in clear."""
    sealed = session.scalar(select(parties.table.c.sealed).where(parties.table.c.id == person.id))
    if sealed is None:
        return {}
    contact = json.loads(cipher.open(bytes(sealed), parties.place_of(person.complaint_id, person.id)))
    return {name: value for name, value in contact.items() if value}


def _own(people: tuple[Party, ...]) -> tuple[Party, ...]:
    """The customer among the persons: the complainant, else the first heir; never who acts for others."""
    ranked = sorted((p for p in people if p.role in ("complainant", "heir")), key=_rank)
    return tuple(ranked[:1])


def _rank(person: Party) -> bool:
    return person.role != "complainant"


def _path(complaint: Complaint, file: File) -> str:
    # A masked name holds stars, which not every system takes.
    return f"attachments/{complaint.receipt}/{file.id}-{(file.name or 'file').replace('*', '_')}"


def _some(values: Mapping[str, Any], names: tuple[str, ...]) -> Json:
    return {name: values[name] for name in names}
