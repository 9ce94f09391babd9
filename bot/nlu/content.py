"""The knowledge base as the engine reads it: titles and hotline numbers, with this bank's own number."""

from __future__ import annotations

import os

from knowledge import Knowledge, load


def knowledge() -> Knowledge:
    """One base for all components."""
    return load(os.environ.get("XIAOBAO_BANK_NAME", ""), os.environ.get("XIAOBAO_BANK_HOTLINE", ""))
