"""Acts and their values in words for auditors; what has no word of its own is shown as it is stored."""

from typing import Any, Final

from casework.audit.groups import ACTIONS
from casework.audit.types import AuditRecord
from gateway.desk.words import Words

# Beside those of the groups.
OTHERS: Final = (
    *("alert.closed", "canned.added", "canned.approved", "canned.changed", "canned.retired"),
    *(
        "complaint.attached",
        "complaint.filed",
        "complaint.joined",
        "conversation.assigned",
        "conversation.passed",
    ),
    *("conversation.put_back", "customer.erased", "duty.state", "keys.rotated", "note.added"),
    *("retention.run", "ticket.called", "ticket.closed", "ticket.missed"),
    *("watch.escalated", "watch.explained", "watch.raised"),
)
KNOWN: Final = (*(action for group in ACTIONS.values() for action in group), *OTHERS)
_LONGEST: Final = 200


def act(words: Words, action: str) -> str:
    """What was done."""
    kind, _, step = action.partition(".")
    if f"desk.act_{kind}_{step}" in words.keys:
        return words(f"act_{kind}_{step}")
    match kind:
        case "complaint" if f"desk.step_{step}" in words.keys:
            return words("act_complaint", step=words(f"step_{step}"))
        case "content" if f"desk.content_step_{step}" in words.keys:
            return words("act_content", step=words(f"content_step_{step}"))
    return action


def thing(words: Words, found: AuditRecord, names: dict[str, str]) -> str:
    """What it was done to: its kind and number; of accounts the name."""
    shown = names.get(found.object_id, found.object_id) if found.object_type == "staff" else found.object_id
    return f"{words.label('object', found.object_type)} {shown}"


def change(found: AuditRecord, names: dict[str, str]) -> str:
    """Before and after as ``key: value``; only what is different of what both tell."""
    before, after = found.before or {}, found.after or {}
    parts = [
        f"{key}: {_cell(before[key], names)} → {_cell(after.get(key), names)}"
        for key in before
        if before[key] != after.get(key)
    ]
    parts += [f"{key}: {_cell(after[key], names)}" for key in after if key not in before]
    told = "; ".join(parts)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


def _cell(value: Any, names: dict[str, str]) -> str:
    match value:
        case None | "" | []:
            return "—"
        case list():
            return ", ".join(_cell(one, names) for one in value)
        case dict():
            return ", ".join(f"{key} {_cell(one, names)}" for key, one in value.items())
        case _:
            return names.get(str(value), str(value))
