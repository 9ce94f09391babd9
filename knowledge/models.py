"""Plain records of the knowledge base: what is authored, and what a customer gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from bot.text import Region, Script

Confidence = Literal["high", "medium"]

GROUPS = (
    *("rights", "complaints", "fraud", "regions", "assistant"),
    *("accounts", "privacy", "hardship", "cash", "products", "care", "boundaries"),
)
CONFIDENCES = ("high", "medium")
BANK = "bank"  # the one hotline whose number comes from the settings
# Where one writes like that: who has not said where they are may be there, or on the mainland.
OPEN: Final[Mapping[Script, Region]] = {"zh-Hant-HK": "HK", "zh-Hant-TW": "TW"}


@dataclass(frozen=True)
class Hotline:
    """A telephone number; ``dial`` is what a tel: link needs, empty when it is not a number to call."""

    id: str
    number: str
    dial: str
    name: str
    region: Region
    emergency: bool
    source: str
    verified_on: date | None
    confidence: str
    hours: str = ""
    note: str = ""


@dataclass(frozen=True)
class Source:
    """A law, notice or official page an answer rests on; ``title`` carries 《》 where it is a law."""

    id: str
    title: str
    issuer: str
    verified_on: date | None
    number: str = ""
    date: str = ""
    effective: str = ""
    url: str = ""
    note: str = ""

    @property
    def is_law(self) -> bool:
        """True when the title names a law or rule, so that an article is expected."""
        return "《" in self.title


@dataclass(frozen=True)
class SourceRef:
    """Where in a source: the article, or ``note`` saying why there is none."""

    source: str
    article: str = ""
    note: str = ""


@dataclass(frozen=True)
class Variant:
    """One wording of an answer: the mainland text, or an authored one for a region."""

    answer: str
    plain: str
    steps: tuple[str, ...] = ()
    plain_steps: tuple[str, ...] = ()
    hotlines: tuple[str, ...] | None = None
    sources: tuple[SourceRef, ...] | None = None


@dataclass(frozen=True)
class Entry:
    """One reviewed answer, authored in simplified Chinese."""

    id: str
    title: str
    group: str
    text: Variant
    verified_on: date | None
    review_by: date | None
    owner: str
    confidence: str
    regions: dict[Region, Variant] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    audience: tuple[str, ...] = ("all",)
    urgent: bool = False
    ask: tuple[str, ...] = ()
    file: str = ""

    @property
    def hotlines(self) -> tuple[str, ...]:
        """Ids of the numbers to tap under the base text."""
        return self.text.hotlines or ()

    @property
    def sources(self) -> tuple[SourceRef, ...]:
        """What the base text rests on."""
        return self.text.sources or ()

    @property
    def jurisdiction(self) -> Region:
        """The region the base text speaks about: told by the id in the group ``regions``, else CN."""
        prefix = self.id.partition("_")[0]
        named: dict[str, Region] = {"hk": "HK", "mo": "MO", "tw": "TW"}
        return named.get(prefix, "CN") if self.group == "regions" else "CN"

    def variant(self, region: Region) -> Variant:
        """The wording for a region; the base text when none was authored."""
        return self.regions.get(region, self.text)

    def expired(self, today: date) -> bool:
        """True when the answer is past its review date, or never got one."""
        return self.review_by is None or today > self.review_by


@dataclass(frozen=True)
class Wording:
    """A sentence in standard and plain words; ``plain`` empty means the standard one serves."""

    text: str
    plain: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence outside the entries, with its regional wordings.

    ``open``: by place, for who writes as one does there and has not said where they are.
    """

    key: str
    base: Wording
    regions: dict[Region, Wording] = field(default_factory=dict)
    open: dict[Region, Wording] = field(default_factory=dict)
    verbatim: bool = False  # shown as written in every script (a script's own name)
    note: str = ""
    file: str = ""

    def wording(self, script: Script, region: Region | None) -> Wording:
        """The wording for a region; for None (not told) the one for those who write so, else the base."""
        if region is not None:
            return self.regions.get(region, self.base)
        place = OPEN.get(script)
        return self.open.get(place, self.base) if place else self.base


@dataclass(frozen=True)
class Button:
    """A quick reply: ``value`` is the text it sends, equal to what it shows."""

    title: str
    value: str


@dataclass(frozen=True)
class RenderedSource:
    """A source as shown; ``verified_on`` is an ISO date, ``url`` may be empty."""

    title: str
    article: str
    verified_on: str
    url: str


@dataclass(frozen=True)
class RenderedHotline:
    """A number to tap."""

    number: str
    dial: str
    name: str


@dataclass(frozen=True)
class Rendered:
    """An answer ready to send, everything in the wanted script; ``version`` tells which wording it is."""

    entry: str
    title: str
    text: str
    buttons: tuple[Button, ...]
    sources: tuple[RenderedSource, ...]
    hotlines: tuple[RenderedHotline, ...]
    urgent: bool
    version: str = ""


@dataclass(frozen=True)
class Hit:
    """A search result; score 0..1, 1.0 = the title or one of its other phrasings."""

    entry: str
    score: float


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in the content: file relative to the root, entry or key, rule code, explanation."""

    file: str
    entry: str
    rule: str
    message: str


@dataclass
class Content:
    """All content of one root, with what was wrong while reading it."""

    entries: dict[str, Entry] = field(default_factory=dict)
    hotlines: dict[str, Hotline] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    sentences: dict[str, Sentence] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
