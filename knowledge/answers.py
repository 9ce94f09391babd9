"""One state of all answers: rendered, found by title, searched; never changed once made."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from bot.text import MODES, REGIONS, SCRIPTS, Mode, Region, Script, normalise
from knowledge.models import Entry, Hit, Hotline, Rendered, Source
from knowledge.render import Renderer
from knowledge.search import Document, Index
from knowledge.sentences import Voice

_TAIL = re.compile(r"[\s?!.,;:~。、，；：？！…·～]+")


class Answers:
    """The entries of one moment with what is made of them; immutable but for its caches."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        hotlines: Mapping[str, Hotline],
        sources: Mapping[str, Source],
        voice: Voice,
        former: Answers | None = None,
    ) -> None:
        self.entries: Mapping[str, Entry] = MappingProxyType(dict(entries))
        self._about = hotlines, sources, voice
        self._voice = voice
        self.renderer = Renderer(self.entries, hotlines, sources, voice)
        if former:
            self.renderer.take_over(former.renderer)
        self._titles = self._title_index()
        self._index: Index | None = None
        self._building = threading.Lock()

    def with_entries(self, entries: Mapping[str, Entry]) -> Answers:
        """Another state; what is rendered the same is not rendered again."""
        return Answers(entries, *self._about, former=self)

    def render(self, entry_id: str, script: Script, region: Region, mode: Mode, today: date) -> Rendered:
        """The answer for one reader; KeyError."""
        expired = self.entries[entry_id].expired(today)
        return self.renderer.render(entry_id, script, region, mode, expired)

    def preview(self, entry: Entry, script: Script, region: Region, mode: Mode) -> Rendered:
        """What a reader would get of an entry among these."""
        renderer = Renderer({**self.entries, entry.id: entry}, *self._about)
        return renderer.render(entry.id, script, region, mode, expired=False)

    def by_title(self, text: str) -> str | None:
        """The entry whose title or other phrasing the text is."""
        return self._titles.get(title_key(text))

    def search(self, text: str, limit: int) -> tuple[Hit, ...]:
        """The most fitting entries, best first."""
        hits = self._searcher().search(text, limit)
        titled = self.by_title(text)
        if titled is None:
            return hits
        # A title in a regional wording may not come back to the very words it was made of.
        return (Hit(titled, 1.0), *(h for h in hits if h.entry != titled))[:limit]

    def warm(self) -> None:
        """Render everything and build the search index."""
        for entry in self.entries.values():
            for script, region, mode in readers():
                self.renderer.render(entry.id, script, region, mode, expired=False)
        self._searcher()

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
                        found.setdefault(title_key(self.renderer.words(phrase, script)), entry.id)
        return found


def readers() -> Iterator[tuple[Script, Region, Mode]]:
    """Every combination of script, region and mode."""
    return ((s, r, m) for s in SCRIPTS for r in REGIONS for m in MODES)


def title_key(text: str) -> str:
    """What two spellings of one title have in common."""
    return _TAIL.sub("", normalise(text))
