"""Seal again, with the present secret key, what an older one sealed: in batches, beside running gateways.

Nothing records how far it came: a value's own head says which key sealed it. A killed run is run again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, RowMapping, Table, func, literal, select, update
from sqlalchemy.orm import Session

from casework.vault.cipher import Cipher, SealError

BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Prints:
    """A keyed hash stored beside a value: column, the place it is made for, what it is unique with."""

    column: Column[Any]
    place: Callable[[RowMapping], str]
    unique_with: tuple[Column[Any], ...] = ()
    # What of the value the hash is made of, where that is not the whole value.
    of: Callable[[str], str | None] = lambda value: value


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column of sealed values; `place` is computed from `columns` of the row."""

    name: str
    table: Table
    id: Column[Any]
    column: Column[Any]
    columns: tuple[Column[Any], ...]
    place: Callable[[RowMapping], str]
    prints: Prints | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """How many were sealed anew, how many open with no key, and where to go on (None: the end)."""

    resealed: int
    unreadable: int
    last: Any


def reseal(session: Session, cipher: Cipher, kind: Sealed, after: Any = None, limit: int = BATCH) -> Batch:
    """Seal up to `limit` values behind `after` anew, in the caller's transaction."""
    wanted = (kind.id, kind.column, *kind.columns, *((kind.prints.column,) if kind.prints else ()))
    found = select(*wanted).where(_stale(cipher, kind)).order_by(kind.id)
    if after is not None:
        found = found.where(kind.id > after)
    rows = session.execute(found.limit(limit).with_for_update()).mappings().all()
    done = sum(_one(session, cipher, kind, row) for row in rows)
    return Batch(done, len(rows) - done, rows[-1][kind.id] if len(rows) == limit else None)


def stale(session: Session, cipher: Cipher, kind: Sealed) -> int:
    """How many values still need an older key."""
    return session.scalar(select(func.count()).select_from(kind.table).where(_stale(cipher, kind))) or 0


def _stale(cipher: Cipher, kind: Sealed) -> Any:
    head = func.substr(kind.column, 1, literal(len(cipher.mark)))
    return kind.column.is_not(None) & (head != literal(cipher.mark))


def _one(session: Session, cipher: Cipher, kind: Sealed, row: RowMapping) -> bool:
    place = kind.place(row)
    try:
        value = cipher.open(bytes(row[kind.column]), place)
    except SealError:
        return False
    new: dict[str, Any] = {kind.column.name: cipher.seal(value, place)}
    if kind.prints is not None:
        new[kind.prints.column.name] = _print(session, cipher, kind, row, value)
    session.execute(update(kind.table).where(kind.id == row[kind.id]).values(new))
    return True


def _print(session: Session, cipher: Cipher, kind: Sealed, row: RowMapping, value: str) -> str | None:
    """The hash under the present key.

    None where there was none, and where another row has it already: that one is found from now on.
    """
    prints = kind.prints
    if prints is None or row[prints.column] is None or (said := prints.of(value)) is None:
        return None
    made = cipher.fingerprint(said, prints.place(row))
    if not prints.unique_with:
        return made
    same = [column == row[column] for column in prints.unique_with]
    taken = select(kind.id).where(prints.column == made, kind.id != row[kind.id], *same).limit(1)
    return None if session.execute(taken).first() is not None else made
