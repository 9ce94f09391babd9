"""The desk's words (``knowledge/sentences/desk.yml``), and what it says to customers in their own script."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Protocol

from bot.fraud.types import load_types
from bot.intake.classes import load_classes
from bot.text import Region, convert_characters
from casework.complaints.rules import soon_days
from casework.conversations.types import Conversation
from knowledge.sentences import Voice

# From this score on: the word for how sure the screening is.
_SURE = ((0.9, "very"), (0.7, "quite"), (0.5, "rather"), (0.0, "little"))
# Mainland, Hong Kong, Macau and Taiwan share one clock.
CLOCK = timezone(timedelta(hours=8))


class Due(Protocol):
    """What is said of a clock: of a whole one, and of one in a list."""

    @property
    def overdue(self) -> bool: ...  # noqa: D102
    @property
    def paused(self) -> bool: ...  # noqa: D102
    @property
    def days_left(self) -> int | None: ...  # noqa: D102
    @property
    def finished_on(self) -> date | None: ...  # noqa: D102


class Said(Protocol):
    """A sentence that was chosen elsewhere."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def values(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def at(self) -> datetime | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Words:
    """Says ``desk.*`` sentences in simplified Chinese; call it with the key after the dot."""

    voice: Voice
    keys: Collection[str]

    def __call__(self, key: str, **values: object) -> str:
        """One sentence for staff."""
        return self.voice.say(f"desk.{key}", "zh-Hans", "CN", "standard", values)

    def told(self, said: Said, now: datetime) -> str:
        """A sentence with its values, and its time as a time."""
        at = {"at": self.moment(said.at, now)} if said.at else {}
        return self(said.key, **said.values, **at)

    def filled(self, template: str) -> str:
        """Words of an answer with numbers and the bank's name in them; slips are shown as they are."""
        try:
            return self.voice.fill(template, "zh-Hans", {})
        except KeyError:
            return template

    def label(self, kind: str, slug: str | None) -> str:
        """The name of a slug of some kind (reason, urgency, script …); an unknown one reads as "other"."""
        key = f"{kind}_{(slug or 'unknown').lower().replace('-', '_')}"
        return self(key if f"desk.{key}" in self.keys else f"{kind}_other")

    def scam(self, slug: str | None) -> str:
        """The name of a kind of scam."""
        known = load_types().get(slug or "")
        return known.name if known else self("scam_unknown")

    def score(self, score: float) -> str:
        """A score of 0 to 1 in words."""
        return self(f"score_{next(word for least, word in _SURE if score >= least)}")

    def amount(self, amount: float | Decimal) -> str:
        """An amount with its thousands parted."""
        return f"{amount:,.2f}".removesuffix(".00")

    def to_customer(self, key: str, conversation: Conversation) -> str:
        """A sentence the customer reads, in their script, region and mode."""
        return self._said(f"desk.customer_{key}", conversation, {})

    def taken_by(self, name: str | None, number: int, conversation: Conversation, key: str = "taken") -> str:
        """Who is there, by the name and number customers know; a name is converted by character only."""
        known = {"number": f"{number:04d}"}
        if name:
            known["name"] = convert_characters(name, conversation.script)
        agent = self._said(f"page.agent_{'named' if name else 'numbered'}", conversation, known)
        return self._said(f"desk.customer_{key}", conversation, {"agent": agent})

    def _said(self, key: str, conversation: Conversation, values: dict[str, object] | dict[str, str]) -> str:
        where = conversation.region or "CN"
        return self.voice.say(key, conversation.script, where, conversation.mode, values)

    def waited(self, since: datetime, now: datetime) -> str:
        """How long somebody has been waiting, in words."""
        minutes = max(0, int((now - since).total_seconds() // 60))
        if minutes < 1:
            return self("waited_moment")
        hours, minutes = divmod(minutes, 60)
        return (
            self("waited_hours", hours=hours, minutes=minutes) if hours else self("waited", minutes=minutes)
        )

    def moment(self, at: datetime, now: datetime) -> str:
        """A time of today, or a time with its date."""
        here, today = at.astimezone(CLOCK), now.astimezone(CLOCK).date()
        return here.strftime("%H:%M" if here.date() == today else "%Y-%m-%d %H:%M")

    def full(self, at: datetime) -> str:
        """A time with its whole date."""
        here = at.astimezone(CLOCK)
        return f"{self.day(here.date())} {here:%H:%M}"

    def rung(self, slug: str, region: Region) -> str:
        """A way on for the customer, where the law of the region holds."""
        return self.voice.say(f"desk.rung_{slug}", "zh-Hans", region, "standard", {})

    def day(self, day: date) -> str:
        """A day with its year."""
        return self("date", year=day.year, month=day.month, day=day.day)

    def here(self, at: datetime) -> date:
        """The day of a moment on the desk's clock."""
        return at.astimezone(CLOCK).date()

    def class_of(self, dimension: str, slug: str) -> str:
        """What JR/T 0169—2018 calls a class."""
        known = load_classes()[dimension].classes
        return (known.get(slug) or known["other"]).name

    def size(self, size: int) -> str:
        """Bytes, in the unit people know."""
        return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"

    def clock_kind(self, clock: Due) -> str:
        """How it stands with a clock: late, soon, left, paused, done or none; each has a shape of its own."""
        if clock.overdue:
            return "late"
        if clock.finished_on is not None:
            return "done"
        if clock.paused:
            return "paused"
        if clock.days_left is None:
            return "none"
        return "soon" if clock.days_left <= soon_days() else "left"

    def clock(self, clock: Due) -> str:
        """The same in words, with the days."""
        match self.clock_kind(clock):
            case "late" if clock.days_left is not None:
                return self("clock_overdue", days=-clock.days_left)
            case "late":
                return self("clock_late")
            case "done" if clock.finished_on is not None:
                return self("clock_finished", date=self.day(clock.finished_on))
            case "soon" if clock.days_left == 0:
                return self("clock_today")
            case "soon" | "left":
                return self("clock_left", days=clock.days_left)
            case kind:
                return self(f"clock_{kind}")
