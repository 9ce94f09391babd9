"""An agent's words on the way to the customer: tidied, checked, and in the customer's script."""

from dataclasses import dataclass

from bot.text import Script, convert, detect_script, mask
from gateway.chat.intake import LONGEST_TEXT, presentable
from gateway.desk.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What the customer reads; ``typed`` is what was written, where that is something else."""

    text: str
    typed: str | None = None


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


def in_script(text: str, script: Script) -> str:
    """Simplified words in the customer's script; who writes traditional characters is left alone."""
    if script == "zh-Hans" or (detect_script(text) or "zh-Hans") != "zh-Hans":
        return text
    return convert(text, script)
