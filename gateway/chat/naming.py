"""Names, phones and codes as the conversation knows them: asked for just now, or given and sealed."""

from contextlib import suppress
from dataclasses import replace
from itertools import chain

from sqlalchemy.orm import Session

from bot.fraud.distress import despairs
from bot.intake.names import name
from bot.text import TYPED_CODE, Finding, fold
from bot.text.masking.names import shown
from bot.text.masking.receipts import codes
from bot.text.masking.shadow import shadow
from casework.conversations import service as conversations
from casework.vault import service as vault
from casework.vault.cipher import Cipher, SealError
from gateway.chat.records import CALLBACK, Incoming

_SHORTEST = 2  # characters
_CASE = "case"
_CONTACT = frozenset({"name", "phone", "contact"})


def as_asked(session: Session, cipher: Cipher, new: Incoming) -> Incoming:
    """The message as it will be stored, with all the ways in which it may have been stored before."""
    found = conversations.get(session, new.conversation_id)
    known = _names(session, cipher, new.conversation_id)
    variants = [new, *([new.as_contact] if new.as_contact else [])]
    sealed = [without(variant, known) for variant in variants]
    wanted = (found.owner, found.expects) == ("queue", CALLBACK) or (
        found.owner == "bot" and found.expects in _CONTACT
    )
    chosen = sealed[-1] if wanted else sealed[0]
    if wanted and found.expects == "name":
        chosen = _as_the_form_reads(chosen)
    coded = [_without_codes(variant) for variant in sealed]
    if found.owner == "bot" and found.expects == _CASE:
        chosen = coded[0]
    return replace(chosen, readings=tuple(v.text for v in chain(variants, sealed, coded)))


def without(new: Incoming, known: tuple[tuple[str, str], ...]) -> Incoming:
    """The message with names that were given before shown in part; (value, shown) each."""
    text, personal = new.text, list(new.personal)
    for value, masked in known:
        at = -1
        while (at := fold(text).find(fold(value), at + 1)) >= 0:
            there = text[at : at + len(value)]
            text = text[:at] + masked + text[at + len(value) :]
            personal.append(Finding("name", at, at + len(masked), there, masked, secret=False))
    return replace(new, text=text, personal=tuple(personal))


def _without_codes(new: Incoming) -> Incoming:
    """The message as the answer to "your receipt and query code"."""
    text, personal = new.text, list(new.personal)
    for span in reversed(tuple(codes(shadow(text), text, asked=True))):
        there = text[span.start : span.end]
        personal.append(Finding("code", span.start, span.end, there, TYPED_CODE, secret=False))
        text = text[: span.start] + TYPED_CODE + text[span.end :]
    return replace(new, text=text, personal=tuple(personal))


def _as_the_form_reads(new: Incoming) -> Incoming:
    """What the form will take for the name is one, however rare: 查建国."""
    if any(finding.kind == "name" for finding in new.personal) or despairs(new.text):
        return new
    said = name(new.text) or ""
    # Latin letters without capitals may be a cry for help in Chinese spelling.
    sure = len(said) >= _SHORTEST and not said.isascii()
    return without(new, ((said, shown(said)),)) if sure else new


def _names(session: Session, cipher: Cipher, conversation_id: str) -> tuple[tuple[str, str], ...]:
    """Longest first, so that no name is cut by a shorter one."""
    opened: list[tuple[str, str]] = []
    for kept in vault.values_of(session, conversation_id):
        # One that does not open (another key) must not cost the customer the message.
        with suppress(SealError):
            if kept.kind == "name" and kept.shown:
                opened.append((vault.resolve(session, cipher, conversation_id, kept.token), kept.shown))
    return tuple(sorted((pair for pair in opened if len(pair[0]) >= _SHORTEST), key=lambda p: -len(p[0])))
