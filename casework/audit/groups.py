"""Acts of the audit by what they are about, for filters and for the watch."""

from typing import Final, Literal, get_args

Group = Literal["sign_in", "read", "reveal", "export", "account", "refused"]
GROUPS: Final[tuple[Group, ...]] = get_args(Group)

ACTIONS: Final[dict[Group, tuple[str, ...]]] = {
    "sign_in": ("staff.login", "staff.login_failed", "staff.logout", "staff.password_changed"),
    # What customers wrote, with their persons masked.
    "read": ("conversation.viewed", "complaint.viewed", "search.words", "search.entry"),
    # One person opened: a value, a code, a file, a look-up by number.
    "reveal": (
        "value.revealed",
        "complaint.revealed",
        "complaint.code_read",
        "complaint.file_read",
        "complaint.printed",
        "conversation.file_read",
        "ticket.revealed",
        "search.phone",
    ),
    "export": (
        "audit.exported",
        "complaints.figures_exported",
        "complaints.list_exported",
        "complaints.yearly_exported",
        "content.history_exported",
        "content.patch_exported",
        "customer.exported",
    ),
    "account": (
        "duty.capacity",
        "staff.added",
        "staff.disabled",
        "staff.enabled",
        "staff.family_name",
        "staff.linked",
        "staff.password_reset",
        "staff.renamed",
        "staff.role_changed",
        "staff.session_ended",
        "staff.sessions_ended",
    ),
    # Somebody tried what they may not: counted, not each one (``refusals``).
    "refused": ("desk.refused",),
}
