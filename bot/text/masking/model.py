"""What masking finds and gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One piece of personal data; offsets in the original text. A secret's value is never kept ("")."""

    kind: str
    start: int
    end: int
    value: str
    shown: str
    secret: bool


@dataclass(frozen=True)
class Masked:
    """A text that may be stored, and what was taken out of it."""

    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Span:
    """A candidate: `kind` as in Finding, `label` the key of its label in `labels.yml`."""

    kind: str
    label: str
    start: int
    end: int
