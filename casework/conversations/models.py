"""The conversation: one customer, one channel, one owner at a time."""

from datetime import datetime

from sqlalchemy import Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Slug

_WITH_AGENT = text("agent_id IS NOT NULL")


class ConversationRow(Base):
    """One row a conversation; after deletion it stays as a tombstone with `deleted_at`.

    `turn_*` is the lease of whoever is answering: which message, who holds it, until when.
    """

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    script: Mapped[str] = mapped_column(String(16))
    script_pinned: Mapped[bool]
    region: Mapped[str | None] = mapped_column(String(8))
    region_pinned: Mapped[bool]
    mode: Mapped[str] = mapped_column(String(16))
    elder_hint: Mapped[bool]
    # Large text is offered once; who has switched the mode knows of it.
    large_offered: Mapped[bool] = mapped_column(server_default=false())
    owner: Mapped[str] = mapped_column(String(16), index=True)
    agent_id: Mapped[str | None] = mapped_column(Id)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    # What the bot's last question wants (name, phone, story …), for whoever reads the answer first.
    expects: Mapped[str | None] = mapped_column(String(32))
    # No foreign key: messages point at conversations, and the lease is only a hint that expires.
    turn_message_id: Mapped[int | None] = mapped_column(BigId)
    turn_holder: Mapped[str | None] = mapped_column(Slug)
    turn_expires_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_conversations_agent_id", "agent_id", sqlite_where=_WITH_AGENT, postgresql_where=_WITH_AGENT
        ),
    )
