"""What an agent writes, tidied and checked: words to the customer in their script, the end of an alert."""

from dataclasses import dataclass

from bot.text import Script, mask
from bot.text.readers import in_script
from casework.statuses import ALERT_OUTCOMES, AlertOutcome
from gateway.chat.intake import LONGEST_TEXT, presentable
from gateway.desk.refusal import Refusal

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What the customer reads; ``typed`` is what was written, where that is something else."""

    text: str
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How an alert ended, and why that is known."""

    outcome: AlertOutcome
    reason: str | None


def outgoing(text: str, script: Script) -> Outgoing:
    """The reply as it will be sent. Refusal when empty, over 2,000 characters, or with a secret in it."""
    typed = presentable(text) if len(text) <= LONGEST_TEXT * 4 else text
    if len(typed) > LONGEST_TEXT:
        raise Refusal("too_long", 413, {"limit": LONGEST_TEXT})
    if not typed:
        raise Refusal("empty")
    if any(finding.secret for finding in mask(typed).findings):
        raise Refusal("secret")
    sent = in_script(typed, script)
    return Outgoing(sent, typed if sent != typed else None)


def ending(outcome: str, reason: str) -> Ending:
    """The end of an alert. Refusal: unknown outcome, a reason over 500 characters or with a secret in it."""
    known = next((name for name in ALERT_OUTCOMES if name == outcome), None)
    if known is None:
        raise Refusal("outcome")
    written = presentable(reason) if len(reason) <= LONGEST_REASON * 4 else reason
    if len(written) > LONGEST_REASON:
        raise Refusal("reason_too_long", 413, {"limit": LONGEST_REASON})
    if any(finding.secret for finding in mask(written).findings):
        raise Refusal("reason_secret")
    return Ending(known, written or None)
