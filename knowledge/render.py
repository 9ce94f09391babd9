"""Renders an entry for one reader: script, region and mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from bot.text import Mode, Region, Script, convert, convert_characters
from knowledge.models import (
    BANK,
    Button,
    Entry,
    Hotline,
    Rendered,
    RenderedHotline,
    RenderedSource,
    Source,
    SourceRef,
    Variant,
)
from knowledge.sentences import Voice
from knowledge.versions import digest


class Renderer:
    """Turns entries into replies; every result is kept, there are few of them."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        hotlines: Mapping[str, Hotline],
        sources: Mapping[str, Source],
        voice: Voice,
    ) -> None:
        self._entries = entries
        self._hotlines = hotlines
        self._sources = sources
        self._voice = voice
        self._done: dict[tuple[str, Script, Region, Mode, bool], Rendered] = {}

    def render(self, entry_id: str, script: Script, region: Region, mode: Mode, expired: bool) -> Rendered:
        """The reply; raises KeyError for an unknown entry."""
        wanted = (entry_id, script, region, mode, expired)
        done = self._done.get(wanted)
        if done is None:
            done = self._done[wanted] = self._rendered(self._entries[entry_id], script, region, mode, expired)
        return done

    def take_over(self, former: Renderer) -> None:
        """Keep what another has rendered, where neither the entry nor a button of it is another now."""
        same = {id_ for id_, entry in self._entries.items() if former._entries.get(id_) == entry}
        titles = {id_: entry.title for id_, entry in self._entries.items()}
        others = {id_: entry.title for id_, entry in former._entries.items()}
        for wanted, done in list(former._done.items()):
            entry = self._entries.get(wanted[0])
            if entry and entry.id in same and all(titles.get(r) == others.get(r) for r in entry.related):
                self._done[wanted] = done

    def words(self, template: str, script: Script) -> str:
        """A piece of an entry in the wanted script, with numbers and the bank's name in it."""
        return self._voice.fill(convert(template, script), script, {})

    def _rendered(self, entry: Entry, script: Script, region: Region, mode: Mode, expired: bool) -> Rendered:
        variant = entry.variant(region)
        hotlines = tuple(self._tappable(entry, region, script))
        parts = [self._body(variant, script, mode)]
        if entry.urgent and script != "zh-Hans" and region == "CN":
            parts += self.elsewhere(entry, script)
        if expired:
            # An emergency begins with its steps; anything else with the doubt.
            where = len(parts) if entry.urgent else 0
            parts.insert(where, self._doubt(hotlines, script, region, mode))
        return Rendered(
            entry=entry.id,
            title=self.words(entry.title, script),
            text="\n".join(parts),
            buttons=tuple(self._buttons(entry, script)),
            sources=tuple(self._cited(entry, variant, script)),
            hotlines=hotlines,
            urgent=entry.urgent,
            version=digest(entry),
        )

    def _body(self, variant: Variant, script: Script, mode: Mode) -> str:
        large = mode == "large"
        text = variant.plain if large else variant.answer
        steps = variant.plain_steps if large else variant.steps
        numbered = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
        return "\n".join(map(partial(self.words, script=script), [text, *numbered]))

    def elsewhere(self, entry: Entry, script: Script) -> Iterator[str]:
        """One line for readers in the other regions, from the entry's own wordings there; none without."""
        say = partial(self._voice.say, script=script, region="CN", mode="standard")
        either, then = say("knowledge.or", values={}), say("knowledge.elsewhere_next", values={})
        places = []
        for region in entry.regions:
            numbers = either.join(self._local_numbers(entry, region)[:2])
            if numbers:
                places.append(say(f"knowledge.elsewhere_{region.lower()}", values={"numbers": numbers}))
        if places:
            yield say("knowledge.elsewhere", values={"places": then.join(places)})

    def _local_numbers(self, entry: Entry, region: Region) -> list[str]:
        named = [self._hotlines[h] for h in self._numbers(entry, region) if h != BANK]
        return [h.number for h in named if h.dial]

    def _doubt(
        self, hotlines: tuple[RenderedHotline, ...], script: Script, region: Region, mode: Mode
    ) -> str:
        number = hotlines[0].number if hotlines else self._voice.number(BANK, script)
        return self._voice.say("knowledge.expired", script, region, mode, {"hotline": number})

    def _tappable(self, entry: Entry, region: Region, script: Script) -> Iterator[RenderedHotline]:
        tapped = (self._voice.tap(hotline, script) for hotline in self._numbers(entry, region))
        return (t for t in tapped if t)

    def _numbers(self, entry: Entry, region: Region) -> tuple[str, ...]:
        written = entry.regions.get(region)
        if written and written.hotlines is not None:
            return written.hotlines
        # Without numbers of its own a region keeps only those that work where the answer is about.
        place = region if entry.jurisdiction == "CN" else entry.jurisdiction
        return tuple(h for h in entry.hotlines if h == BANK or self._hotlines[h].region == place)

    def _cited(self, entry: Entry, variant: Variant, script: Script) -> Iterator[RenderedSource]:
        refs = entry.sources if variant.sources is None else variant.sources
        return (cited(ref, self._sources[ref.source], script) for ref in refs)

    def _buttons(self, entry: Entry, script: Script) -> Iterator[Button]:
        for related in entry.related:
            if related in self._entries:
                title = self.words(self._entries[related].title, script)
                yield Button(title, title)


def cited(ref: SourceRef, source: Source, script: Script) -> RenderedSource:
    """A source as shown; names of laws are converted by character only."""
    return RenderedSource(
        title=convert_characters(source.title, script),
        article=convert_characters(ref.article, script),
        verified_on=source.verified_on.isoformat() if source.verified_on else "",
        url=source.url,
    )
