"""Entries that belong to one place are only stated to somebody who is there, or who names it."""

import re
from typing import Final

from actions import replies
from actions.context import Turn, bank_region, knowledge
from bot.text import fold

_PLACES: Final = {"hk": "HK", "mo": "MO", "tw": "TW"}
# What answers the same need anywhere; it has a wording of its own for each region.
GENERAL: Final = {
    "scam": "emergency_scam",
    "complaint": "complaint_how",
    "bodies": "complaint_how",
    "reply_time": "complaint_deadline",
    "check_scam": "tool_96110",
    "deposit": "deposit_insurance",
    "rights": "rights_all",
}
# What is said against a bank of the mainland goes its way, wherever the customer is.
_MAINLAND: Final = "mainland_from_outside"
# Its answer is for who has a bank of the mainland.
_OTHER_BANK: Final = "another_bank"
_AGAINST: Final = frozenset({"complaint", "bodies"})
_ITS_BANK: Final = re.compile(
    r"(?:内地|大陆|国内)(?!人|居民|客)(?:的|那边|这边|嗰边)?[^，。？！\s]{0,6}?(?:银行|分行|支行|行|卡|账户|存折|保险)"
)


def complaint_there(turn: Turn) -> dict[str, str] | None:
    """How to complain where the customer is, as a button; None where the bank itself answers complaints."""
    region = "HK" if turn.written_as == "HK" else turn.region
    place = next((short for short, name in _PLACES.items() if name == region), "")
    entry = f"{place}_complaint"
    there = region != bank_region() and entry in knowledge().entries
    return replies.titled(entry, turn) if there else None


def counterpart(entry: str, region: str) -> str:
    """What answers the same need in `region`, else the entry: 那澳门呢 behind 在香港怎么投诉."""
    place, _, need = entry.partition("_")
    if place not in _PLACES:
        need = next((need for need, general in GENERAL.items() if general == entry), "")
    there = next((f"{short}_{need}" for short, name in _PLACES.items() if name == region), "")
    return there if there in knowledge().entries else GENERAL.get(need, entry)


def fitting(entry: str, turn: Turn) -> str:
    """The entry itself, or its general counterpart when the customer neither is in nor named its place."""
    if entry == _OTHER_BANK and turn.about != bank_region():
        return counterpart(GENERAL["complaint"], turn.about)
    place, _, need = entry.partition("_")
    if place not in _PLACES or _PLACES[place] in {turn.region, turn.about, *turn.places}:
        return _MAINLAND if need in _AGAINST and _ITS_BANK.search(fold(turn.text)) else entry
    return GENERAL.get(need, entry)
