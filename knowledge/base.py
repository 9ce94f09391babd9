"""The knowledge base as one object, whole in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from bot.text import Mode, Region, Script
from knowledge.answers import Answers, readers, title_key
from knowledge.loader import ROOT, read_checked
from knowledge.models import (
    Content,
    Entry,
    Hit,
    Hotline,
    Rendered,
    RenderedHotline,
    RenderedSource,
    Sentence,
    Source,
    SourceRef,
)
from knowledge.render import cited
from knowledge.sentences import Voice

CHINA = timezone(timedelta(hours=8))  # the bank's calendar day
__all__ = ["Knowledge", "china_today", "load", "readers", "title_key"]


class Knowledge:
    """Entries, hotlines, sources and sentences of one bank; safe to share between threads."""

    def __init__(self, content: Content, bank_name: str = "", bank_hotline: str = "") -> None:
        self.hotlines: Mapping[str, Hotline] = MappingProxyType(content.hotlines)
        self.sources: Mapping[str, Source] = MappingProxyType(content.sources)
        self.sentences: Mapping[str, Sentence] = MappingProxyType(content.sentences)
        self._voice = Voice(self.sentences, self.hotlines, bank_name, bank_hotline)
        self._filed = self._answers = Answers(content.entries, self.hotlines, self.sources, self._voice)
        self._version, self._news = 0, frozenset[str]()

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The answers in force, by id; a snapshot."""
        return self._answers.entries

    @property
    def filed(self) -> Mapping[str, Entry]:
        """The answers as they stand in the files."""
        return self._filed.entries

    @property
    def version(self) -> int:
        """Which state of the published changes is in force; 0: the files alone."""
        return self._version

    def own(self) -> Knowledge:
        """The same for a process that follows published changes; ``load`` gives everybody one object."""
        return copy(self)

    @property
    def news(self) -> frozenset[str]:
        """The answers in force that are others than the files', new ones too: no model learned them."""
        return self._news

    @property
    def files(self) -> Content:
        """What stands in the files, to lay changes on."""
        kept = (self.filed, self.hotlines, self.sources, self.sentences)
        return Content(*map(dict, kept))  # type: ignore[arg-type]

    def put(self, entries: Mapping[str, Entry], version: int, *, warm: bool = False) -> None:
        """Answer with these entries from now on; whoever is rendering keeps what it began with."""
        answers = self._answers.with_entries(entries)
        if warm:
            answers.warm()
        self._news = frozenset(id_ for id_, entry in entries.items() if self.filed.get(id_) != entry)
        self._answers, self._version = answers, version

    def render(
        self,
        entry_id: str,
        script: Script = "zh-Hans",
        region: Region = "CN",
        mode: Mode = "standard",
        today: date | None = None,
    ) -> Rendered:
        """The answer for one reader, all in the wanted script; raises KeyError for an unknown entry."""
        return self._answers.render(entry_id, script, region, mode, today or china_today())

    def elsewhere(self, entry_id: str, script: Script) -> str:
        """Whom to call in the other regions, by an entry's own wordings there; empty if it has none."""
        return "\n".join(self._answers.renderer.elsewhere(self.entries[entry_id], script))

    def preview(self, entry: Entry, script: Script, region: Region, mode: Mode) -> Rendered:
        """What a reader would get of an entry that is not in force."""
        return self._answers.preview(entry, script, region, mode)

    def say(
        self,
        key: str,
        script: Script,
        region: Region | None = "CN",
        mode: Mode = "standard",
        **values: object,
    ) -> str:
        """One sentence; values are inserted after conversion and never read again.

        ``region`` None: not told yet; who writes as in Hong Kong or Taiwan gets the numbers of both places.
        """
        return self._voice.say(key, script, region, mode, values)

    def listed(self, key: str) -> frozenset[str]:
        """The words of a list that is compared and never shown, normalised."""
        return self._voice.listed(key)

    def words(self, template: str, script: Script) -> str:
        """A reviewed text in the wanted script, with numbers and the bank's name in it."""
        return self._answers.renderer.words(template, script)

    def cited(self, refs: Iterable[SourceRef], script: Script) -> tuple[RenderedSource, ...]:
        """Sources as shown; KeyError for an unknown one."""
        return tuple(cited(ref, self.sources[ref.source], script) for ref in refs)

    def hotline(self, hotline_id: str, script: Script = "zh-Hans") -> RenderedHotline | None:
        """A number to tap; None when it cannot be called or the bank's is not known."""
        return self._voice.tap(hotline_id, script)

    def by_title(self, text: str) -> str | None:
        """The entry whose title or other phrasing the text is, in any script, whatever its punctuation."""
        return self._answers.by_title(text)

    def search(self, text: str, limit: int = 3) -> tuple[Hit, ...]:
        """The most fitting entries, best first, scores 0..1 (1.0 = the title itself)."""
        return self._answers.search(text, limit)

    def expired(self, today: date | None = None) -> tuple[str, ...]:
        """Ids of the entries past their review date, for the desk."""
        day = today or china_today()
        return tuple(id_ for id_, entry in self.entries.items() if entry.expired(day))

    def warm(self) -> None:
        """Render everything and build the search index, so that no customer waits for it."""
        self._answers.warm()


def china_today() -> date:
    """Today's date in China."""
    return datetime.now(CHINA).date()


def load(bank_name: str = "", bank_hotline: str = "", root: Path = ROOT) -> Knowledge:
    """The knowledge base, one per set of arguments; raises ContentError when the content is malformed."""
    return _load(bank_name, bank_hotline, root)


@lru_cache(maxsize=8)
def _load(bank_name: str, bank_hotline: str, root: Path) -> Knowledge:
    return Knowledge(read_checked(root), bank_name, bank_hotline)
