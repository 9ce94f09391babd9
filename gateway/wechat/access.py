"""The access token: one for all gateways, kept in the database, renewed by one of them before it ends."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from casework.db import Database
from casework.vault.cipher import Cipher
from casework.wechat import tokens
from casework.wechat.tokens import Token
from gateway.wechat.calling import Caller, PlatformError

log = structlog.get_logger("gateway.wechat")
_LOOK: Final = 0.1  # seconds between looks while another gateway renews it
_PATIENCE: Final = 12.0
# After a failed early renewal the old token serves until then.
_AGAIN: Final = timedelta(minutes=1)


class Access:
    """Gives a token that should be taken; a secret of the account never leaves this class."""

    def __init__(
        self, caller: Caller, database: Database, cipher: Cipher, app_id: str, secret: str,
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._caller, self._database, self._cipher = caller, database, cipher
        self._app_id, self._secret, self._clock = app_id, secret, clock
        self._holder = secrets.token_hex(8)
        self._lock = asyncio.Lock()
        self._not_before: datetime | None = None

    async def token(self, refused: str | None = None) -> str:
        """One that is good; `refused` is the one the platform did not take. PlatformError."""
        async with self._lock:
            until = asyncio.get_running_loop().time() + _PATIENCE
            while asyncio.get_running_loop().time() < until:
                found = await self._look(refused)
                if found is not None:
                    return found
                await asyncio.sleep(_LOOK)
        raise PlatformError("busy")

    async def _look(self, refused: str | None) -> str | None:
        """The token, if it can be had now; None while another one is at it."""
        now = self._clock()
        kept, seen = await self._database.read(
            lambda s: (tokens.read(s, self._cipher, self._app_id), tokens.version(s, self._app_id))
        )
        good = kept is not None and kept.value != refused and kept.good(now)
        if kept is not None and good and (kept.fresh(now) or not self._may_renew(now)):
            return kept.value
        if await self._database.write(lambda s: tokens.take(s, self._app_id, self._holder, now, seen)):
            return await self._renewed(refused, kept.value if kept is not None and good else None)
        return kept.value if kept is not None and good else None

    def _may_renew(self, now: datetime) -> bool:
        return self._not_before is None or now >= self._not_before

    async def _renewed(self, refused: str | None, old: str | None) -> str:
        try:
            made = await self._made(force=False)
            if made.value == refused:
                made = await self._made(force=True)
            now = self._clock()
            await self._database.write(
                lambda s: tokens.keep(s, self._cipher, self._app_id, self._holder, made, now)
            )
        except PlatformError as error:
            await self._database.write(lambda s: tokens.give_up(s, self._app_id, self._holder))
            log.error("wechat_token", error=error.slug, kind=error.kind)
            if old is None:
                raise
            self._not_before = self._clock() + _AGAIN
            return old
        self._not_before = None
        return made.value

    async def _made(self, *, force: bool) -> Token:
        """From the platform; the stable one, which leaves an older token alive unless `force`."""
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": force,
        }
        asked = self._clock()
        said = await self._caller.json("/cgi-bin/stable_token", body=body)
        try:
            lives = timedelta(seconds=int(said["expires_in"]))
            return Token(str(said["access_token"]), asked + lives)
        except (KeyError, ValueError, TypeError):
            raise PlatformError("unknown") from None
