"""Reviewed answers, hotlines and sentences: schema, loader, rendering, search and lint."""

from knowledge.base import Knowledge, load
from knowledge.lint import lint
from knowledge.loader import ContentError
from knowledge.models import (
    Button,
    Entry,
    Hit,
    Hotline,
    Problem,
    Rendered,
    RenderedHotline,
    RenderedSource,
    Sentence,
    Source,
    SourceRef,
    Variant,
)

__all__ = [
    "Button",
    "ContentError",
    "Entry",
    "Hit",
    "Hotline",
    "Knowledge",
    "Problem",
    "Rendered",
    "RenderedHotline",
    "RenderedSource",
    "Sentence",
    "Source",
    "SourceRef",
    "Variant",
    "lint",
    "load",
]
