"""How much and how often: files, fields, and requests a minute."""

from typing import Any

from fastapi import Depends, Request

from casework.files.types import LARGEST
from gateway.security.access import is_internal
from gateway.security.limits import Rule, demand
from xiaobao.settings import Settings

MOST_FILES = 5  # at once
LARGEST_FILE = LARGEST
LARGEST_FILES = 12_000_000
LONGEST_STORY = 2_000
LONGEST_WISH = 500
LONGEST_LINE = 100
MOST_PEOPLE = 5  # representatives of a group: order 2020 no. 3, article 12


def rules(settings: Settings) -> dict[str, Rule]:
    """Token buckets; filing and looking up are slower than talking."""
    filed = max(5, settings.rate_conversations_per_minute // 6)
    return {
        "complaints": Rule("complaints", filed, filed),
        "complaint_deeds": Rule("complaint_deeds", filed * 2, filed * 2),
        "complaint_pdf": Rule("complaint_pdf", filed, filed),
        # Wrong codes are counted for good (casework.complaints.guesses); these spare the database.
        "complaint_lookup": Rule("complaint_lookup", 20, 20),
        "complaint_no_number": Rule("complaint_no_number", 6, 12),
    }


def limited(rule: str) -> Any:
    """A dependency that counts the request against the caller's address, unless it is our command line."""

    async def count(request: Request) -> None:
        if not is_internal(request):
            await demand_by_address(request, rule)

    return Depends(count)


async def demand_by_address(request: Request, rule: str) -> None:
    """Take one token of the caller's address; Problem 429."""
    state = request.app.state
    await demand(state.limiter, state.rules[rule], state.addresses.of(request))
