"""What comes from the platform, checked and typed, and what its own request is answered with; no XML here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, get_args

Kind = Literal[
    "text",
    "voice",
    "image",
    "video",
    "shortvideo",
    "location",
    "link",
    "subscribe",
    "unsubscribe",
    "scan",
    "click",
    "view",
    "other",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
# What a customer said: opens the platform's window of 48 hours.
MESSAGES: Final[frozenset[Kind]] = frozenset(
    {"text", "voice", "image", "video", "shortvideo", "location", "link"}
)
# What a customer did: opens the window of one minute.
DEEDS: Final[frozenset[Kind]] = frozenset({"subscribe", "scan", "click"})
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message or event. `detail` has the platform's own fields by their names (`MsgType`, `Event` …).

    `text`: Content; Recognition of a voice; EventKey of subscribe (without `qrscene_`), scan, click and view;
    Label of a location; title and address of a link, a line each; else "".
    """

    key: str  # SHA-256 (hex) of the account with MsgId, or with sender, time, event and its key
    openid: str = field(repr=False)
    account: str  # ToUserName (gh_…): who answers
    created_at: datetime
    kind: Kind
    text: str = field(default="", repr=False)
    media_id: str = field(default="", repr=False)
    detail: Mapping[str, str] = field(default=_NOTHING, repr=False)


@dataclass(frozen=True, slots=True)
class Passive:
    """The answer to the platform's request itself: a text, a transfer to its own agents, or `success`."""

    text: str = ""
    transfer: bool = False


SUCCESS: Final = Passive()
