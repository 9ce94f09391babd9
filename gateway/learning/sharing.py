"""The picture to scan and the link to pass on."""

from functools import lru_cache
from urllib.parse import urlencode

from bot.text import Region, Script

_BORDER = 4  # modules of white around it, as the standard wants


def chat_address(public_url: str) -> str:
    """The chat in large text, at the configured address; "" where none is set.

    Never the host of the request: whoever asks chooses that, and a card outlives the visit.
    """
    return f"{public_url.rstrip('/')}/?mode=large" if public_url else ""


@lru_cache(maxsize=8)
def picture(address: str) -> str:
    """The QR code as an SVG element, black on white in every theme; "" without an address."""
    if not address:
        return ""
    import segno

    code = segno.make(address, micro=False, error="m")
    return code.svg_inline(
        border=_BORDER, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )


def card_link(public_url: str, card: str, script: Script, region: Region) -> str:
    """The address of a card for somebody else, who reads it as it is read here; a path without an address."""
    return f"{public_url.rstrip('/')}/cards/{card}?{urlencode({'script': script, 'region': region})}"
