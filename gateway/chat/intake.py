"""A customer's words on the way in: tidied for the transcript, measured, and without secrets."""

import re
import unicodedata
from dataclasses import replace

from bot.fraud.distress import despairs
from bot.intake.wishes import wish
from bot.text import Masked, clean, mask
from casework.vault.service import KINDS
from gateway.chat.records import Incoming
from gateway.errors import Problem

LONGEST_TEXT = 2_000
_LONGEST_CONTACT = 120  # characters of an answer that says a name or a phone, with a greeting
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
_JOINER = "\u200d"
_LINE_BREAK = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
# What hides a digit from the masks: joiners outside emoji, and the frame of a keycap.
_BETWEEN = re.compile(r"(?<=\w)\u200d|\u200d(?=\w)|(?<=\d)[\ufe0e\ufe0f\u20e3]+")


def incoming(conversation_id: str, client_message_id: str, text: str) -> Incoming:
    """The message as it may be stored. Problem 413 over 2,000 characters, 422 when nothing is left."""
    # Four times the limit: what tidying may remove, not what it may be made to chew on.
    tidy = clean(text) if len(text) <= LONGEST_TEXT * 4 else text
    if len(tidy) > LONGEST_TEXT:
        raise Problem(413, "too_long", limit=LONGEST_TEXT)
    if not tidy:
        raise Problem(422, "empty")
    shown = presentable(text)
    new = _made(conversation_id, client_message_id, mask(shown))
    if len(shown) > _LONGEST_CONTACT or wish(shown) is not None or despairs(shown):
        return new
    named = mask(shown, contact_asked=True)
    if named.text == new.text:
        return new
    return replace(new, as_contact=_made(conversation_id, client_message_id, named))


def _made(conversation_id: str, client_message_id: str, masked: Masked) -> Incoming:
    secrets = tuple(f.kind for f in masked.findings if f.secret)
    personal = tuple(f for f in masked.findings if f.kind in KINDS and not f.secret)
    return Incoming(conversation_id, client_message_id, masked.text[: LONGEST_TEXT * 2], secrets, personal)


def presentable(text: str) -> str:
    """The customer's own characters, full-width ones too, without invisible ones; emoji stay whole."""
    text = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    if not text.isprintable():
        text = "".join(c for c in text if c in ("\n", _JOINER) or unicodedata.category(c) not in _INVISIBLE)
    return _BETWEEN.sub("", text).strip()
