"""Searches files for the persons of tests/persons.py in every encoding a program may have written them in."""

import json
import mmap
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import ahocorasick

from tests.persons import PERSONS

_LARGEST = 200_000_000  # bytes; larger ones are measurements
_PAGE, _EDGE = 4096, 256  # bytes; no text that is looked for is longer than an edge
_DATABASES = (".db", ".sqlite", ".sqlite3")


def patterns(texts: Iterable[str]) -> dict[bytes, str]:
    """The bytes of each text in UTF-8, UTF-16, JSON's escapes of both cases and percent-encoding."""
    found: dict[bytes, str] = {}
    for text in texts:
        escaped = json.dumps(text)[1:-1]
        for raw in (text, escaped, escaped.upper().replace("\\U", "\\u"), quote(text), quote(text).lower()):
            found[raw.encode()] = text
        for encoding in ("utf-16-le", "utf-16-be", "gb18030"):
            found[text.encode(encoding)] = text
    return found


MARKED = patterns(spelling for person in PERSONS for spelling in person.spellings())


def leaks(folder: Path, wanted: dict[bytes, str] = MARKED, suffixes: tuple[str, ...] = ()) -> list[str]:
    """`file: text` for everything found below a folder, in all files or those with such endings."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    chosen = [path for path in files if not suffixes or path.name.endswith(suffixes)]
    seen: set[int] = set()
    return [f"{path.relative_to(folder)}: {text}" for path in chosen for text in in_file(path, wanted, seen)]


def in_file(path: Path, wanted: dict[bytes, str] = MARKED, seen: set[int] | None = None) -> list[str]:
    """What a file holds: as bytes, and a database also row by row (a long text may lie on several pages).

    `seen`: pages looked at already, and those of this file from now on; most of a test's database is the
    empty one it was copied from.
    """
    try:
        size = path.stat().st_size
    except OSError:
        return []
    if not 0 < size <= _LARGEST:
        return []
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        unseen = _unseen(data, set() if seen is None else seen)
    search = _search(tuple(wanted.items()))
    found = search(unseen)
    if path.suffix in _DATABASES:
        found |= {text for value in _values(path) for text in search(value)}
    return sorted(found)


@lru_cache
def _search(wanted: tuple[tuple[bytes, str], ...]) -> Callable[[bytes], set[str]]:
    """All patterns in one pass; the automaton takes characters, so each byte is one."""
    automaton = ahocorasick.Automaton()
    for raw, text in wanted:
        automaton.add_word(raw.decode("latin-1"), text)
    automaton.make_automaton()
    return lambda data: {text for _, text in automaton.iter(data.decode("latin-1"))}


def _unseen(data: mmap.mmap, seen: set[int]) -> bytes:
    """The pages that are new, each with the end of the one before and the beginning of the one behind it."""
    parts: list[bytes] = []
    for start in range(0, len(data), _PAGE):
        page = data[start : start + _PAGE]
        if (mark := hash(page)) not in seen:
            seen.add(mark)
            parts.append(data[max(0, start - _EDGE) : start + _PAGE + _EDGE])
    return b"\xff\n\xff".join(parts)


def _values(path: Path) -> Iterator[bytes]:
    """Every text and blob of a database; nothing of what is none, or is still in use."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=1)) as database:
            database.text_factory = bytes
            names = [
                row[0].decode()
                for row in database.execute("select name from sqlite_master where type='table'")
            ]
            for name in names:
                for row in database.execute(f'select * from "{name}"'):
                    yield from (value for value in row if isinstance(value, bytes) and len(value) > 3000)
    except (sqlite3.Error, UnicodeDecodeError):
        return
