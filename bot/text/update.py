"""Renews the data taken from elsewhere: `python -m bot.text.update opencc DIR`, `… words FILE`.

DIR holds OpenCC's dictionaries as text (its `opencc_dict` writes .ocd2 files out); FILE is jieba's
`dict.txt`. The results are compared and tested like any other change.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from bot.text.dictionaries import INSTALLED, OURS, lines_of, merged
from bot.text.engine import ST_PHRASES
from bot.text.resources import DATA

# Common enough to tell one word from the next; single characters and ambiguous words count sooner.
_COMMON, _SINGLE, _AMBIGUOUS = 100, 5, 4
_WORD = re.compile("[一-鿿]+")


def opencc(source: Path, target: Path = OURS) -> None:
    """Write every dictionary we carry anew: whole, or as the difference to the installed one."""
    for ours in sorted(OURS.glob("*.txt")):
        name = ours.name.partition(".")[0]
        new = dict(lines_of(source / f"{name}.txt"))
        if ours.name.endswith(".delta.txt"):
            old = dict(lines_of(INSTALLED / f"{name}.txt"))
            rows = [f"{key}\t{value}" for key, value in sorted(new.items()) if old.get(key) != value]
            rows += sorted(key for key in old if key not in new)
        else:
            rows = [f"{key}\t{value}" for key, value in new.items()]
        _write(target / ours.name, rows)


def words(source: Path, target: Path = DATA / "words.txt") -> None:
    """Write the word counts anew, the most frequent first."""
    phrases, characters = merged(*ST_PHRASES), merged("STCharacters")
    counted: dict[str, int] = {}
    for line in source.read_text(encoding="utf-8").splitlines():
        word, count, *_ = line.split(" ")
        ambiguous = phrases.get(word, word) != "".join(characters.get(c, c) for c in word)
        least = _SINGLE if len(word) == 1 else _AMBIGUOUS if word in phrases and ambiguous else _COMMON
        if int(count) >= least and _WORD.fullmatch(word):
            counted[word] = int(count)
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    _write(target, (f"{word} {count}" for word, count in ranked))


def _write(path: Path, rows: Iterable[str]) -> None:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Run one of the two; 2 when neither is asked for."""
    commands = {"opencc": opencc, "words": words}
    if len(arguments) != 2 or arguments[0] not in commands:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    commands[arguments[0]](Path(arguments[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
