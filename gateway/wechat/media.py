"""Fetches what customers sent beside words; checked like an attachment, and sealed, for the agent."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.orm import Session

from casework.db import Database
from casework.files.checking import checked
from casework.files.recordings import LARGEST_RECORDING, checked_recording
from casework.files.store import FileStore
from casework.files.types import LARGEST, FileRefusedError
from casework.vault.cipher import Cipher, SealError
from casework.wechat import media
from casework.wechat.media import Media
from gateway.chat.hub import Hub
from gateway.ops.periodic import repeat
from gateway.wechat.arrival import Arrival
from gateway.wechat.platform import Platform, PlatformError

log = structlog.get_logger("gateway.wechat")
EVERY: Final = 3.0
# The platform does not know the file (any more).
_GONE: Final = frozenset({40007, 40004})


class Wanted:
    """Notes what is to be fetched, in the transaction that stores its message."""

    def __init__(self, cipher: Cipher) -> None:
        self._cipher = cipher

    def __call__(
        self, session: Session, arrival: Arrival, conversation_id: str, message_id: int, now: datetime
    ) -> None:
        """See casework.wechat.media.want."""
        kind = "video" if arrival.kind == "shortvideo" else str(arrival.kind)
        media.want(session, self._cipher, conversation_id, message_id, kind, arrival.media_id, now)


class Fetcher:
    """`run` until cancelled; several gateways share the work."""

    def __init__(
        self, database: Database, platform: Platform, files: FileStore, cipher: Cipher, hub: Hub,
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._database, self._platform, self._files = database, platform, files
        self._cipher, self._hub, self._clock = cipher, hub, clock

    async def run(self) -> None:
        """Look every few seconds."""
        await repeat("wechat_media", self.once, EVERY)

    async def once(self) -> None:
        """Fetch all that is due, one after the other: each may take megabytes."""
        for one in await self._database.read(lambda session: media.due(session, self._clock())):
            now = self._clock()
            if await self._database.write(lambda s, one=one, now=now: media.take(s, one, now)):  # type: ignore[misc]
                await self._fetch(one)
                self._hub.wake(one.conversation_id)

    async def _fetch(self, one: Media) -> None:
        try:
            name = await self._database.read(lambda s: media.media_id(s, self._cipher, one))
            found = await self._platform.media(name, LARGEST if one.kind == "image" else LARGEST_RECORDING)
        except SealError:
            await self._database.write(lambda s: media.gone(s, one, self._clock()))
        except PlatformError as error:
            await self._failed(one, error)
        else:
            await self._keep(one, found.data)

    async def _failed(self, one: Media, error: PlatformError) -> None:
        log.warning("wechat_media", kind=one.kind, error=error.slug)
        final = media.refused if error.kind in ("large", "refused") else media.missed
        end = media.gone if error.code in _GONE else final
        await self._database.write(lambda s: end(s, one, self._clock()))

    async def _keep(self, one: Media, data: bytes) -> None:
        check = checked if one.kind == "image" else checked_recording
        try:
            file = await self._files.keep_soon(one.kind, data, check)
        except FileRefusedError as refusal:
            log.warning("wechat_media", kind=one.kind, error=refusal.slug)
            await self._database.write(lambda s: media.refused(s, one, self._clock()))
            return
        if not await self._database.write(lambda s: media.kept(s, one, file, self._clock())):
            await asyncio.to_thread(self._files.erase, file.key)
