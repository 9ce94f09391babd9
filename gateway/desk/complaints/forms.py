"""The forms of the steps: which fields each has, and what was typed as a deed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from bot.text import mask
from casework.checks import seen
from casework.complaints.steps import REASON_IS_TOLD, STEPS
from casework.complaints.time_left import Clock
from casework.complaints.types import Complaint, Deed
from gateway.chat.intake import presentable
from gateway.desk.numbers import number
from gateway.desk.refusal import Refusal

LONG: Final = 2_000
SHORT: Final = 500
LINE: Final = 64
# How a customer without a conversation was told; in the reference of a note.
HOW: Final = ("phone", "letter", "email", "visit", "other")
TOLD: Final = "told."
# Late, these are for supervisors.
LATE: Final = ("new_facts", "start_appraisal")
# What staff have to give, or may, besides what the table of steps asks of everybody.
_ALSO: Final[Mapping[str, str]] = {
    "withdraw": "reason", "request_review": "reason", "settle": "reason?", "transfer": "department? branch?",
    "reclassify": "channel business cause reason?", "visit": "score?", "told": "how text",
    "assign": "reason?", "end_mediation": "reason?",
}  # fmt: skip
_ORDER: Final = (
    "staff_id", "approver_id", "outcome", "refusal", "channel", "business", "cause", "amount", "department",
    "branch", "departments", "reference", "how", "score", "text", "reason",
)  # fmt: skip
_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("staff_id", "approver_id", "outcome", "refusal", "how"), "choice"),
    **dict.fromkeys(("channel", "business", "cause"), "choice"),
    **dict.fromkeys(("text", "reason", "departments"), "long"), "amount": "amount", "score": "score",
}  # fmt: skip
_LONGEST: Final[Mapping[str, int]] = {"text": LONG, "reason": SHORT, "departments": SHORT, "amount": 20}
_HINTED: Final = frozenset(
    {
        "accept",
        "new_facts",
        "extend_complex",
        "extend_special",
        "start_appraisal",
        "start_mediation",
        "answer",
    }
    | {"settle", "withdraw", "note", "told"}
)
_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "work": ("accept", "answer", "ask_info", "decide_review", "refuse", "settle", "close"),
    "clock": (
        "extend_complex", "extend_special", "start_appraisal", "end_appraisal", "start_mediation",
        "end_mediation", "new_facts",
    ),
    "hands": ("assign", "transfer", "joint", "reclassify", "link_regulator"),
    "record": ("note", "told", "supplement", "visit", "withdraw", "request_review", "reopen"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field; ``kind``: long, line, choice, amount or score; ``label``: the end of its sentence's key."""

    name: str
    kind: str
    label: str
    optional: bool
    longest: int


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step as a form; ``told``: the customer reads of it, so there is a preview."""

    name: str
    fields: tuple[Field, ...]
    told: bool
    hint: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a form that was not done: its step, what was typed, why not, or what would be read.

    ``changed`` are events the writer had not seen; ``script`` is that of the preview.
    """

    step: str = ""
    typed: Mapping[str, str] | None = None
    problem: str = ""
    preview: str = ""
    script: str = "zh-Hans"
    changed: tuple[Any, ...] = ()

    def get(self, name: str) -> str:
        """What was typed into a field."""
        return (self.typed or {}).get(name, "")

    @property
    def texts(self) -> list[str]:
        """The words that were typed, for a step that is no longer there."""
        return [text for name in ("text", "reason") if (text := self.get(name))]


def tells(step: str) -> bool:
    """Whether the customer hears of it when staff do it."""
    known = STEPS.get(step)
    return known is not None and (known.told or known.public) and step not in ("supplement", "rate")


def must_be_told(step: str, state: str = "") -> bool:
    """Whether the customer has to hear of it (when done in a state), by telephone or letter if need be."""
    return step in STEPS and STEPS[step].tells_from(state)


def step_form(step: str, also: str = "") -> StepForm:
    """The form of a step that staff can do; `also`: what this complaint asks for besides."""
    asked = dict.fromkeys(STEPS[step].needs if step in STEPS else (), False)
    asked |= {name.rstrip("?"): name.endswith("?") for name in (_ALSO.get(step, "") + " " + also).split()}
    fields = tuple(_field(step, name, asked[name]) for name in _ORDER if name in asked)
    return StepForm(step, fields, tells(step), step in _HINTED)


def also_of(complaint: Complaint, clock: Clock) -> Mapping[str, str]:
    """What steps ask for here besides, by step: mediation ends with an outcome; late, two supervisors."""
    late = dict.fromkeys(LATE, "approver_id") if clock.overdue else {}
    return late | ({"close": "outcome? text"} if complaint.state == "in_mediation" else {})


def grouped(
    steps: Iterable[str], also: Mapping[str, str], *, by_hand: bool
) -> tuple[tuple[str, tuple[StepForm, ...]], ...]:
    """The forms of these steps in groups; ``by_hand``: staff have to tell the customer, and say so."""
    possible = {*steps, *(("told",) if by_hand else ())}
    groups = (
        (name, tuple(step_form(step, also.get(step, "")) for step in own if step in possible))
        for name, own in _GROUPS.items()
    )
    return tuple((name, forms) for name, forms in groups if forms)


def deed_of(step: str, typed: Mapping[str, str], also: Mapping[str, str] | None = None) -> Deed:
    """The deed. Refusal: a field is missing, too long, no value of its kind, or holds a secret."""
    form = step_form(step, (also or {}).get(step, ""))
    values = {field.name: value for field in form.fields if (value := _value(field, typed)) is not None}
    how = values.pop("how", None)
    if step == "told":
        return Deed("note", text=str(values["text"]), reference=f"{TOLD}{how}")
    version = seen_version(typed) if needs_version(step) else None
    return Deed(step, version=version, **values)  # type: ignore[arg-type]


def needs_version(step: str) -> bool:
    """Whether a step has to have seen the newest: a note is right whatever happened meanwhile."""
    return step not in ("note", "told")


def seen_version(typed: Mapping[str, str]) -> int | None:
    """The version of the complaint the form was made for."""
    return number(typed.get("version", ""), digits=9)


def _field(step: str, name: str, optional: bool) -> Field:
    told = (name == "text" and tells(step)) or (name == "reason" and step in REASON_IS_TOLD)
    return Field(
        name, _KINDS.get(name, "line"), f"{name}_told" if told else name, optional, _LONGEST.get(name, LINE)
    )


def _value(field: Field, typed: Mapping[str, str]) -> object:
    said = presentable(typed.get(field.name, "")[: field.longest * 4])
    if not seen(said):
        if field.optional:
            return None
        raise Refusal("field_missing", 422, {"field": field.label})
    if len(said) > field.longest:
        raise Refusal("step_long", 413, {"field": field.label, "limit": field.longest})
    if any(finding.secret for finding in mask(said).findings):
        raise Refusal("step_secret", 422, {"field": field.label})
    return _READ.get(field.name, _text)(field, said)


def _text(_: Field, said: str) -> object:
    return said


def _amount(field: Field, said: str) -> object:
    try:
        amount = Decimal(said.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        raise Refusal("field", 422, {"field": field.label}) from None
    # Cents are the smallest there is, and no compensation has more digits.
    if not amount.is_finite() or not 0 < amount < 10**12 or amount != amount.quantize(Decimal("0.01")):
        raise Refusal("field", 422, {"field": field.label})
    return amount


def _score(field: Field, said: str) -> object:
    if said not in "12345" or len(said) != 1:
        raise Refusal("field", 422, {"field": field.label})
    return int(said)


def _lines(_: Field, said: str) -> object:
    return tuple(line.strip() for line in said.splitlines() if line.strip())


_READ: Final[Mapping[str, Callable[[Field, str], object]]] = {
    "amount": _amount, "score": _score, "departments": _lines,
}  # fmt: skip
