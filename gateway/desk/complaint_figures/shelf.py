"""Figures that were just counted, so that the charts of a page do not count them again."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final

from casework.complaints.figures import service
from casework.complaints.figures.types import Figures, Scope
from casework.db import Database
from gateway.desk.complaint_figures import charts
from gateway.desk.complaint_figures.naming import Names

_FRESH: Final = 60.0  # seconds
_MOST: Final = 32


@dataclass(slots=True)
class _Kept:
    figures: Figures
    at: float = field(default_factory=time.monotonic)


class Shelf:
    """Keeps a few counts for a minute; the charts of one count are drawn from it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[Scope, _Kept] = {}
        self._drawing = asyncio.Lock()
        self._counting = asyncio.Lock()

    async def count(self, scope: Scope) -> Figures:
        """Count anew."""
        found = await self._database.read(lambda session: service.figures(session, scope))
        self._kept.pop(scope, None)
        self._kept[scope] = _Kept(found)
        while len(self._kept) > _MOST:
            self._kept.pop(next(iter(self._kept)))
        return found

    async def chart(self, scope: Scope, name: str, names: Names, theme: charts.Theme) -> bytes:
        """A chart as SVG, of the last count when that is fresh; drawn in a thread, one at a time."""
        async with self._counting:
            kept = self._kept.get(scope)
            fresh = kept is not None and time.monotonic() - kept.at < _FRESH
            found = kept.figures if kept is not None and fresh else await self.count(scope)
        async with self._drawing:
            return await asyncio.to_thread(charts.draw, found, name, names, theme)
