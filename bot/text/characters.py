"""Simplified characters to those of Taiwan and Hong Kong: OpenCC with our phrases, names and last touches."""

from __future__ import annotations

from functools import cache, lru_cache

from bot.text.dictionaries import merged
from bot.text.engine import ST_PHRASES, Engine, Lexicon, engine
from bot.text.replacer import Replacer
from bot.text.resources import load_yaml
from bot.text.segmenter import Segmenter, vocabulary
from bot.text.types import Script
from bot.text.wording import compounds, rows

_CONFIGURATION: dict[Script, str] = {"zh-Hant-TW": "s2tw", "zh-Hant-HK": "s2hk"}


def convert_characters(text: str, script: Script) -> str:
    """The same words in the characters of a script: for titles of laws, names and quotations."""
    if script == "zh-Hans" or text.isascii():
        return text
    return _convert(text, script)


@lru_cache(maxsize=4096)
def _convert(text: str, script: Script) -> str:
    converted = _engine(script).convert(text).translate(_last_characters(script))
    return _last_words(script).replace(converted)


@cache
def segmenter() -> Segmenter:
    """The word splitter for our content; it knows our vocabulary as well."""
    data = load_yaml("characters")
    ours = [row.hans for row in (*rows(), *compounds())]
    return Segmenter(vocabulary(ST_PHRASES, [*ours, *data["phrases"], *data["terms"]], _names()))


@cache
def _engine(script: Script) -> Engine:
    return Engine(_CONFIGURATION[script], _lexicon(), segmenter())


@cache
def _lexicon() -> Lexicon:
    return Lexicon.of({**merged(*ST_PHRASES), **load_yaml("characters")["phrases"], **_names()})


@cache
def _names() -> dict[str, str]:
    """People's names with a title (于先生) or after 姓, whose surname is no ordinary word."""
    data = load_yaml("characters")["names"]
    names: dict[str, str] = {}
    titles = {title: engine("s2t").convert(title) for title in data["titles"]}
    for surname, kept in data["surnames"].items():
        names.update({prefix + surname: prefix + kept for prefix in data["prefixes"]})
        names.update({surname + title: kept + shown for title, shown in titles.items()})
    return names


@cache
def _last_characters(script: Script) -> dict[int, str]:
    return str.maketrans(load_yaml("characters")[script])


@cache
def _last_words(script: Script) -> Replacer:
    return Replacer(load_yaml("characters")["words"][script])
