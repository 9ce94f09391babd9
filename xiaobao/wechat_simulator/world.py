"""What the platform knows: account, followers and their windows, tokens, files, and what goes wrong."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

MESSAGE_WINDOW: Final = timedelta(hours=48)
EVENT_WINDOW: Final = timedelta(minutes=1)
MESSAGE_PUSHES, EVENT_PUSHES = 5, 3
LONGEST_TEXT: Final = 2048  # bytes
_OLD_TOKEN: Final = timedelta(minutes=5)
Door = Literal["user", "reply", "push", "notice"]


@dataclass(slots=True)
class Account:
    """The Official Account, as the bank set it up on the platform."""

    app_id: str = "wx5ae50de1ab2b3c4d"
    secret: str = "0123456789abcdef0123456789abcdef"  # noqa: S105 - opens nothing
    token: str = "simulator"  # noqa: S105 - opens nothing
    aes_key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    name: str = "gh_5e1a70a1b2c3"
    mode: Literal["aes", "compatible", "plain"] = "aes"
    callback: str = "http://127.0.0.1:8080/wechat"


@dataclass(slots=True)
class Line:
    """One line on a customer's screen; `door` says how it came."""

    door: Door
    text: str
    at: datetime


@dataclass(slots=True)
class Person:
    """A WeChat user; the counts are pushes still allowed."""

    openid: str
    subscribed: bool = True
    message_at: datetime | None = None
    message_left: int = 0
    event_at: datetime | None = None
    event_left: int = 0
    typing: bool = False
    screen: list[Line] = field(default_factory=list)

    def texts(self, *doors: Door) -> list[str]:
        """What stood on the screen, by the door it came through."""
        return [line.text for line in self.screen if line.door in (doors or ("reply", "push"))]


@dataclass(slots=True)
class Fault:
    """What goes wrong at calls whose path ends with `path`, so many `times` (-1: always).

    `code`: an error of the platform · `status`: an HTTP status · `body`: an answer as it stands · `seconds`:
    how long it takes, `late`: only after it was done.
    """

    path: str
    code: int = 0
    status: int = 0
    body: str = ""
    seconds: float = 0.0
    late: bool = False
    times: int = 1


class World:
    """All of it; `clock` gives UTC."""

    def __init__(self, account: Account | None = None, clock: Callable[[], datetime] | None = None) -> None:
        self.account = account or Account()
        self.clock = clock or (lambda: datetime.now(UTC))
        self.people: dict[str, Person] = {}
        self.tokens: dict[str, datetime] = {}
        self.current = ""
        self.token_seconds = 7200
        self.menu: dict[str, Any] = {}
        self.media: dict[str, tuple[bytes, str]] = {}
        self.faults: list[Fault] = []
        self.calls: list[str] = []
        self.callback_ips = ["127.0.0.1"]

    def person(self, openid: str) -> Person:
        """The user, made at first sight."""
        return self.people.setdefault(openid, Person(openid))

    def wrote(self, openid: str, text: str) -> None:
        """A message opens the long window anew."""
        person, now = self.person(openid), self.clock()
        person.screen.append(Line("user", text, now))
        person.message_at, person.message_left = now, MESSAGE_PUSHES
        person.subscribed = True

    def did(self, openid: str, what: str, *, counts: bool = True) -> None:
        """An event opens the short one; leaving closes both."""
        person, now = self.person(openid), self.clock()
        person.screen.append(Line("user", what, now))
        if counts:
            person.event_at, person.event_left, person.subscribed = now, EVENT_PUSHES, True

    def left(self, openid: str) -> None:
        """They follow no more."""
        self.person(openid).subscribed = False

    def shows(self, openid: str, door: Door, text: str) -> None:
        """Something appears on a screen."""
        self.person(openid).screen.append(Line(door, text, self.clock()))

    def push(self, openid: str, text: str) -> int:
        """A customer-service message; the platform's error code, 0 when it is on the screen."""
        person = self.people.get(openid)
        if person is None:
            return 40003
        if not person.subscribed:
            return 43004
        if not text:
            return 44004
        if len(text.encode()) > LONGEST_TEXT:
            return 45002
        code = self._spend(person)
        if code == 0:
            self.shows(openid, "push", text)
        return code

    def _spend(self, person: Person) -> int:
        now, opened = self.clock(), False
        if person.event_at is not None and now - person.event_at < EVENT_WINDOW:
            opened = True
            if person.event_left > 0:
                person.event_left -= 1
                return 0
        if person.message_at is not None and now - person.message_at < MESSAGE_WINDOW:
            opened = True
            if person.message_left > 0:
                person.message_left -= 1
                return 0
        return 45047 if opened else 45015

    def make_token(self, *, force: bool, stable: bool) -> str:
        """A token; the stable call gives the present one while it lives, unless forced."""
        now = self.clock()
        if stable and not force and self.tokens.get(self.current, now) > now:
            return self.current
        if self.current in self.tokens:
            lives = now if force else min(self.tokens[self.current], now + _OLD_TOKEN)
            self.tokens[self.current] = lives
        self.current = f"{secrets.token_hex(20)}"
        self.tokens[self.current] = now + timedelta(seconds=self.token_seconds)
        return self.current

    def token_code(self, token: str) -> int:
        """0, or why it is not taken."""
        if token not in self.tokens:
            return 40001
        return 0 if self.tokens[token] > self.clock() else 42001

    def forget_tokens(self) -> None:
        """All tokens are void at once, as when somebody else makes one."""
        self.tokens.clear()
        self.current = ""

    def fault(self, path: str) -> Fault | None:
        """What goes wrong at this call, counted."""
        for fault in self.faults:
            if path.endswith(fault.path) and fault.times != 0:
                fault.times -= 1 if fault.times > 0 else 0
                return fault
        return None
