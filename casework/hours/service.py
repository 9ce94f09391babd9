"""Office hours as the settings say them, read once."""

from functools import lru_cache

from casework.hours.parsing import parsed
from casework.hours.types import ZONE, OfficeHours, Window

__all__ = ["ZONE", "OfficeHours", "Window", "parse"]


@lru_cache(maxsize=8)
def parse(text: str) -> OfficeHours:
    """See ``parsing.parsed``; the same text is read once."""
    return parsed(text)
