"""The knowledge base as one object, whole in memory."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from bot.text import MODES, REGIONS, SCRIPTS, Mode, Region, Script, normalise
from knowledge.loader import ROOT, read_checked
from knowledge.models import Content, Entry, Hit, Hotline, Rendered, RenderedHotline, Sentence, Source
from knowledge.render import Renderer
from knowledge.search import Document, Index
from knowledge.sentences import Voice

_CHINA = timezone(timedelta(hours=8))  # the bank's calendar day
_TAIL = re.compile(r"[\s?!.,;:~。、，；：？！…·～]+")


class Knowledge:
    """Entries, hotlines, sources and sentences of one bank; safe to share between threads."""

    def __init__(self, content: Content, bank_name: str = "", bank_hotline: str = "") -> None:
        self.entries: Mapping[str, Entry] = MappingProxyType(content.entries)
        self.hotlines: Mapping[str, Hotline] = MappingProxyType(content.hotlines)
        self.sources: Mapping[str, Source] = MappingProxyType(content.sources)
        self.sentences: Mapping[str, Sentence] = MappingProxyType(content.sentences)
        self._voice = Voice(self.sentences, self.hotlines, bank_name, bank_hotline)
        self._renderer = Renderer(self.entries, self.hotlines, self.sources, self._voice)
        self._titles = self._title_index()
        self._index: Index | None = None
        self._building = threading.Lock()

    def render(
        self,
        entry_id: str,
        script: Script = "zh-Hans",
        region: Region = "CN",
        mode: Mode = "standard",
        today: date | None = None,
    ) -> Rendered:
        """The answer for one reader, all in the wanted script; raises KeyError for an unknown entry."""
        expired = self.entries[entry_id].expired(today or china_today())
        return self._renderer.render(entry_id, script, region, mode, expired)

    def say(
        self, key: str, script: Script, region: Region = "CN", mode: Mode = "standard", **values: object
    ) -> str:
        """One sentence; values are inserted after conversion and never read again."""
        return self._voice.say(key, script, region, mode, values)

    def hotline(self, hotline_id: str, script: Script = "zh-Hans") -> RenderedHotline | None:
        """A number to tap; None when it cannot be called or the bank's is not known."""
        return self._voice.tap(hotline_id, script)

    def by_title(self, text: str) -> str | None:
        """The entry whose title or other phrasing the text is, in any script, whatever its punctuation."""
        return self._titles.get(title_key(text))

    def search(self, text: str, limit: int = 3) -> tuple[Hit, ...]:
        """The most fitting entries, best first, scores 0..1 (1.0 = the title itself)."""
        hits = self._searcher().search(text, limit)
        titled = self.by_title(text)
        if titled is None:
            return hits
        # A title in a regional wording may not come back to the very words it was made of.
        return (Hit(titled, 1.0), *(h for h in hits if h.entry != titled))[:limit]

    def expired(self, today: date | None = None) -> tuple[str, ...]:
        """Ids of the entries past their review date, for the desk."""
        day = today or china_today()
        return tuple(id_ for id_, entry in self.entries.items() if entry.expired(day))

    def warm(self) -> None:
        """Render everything and build the search index, so that no customer waits for it."""
        for entry in self.entries:
            for script, region, mode in readers():
                self.render(entry, script, region, mode)
        self.search("")

    def _searcher(self) -> Index:
        if self._index is None:
            with self._building:
                self._index = self._index or Index(map(self._document, self.entries.values()))
        return self._index

    def _document(self, entry: Entry) -> Document:
        text = entry.text
        body = [text.answer, text.plain, *text.steps, *(v.answer for v in entry.regions.values())]
        return Document(entry.id, tuple(self._phrasings(entry)), self._plainly("\n".join(body)))

    def _phrasings(self, entry: Entry) -> Iterator[str]:
        return map(self._plainly, (entry.title, *entry.ask))

    def _plainly(self, template: str) -> str:
        return self._voice.fill(template, "zh-Hans", {})

    def _title_index(self) -> dict[str, str]:
        """Titles win over other phrasings; each is known in every script: a button sends what it shows."""
        found: dict[str, str] = {}
        for titles_only in (True, False):
            for entry in self.entries.values():
                for phrase in (entry.title,) if titles_only else entry.ask:
                    for script in SCRIPTS:
                        found.setdefault(title_key(self._renderer.words(phrase, script)), entry.id)
        return found


def readers() -> Iterator[tuple[Script, Region, Mode]]:
    """Every combination of script, region and mode."""
    return ((s, r, m) for s in SCRIPTS for r in REGIONS for m in MODES)


def china_today() -> date:
    """Today's date in China."""
    return datetime.now(_CHINA).date()


def load(bank_name: str = "", bank_hotline: str = "", root: Path = ROOT) -> Knowledge:
    """The knowledge base, one per set of arguments; raises ContentError when the content is malformed."""
    return _load(bank_name, bank_hotline, root)


@lru_cache(maxsize=8)
def _load(bank_name: str, bank_hotline: str, root: Path) -> Knowledge:
    return Knowledge(read_checked(root), bank_name, bank_hotline)


def title_key(text: str) -> str:
    """What two spellings of one title have in common."""
    return _TAIL.sub("", normalise(text))
