"""Which script to use before a conversation says so: the browser's Accept-Language, or the region."""

from bot.text import Region, Script

_HONG_KONG = ("zh-hk", "zh-mo", "zh-hant-hk", "zh-hant-mo", "yue")
_READ: dict[Region, Script] = {"HK": "zh-Hant-HK", "MO": "zh-Hant-HK", "TW": "zh-Hant-TW"}
_TAIWAN = ("zh-tw", "zh-hant")


def script_of(region: Region | None) -> Script:
    """What people in a region read."""
    return _READ.get(region, "zh-Hans") if region else "zh-Hans"


def script_of_language(tag: str) -> Script | None:
    """The script of one language tag; None when it is not Chinese."""
    tag = tag.strip().lower()
    if tag.startswith(_HONG_KONG):
        return "zh-Hant-HK"
    if tag.startswith(_TAIWAN):
        return "zh-Hant-TW"
    return "zh-Hans" if tag.startswith("zh") else None


def preferred_script(accept_language: str) -> Script | None:
    """The first Chinese language in an Accept-Language header; browsers send them best first."""
    for part in accept_language[:200].split(","):
        script = script_of_language(part.partition(";")[0])
        if script:
            return script
    return None
