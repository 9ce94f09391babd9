"""Personal values (phone, name, identity number), encrypted; everything else refers to them by a token."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, Id, Slug


class PersonalValueRow(Base):
    """One sealed value; erasing empties `sealed`, `fingerprint` and `shown` and leaves the row."""

    __tablename__ = "personal_values"

    token: Mapped[str] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"))
    kind: Mapped[str] = mapped_column(String(32))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Keyed hash: finds the same value again in the same conversation without opening anything.
    fingerprint: Mapped[str | None] = mapped_column(Slug)
    shown: Mapped[str | None] = mapped_column(Slug)
    # What it is kept for (a filed complaint's receipt) when the customer deletes the chat.
    kept_for: Mapped[str | None] = mapped_column(Slug)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "conversation_id", "kind", "fingerprint", unique=True),)
