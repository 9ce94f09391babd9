"""Words of staff for a reader: what is written simplified comes in the reader's script."""

from __future__ import annotations

from bot.text.conversion import convert
from bot.text.scripts import detect_script
from bot.text.types import Script


def in_script(text: str, script: Script) -> str:
    """Simplified words in the reader's script; who writes traditional characters is left alone."""
    if script == "zh-Hans" or (detect_script(text) or "zh-Hans") != "zh-Hans":
        return text
    return convert(text, script)
