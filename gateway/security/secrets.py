"""Secrets derived from the one secret key, a different one for each purpose."""

import hashlib
import hmac

from xiaobao.settings import Settings


def derived(settings: Settings, purpose: str) -> str:
    """A hex secret of 64 characters for one purpose; knowing one tells nothing of the others."""
    return hmac.new(settings.key, purpose.encode(), hashlib.sha256).hexdigest()
