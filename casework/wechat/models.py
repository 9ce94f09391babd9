"""Rows of the WeChat channel; an OpenID stands nowhere in clear, only sealed beside its keyed hash."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id, Json, Slug

_WANTED = text("done_at IS NULL")
_UNCLOSED = text("closed_at IS NULL")


class WechatUserRow(Base):
    """One follower of one account, and the conversation they are in.

    `message_at` opened the 48-hour window and `message_pushes` were pushed since, `event_at` the one-minute
    window with `event_pushes`; `choices` are what a bare number answers.
    """

    __tablename__ = "wechat_users"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    app_id: Mapped[str] = mapped_column(Slug)
    # Keyed hash of the OpenID (casework.vault.cipher).
    fingerprint: Mapped[str] = mapped_column(Slug)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    conversation_id: Mapped[str | None] = mapped_column(Id, ForeignKey("conversations.id"), index=True)
    subscribed: Mapped[bool]
    message_at: Mapped[datetime | None]
    message_pushes: Mapped[int] = mapped_column(Integer)
    event_at: Mapped[datetime | None]
    event_pushes: Mapped[int] = mapped_column(Integer)
    choices: Mapped[list[Any] | None] = mapped_column(Json)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("app_id", "fingerprint"),)


class WechatInboxRow(Base):
    """One message or event of the platform, however often it is sent; no words of anybody.

    Until `window_until` the callback that holds it may still answer by itself (`closed_at` is empty);
    `sealed` is the passive reply that was given, for the platform's second and third try.
    """

    __tablename__ = "wechat_inbox"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    # SHA-256 of the account with MsgId, or with sender, time and event.
    key: Mapped[str] = mapped_column(Slug, unique=True)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("wechat_users.id"))
    kind: Mapped[str] = mapped_column(String(32))
    conversation_id: Mapped[str | None] = mapped_column(Id, ForeignKey("conversations.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(BigId)
    tries: Mapped[int] = mapped_column(Integer)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(index=True)
    window_until: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "user_id", "id"),
        # Whose window is open is asked at every look for what is to be pushed.
        Index("ix_wechat_inbox_open", "user_id", sqlite_where=_UNCLOSED, postgresql_where=_UNCLOSED),
        {"sqlite_autoincrement": True},
    )


class WechatSignatureRow(Base):
    """A signature that was used, and by which message: with another one it is a replay."""

    __tablename__ = "wechat_signatures"

    digest: Mapped[str] = mapped_column(Slug, primary_key=True)
    key: Mapped[str] = mapped_column(Slug)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class WechatTokenRow(Base):
    """The platform's access token of one account; one process renews it, `holder` until `held_until`."""

    __tablename__ = "wechat_tokens"

    app_id: Mapped[str] = mapped_column(Slug, primary_key=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime | None]
    renewed_at: Mapped[datetime | None]
    holder: Mapped[str | None] = mapped_column(Slug)
    held_until: Mapped[datetime | None]


class WechatMediaRow(Base):
    """A picture, recording or video a customer sent, fetched from the platform for the agent."""

    __tablename__ = "wechat_media"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"), index=True)
    message_id: Mapped[int] = mapped_column(BigId, ForeignKey("messages.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(16))
    # The key in the file store (casework.files), once it is there.
    file_key: Mapped[str | None] = mapped_column(Slug)
    content_type: Mapped[str | None] = mapped_column(Slug)
    size: Mapped[int | None] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer)
    next_at: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_wechat_media_open", "next_at", "id", sqlite_where=_WANTED, postgresql_where=_WANTED),
        {"sqlite_autoincrement": True},
    )


class WechatPassRow(Base):
    """A link that opens the conversation on the page: once, and not for long."""

    __tablename__ = "wechat_passes"

    digest: Mapped[str] = mapped_column(Slug, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
