"""Locks for one process: a conversation's next message starts when the last one ends, without polling."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig


class AsyncLockStore(LockStore):
    """One asyncio lock for each conversation in flight; fair, and gone when nobody holds or awaits it."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        super().__init__()
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncGenerator[Any, None]:
        """Hold the conversation's lock; LockError after waiting `lock_lifetime` seconds."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        self._users[conversation_id] = self._users.get(conversation_id, 0) + 1
        try:
            await self._acquire(lock, conversation_id, lock_lifetime)
            try:
                yield TicketLock(conversation_id)
            finally:
                lock.release()
        finally:
            self._leave(conversation_id)

    @staticmethod
    async def _acquire(lock: asyncio.Lock, conversation_id: str, seconds: float) -> None:
        try:
            await asyncio.wait_for(lock.acquire(), seconds)
        except asyncio.TimeoutError as error:
            raise LockError(f"Conversation '{conversation_id}' stayed busy for {seconds} s.") from error

    def _leave(self, conversation_id: str) -> None:
        self._users[conversation_id] -= 1
        if not self._users[conversation_id]:
            del self._users[conversation_id], self._locks[conversation_id]

    # The rest of Rasa's interface, for callers that look at locks.

    def get_lock(self, conversation_id: str) -> TicketLock | None:
        """A lock object while the conversation is in use."""
        return TicketLock(conversation_id) if conversation_id in self._locks else None

    def save_lock(self, lock: TicketLock) -> None:
        """Nothing to save: the state is the asyncio lock."""

    def delete_lock(self, conversation_id: str) -> None:
        """Nothing to delete: a lock goes with its last user."""
