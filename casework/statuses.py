"""Every status a row can have, and the groups that decide what happens to it. Each status ends somewhere."""

from typing import Final, Literal, get_args

Channel = Literal["web", "wechat"]
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)
# Whose replies must be carried to the customer; on the page they fetch them themselves.
CARRIED: Final[frozenset[Channel]] = frozenset({"wechat"})

# A delivery: pending, or waiting for the customer to write again (the platform's window is closed or used
# up); then sent (pushed), replied (in the answer to the platform's own request), seen (read on the page),
# failed, or dropped (the customer has gone).
DeliveryState = Literal["pending", "waiting", "sent", "replied", "seen", "failed", "dropped"]
DELIVERY_STATES: Final[tuple[DeliveryState, ...]] = get_args(DeliveryState)
OPEN_DELIVERIES: Final[frozenset[str]] = frozenset({"pending", "waiting"})
FINAL_DELIVERIES: Final[frozenset[str]] = frozenset({"sent", "replied", "seen", "failed", "dropped"})

# What a customer says of an answer, and why it did not help.
Verdict = Literal["helped", "not_helped"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
Dislike = Literal["beside", "unclear", "wrong", "no_use"]
DISLIKES: Final[tuple[Dislike, ...]] = get_args(Dislike)

# A picture, recording or video from WeChat: wanted, kept in the file store, refused (type or size), gone
# (the platform has it no more) or removed with the conversation.
MediaState = Literal["wanted", "kept", "refused", "gone", "removed"]
MEDIA_STATES: Final[tuple[MediaState, ...]] = get_args(MediaState)
OPEN_MEDIA: Final[frozenset[str]] = frozenset({"wanted"})
FINAL_MEDIA: Final[frozenset[str]] = frozenset({"kept", "refused", "gone", "removed"})

Script = Literal["zh-Hans", "zh-Hant-TW", "zh-Hant-HK"]
SCRIPTS: Final[tuple[Script, ...]] = get_args(Script)
Region = Literal["CN", "HK", "MO", "TW"]
REGIONS: Final[tuple[Region, ...]] = get_args(Region)
Mode = Literal["standard", "large"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)

Sender = Literal["customer", "bot", "agent", "system"]
SENDERS: Final[tuple[Sender, ...]] = get_args(Sender)

# A customer's message: accepted (stored, the bot owes an answer), held (a human owes one),
# answered, lapsed (the customer left the queue or was handed back before a human replied).
MessageState = Literal["accepted", "held", "answered", "lapsed"]
MESSAGE_STATES: Final[tuple[MessageState, ...]] = get_args(MessageState)
OPEN_MESSAGES: Final[frozenset[str]] = frozenset({"accepted", "held"})
FINAL_MESSAGES: Final[frozenset[str]] = frozenset({"answered", "lapsed"})

# A handoff: waiting (in the queue), taken (an agent has it), then one of the final three.
HandoffState = Literal["waiting", "taken", "left", "returned", "deleted"]
HANDOFF_STATES: Final[tuple[HandoffState, ...]] = get_args(HandoffState)
OPEN_HANDOFFS: Final[frozenset[str]] = frozenset({"waiting", "taken"})
FINAL_HANDOFFS: Final[frozenset[str]] = frozenset({"left", "returned", "deleted"})

# A call-back ticket: open until somebody has called (called) and it is done (closed), or it ends by itself:
# the customer left without a number, was helped in the chat, or deleted it.
TicketState = Literal["open", "called", "closed"]
TICKET_STATES: Final[tuple[TicketState, ...]] = get_args(TicketState)
OPEN_TICKETS: Final[frozenset[str]] = frozenset({"open", "called"})
FINAL_TICKETS: Final[frozenset[str]] = frozenset({"closed"})
# Why: outside the office hours, or nobody was on duty.
TicketCause = Literal["hours", "nobody"]
TICKET_CAUSES: Final[tuple[TicketCause, ...]] = get_args(TicketCause)
TicketContact = Literal["asked", "given", "refused"]
TICKET_CONTACTS: Final[tuple[TicketContact, ...]] = get_args(TicketContact)
TicketOutcome = Literal["settled", "not_wanted", "not_reached", "wrong_number", "chat", "left", "deleted"]
TICKET_OUTCOMES: Final[tuple[TicketOutcome, ...]] = get_args(TicketOutcome)
# Those that staff may say; the others are what happened by itself.
TICKET_ENDS: Final[tuple[TicketOutcome, ...]] = ("settled", "not_wanted", "not_reached", "wrong_number")

# Same words as the severity of an alert, so that an alert lifts its conversation in the queue.
Urgency = Literal["info", "watch", "urgent", "critical"]
URGENCIES: Final[tuple[Urgency, ...]] = get_args(Urgency)

# How far a fraud has come. Who only asks is in no danger; money or secrets that have gone are.
Stage = Literal["asking", "targeted", "paying", "paid", "leaked"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
ALARMING: Final[frozenset[str]] = frozenset({"targeted", "paying", "paid", "leaked"})

# Whose money it is: the customer's, a relative's, somebody else's.
Person = Literal["self", "family", "third"]
PERSONS: Final[tuple[Person, ...]] = get_args(Person)

# An alert: open until staff say how it ended (已拦截, 已报警, 未受损, 误报); later findings open a new one.
AlertState = Literal["open", "closed"]
ALERT_STATES: Final[tuple[AlertState, ...]] = get_args(AlertState)
OPEN_ALERTS: Final[frozenset[str]] = frozenset({"open"})
FINAL_ALERTS: Final[frozenset[str]] = frozenset({"closed"})
AlertOutcome = Literal["intercepted", "reported", "no_loss", "false_alarm"]
ALERT_OUTCOMES: Final[tuple[AlertOutcome, ...]] = get_args(AlertOutcome)
# "reopened" is kept for a closing taken back by staff; no service does that yet.
AlertEventKind = Literal["raised", "updated", "closed", "reopened"]

# A complaint, from its receipt to its end (facts: 办法 arts 15, 18, 20, 23).
ComplaintState = Literal[
    "received",
    "in_progress",
    "awaiting_info",
    "answered",
    "closed",
    "in_mediation",
    "refused",
    "withdrawn",
    "in_review",
]
COMPLAINT_STATES: Final[tuple[ComplaintState, ...]] = get_args(ComplaintState)
# Open: somebody owes something. Decided: the customer has the bank's word. Final: nobody owes anything.
OPEN_COMPLAINTS: Final[frozenset[str]] = frozenset(
    {"received", "in_progress", "awaiting_info", "in_mediation", "in_review"}
)
DECIDED_COMPLAINTS: Final[frozenset[str]] = frozenset({"answered", "refused"})
FINAL_COMPLAINTS: Final[frozenset[str]] = frozenset({"closed", "withdrawn", "refused"})

Door = Literal["chat", "web", "wechat", "hotline", "branch", "letter", "email", "regulator", "other"]
DOORS: Final[tuple[Door, ...]] = get_args(Door)
PartyRole = Literal["complainant", "authorised", "heir", "representative"]
PARTY_ROLES: Final[tuple[PartyRole, ...]] = get_args(PartyRole)
ComplaintKind = Literal["own", "for_other", "heir", "group"]
COMPLAINT_KINDS: Final[tuple[ComplaintKind, ...]] = get_args(ComplaintKind)
Currency = Literal["CNY", "HKD", "MOP", "TWD", "USD"]
CURRENCIES: Final[tuple[Currency, ...]] = get_args(Currency)

# The three dimensions of JR/T 0169-2018; the slugs are ours, never shown as the standard's codes.
ComplaintChannel = Literal[
    "branch", "atm", "web", "phone", "app", "social", "sms", "third_party", "back_office", "other"
]
COMPLAINT_CHANNELS: Final[tuple[ComplaintChannel, ...]] = get_args(ComplaintChannel)
Business = Literal[
    "debit",
    "credit",
    "loan",
    "settlement",
    "collection",
    "fx",
    "deposit",
    "agency",
    "intermediary",
    "pii",
    "metal",
    "cash",
    "wealth",
    "treasury",
    "credit_report",
    "other",
]
BUSINESSES: Final[tuple[Business, ...]] = get_args(Business)
Cause = Literal[
    "attitude",
    "system",
    "rule",
    "marketing",
    "disclosure",
    "return",
    "choice",
    "contract",
    "fund_safety",
    "info_safety",
    "collection",
    "fee",
    "other",
]
CAUSES: Final[tuple[Cause, ...]] = get_args(Cause)
ClassifiedBy = Literal["auto", "customer", "staff"]
CLASSIFIERS: Final[tuple[ClassifiedBy, ...]] = get_args(ClassifiedBy)

# How a complaint was answered.
ComplaintOutcome = Literal[
    "explained", "corrected", "refunded", "compensated", "apologised", "not_upheld", "mediated"
]
COMPLAINT_OUTCOMES: Final[tuple[ComplaintOutcome, ...]] = get_args(ComplaintOutcome)
# Why a complaint is not taken up; sentence and source of each in casework/complaints/data/refusals.yml.
RefusalReason = Literal[
    "not_consumer_dispute",
    "not_our_institution",
    "in_court_or_arbitration",
    "settled_before",
    "no_real_facts",
    "other_authority",
]
REFUSAL_REASONS: Final[tuple[RefusalReason, ...]] = get_args(RefusalReason)
# How far the time to decide was extended: 15 days, 30, 60 (办法 art. 18).
ClockStage = Literal["normal", "complex", "special"]
CLOCK_STAGES: Final[tuple[ClockStage, ...]] = get_args(ClockStage)
DraftState = Literal["open", "filed", "dropped"]
DRAFT_STATES: Final[tuple[DraftState, ...]] = get_args(DraftState)
ActorType = Literal["customer", "staff", "system"]

Role = Literal["agent", "supervisor", "editor", "auditor"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

# At the desk: takes new ones, takes none by itself, is not to be given any.
DutyState = Literal["available", "busy", "away"]
DUTY_STATES: Final[tuple[DutyState, ...]] = get_args(DutyState)
# An offer of a waiting conversation: taken, let pass, declined, or it waits no more.
OfferOutcome = Literal["taken", "lapsed", "declined", "gone"]
OFFER_OUTCOMES: Final[tuple[OfferOutcome, ...]] = get_args(OfferOutcome)
# What a note of staff goes with; the last five are the system's.
NoteKind = Literal[
    "note", "assigned", "passed", "put_back", "absent", "silent", "signed_out", "gone", "quiet"
]
NOTE_KINDS: Final[tuple[NoteKind, ...]] = get_args(NoteKind)

# What the watch has flagged: open until an auditor says it is explained, or hands it on (escalated), which
# may still be explained.
WatchState = Literal["open", "explained", "escalated"]
WATCH_STATES: Final[tuple[WatchState, ...]] = get_args(WatchState)
OPEN_WATCH: Final[frozenset[str]] = frozenset({"open", "escalated"})
FINAL_WATCH: Final[frozenset[str]] = frozenset({"explained"})

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
    "note",
    "deleted",
]
EVENT_TYPES: Final[tuple[EventType, ...]] = get_args(EventType)

# A change of a reviewed answer. Open: somebody has to go on with it; at most one of an answer. Published:
# said to customers. Replaced by a later one, taken back (rolled_back), or merged: the files say the same.
ContentState = Literal[
    "draft",
    "submitted",
    "returned",
    "approved",
    "published",
    "replaced",
    "rolled_back",
    "withdrawn",
    "merged",
]
CONTENT_STATES: Final[tuple[ContentState, ...]] = get_args(ContentState)
OPEN_CONTENT: Final[frozenset[str]] = frozenset({"draft", "submitted", "returned", "approved"})
LIVE_CONTENT: Final[frozenset[str]] = frozenset({"published"})
FINAL_CONTENT: Final[frozenset[str]] = frozenset({"replaced", "rolled_back", "withdrawn", "merged"})
# What is proposed: another wording, a new answer, no answer any more; or an earlier wording again.
ContentKind = Literal["change", "new", "retire", "restore"]
CONTENT_KINDS: Final[tuple[ContentKind, ...]] = get_args(ContentKind)
ContentStep = Literal[
    "proposed", "edited", "submitted", "approved", "returned", "withdrawn", "published", "replaced",
    "rolled_back", "merged",
]  # fmt: skip
CONTENT_STEPS: Final[tuple[ContentStep, ...]] = get_args(ContentStep)
