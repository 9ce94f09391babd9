"""What goes into and comes out of the complaint services."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from casework.complaints.persons import NewParty
from casework.statuses import (
    ActorType,
    Business,
    Cause,
    ClassifiedBy,
    ClockStage,
    ComplaintChannel,
    ComplaintKind,
    ComplaintOutcome,
    ComplaintState,
    Currency,
    Door,
    DraftState,
    Mode,
    RefusalReason,
    Region,
    Script,
)


@dataclass(frozen=True, slots=True)
class NewComplaint:
    """A complaint to be filed. `sure` is the lowest of the three confidences of its classes, 0 to 1.

    `received_at` is for staff who enter last week's letter; None means now.
    """

    door: Door
    script: Script
    region: Region
    story: str
    wish: str
    parties: tuple[NewParty, ...] = ()
    kind: ComplaintKind = "own"
    people: int = 1
    happened_from: date | None = None
    happened_to: date | None = None
    happened_said: str = ""
    place_said: str = ""
    branch: str | None = None
    amount: Decimal | None = None
    currency: Currency = "CNY"
    channel: ComplaintChannel = "other"
    business: Business = "other"
    cause: Cause = "other"
    sure: float = 0.0
    classified_by: ClassifiedBy = "auto"
    conversation_id: str | None = None
    mode: Mode = "standard"
    regulator_ref: str | None = None
    agent_suspected: bool = False
    alert_id: int | None = None
    received_at: datetime | None = None
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint as it stands; `version` grows by one with every event. Its clock is computed: `clock_of`.

    `extension_days`, `paused_days`, `on_time` tell how the handling went; they hold no date that is due.
    """

    id: int
    receipt: str
    state: ComplaintState
    door: Door
    region: Region
    kind: ComplaintKind
    people: int
    script: Script
    mode: Mode
    conversation_id: str | None
    story: str
    wish: str
    happened_from: date | None
    happened_to: date | None
    happened_said: str
    place_said: str
    branch: str | None
    amount: Decimal | None
    currency: Currency
    channel: ComplaintChannel
    business: Business
    cause: Cause
    sure: float
    classified_by: ClassifiedBy
    regulator_ref: str | None
    agent_suspected: bool
    alert_id: int | None
    assignee_id: str | None
    department: str | None
    received_at: datetime
    filed_at: datetime
    first_response_at: datetime | None
    decided_at: datetime | None
    closed_at: datetime | None
    outcome: ComplaintOutcome | None
    satisfaction: int | None
    version: int
    demo: bool
    erased_at: datetime | None
    updated_at: datetime
    refusal: RefusalReason | None = None
    # Asked for once; a rating without a score ("不方便说") has `rated_at` only.
    rated_at: datetime | None = None
    stage: ClockStage = "normal"
    appraisal: bool = False
    reviewed: bool = False
    reopened: int = 0
    extension_days: int = 0
    paused_days: int = 0
    by_regulator: bool = False
    compensation: Decimal | None = None
    # Whether the last decision (not of a review) came in time; None: none yet, or no rule.
    on_time: bool | None = None
    # Whether the days of any count were ever over while it was open (as of the last event); it stays.
    overran: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a complaint. `payload` holds slugs, numbers and ids only.

    `text` is what the customer or the staff wrote for the other; `reason` is internal. Both can be erased.
    `version` is that of the complaint after the event.
    """

    id: int
    complaint_id: int
    kind: str
    at: datetime
    actor_type: ActorType
    actor_id: str | None
    from_state: ComplaintState | None
    to_state: ComplaintState
    payload: dict[str, Any]
    text: str | None
    reason: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: `key` names its sealed bytes in the store of files; `size` in bytes."""

    id: int
    complaint_id: int
    name: str | None
    type: str
    size: int
    key: str
    sha256: str
    uploaded_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Filed:
    """What filing gave. `joined`: the words were added to an older complaint that is still open.

    `code` is "" when that one came from another conversation: a known phone number must not open a complaint.
    `inside`: that happened, for staff alone; files that come with it are for staff too.
    """

    complaint: Complaint
    code: str = field(repr=False)
    joined: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """A step and what it needs. `version`: what the actor saw; StaleError if the complaint moved on."""

    step: str
    reason: str | None = None
    text: str | None = None
    outcome: ComplaintOutcome | None = None
    refusal: RefusalReason | None = None
    amount: Decimal | None = None
    staff_id: str | None = None
    department: str | None = None
    branch: str | None = None
    channel: ComplaintChannel | None = None
    business: Business | None = None
    cause: Cause | None = None
    approver_id: str | None = None
    score: int | None = None
    reference: str | None = None
    departments: tuple[str, ...] = ()
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a conversation has said so far towards a complaint; `answers`: JSON by field, no clear numbers."""

    id: str
    conversation_id: str
    state: DraftState
    answers: dict[str, Any]
    complaint_id: int | None
    updated_at: datetime
