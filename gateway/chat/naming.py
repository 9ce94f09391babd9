"""Names and phones as the conversation knows them: asked for just now, or given before and sealed."""

from contextlib import suppress
from dataclasses import replace
from itertools import chain

from sqlalchemy.orm import Session

from bot.text import Finding, fold
from casework.conversations import service as conversations
from casework.vault import service as vault
from casework.vault.cipher import Cipher, SealError
from gateway.chat.records import Incoming

_SHORTEST = 2  # characters
_CONTACT = frozenset({"name", "phone", "contact"})


def as_asked(session: Session, cipher: Cipher, new: Incoming) -> Incoming:
    """The message as it will be stored, with all the ways in which it may have been stored before."""
    found = conversations.get(session, new.conversation_id)
    known = _names(session, cipher, new.conversation_id)
    variants = [new, *([new.as_contact] if new.as_contact else [])]
    sealed = [without(variant, known) for variant in variants]
    wanted = found.owner == "bot" and found.expects in _CONTACT
    chosen = sealed[-1] if wanted else sealed[0]
    return replace(chosen, readings=tuple(v.text for v in chain(variants, sealed)))


def without(new: Incoming, known: tuple[tuple[str, str], ...]) -> Incoming:
    """The message with names that were given before shown in part; (value, shown) each."""
    text, personal = new.text, list(new.personal)
    for value, shown in known:
        at = -1
        while (at := fold(text).find(fold(value), at + 1)) >= 0:
            there = text[at : at + len(value)]
            text = text[:at] + shown + text[at + len(value) :]
            personal.append(Finding("name", at, at + len(shown), there, shown, secret=False))
    return replace(new, text=text, personal=tuple(personal))


def _names(session: Session, cipher: Cipher, conversation_id: str) -> tuple[tuple[str, str], ...]:
    """Longest first, so that no name is cut by a shorter one."""
    opened: list[tuple[str, str]] = []
    for kept in vault.values_of(session, conversation_id):
        # One that does not open (another key) must not cost the customer the message.
        with suppress(SealError):
            if kept.kind == "name" and kept.shown:
                opened.append((vault.resolve(session, cipher, conversation_id, kept.token), kept.shown))
    return tuple(sorted((pair for pair in opened if len(pair[0]) >= _SHORTEST), key=lambda p: -len(p[0])))
