"""The replies somebody may use in a conversation, filled in: first for the moment, then those used most."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from sqlalchemy.orm import Session

from bot.text import clean, fold
from casework.alerts import service as alerts
from casework.canned import service as canned
from casework.canned.types import Uses
from casework.complaints import service as complaints
from casework.conversations.types import Conversation
from casework.messages import service as messages
from casework.staff.types import Staff
from gateway.desk.words import Words
from knowledge.canned import load_canned

Kind = Literal["own", "shared", "reviewed"]
LISTED: Final = 8
LONGEST_QUERY: Final = 40
# One use of one's own says as much as so many of others.
_OWN: Final = 5
_RECENT: Final = 30  # messages


@dataclass(frozen=True, slots=True)
class Ready:
    """A reply with its variables filled, in simplified; ``tags`` are what it is found by.

    ``near``: how well it is made for the moment, ``weight``: how much it is used.
    """

    key: str
    title: str
    text: str
    kind: Kind
    tags: tuple[str, ...] = ()
    weight: int = 0
    near: int = 0


def offered(session: Session, found: Conversation, staff: Staff, words: Words) -> tuple[Ready, ...]:
    """All that can be filled for this customer: first what a scam's stage, the first words or a complaint
    ask for, then the most used.

    What names a complaint is left out where there is none, what names numbers of another region always.
    """
    values = _values(session, found, staff, words)
    uses = canned.uses(session, staff.id)
    ready = (_filled(one, words, values, uses) for one in _all(session, found, staff))
    moments = _moments(session, found)
    known = (replace(one, near=_near(one.key, moments)) for one in ready if one)
    return tuple(sorted(known, key=lambda one: (-one.near, -one.weight)))


def ranked(ready: Iterable[Ready], query: str) -> tuple[Ready, ...]:
    """Those that fit what was typed, in either script; how well it fits goes before how often it is used."""
    wanted = folded(query)
    if not wanted:
        return tuple(ready)
    fitting = [(fit, one) for one in ready if (fit := _fit(one, wanted))]
    return tuple(
        one for _, one in sorted(fitting, key=lambda pair: (-pair[0], -pair[1].near, -pair[1].weight))
    )


def folded(text: str) -> str:
    """Simplified, lower, without blanks around."""
    return fold(clean(text[: LONGEST_QUERY * 4])).strip().lower()[:LONGEST_QUERY]


def signature(staff: Staff, words: Words) -> str:
    """How customers know this person: a name and number, or the number alone."""
    number = f"{staff.number:04d}"
    name = staff.public_name
    return words("canned_named", name=name, number=number) if name else words("canned_unnamed", number=number)


def _fit(one: Ready, wanted: str) -> int:
    title, tags = folded(one.title), tuple(map(folded, one.tags))
    if wanted in tags or title.startswith(wanted) or one.key == wanted:
        return 3
    if wanted in title or any(tag.startswith(wanted) for tag in tags):
        return 2
    return 1 if wanted in folded_text(one.text) else 0


def folded_text(text: str) -> str:
    """A whole text, for looking into it."""
    return fold(text).lower()


def _all(session: Session, found: Conversation, staff: Staff) -> Iterable[Ready]:
    for own in canned.usable(session, staff.id):
        kind: Kind = "own" if own.owner_id else "shared"
        yield Ready(own.key, own.title, own.text, kind, tuple(own.tags.split()))
    for one in load_canned().values():
        if one.region in ("", found.region or "CN"):
            text = one.plain if found.mode == "large" else one.text
            yield Ready(one.id, one.title, text, "reviewed", one.tags)


def _moments(session: Session, found: Conversation) -> tuple[str, ...]:
    """What the conversation is at, the most pressing last."""
    alert = alerts.open_one(session, found.id)
    spoken = any(said.sender == "agent" for said in messages.recent(session, found.id, _RECENT))
    filed = complaints.of_conversation(session, found.id)
    at = (("complaint", bool(filed)), ("opening", not spoken), (alert.stage if alert else "", bool(alert)))
    return tuple(moment for moment, holds in at if holds)


def _near(key: str, moments: tuple[str, ...]) -> int:
    fits = known.fits if (known := load_canned().get(key)) else frozenset[str]()
    return max((place for place, moment in enumerate(moments, 1) if moment in fits), default=0)


def _values(session: Session, found: Conversation, staff: Staff, words: Words) -> Mapping[str, object]:
    filed = complaints.of_conversation(session, found.id)
    return {"agent": signature(staff, words)} | ({"receipt": filed[0].receipt} if filed else {})


def _filled(one: Ready, words: Words, values: Mapping[str, object], uses: Mapping[str, Uses]) -> Ready | None:
    try:
        text = words.voice.fill(one.text, "zh-Hans", values)
    except KeyError:
        return None
    used = uses.get(one.key, Uses())
    return Ready(one.key, one.title, text, one.kind, one.tags, used.own * _OWN + used.all - used.own)
