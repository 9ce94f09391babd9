"""Use cases of the conversation: open, read, change its settings, delete; change its owner (for handoffs)."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session

from casework.base import new_id
from casework.checks import one_of
from casework.conversations.deletion import delete
from casework.conversations.rows import locked, read, table
from casework.conversations.states import STEPS, Owner, Step, target_of
from casework.conversations.types import Conversation
from casework.errors import ValueRefusedError
from casework.events.service import record
from casework.statuses import CHANNELS, MODES, REGIONS, SCRIPTS, Channel, Mode, Region, Script

__all__ = ["change_owner", "create", "delete", "get", "set_expects", "update"]

_INSERT = insert(table)
_WHERE_ID = table.c.id == bindparam("conversation")
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,31}")
_FREE = {"turn_message_id": None, "turn_holder": None, "turn_expires_at": None}


def create(
    session: Session,
    channel: Channel,
    script: Script,
    region: Region | None,
    mode: Mode,
    now: datetime,
    *,
    script_pinned: bool = False,
    region_pinned: bool = False,
    elder_hint: bool = False,
) -> Conversation:
    """Open a conversation, owned by the bot, with a new random id."""
    _check(channel=channel, script=script, region=region, mode=mode)
    found = Conversation(
        id=new_id(),
        channel=channel,
        script=script,
        script_pinned=script_pinned,
        region=region,
        region_pinned=region_pinned,
        mode=mode,
        elder_hint=elder_hint,
        owner="bot",
        agent_id=None,
        created_at=now,
        updated_at=now,
        deleted_at=None,
    )
    session.execute(_INSERT, {name: getattr(found, name) for name in Conversation.__slots__})
    record(session, found.id, "created", now, payload={"channel": channel})
    return found


def get(session: Session, conversation_id: str) -> Conversation:
    """The conversation as it stands; NotFoundError, or DeletedError after its customer deleted it."""
    return read(session, conversation_id)


def update(
    session: Session,
    conversation_id: str,
    now: datetime,
    *,
    script: Script | None = None,
    script_pinned: bool | None = None,
    region: Region | None = None,
    region_pinned: bool | None = None,
    mode: Mode | None = None,
    elder_hint: bool | None = None,
    large_offered: bool | None = None,
) -> Conversation:
    """Set what is given, leave what is None; an event `updated` names what changed, if anything did."""
    _check(script=script, region=region, mode=mode)
    before = locked(session, conversation_id)
    given: dict[str, Any] = {
        "script": script,
        "script_pinned": script_pinned,
        "region": region,
        "region_pinned": region_pinned,
        "mode": mode,
        "elder_hint": elder_hint,
        "large_offered": large_offered or (mode not in (None, before.mode)) or None,
    }
    changed = {k: v for k, v in given.items() if v is not None and v != getattr(before, k)}
    if not changed:
        return before
    _set(session, conversation_id, {**changed, "updated_at": now})
    record(session, conversation_id, "updated", now, payload=changed)
    return read(session, conversation_id)


def set_expects(session: Session, conversation_id: str, value: str | None) -> None:
    """Say what the bot's last question wants (a slug of at most 32 characters); leaves no event."""
    if value is not None and not _SLUG.fullmatch(value):
        raise ValueRefusedError("expects", "must be a slug")
    if locked(session, conversation_id).expects != value:
        _set(session, conversation_id, {"expects": value})


def change_owner(
    session: Session,
    before: Conversation,
    step: Step,
    now: datetime,
    *,
    agent_id: str | None = None,
    details: dict[str, Any] | None = None,
) -> Owner:
    """Take one step of the state machine and record it; ends the turn: nobody waits for a silenced bot.

    `before` was read under the lock. TransitionError when the step does not start at its owner.
    """
    owner = target_of(step, before.owner)
    _set(session, before.id, {"owner": owner, "agent_id": agent_id, "updated_at": now, **_FREE})
    payload = {"step": step, "from": before.owner, "to": owner, "by": STEPS[step].by, **(details or {})}
    record(session, before.id, "owner_changed", now, payload=payload)
    return owner


def _set(session: Session, conversation_id: str, values: dict[str, Any]) -> None:
    session.execute(sql_update(table).where(_WHERE_ID).values(values), {"conversation": conversation_id})


def _check(**values: str | None) -> None:
    allowed = {"channel": CHANNELS, "script": SCRIPTS, "region": REGIONS, "mode": MODES}
    for field, value in values.items():
        if value is not None:
            one_of(field, value, allowed[field])
