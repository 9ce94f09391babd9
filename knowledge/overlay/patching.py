"""Published changes as a patch of ``knowledge/entries`` that ``git apply`` takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

import yaml

from knowledge.loader import ROOT, ContentError, read
from knowledge.models import Content, Entry, Problem
from knowledge.overlay.laying import Published, laid
from knowledge.overlay.reading import read_raw
from knowledge.overlay.writing import with_entry, without
from knowledge.versions import digest, raw_of

_AT = "knowledge/"


def patch(changes: Iterable[Published], root: Path = ROOT) -> str:
    """A unified diff from the repository's root; '' when the files say it all. ContentError: not writable."""
    content = read(root)
    wanted = laid(content, tuple(changes))
    written = dict(_files(content, wanted.entries, root))
    for file, (_, after) in written.items():
        _check(file, after, wanted.entries)
    return "".join(_diff(file, before, after) for file, (before, after) in sorted(written.items()))


def _files(content: Content, wanted: dict[str, Entry], root: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each file that changes, before and after."""
    differing = [id_ for id_ in {*content.entries, *wanted} if content.entries.get(id_) != wanted.get(id_)]
    homes = {id_: (content.entries.get(id_) or wanted[id_]).file for id_ in differing}
    for file in set(homes.values()):
        path = root / file
        before = after = path.read_text("utf-8") if path.exists() else ""
        for id_ in sorted(id_ for id_, home in homes.items() if home == file):
            after = _changed(after, content.entries.get(id_), wanted.get(id_), id_)
        yield file, (before, "" if not after.strip() else after)


def _changed(text: str, old: Entry | None, new: Entry | None, id_: str) -> str:
    return without(text, id_) if new is None else with_entry(text, raw_of(old) if old else None, raw_of(new))


def _check(file: str, text: str, wanted: dict[str, Entry]) -> None:
    """What was written reads as what was published, word for word."""
    found = {raw["id"]: digest(read_raw(raw, file)[0]) for raw in yaml.safe_load(text) or ()}
    meant = {id_: digest(entry) for id_, entry in wanted.items() if entry.file == file}
    if found != meant:
        wrong = sorted(id_ for id_ in {*found, *meant} if found.get(id_) != meant.get(id_))
        raise ContentError(
            tuple(Problem(file, id_, "patch", "cannot be written into its file") for id_ in wrong)
        )


def _diff(file: str, before: str, after: str) -> str:
    path = _AT + file
    old = f"a/{path}" if before else "/dev/null"
    new = f"b/{path}" if after else "/dev/null"
    lines = unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), old, new)
    mode = "" if before and after else f"{'deleted' if before else 'new'} file mode 100644\n"
    return f"diff --git a/{path} b/{path}\n{mode}" + "".join(map(_ended, lines))


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
