"""A staff member in one browser: the session cookie and the token that every form carries."""

import hashlib
import hmac
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from casework.audit.service import record
from casework.audit.types import Actor
from casework.db import Database
from casework.staff import sessions
from casework.staff.types import SignedIn, Staff
from gateway.security.address import Addresses
from gateway.security.secrets import derived
from xiaobao.settings import Settings

COOKIE = "xiaobao_desk"
PATH = "/desk"
# What the page's own script sends: looking for news is not being there, so it does not prolong a session.
LIVE = "x-desk-live"
_LONGEST_TOKEN = 100
# How long a session that was found counts as one before it is looked for again; how many are remembered.
_LATELY = timedelta(minutes=1)
_MOST_LATELY = 5_000


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is signed in; ``form_token`` proves that a form was made for this very session."""

    token: str = field(repr=False)
    form_token: str = field(repr=False)
    signed_in: SignedIn
    address: str
    # What its holder says of themselves; empty for those who handle no conversations.
    duty: str = ""

    @property
    def staff(self) -> Staff:
        """The account."""
        return self.signed_in.staff

    @property
    def actor(self) -> Actor:
        """The account as the audit knows it."""
        return self.staff.actor(self.address)

    @property
    def name(self) -> str:
        """What the session is called where its token may not stand."""
        return sessions.name_of(self.token)


def is_live(request: Request) -> bool:
    """Whether the page's script asks for news or tells what it has shown: nobody's hand is in it."""
    path = request.url.path
    polled = LIVE in request.headers and (request.method in ("GET", "HEAD") or path.endswith("/read"))
    return polled or path.endswith("/events")


class Seats:
    """Finds, keeps and ends the sessions of staff."""

    def __init__(
        self, database: Database, settings: Settings, addresses: Addresses, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._addresses, self._clock = database, addresses, clock
        self._secret = derived(settings, "desk").encode()
        self._https = settings.public_url.startswith("https://")
        self._known: OrderedDict[str, tuple[datetime, Seat]] = OrderedDict()
        self._streams: Counter[str] = Counter()

    async def find(self, request: Request) -> Seat | None:
        """Whose request this is; None when nobody is signed in (any more)."""
        token, now = request.cookies.get(COOKIE, ""), self._clock()
        if not 0 < len(token) <= _LONGEST_TOKEN:
            return None
        found = await self._database.read(lambda session: sessions.find(session, token, now))
        if found is None:
            self._known.pop(token, None)
            return None
        if not is_live(request) and sessions.needs_touch(found, now):
            await self._database.write(lambda session: sessions.touch(session, token, now))
        seat = Seat(token, self._form_token(token), found, self.address(request))
        self._remember(seat, now)
        return seat

    def lately(self, request: Request) -> Seat | None:
        """Whose cookie this was a moment ago, without asking the database: to count by, never to let in."""
        since, seat = self._known.get(request.cookies.get(COOKIE, ""), (None, None))
        return seat if since is not None and timedelta() <= self._clock() - since < _LATELY else None

    def _remember(self, seat: Seat, now: datetime) -> None:
        since, _ = self._known.get(seat.token, (None, None))
        if since is None or not timedelta() <= now - since < _LATELY:
            self._known[seat.token] = (now, seat)
            self._known.move_to_end(seat.token)
        if len(self._known) > _MOST_LATELY:
            self._known.popitem(last=False)

    def streams(self, seat: Seat) -> int:
        """How many streams of this session are open in this process."""
        return self._streams[seat.token]

    @contextmanager
    def streaming(self, seat: Seat) -> Iterator[None]:
        """One more while it lasts."""
        self._streams[seat.token] += 1
        try:
            yield
        finally:
            self._streams[seat.token] -= 1
            if not self._streams[seat.token]:
                del self._streams[seat.token]

    def address(self, request: Request) -> str:
        """Where the request comes from, for throttling and the audit."""
        return self._addresses.of(request)

    def accepts(self, seat: Seat, form_token: object) -> bool:
        """Whether a form was made for this session."""
        return isinstance(form_token, str) and hmac.compare_digest(
            seat.form_token.encode(), form_token.encode()
        )

    async def end(self, seat: Seat) -> None:
        """Sign out, on the record."""
        now, staff = self._clock(), seat.staff

        def work(session: Session) -> None:
            sessions.end(session, seat.token, now)
            record(session, seat.actor, "staff.logout", "staff", staff.id, now)

        await self._database.write(work)

    def keep(self, response: Response, token: str) -> None:
        """Set the cookie: it ends with the browser, and no other site's request carries it."""
        response.set_cookie(COOKIE, token, path=PATH, httponly=True, samesite="strict", secure=self._https)

    def drop(self, response: Response) -> None:
        """Take the cookie away."""
        response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict", secure=self._https)

    def _form_token(self, token: str) -> str:
        return hmac.new(self._secret, b"form:" + token.encode(), hashlib.sha256).hexdigest()
