"""Messages without words; what a number means is the same as on the page (gateway.chat.choices)."""

import re
import unicodedata

_SIGN = re.compile(r"\[[\u4e00-\u9fffA-Za-z]{1,8}\]|/:[^\s\u4e00-\u9fff]{1,10}")


def wordless(text: str) -> bool:
    """A smile, a thumb, a rose: signs of feeling (the platform writes them [微笑] or /::)) and no word."""
    left, signs = _SIGN.subn("", text)
    feelings = [c for c in left if unicodedata.category(c) in ("So", "Sk")]
    return bool(signs or feelings) and not any(c.isalnum() for c in left)
