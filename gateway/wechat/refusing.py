"""Why a request is not the platform's, or not for this account."""

from typing import Final, Literal

Reason = Literal[
    "too_large",
    "malformed",
    "forbidden_xml",
    "incomplete",
    "wecom",
    "signature",
    "stale",
    "replayed",
    "not_encrypted",
    "undecipherable",
    "wrong_app",
    "wrong_account",
]
_STATUS: Final[dict[Reason, int]] = {
    "too_large": 413,
    "malformed": 400,
    "forbidden_xml": 400,
    "incomplete": 400,
    "wecom": 400,
}


class Refused(Exception):
    """Refused for `reason` (a label, never content) with this HTTP status and an empty body."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.status = _STATUS.get(reason, 403)
