"""The key of a filing, for as long as somebody may send it again."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from casework.base import Base, BigId, Slug


class FilingRow(Base):
    """`key` is a keyed hash of what was sent: it tells nothing of it."""

    __tablename__ = "complaint_filings"

    key: Mapped[str] = mapped_column(Slug, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(BigId, ForeignKey("complaints.id", ondelete="CASCADE"))
    # Whether its words were added to an older complaint.
    joined: Mapped[bool]
    at: Mapped[datetime] = mapped_column(index=True)
