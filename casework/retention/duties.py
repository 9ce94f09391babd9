"""What has outlived its period, class by class, and how it ends. Dates are compared in the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from casework.alerts.models import AlertRow
from casework.base import table_of
from casework.complaints.erasure import erase
from casework.complaints.models import ComplaintDraftRow, ComplaintRow, LookupFailureRow
from casework.conversations import deletion
from casework.conversations.models import ConversationRow
from casework.handoffs.models import HandoffRow
from casework.staff import identities
from casework.staff.models import LoginFailureRow, StaffIdentityRow, StaffRow, StaffSessionRow
from casework.statuses import FINAL_COMPLAINTS, OPEN_ALERTS, OPEN_HANDOFFS, OPEN_TICKETS
from casework.tickets.erasure import erase as erase_tickets
from casework.tickets.models import TicketRow
from casework.vault.erasure import erase_kept
from casework.watch.models import WatchFlagRow
from casework.wechat.erasure import forget_users
from casework.wechat.models import WechatInboxRow, WechatPassRow, WechatUserRow

# Nobody owes anything; answered ones that were never closed too.
ENDED: Final = FINAL_COMPLAINTS | {"answered"}

_chats, _drafts = table_of(ConversationRow), table_of(ComplaintDraftRow)
_complaints = table_of(ComplaintRow)
_alerts, _handoffs = table_of(AlertRow), table_of(HandoffRow)
_sessions, _failures = table_of(StaffSessionRow), table_of(LoginFailureRow)
_guesses = table_of(LookupFailureRow)
_tickets = table_of(TicketRow)
_staff, _names, _flags = table_of(StaffRow), table_of(StaffIdentityRow), table_of(WatchFlagRow)
_followers, _letters = table_of(WechatUserRow), table_of(WechatInboxRow)
_passes = table_of(WechatPassRow)


@dataclass(frozen=True, slots=True)
class Duty:
    """`due` selects the ids of what ended before a moment; `end` erases or removes these."""

    due: Callable[[datetime], Select[Any]]
    end: Callable[[Session, Sequence[Any], datetime], None]


def _silent_chats(before: datetime) -> Select[Any]:
    c = _chats.c
    return select(c.id).where(
        c.deleted_at.is_(None),
        c.updated_at < before,
        ~_of_chat(_complaints, _complaints.c.erased_at.is_(None)),
        ~_of_chat(_alerts, _alerts.c.state.in_(OPEN_ALERTS)),
        ~_of_chat(_handoffs, _handoffs.c.state.in_(OPEN_HANDOFFS)),
        ~_of_chat(_tickets, _tickets.c.state.in_(OPEN_TICKETS)),
    )


def _of_chat(table: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(table.c.conversation_id == _chats.c.id, condition)


def _delete_chats(session: Session, ids: Sequence[Any], now: datetime) -> None:
    for conversation_id in ids:
        deletion.delete(session, conversation_id, now)


def _ended_complaints(before: datetime) -> Select[Any]:
    c = _complaints.c
    return select(c.id).where(c.erased_at.is_(None), c.state.in_(ENDED), c.updated_at < before)


def _erase_complaints(session: Session, ids: Sequence[Any], now: datetime) -> None:
    """What was said and who said it; the attachments' bytes go with the orphans of the same run."""
    for complaint_id in ids:
        erase_kept(session, erase(session, complaint_id, now).receipt, now)


def _old_drafts(before: datetime) -> Select[Any]:
    return select(_drafts.c.id).where(_drafts.c.updated_at < before)


def _ended_tickets(before: datetime) -> Select[Any]:
    c = _tickets.c
    return select(c.id).where(c.closed_at < before, c.sealed.is_not(None))


def _forget_tickets(session: Session, ids: Sequence[Any], now: datetime) -> None:  # noqa: ARG001 - as `end`
    erase_tickets(session, ids)


def _ended_sessions(before: datetime) -> Select[Any]:
    c = _sessions.c
    return select(c.token_hash).where(func.coalesce(c.ended_at, c.expires_at) < before)


def _explained_flags(before: datetime) -> Select[Any]:
    c = _flags.c
    return select(c.id).where(c.state == "explained", c.updated_at < before)


def _closed_accounts(before: datetime) -> Select[Any]:
    c = _staff.c
    linked = exists().where(_names.c.staff_id == c.id)
    return select(c.id).where(c.disabled_at < before, or_(c.family_name.is_not(None), linked))


def _forget_holders(session: Session, ids: Sequence[Any], now: datetime) -> None:  # noqa: ARG001 - as `end`
    identities.forget(session, ids)


def _old_failures(before: datetime) -> Select[Any]:
    c = _failures.c
    return select(c.key).where(c.failed_at < before, or_(c.blocked_until.is_(None), c.blocked_until < before))


def _old_guesses(before: datetime) -> Select[Any]:
    return select(_guesses.c.id).where(_guesses.c.failed_at < before)


def _idle_followers(before: datetime) -> Select[Any]:
    """Who is in no conversation: it was deleted, by them or because its time was over."""
    c = _followers.c
    return select(c.id).where(c.conversation_id.is_(None), c.updated_at < before)


def _forget_followers(session: Session, ids: Sequence[Any], now: datetime) -> None:  # noqa: ARG001 - as `end`
    forget_users(session, list(ids))


def _old_letters(before: datetime) -> Select[Any]:
    return select(_letters.c.id).where(_letters.c.received_at < before)


def _old_passes(before: datetime) -> Select[Any]:
    return select(_passes.c.digest).where(_passes.c.expires_at < before)


def _removes(column: Any) -> Callable[[Session, Sequence[Any], datetime], None]:
    def remove(session: Session, ids: Sequence[Any], now: datetime) -> None:  # noqa: ARG001 - the shape of `end`
        session.execute(delete(column.table).where(column.in_(ids)))

    return remove


# Complaints first: their chats may go when they are gone.
DUTIES: Final[dict[str, Duty]] = {
    "complaints": Duty(_ended_complaints, _erase_complaints),
    "chats": Duty(_silent_chats, _delete_chats),
    "drafts": Duty(_old_drafts, _removes(_drafts.c.id)),
    "tickets": Duty(_ended_tickets, _forget_tickets),
    "sessions": Duty(_ended_sessions, _removes(_sessions.c.token_hash)),
    "watch_flags": Duty(_explained_flags, _removes(_flags.c.id)),
    "identities": Duty(_closed_accounts, _forget_holders),
    "login_failures": Duty(_old_failures, _removes(_failures.c.key)),
    "lookup_failures": Duty(_old_guesses, _removes(_guesses.c.id)),
    "wechat_messages": Duty(_old_letters, _removes(_letters.c.id)),
    "wechat_links": Duty(_old_passes, _removes(_passes.c.digest)),
    "wechat_followers": Duty(_idle_followers, _forget_followers),
}
