"""How far each of the staff has read; goes when the conversation is deleted."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Id


class ReadRow(Base):
    """The newest message that one of the staff has had before their eyes."""

    __tablename__ = "reads"

    staff_id: Mapped[str] = mapped_column(Id, ForeignKey("staff.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(Id, ForeignKey("conversations.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(BigId)
    read_at: Mapped[datetime]

    __table_args__ = (Index(None, "conversation_id"),)
