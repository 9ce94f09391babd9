"""Large text in the dialogue: offered to who only says that they cannot read this, never forced."""

from actions import replies
from actions.context import Turn, knowledge
from bot.intake.elder import elder
from bot.text import normalise

_OFFER = ("offer_large", "button_large", "say_large", "button_no_large")


def instead_of_switching(turn: Turn) -> replies.Reply | None:
    """What is said to a wish that is none yet, or is fulfilled; None where large text is switched on."""
    if turn.intent == "switch_standard" and turn.mode == "standard":
        # 看不清你这小字 is no wish for small letters.
        return _offer(turn) if _says("cannot_read", turn.text) else None
    if turn.intent != "switch_large":
        return None
    if turn.mode == "large":
        return replies.sentence("large_already", turn, buttons=[replies.button("human", turn)])
    return _offer(turn) if _only_sees_badly(turn.text) else None


def _only_sees_badly(text: str) -> bool:
    return elder(text) and not _says("large", text)


def _says(words: str, text: str) -> bool:
    return any(word in normalise(text) for word in knowledge().listed(f"dialogue.words_{words}"))


def _offer(turn: Turn) -> replies.Reply:
    text, title, value, no = (knowledge().say(f"gateway.{key}", **turn.style) for key in _OFFER)
    buttons = [{"title": title, "value": value}, {"title": no, "value": no}]
    return {"kind": "choices", "text": text, "buttons": buttons}
