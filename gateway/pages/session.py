"""One request's browser: its choices, its conversation, and the cookies that carry both."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.text import Mode, Region, Script
from gateway.chat.service import ChatService
from gateway.chat.types import View
from gateway.errors import Problem, unavailable
from gateway.language import preferred_script
from gateway.pages.look import chosen_look
from gateway.pages.visit import COOKIE, MAX_AGE, Visit, Visits, chosen_mode, chosen_region, chosen_script
from gateway.security.access import COOKIE as CONVERSATION

_GONE = {401, 404}
_MOST_OPENINGS = 2_000
_SECOND_CLICK = 15.0  # seconds


@dataclass(frozen=True, slots=True)
class Session:
    """``view`` None while no conversation is open; ``token`` is what the browser must keep."""

    visit: Visit
    view: View | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A conversation being opened, kept a moment for a second click that does not have the cookie yet."""

    task: asyncio.Task[Session]
    since: float = field(default_factory=time.monotonic)

    def stale(self) -> bool:
        """Whether a new conversation must be opened: too long ago, or it failed."""
        failed = self.task.done() and (self.task.cancelled() or self.task.exception() is not None)
        return failed or time.monotonic() - self.since > _SECOND_CLICK


class Sessions:
    """Finds, opens and keeps sessions."""

    def __init__(self, chat: ChatService, visits: Visits, *, https: bool) -> None:
        self._chat, self._visits, self._https = chat, visits, https
        self._openings: OrderedDict[str, Opening] = OrderedDict()

    async def find(self, request: Request) -> Session:
        """The session a request belongs to; a closed or foreign conversation counts as none."""
        visit = self._visits.read(request.cookies.get(COOKIE)) or Visit()
        token = request.cookies.get(CONVERSATION, "")
        if not token:
            return Session(visit)
        try:
            return Session(visit, await self._chat.view(self._chat.open(token)), token)
        except Problem as problem:
            if problem.status not in _GONE:
                raise
            return Session(visit)

    async def opened(self, request: Request) -> tuple[Session, str]:
        """The same with a conversation and its id: a double click on the first message opens only one."""
        session = await self.find(request)
        if session.view is None:
            session = await self._opening(session, hint(request))
        if session.view is None:
            raise unavailable()
        return session, session.view.id

    def forget(self, session: Session) -> Session:
        """The session after its chat was deleted: a new visit, so that nothing leads back."""
        self._openings.pop(session.visit.nonce, None)
        return Session(replace(session.visit, nonce=Visit().nonce))

    def renewed(self, session: Session) -> Session:
        """The same with a new visit: what was bound to the old one opens nothing any more."""
        self._openings.pop(session.visit.nonce, None)
        return replace(session, visit=replace(session.visit, nonce=Visit().nonce))

    async def choose(self, session: Session, choices: Mapping[str, Any]) -> Session:
        """Take over what a form or the address asks for, here and in the conversation."""
        script, region = chosen_script(choices.get("script")), chosen_region(choices.get("region"))
        mode, follow = chosen_mode(choices.get("mode")), choices.get("script") == "auto"
        visit = replace(
            session.visit,
            script=None if follow else script or session.visit.script,
            region=region or session.visit.region,
            mode=mode or session.visit.mode,
        )
        view = session.view
        if view and _changes(view, script, region, mode, follow):
            view = await self._chat.update(view.id, script, region, mode, follow)
        return replace(session, visit=visit, view=view)

    async def wear(self, session: Session, choices: Mapping[str, Any]) -> Session:
        """The same, and size, theme and spacing."""
        session = await self.choose(session, choices)
        return replace(session, visit=replace(session.visit, **chosen_look(choices)))

    def keep(self, response: Response, session: Session) -> None:
        """Set the cookies; the conversation's ends with the browser, as on a shared device it should."""
        self._set(response, COOKIE, self._visits.write(session.visit), MAX_AGE)
        if session.view and session.token:
            self._set(response, CONVERSATION, session.token, None)
        else:
            response.delete_cookie(CONVERSATION, path="/", httponly=True, samesite="lax", secure=self._https)

    def _set(self, response: Response, name: str, value: str, max_age: int | None) -> None:
        response.set_cookie(
            name, value, max_age=max_age, path="/", httponly=True, samesite="lax", secure=self._https
        )

    async def _opening(self, session: Session, hint: Script | None) -> Session:
        opening = self._openings.get(session.visit.nonce)
        if opening is None or opening.stale():
            opening = Opening(asyncio.create_task(self._open(session.visit, hint)))
            self._openings[session.visit.nonce] = opening
            while len(self._openings) > _MOST_OPENINGS:
                self._openings.popitem(last=False)
        return await asyncio.shield(opening.task)

    async def _open(self, visit: Visit, hint: Script | None) -> Session:
        started = await self._chat.start("web", visit.script, visit.region, visit.mode, hint=hint)
        return Session(visit, started.view, started.token)


def hint(request: Request) -> Script | None:
    """The script the browser's language suggests."""
    return preferred_script(request.headers.get("accept-language", ""))


def _changes(
    view: View, script: Script | None, region: Region | None, mode: Mode | None, follow: bool
) -> bool:
    # Opening /?mode=large again must not add an event each time.
    pinned = not follow if follow or script else view.script_pinned
    wanted = (script or view.script, pinned, region or view.region, mode or view.mode)
    return wanted != (view.script, view.script_pinned, view.region, view.mode)
