"""Every status a row can have, and the groups that decide what happens to it. Each status ends somewhere."""

from typing import Final, Literal

Channel = Literal["web", "wechat"]
CHANNELS: Final[tuple[Channel, ...]] = ("web", "wechat")

Script = Literal["zh-Hans", "zh-Hant-TW", "zh-Hant-HK"]
SCRIPTS: Final[tuple[Script, ...]] = ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK")
Region = Literal["CN", "HK", "MO", "TW"]
REGIONS: Final[tuple[Region, ...]] = ("CN", "HK", "MO", "TW")
Mode = Literal["standard", "large"]
MODES: Final[tuple[Mode, ...]] = ("standard", "large")

Sender = Literal["customer", "bot", "agent", "system"]
SENDERS: Final[tuple[Sender, ...]] = ("customer", "bot", "agent", "system")

# A customer's message: accepted (stored, the bot owes an answer), held (a human owes one),
# answered, lapsed (the customer left the queue or was handed back before a human replied).
MessageState = Literal["accepted", "held", "answered", "lapsed"]
MESSAGE_STATES: Final[tuple[MessageState, ...]] = ("accepted", "held", "answered", "lapsed")
OPEN_MESSAGES: Final[frozenset[str]] = frozenset({"accepted", "held"})
FINAL_MESSAGES: Final[frozenset[str]] = frozenset({"answered", "lapsed"})

# A handoff: waiting (in the queue), taken (an agent has it), then one of the final three.
HandoffState = Literal["waiting", "taken", "left", "returned", "deleted"]
HANDOFF_STATES: Final[tuple[HandoffState, ...]] = ("waiting", "taken", "left", "returned", "deleted")
OPEN_HANDOFFS: Final[frozenset[str]] = frozenset({"waiting", "taken"})
FINAL_HANDOFFS: Final[frozenset[str]] = frozenset({"left", "returned", "deleted"})

# Same words as the severity of an alert, so that an alert lifts its conversation in the queue.
Urgency = Literal["info", "watch", "urgent", "critical"]
URGENCIES: Final[tuple[Urgency, ...]] = ("info", "watch", "urgent", "critical")

# How far a fraud has come. Who only asks is in no danger; money or secrets that have gone are.
Stage = Literal["asking", "targeted", "paying", "paid", "leaked"]
STAGES: Final[tuple[Stage, ...]] = ("asking", "targeted", "paying", "paid", "leaked")
ALARMING: Final[frozenset[str]] = frozenset({"targeted", "paying", "paid", "leaked"})

# Whose money it is: the customer's, a relative's, somebody else's.
Person = Literal["self", "family", "third"]
PERSONS: Final[tuple[Person, ...]] = ("self", "family", "third")

# An alert: open until staff say how it ended (已拦截, 已报警, 未受损, 误报); later findings open a new one.
AlertState = Literal["open", "closed"]
ALERT_STATES: Final[tuple[AlertState, ...]] = ("open", "closed")
OPEN_ALERTS: Final[frozenset[str]] = frozenset({"open"})
FINAL_ALERTS: Final[frozenset[str]] = frozenset({"closed"})
AlertOutcome = Literal["intercepted", "reported", "no_loss", "false_alarm"]
ALERT_OUTCOMES: Final[tuple[AlertOutcome, ...]] = ("intercepted", "reported", "no_loss", "false_alarm")
# "reopened" is kept for a closing taken back by staff; no service does that yet.
AlertEventKind = Literal["raised", "updated", "closed", "reopened"]

Role = Literal["agent", "supervisor", "editor", "auditor"]
ROLES: Final[tuple[Role, ...]] = ("agent", "supervisor", "editor", "auditor")

EventType = Literal[
    "created",
    "updated",
    "message",
    "reply_dropped",
    "owner_changed",
    "handoff_raised",
    "alert_raised",
    "alert_updated",
    "alert_closed",
    "deleted",
]
EVENT_TYPES: Final[tuple[EventType, ...]] = (
    "created",
    "updated",
    "message",
    "reply_dropped",
    "owner_changed",
    "handoff_raised",
    "alert_raised",
    "alert_updated",
    "alert_closed",
    "deleted",
)
