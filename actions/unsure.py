"""What the classifier is only moderately sure of: other entries as buttons, words about the last answer."""

from typing import Final

from actions import replies
from actions.context import DISTRESS, Turn, knowledge
from actions.followups import leans
from actions.places import fitting
from bot.fraud.distress import despairs
from bot.text import normalise

# Below SURELY another entry may be meant; one with a chance of LIKELY is worth a button.
SURELY: Final = 0.8
LIKELY: Final = 0.1
MOST_OTHERS: Final = {"standard": 2, "large": 1}
MOST_BUTTONS: Final = 5
# So few characters, so little sure: rather about the last answer.
BRIEF: Final = 8
LOOSE: Final = 0.65
# What leans on something said before has to be this sure to begin something else.
LEANING: Final = 0.95


def others(entry: str, turn: Turn) -> list[dict[str, str]]:
    """Buttons for the next likely entries, where the one that is stated is only moderately sure."""
    if not turn.ranking or turn.ranking[0][0] != entry or turn.confidence >= SURELY:
        return []
    likely = [fitting(one, turn) for one, chance in turn.ranking[1:3] if chance >= LIKELY and one != DISTRESS]
    titled = [replies.titled(one, turn) for one in dict.fromkeys(likely) if one != entry]
    return titled[: MOST_OTHERS[turn.mode]]


def around(entry: str, topic: str | None, turn: Turn) -> list[str]:
    """For a few words hardly understood alone: the last answer, the entry, what stands next to it."""
    known = knowledge().entries
    brief = len(normalise(turn.text)) <= BRIEF and turn.confidence < LOOSE
    if topic is None or topic not in known or not (brief or (leans(turn) and turn.confidence < LEANING)):
        return []
    related, urgent = known[topic].related, known[topic].urgent or known[entry].urgent
    near = entry == topic or entry in related or known[entry].group == known[topic].group
    return [] if near or urgent else [topic, entry, *(one for one in related if one != entry)][:3]


def only_angry(text: str) -> bool:
    """气死我了 and no word of what about."""
    return len(normalise(text)) <= BRIEF


def exaggerates(text: str) -> bool:
    """气死我了, 累死了: everyday words, and none of despair."""
    words = knowledge().listed("dialogue.words_exaggerated")
    return any(word in normalise(text) for word in words) and not despairs(text)
