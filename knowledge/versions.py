"""Which wording an answer is: a digest of everything reviewed in it, however its file is laid out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from knowledge.models import Entry, SourceRef, Variant

LENGTH = 16
# In the order of the files; one that has its default is left out of them.
_PLAIN = ("id", "title", "group", "ask")
_REST = ("verified_on", "review_by", "owner", "confidence", "related", "audience", "urgent")
_DEFAULTS: Mapping[str, Any] = {"audience": ["all"], "urgent": False}

Raw = dict[str, Any]


def raw_of(entry: Entry) -> Raw:
    """The entry as fields of its file: only what JSON knows, days in ISO, nothing that is empty."""
    found = {name: _plain(getattr(entry, name)) for name in _PLAIN}
    found |= _variant(entry.text)
    regions = {region: _regional(entry, variant) for region, variant in entry.regions.items()}
    found |= {"regions": regions} if regions else {}
    found |= {name: _plain(getattr(entry, name)) for name in _REST}
    return {n: v for n, v in found.items() if v not in (None, "", []) and v != _DEFAULTS.get(n)}


def digest(entry: Entry) -> str:
    """16 hexadecimal digits: equal for equal wordings, sources and dates, wherever they are kept."""
    return digest_of(raw_of(entry))


def digest_of(raw: Raw | None) -> str:
    """The same of fields that came from ``raw_of``; of a retired answer the empty text."""
    if raw is None:
        return ""
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _regional(entry: Entry, variant: Variant) -> Raw:
    """A region that keeps the base text lists only what is its own."""
    own = _variant(variant)
    words = ("answer", "plain", "steps", "plain_steps")
    kept = all(getattr(variant, name) == getattr(entry.text, name) for name in words)
    return {name: value for name, value in own.items() if not (kept and name in words)}


def _variant(variant: Variant) -> Raw:
    """Lists of numbers or sources that are empty say something: a region then has none."""
    found = {f.name: _plain(getattr(variant, f.name)) for f in fields(variant)}
    always = ("hotlines", "sources")
    return {name: value for name, value in found.items() if value or (name in always and value is not None)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, SourceRef):
        return {f.name: got for f in fields(value) if (got := getattr(value, f.name))}
    return value.isoformat() if isinstance(value, date) else value
