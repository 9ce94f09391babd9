"""Which script to use before a conversation says so: the browser's Accept-Language."""

from bot.text import Script

_HONG_KONG = ("zh-hk", "zh-mo", "zh-hant-hk", "zh-hant-mo", "yue")
_TAIWAN = ("zh-tw", "zh-hant")


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
