"""Disguised variants of sentences: how swindlers, and people who imitate them, hide tell-tale words.

Every way takes a word and a seeded generator and returns the word disguised, or None where the way has
nothing to work on (a word without a character that can be split, say).
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, partial
from random import Random

from bot.fraud.detector import Detector
from bot.fraud.resources import DATA, load_yaml
from bot.text import convert_characters, fold

Way = Callable[[str, Random], str | None]
MOST_WORDS = 5  # of a line; nobody disguises everything
_CYRILLIC = str.maketrans("aeopcyxi", "аеорсухі")
_EMOJI = "🔥🌟✨🍀🎈👍"
_TONES = {"a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù"}


def ways() -> dict[str, Way]:
    """Name to way, in the order of the report."""
    between = {
        "blanks": " ", "full-width blanks": "\u3000", "dots": ".", "middle dots": "·", "stars": "*",
        "dashes": "-", "underscores": "_", "slashes": "/",
        "zero-width space": "\u200b", "zero-width joiner": "\u200d",
        "soft hyphen": "\u00ad", "commas": "，", "line breaks": "\n", "repeated marks": "！！！",
    }  # fmt: skip
    after = {"variation selectors": "\ufe0f", "strike-through": "\u0336", "dots below": "\u0323"}
    return {
        **{name: partial(_between, sign) for name, sign in between.items()},
        **{name: partial(_after, sign) for name, sign in after.items()},
        "emoji": _emoji,
        "hearts": partial(_between, "❤️"),
        "brackets": lambda word, _: "".join(f"【{c}】" for c in word),
        "round brackets": lambda word, _: "".join(f"({c})" for c in word),
        "traditional": _traditional,
        "half-converted": _half_converted,
        "pinyin of the word": lambda word, _: _spelt(word),
        "spaced pinyin": lambda word, _: _spelt(word, " "),
        "pinyin with tones": _toned,
        "pinyin of one": partial(_one_spelt, str),
        "upper-case pinyin": partial(_one_spelt, str.upper),
        "full-width pinyin": partial(_one_spelt, _full_width),
        "Cyrillic pinyin": partial(_one_spelt, lambda said: said.translate(_CYRILLIC)),
        "enclosed pinyin": partial(_one_spelt, partial(_shifted, 0x24D0)),
        "mathematical pinyin": partial(_one_spelt, partial(_shifted, 0x1D41A)),
        "initial of one": _initial,
        "homophone of one": _homophone,
        "split characters": _split,
    }


def disguised(text: str, way: str, seed: str, detector: Detector) -> str | None:
    """The text with its tell-tale words disguised; None where the way has nothing to work on."""
    random = Random(hashlib.sha256(f"{seed}/{way}".encode()).hexdigest())
    pieces: list[str] = []
    here, changed = 0, False
    for start, end in tell_tale(text, detector):
        word = ways()[way](text[start:end], random)
        if word is not None and word != text[start:end]:
            pieces += (text[here:start], word)
            here, changed = end, True
    return "".join([*pieces, text[here:]]) if changed else None


def tell_tale(text: str, detector: Detector) -> list[tuple[int, int]]:
    """Where the longest lexicon words of at least two Chinese characters stand, at most five, in order."""
    sighted = detector.sight(text)
    found = [hit for name, hits in sighted.hits.items() if name[0] != "=" for hit in hits]
    spans = {sighted.reading.span(*hit) for hit in found}
    words = [span for span in spans if span[1] - span[0] >= 2 and all(map(_han, text[slice(*span)]))]
    chosen: list[tuple[int, int]] = []
    for start, end in sorted(words, key=lambda span: (span[0] - span[1], span)):
        if len(chosen) < MOST_WORDS and all(end <= s or start >= e for s, e in chosen):
            chosen.append((start, end))
    return sorted(chosen)


def _between(sign: str, word: str, _: Random) -> str:
    return sign.join(word)


def _after(sign: str, word: str, _: Random) -> str:
    return "".join(character + sign for character in word)


def _emoji(word: str, random: Random) -> str:
    return "".join(c + random.choice(_EMOJI) for c in word[:-1]) + word[-1]


def _traditional(word: str, _: Random) -> str | None:
    turned = convert_characters(fold(word), "zh-Hant-TW")
    return turned if turned != word else fold(word)


def _half_converted(word: str, _: Random) -> str | None:
    simple = fold(word)
    full = convert_characters(simple, "zh-Hant-TW")
    turned = [at for at in range(len(word)) if simple[at] != full[at]]
    if not turned:
        return None
    return "".join(full[at] if at in turned[::2] else simple[at] for at in range(len(word)))


def _spelt(word: str, between: str = "") -> str | None:
    said = [sounds().get(c) for c in fold(word)]
    return between.join(map(str, said)) if all(said) else None


def _toned(word: str, random: Random) -> str | None:
    said = [sounds().get(c) for c in fold(word)]
    return " ".join(_tone(str(s), random) for s in said) if all(said) else None


def _tone(said: str, random: Random) -> str:
    vowel = next((v for v in "aeoiu" if v in said), None)
    return said.replace(vowel, random.choice(_TONES[vowel]), 1) if vowel else said


def _one_spelt(write: Callable[[str], str], word: str, random: Random) -> str | None:
    return _one(word, random, lambda c: write(sounds()[c]) if c in sounds() else None)


def _initial(word: str, random: Random) -> str | None:
    return _one(word, random, lambda c: sounds()[c][0] if c in sounds() else None)


def _homophone(word: str, random: Random) -> str | None:
    def other(character: str) -> str | None:
        alike = [c for c in alikes().get(sounds().get(character, ""), "") if c != character]
        return random.choice(alike[:12]) if alike else None

    return _one(word, random, other)


def _split(word: str, _: Random) -> str | None:
    turned = "".join(parts().get(c, c) for c in fold(word))
    return turned if turned != fold(word) else None


def _one(word: str, random: Random, change: Callable[[str], str | None]) -> str | None:
    simple = fold(word)
    places = [(at, new) for at, c in enumerate(simple) if (new := change(c))]
    if not places:
        return None
    at, new = random.choice(places)
    return word[:at] + new + word[at + 1 :]


def _full_width(letters: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in letters)


def _shifted(first: int, letters: str) -> str:
    return "".join(chr(first + ord(c) - ord("a")) for c in letters)


def _han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK UNIFIED")


@cache
def alikes() -> dict[str, str]:
    """Syllable to its characters, the commonest not first: the order of the table."""
    return dict(_table())


@cache
def sounds() -> dict[str, str]:
    """Character to its syllable."""
    return {character: syllable for syllable, said in _table() for character in said}


@cache
def parts() -> dict[str, str]:
    """Character to what it looks like in parts."""
    found = {whole: said[0] for whole, said in load_yaml("variants").items() if len(whole) == 1}
    return found | {whole: said[0] for whole, said in load_yaml("characters")["split"].items()}


def _table() -> Iterator[tuple[str, str]]:
    for line in (DATA / "pinyin.txt").read_text(encoding="utf-8").splitlines():
        syllable, _, said = line.partition(" ")
        yield syllable, said
