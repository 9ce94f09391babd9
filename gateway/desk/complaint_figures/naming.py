"""Names of what is counted, for staff."""

from dataclasses import dataclass
from typing import Final

from bot.intake.classes import load_classes
from casework.complaints.figures.types import Dimension
from gateway.desk.words import Words

_LABELS: Final[dict[str, str]] = {"region": "region", "state": "cstate", "door": "door"}


@dataclass(frozen=True, slots=True)
class Names:
    """`t`: the desk's words; classes are called as JR/T 0169—2018 calls them."""

    t: Words

    def of(self, dimension: Dimension, key: str | None) -> str:
        """The name of a value of a dimension."""
        if key is None:
            return self.t("cfig_no_value")
        if dimension in _LABELS:
            return self.t.label(_LABELS[dimension], key)
        return self.t.class_of(dimension, key) if dimension in load_classes() else key

    def title(self, name: str) -> str:
        """The title of a chart or a table."""
        return self.t(f"cfig_{name}")

    def column(self, name: str) -> str:
        """The head of a column of values."""
        return self.t(f"cfig_of_{name}")

    def outcome(self, slug: str | None) -> str:
        """How it was answered."""
        return (
            self.t.voice.say(f"complaints_told.outcome_{slug}", "zh-Hans", "CN", "standard", {})
            if slug
            else ""
        )

    def yes(self, value: bool | None) -> str:
        """Yes, no, or nothing."""
        return "" if value is None else self.t("cfig_yes" if value else "cfig_no")
