"""The desk's words (``knowledge/sentences/desk.yml``), and what it says to customers in their own script."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bot.fraud.types import load_types
from casework.conversations.types import Conversation
from knowledge.sentences import Voice

# From this score on: the word for how sure the screening is.
_SURE = ((0.9, "very"), (0.7, "quite"), (0.5, "rather"), (0.0, "little"))
# Mainland, Hong Kong, Macau and Taiwan share one clock.
CLOCK = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Words:
    """Says ``desk.*`` sentences in simplified Chinese; call it with the key after the dot."""

    voice: Voice
    keys: Collection[str]

    def __call__(self, key: str, **values: object) -> str:
        """One sentence for staff."""
        return self.voice.say(f"desk.{key}", "zh-Hans", "CN", "standard", values)

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

    def amount(self, amount: float) -> str:
        """An amount with its thousands parted."""
        return f"{amount:,.2f}".removesuffix(".00")

    def to_customer(self, key: str, conversation: Conversation) -> str:
        """A sentence the customer reads, in their script, region and mode."""
        where = conversation.region or "CN"
        return self.voice.say(f"desk.customer_{key}", conversation.script, where, conversation.mode, {})

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
