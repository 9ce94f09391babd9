"""Says one sentence: chosen by region and mode, converted, then filled with values."""

from __future__ import annotations

from collections.abc import Mapping

from bot.text import Mode, Region, Script, convert, convert_characters, normalise
from knowledge.models import BANK, Hotline, RenderedHotline, Sentence
from knowledge.placeholders import fill


class Voice:
    """Sentences and numbers of one bank; immutable but for its caches, safe to share between threads."""

    def __init__(
        self,
        sentences: Mapping[str, Sentence],
        hotlines: Mapping[str, Hotline],
        bank_name: str,
        bank_hotline: str,
    ) -> None:
        self._sentences = sentences
        self._hotlines = hotlines
        self._bank_name = bank_name.strip()
        self._bank_hotline = bank_hotline.strip()
        self._templates: dict[tuple[str, Script, Region | None, Mode], str] = {}
        self._lists: dict[str, frozenset[str]] = {}

    def say(
        self, key: str, script: Script, region: Region | None, mode: Mode, values: Mapping[str, object]
    ) -> str:
        """The sentence in the wanted script; region None: not told. KeyError: unknown key, missing value."""
        template = self._template(key, script, region, mode)
        try:
            return self.fill(template, script, values)
        except KeyError as missing:
            raise KeyError(f"sentence {key} has no value for {missing}") from None

    def fill(self, template: str, script: Script, values: Mapping[str, object]) -> str:
        """Put numbers, the bank's name and values into an already converted template."""
        bank = {"bank": self.bank_name(script)} if "{bank}" in template else {}
        return fill(template, lambda id_: self.number(id_, script), {**values, **bank})

    def listed(self, key: str) -> frozenset[str]:
        """The words of a list that is compared and never shown, normalised; KeyError for an unknown key."""
        found = self._lists.get(key)
        if found is None:
            words = self._short(key, "zh-Hans").split("、")
            found = self._lists[key] = frozenset(map(normalise, words))
        return found

    def number(self, hotline: str, script: Script) -> str:
        """The number to print; for an unknown bank hotline, where to find it."""
        if hotline != BANK:
            return self._hotlines[hotline].number
        return self._bank_hotline or self._short("knowledge.bank_phone", script)

    def dial(self, hotline: str) -> str:
        """What a tel: link needs; '' when the number cannot be called or is not known."""
        if hotline != BANK:
            return self._hotlines[hotline].dial
        plus = "+" if self._bank_hotline.startswith("+") else ""
        return plus + "".join(c for c in self._bank_hotline if c.isdigit())

    def tap(self, hotline: str, script: Script) -> RenderedHotline | None:
        """The number as customers get it; None when it cannot be called or is not known."""
        dial = self.dial(hotline)
        if not dial:
            return None
        return RenderedHotline(self.number(hotline, script), dial, self.hotline_name(hotline, script))

    def hotline_name(self, hotline: str, script: Script) -> str:
        """The hotline's name; a name is converted by character only."""
        return self.fill(convert_characters(self._hotlines[hotline].name, script), script, {})

    def bank_name(self, script: Script) -> str:
        """The bank's name; a name is converted by character only."""
        if not self._bank_name:
            return self._short("knowledge.bank_name", script)
        return convert_characters(self._bank_name, script)

    def _short(self, key: str, script: Script) -> str:
        return self._template(key, script, "CN", "standard")

    def _template(self, key: str, script: Script, region: Region | None, mode: Mode) -> str:
        wanted = (key, script, region, mode)
        found = self._templates.get(wanted)
        if found is None:
            found = self._templates[wanted] = self._converted(*wanted)
        return found

    def _converted(self, key: str, script: Script, region: Region | None, mode: Mode) -> str:
        sentence = self._sentences.get(key)
        if sentence is None:
            raise KeyError(f"no sentence {key}")
        wording = sentence.wording(script, region)
        text = (wording.plain if mode == "large" else "") or wording.text
        return text if sentence.verbatim else convert(text, script)
