"""Keep personal values sealed, refer to them by token, open them for a reason that is audited."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from casework.audit.service import record
from casework.audit.types import Actor
from casework.base import columns_for, new_id, table_of
from casework.checks import one_of, reasoned, sized
from casework.conversations.rows import locked
from casework.errors import NotFoundError
from casework.staff.roles import require
from casework.vault.cipher import Cipher
from casework.vault.models import PersonalValueRow
from casework.vault.types import PersonalValue

KINDS: Final = ("phone", "name", "id_number", "email", "address", "account", "wechat", "code")
_PREFIX: Final = "pv_"

_table = table_of(PersonalValueRow)
_COLUMNS = columns_for(_table, PersonalValue)
_c = _table.c


def keep(
    session: Session, cipher: Cipher, conversation_id: str, kind: str, value: str, shown: str, now: datetime
) -> PersonalValue:
    """Seal a value; the same value of the same kind in the same conversation gives the same token."""
    one_of("kind", kind, KINDS)
    sized("value", value, 500)
    sized("shown", shown, 64)
    locked(session, conversation_id)
    prints = cipher.fingerprints(value, f"{conversation_id}/{kind}")
    same = (_c.conversation_id == conversation_id, _c.kind == kind, _c.fingerprint.in_(prints))
    known = session.execute(select(*_COLUMNS).where(*same).order_by(_c.created_at).limit(1)).one_or_none()
    if known is not None:
        return PersonalValue(*known)
    made = PersonalValue(_PREFIX + new_id(), conversation_id, kind, shown, None, now, None)
    values = {column.name: getattr(made, column.name) for column in _COLUMNS}
    sealed = cipher.seal(value, _place(made))
    session.execute(insert(_table), {**values, "sealed": sealed, "fingerprint": prints[0]})
    return made


def values_of(session: Session, conversation_id: str) -> tuple[PersonalValue, ...]:
    """All values of a conversation, masked, oldest first; erased ones too, without their masked form."""
    found = select(*_COLUMNS).where(_c.conversation_id == conversation_id)
    return tuple(PersonalValue(*row) for row in session.execute(found.order_by(_c.created_at, _c.token)))


def shown_in(session: Session, conversation_id: str, text: str) -> tuple[PersonalValue, ...]:
    """The values whose masked form stands in a text of this conversation, newest first."""
    return tuple(v for v in reversed(values_of(session, conversation_id)) if v.shown and v.shown in text)


def resolve(session: Session, cipher: Cipher, conversation_id: str, token: str) -> str:
    """The value behind a token of this conversation, for the product's own work (filling a complaint).

    NotFoundError for a foreign or erased token. Never show the result to staff: that is what `reveal` is for.
    """
    found, sealed = _find(session, token)
    if found.conversation_id != conversation_id:
        raise NotFoundError("personal value")
    return cipher.open(sealed, _place(found))


def reveal(session: Session, cipher: Cipher, token: str, actor: Actor, reason: str, now: datetime) -> str:
    """The value for a staff member who says why (4 to 500 characters); the audit names both, not the value.

    It is returned after the commit, so nobody sees a value without a durable record of it.
    """
    require(actor, "reveal")
    why = reasoned("reason", reason)
    found, sealed = _find(session, token)
    after = {"kind": found.kind, "conversation_id": found.conversation_id}
    record(session, actor, "value.revealed", "personal_value", token, now, reason=why, after=after)
    return cipher.open(sealed, _place(found))


def keep_for(session: Session, conversation_id: str, tokens: Collection[str], purpose: str) -> None:
    """Mark values as part of a filed complaint (its receipt): they outlive the deletion of the chat."""
    session.execute(
        update(_table)
        .where(_c.conversation_id == conversation_id, _c.token.in_(tokens), _c.erased_at.is_(None))
        .values(kept_for=sized("purpose", purpose, 64))
    )


def _find(session: Session, token: str) -> tuple[PersonalValue, bytes]:
    row = session.execute(select(*_COLUMNS, _c.sealed).where(_c.token == token)).one_or_none()
    if row is None or row[-1] is None:
        raise NotFoundError("personal value")
    return PersonalValue(*row[:-1]), bytes(row[-1])


def _place(value: PersonalValue) -> str:
    return f"{value.conversation_id}/{value.kind}/{value.token}"
