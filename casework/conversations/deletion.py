"""The customer deletes a conversation: what they said goes, that it happened stays."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from casework.complaints.erasure import erase_drafts
from casework.conversations.rows import locked, table
from casework.events.service import record
from casework.feedback.service import forget as forget_feedback
from casework.handoffs.erasure import close_and_erase
from casework.messages.erasure import erase_messages
from casework.notes.service import erase_notes
from casework.reads.service import forget as forget_reads
from casework.search.erasure import forget_conversation
from casework.tickets import erasure as tickets
from casework.vault.erasure import erase_values
from casework.wechat import erasure as wechat


def delete(session: Session, conversation_id: str, now: datetime) -> None:
    """Erase texts, summaries, drafts, notes, personal values not kept for a complaint; leave a tombstone.

    Later reads raise DeletedError. The events stay: they never held a text.
    """
    wechat.hold(session, conversation_id)
    locked(session, conversation_id)
    erase_messages(session, conversation_id)
    close_and_erase(session, conversation_id, now)
    tickets.close_and_erase(session, conversation_id, now)
    erase_values(session, conversation_id, now)
    erase_drafts(session, conversation_id, now)
    erase_notes(session, conversation_id)
    forget_conversation(session, conversation_id)
    forget_reads(session, conversation_id)
    wechat.forget(session, conversation_id, now)
    forget_feedback(session, conversation_id)
    session.execute(
        update(table)
        .where(table.c.id == conversation_id)
        .values(
            deleted_at=now,
            updated_at=now,
            owner="bot",
            agent_id=None,
            elder_hint=False,
            expects=None,
            turn_message_id=None,
            turn_holder=None,
            turn_expires_at=None,
        )
    )
    record(session, conversation_id, "deleted", now)
