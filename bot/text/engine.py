"""The conversion engine: opencc-python-reimplemented with current dictionaries and OpenCC's own matching."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import opencc

from bot.text.dictionaries import dictionary, merged
from bot.text.segmenter import Segmenter

_Group = tuple["Lexicon", ...]
ST_PHRASES = ("STPhrases", "STPhrases_GeneratedFromRegionalPhrases")
_TO_TRADITIONAL = (ST_PHRASES, ("STCharacters",))
_TO_SIMPLIFIED = (("TSPhrases",), ("TSCharactersExt",), ("TSCharacters",))
_TW = (("TWVariantsPhrases",), ("TWVariants",))
_HK = (("HKVariantsPhrases",), ("HKVariants",))
_TW_REV = (("TWVariantsRevPhrases",), ("TWVariantsRev",))
_HK_REV = (("HKVariantsRevPhrases",), ("HKVariantsRev",))

# configuration -> (dictionary that splits the text, steps; a step is a group of dictionaries in order)
_CHAINS: dict[str, tuple[tuple[str, ...], tuple[tuple[tuple[str, ...], ...], ...]]] = {
    "s2t": ((), (_TO_TRADITIONAL,)),
    "s2tw": (ST_PHRASES, (_TO_TRADITIONAL, _TW)),
    "s2hk": (ST_PHRASES, (_TO_TRADITIONAL, _HK)),
    "s2twp": (ST_PHRASES, (_TO_TRADITIONAL, (("TWPhrases",), *_TW))),
    "t2s": ((), (_TO_SIMPLIFIED,)),
    "tw2s": (("TSPhrases",), (_TW_REV, _TO_SIMPLIFIED)),
    "tw2sp": (("TSPhrases",), ((("TWPhrasesRev",), *_TW_REV), _TO_SIMPLIFIED)),
    "hk2s": (("TSPhrases",), (_HK_REV, _TO_SIMPLIFIED)),
}
CONFIGURATIONS = tuple(_CHAINS)


@dataclass(frozen=True)
class Lexicon:
    """A dictionary with the longest key length for each first character."""

    entries: Mapping[str, str]
    longest: Mapping[str, int]

    @classmethod
    def of(cls, entries: Mapping[str, str]) -> Lexicon:
        """Index a dictionary."""
        longest: dict[str, int] = {}
        for key in entries:
            if longest.get(key[0], 0) < len(key):
                longest[key[0]] = len(key)
        return cls(entries, longest)

    def match(self, text: str, start: int) -> str | None:
        """The longest key that begins at `start`."""
        for length in range(self.longest.get(text[start], 0), 0, -1):
            key = text[start : start + length]
            if key in self.entries:
                return key
        return None


class Engine(opencc.OpenCC):  # type: ignore[misc]  # the package has no types
    """One configuration. `phrases` stand in for OpenCC's own phrases in the first step, and a
    `segmenter` splits the text instead of OpenCC's leftmost longest phrase.

    The installed package looks for the longest match anywhere; OpenCC itself splits the text from the
    left first, and newer dictionaries count on that, so the matching is replaced as well.
    """

    def __init__(
        self,
        configuration: str,
        phrases: Lexicon | None = None,
        segmenter: Segmenter | None = None,
    ) -> None:
        """Load the dictionaries of a configuration; the instance never changes afterwards."""
        super().__init__()
        splitter, steps = _CHAINS[configuration]
        self.conversion = configuration
        self._normal = str.maketrans(dict(dictionary("CJK_Compatibility_Ideographs")))
        self._segmenter = segmenter
        self._splitter = _lexicon(splitter) if splitter and not segmenter else None
        self._steps = [
            tuple(phrases if phrases and names == ST_PHRASES else _lexicon(names) for names in step)
            for step in steps
        ]
        self._dict_init_done = True

    def set_conversion(self, conversion: str) -> None:
        """Refused: changing a shared instance is not thread-safe."""
        raise TypeError(f"this engine stays {self.conversion}; make another one for {conversion}")

    def convert(self, string: str) -> str:
        """The converted text; linear in its length, safe from several threads."""
        text = string.translate(self._normal)
        segments = self._segments(text)
        for step in self._steps:
            segments = [_apply(step, segment) for segment in segments]
        return "".join(segments)

    def _segments(self, text: str) -> list[str]:
        if self._segmenter:
            return self._segmenter.split(text)
        return _split(self._splitter, text) if self._splitter else [text]


@cache
def _lexicon(names: tuple[str, ...]) -> Lexicon:
    return Lexicon.of(merged(*names))


def _split(lexicon: Lexicon, text: str) -> list[str]:
    segments: list[str] = []
    position = rest = 0
    while position < len(text):
        key = lexicon.match(text, position)
        if key is None:
            position += 1
            continue
        if rest < position:
            segments.append(text[rest:position])
        segments.append(key)
        position = rest = position + len(key)
    if rest < position:
        segments.append(text[rest:])
    return segments


def _apply(step: _Group, text: str) -> str:
    out: list[str] = []
    position = 0
    while position < len(text):
        for lexicon in step:
            key = lexicon.match(text, position)
            if key is not None:
                out.append(lexicon.entries[key])
                position += len(key)
                break
        else:
            out.append(text[position])
            position += 1
    return "".join(out)


@cache
def engine(configuration: str) -> Engine:
    """The shared plain engine of a configuration (no wording of ours)."""
    return Engine(configuration)
