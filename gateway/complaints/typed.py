"""What a customer typed: tidied, cut to what may be, and without secrets before anything else sees it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.text import MASK_LABEL, mask
from gateway.chat.intake import presentable
from gateway.complaints.limits import LONGEST_LINE, LONGEST_STORY, LONGEST_WISH

# Free words, in which a card number or a password may stand; value: the most characters.
FREE: Mapping[str, int] = {
    "story": LONGEST_STORY, "wish": LONGEST_WISH, "when": LONGEST_LINE, "branch": LONGEST_LINE,
    "amount": LONGEST_LINE, "text": LONGEST_STORY,
}  # fmt: skip
# Fields for one personal value each; what is sealed must not be masked first.
PERSONAL: Mapping[str, int] = {
    "name": 40, "phone": 40, "email": 120, "id_number": 40, "about_name": 40, "about_phone": 40,
    "others": 400,
}  # fmt: skip
CHOICES = ("kind", "people", "channel", "business", "consent", "form_id", "score", "code", "receipt", "yes")
# Which secrets have no place in a field: the identity number may stand where it is asked for.
_ALLOWED: Mapping[str, frozenset[str]] = {"id_number": frozenset({"id_number"})}


@dataclass(frozen=True, slots=True)
class Typed:
    """Fields by name; ``secrets`` are the kinds that were taken out, as they are called (银行卡号)."""

    values: Mapping[str, str]
    secrets: tuple[str, ...] = ()
    too_long: frozenset[str] = frozenset()

    def get(self, name: str) -> str:
        """A field, or nothing."""
        return self.values.get(name, "")


def typed(fields: Mapping[str, str]) -> Typed:
    """Read known fields; unknown ones are not looked at."""
    values: dict[str, str] = {}
    labels: dict[str, None] = {}
    too_long: set[str] = set()
    for name, longest in (*FREE.items(), *PERSONAL.items()):
        text = presentable(fields.get(name, "")[: longest * 4])
        if len(text) > longest:
            too_long.add(name)
            text = text[: longest * 4]
        values[name], found = _without_secrets(name, text)
        labels.update(dict.fromkeys(found))
    for name in CHOICES:
        values[name] = fields.get(name, "").strip()[:64]
    return Typed(values, tuple(labels), frozenset(too_long))


def _without_secrets(name: str, text: str) -> tuple[str, list[str]]:
    masked = mask(text)
    allowed = _ALLOWED.get(name, frozenset())
    secret = [found for found in masked.findings if found.secret and found.kind not in allowed]
    if not secret:
        return (masked.text if name in FREE else text), []
    names = [label.strip("[]").rpartition(":")[2] for label in MASK_LABEL.findall(masked.text)]
    # A value of its own that holds a secret is nothing we want, label or not.
    return (masked.text if name in FREE else ""), names
