"""What can be done with a complaint, as data: from where to where, by whom, with what, and who is told."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from casework.errors import ComplaintStepError
from casework.statuses import COMPLAINT_STATES, OPEN_COMPLAINTS, ComplaintState

Who = Literal["customer", "staff", "supervisor", "system"]
_STAFF: Final[frozenset[Who]] = frozenset({"staff"})
_CUSTOMER: Final[frozenset[Who]] = frozenset({"customer"})
_EITHER: Final = _STAFF | _CUSTOMER
_ANY: Final[frozenset[str]] = frozenset(COMPLAINT_STATES)
# Where the time to decide the complaint itself runs.
_RUNNING: Final[frozenset[str]] = frozenset({"received", "in_progress", "awaiting_info"})


@dataclass(frozen=True, slots=True)
class Step:
    """A step. `target` None: the state stays. `told`: the customer hears of it at once.

    `public`: it stands in the customer's own history. `needs`: fields of the deed that must be there.
    """

    name: str
    sources: frozenset[str]
    target: ComplaintState | None
    who: frozenset[Who]
    needs: tuple[str, ...] = ()
    told: bool = False
    public: bool = False

    @property
    def kind(self) -> str:
        """The kind of the event it leaves."""
        return "reminded" if self.name == "remind" else self.name

    def tells_from(self, state: str) -> bool:
        """Whether the customer hears of it at once; what mediation agreed on ends it, and must be told."""
        return self.told or (self.name == "close" and state == "in_mediation")

    def needs_from(self, state: str) -> tuple[str, ...]:
        """Fields of the deed that must be there when it starts in `state`."""
        return (*self.needs, "text") if self.name == "close" and state == "in_mediation" else self.needs

    def lands(self, state: ComplaintState) -> ComplaintState:
        """The state after the step; ComplaintStepError when `state` is not where it starts."""
        if state not in self.sources:
            raise ComplaintStepError(self.name, state)
        # What was waited for has come; or what a refusal said was missing.
        if self.name == "supplement" and state in ("awaiting_info", "refused"):
            return "in_progress"
        return self.target or state


def _step(
    name: str,
    sources: Collection[str],
    target: ComplaintState | None,
    who: frozenset[Who] = _STAFF,
    needs: str = "",
    tells: Literal["", "public", "told"] = "",
) -> Step:
    return Step(
        name,
        frozenset(sources),
        target,
        who,
        tuple(needs.split()),
        tells == "told",
        tells in ("public", "told"),
    )


_ALL: Final = (
    _step("accept", {"received"}, "in_progress", tells="told"),
    _step("ask_info", _RUNNING, "awaiting_info", needs="text", tells="told"),
    _step("supplement", OPEN_COMPLAINTS | {"refused"}, None, _EITHER, "text", "public"),
    _step("new_facts", _RUNNING | {"in_review"}, None, needs="reason", tells="told"),
    _step("extend_complex", _RUNNING, None, needs="reason", tells="told"),
    _step("extend_special", _RUNNING, None, needs="reason approver_id", tells="told"),
    _step("start_appraisal", _RUNNING, None, needs="reason", tells="told"),
    _step("end_appraisal", OPEN_COMPLAINTS, None, needs="reason", tells="told"),
    _step(
        "start_mediation",
        {"in_progress", "answered", "in_review"},
        "in_mediation",
        needs="reason",
        tells="told",
    ),
    _step("end_mediation", {"in_mediation"}, "in_progress", tells="public"),
    _step("answer", _RUNNING, "answered", needs="text outcome", tells="told"),
    _step(
        "settle", (_ANY - {"received", "closed", "refused", "withdrawn"}), None, needs="amount approver_id"
    ),
    _step("refuse", _RUNNING, "refused", needs="text refusal", tells="told"),
    _step("close", {"answered", "in_mediation"}, "closed", needs="reason", tells="public"),
    _step("withdraw", OPEN_COMPLAINTS | {"answered"}, "withdrawn", _EITHER, tells="public"),
    _step("request_review", {"answered", "closed", "refused"}, "in_review", _EITHER, tells="public"),
    _step("decide_review", {"in_review"}, "answered", needs="text outcome department", tells="told"),
    _step(
        "reopen",
        {"closed", "withdrawn", "refused", "answered"},
        "in_progress",
        frozenset({"supervisor"}),
        "reason",
        "told",
    ),
    _step("assign", _ANY, None, needs="staff_id"),
    _step("transfer", OPEN_COMPLAINTS | {"answered"}, None, needs="reason"),
    _step("joint", OPEN_COMPLAINTS, None, needs="departments reason"),
    _step("reclassify", _ANY, None),
    _step("note", _ANY, None, needs="text"),
    _step("visit", {"closed"}, None, needs="text"),
    _step("rate", {"closed"}, None, _CUSTOMER, tells="public"),
    _step("link_regulator", _ANY, None, needs="reference"),
    _step("remind", OPEN_COMPLAINTS, None, frozenset({"system"})),
)
STEPS: Final[dict[str, Step]] = {step.name: step for step in _ALL}

# Kinds of events that are no step: the first one, words of a duplicate, an attachment.
PUBLIC_KINDS: Final[frozenset[str]] = frozenset(
    {"filed", "joined", "attached", *(step.kind for step in _ALL if step.public)}
)
# The reason of these is meant for the customer (办法 art. 18: extensions and appraisals must be told).
REASON_IS_TOLD: Final[frozenset[str]] = frozenset(
    {"new_facts", "extend_complex", "extend_special", "start_appraisal", "end_appraisal"}
    | {"start_mediation", "reopen"}
)
