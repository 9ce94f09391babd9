"""What callers get of a conversation."""

from dataclasses import dataclass
from datetime import datetime

from casework.conversations.states import Owner
from casework.statuses import Channel, Mode, Region, Script


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it stands; `region` None means the customer's region is not known yet.

    `expects`: what the bot's last question wants to hear (name, phone, story …), None for nothing special.
    `large_offered`: large text was offered, or the mode was switched before.
    """

    id: str
    channel: Channel
    script: Script
    script_pinned: bool
    region: Region | None
    region_pinned: bool
    mode: Mode
    elder_hint: bool
    owner: Owner
    agent_id: str | None
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None
    expects: str | None = None
    large_offered: bool = False
