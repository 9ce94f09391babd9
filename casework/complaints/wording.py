"""What may be stored of what people write: secrets, numbers and the parties' own data never in clear text."""

import re
from typing import Any, Final

from casework.checks import sized
from casework.complaints import spellings
from casework.complaints.persons import CONTACT_FIELDS, Contact
from casework.errors import ValueRefusedError

STORY: Final = 4000
TEXT: Final = 2000
SAID: Final = 200
_TOKEN: Final = re.compile(r"pv_[A-Za-z0-9]{22}")
_UNIT: Final = re.compile(r"[\w()（）〔〕\[\]·#./ -]{1,64}")
_LONG_NUMBER: Final = re.compile(r"\d{7}")
_NAME: Final = 2


def tidy(field: str, text: str, longest: int = TEXT, shortest: int = 1) -> str:
    """Trimmed, of a length within bounds, masked; ValueRefusedError."""
    plain = storable(text).strip()
    sized(field, plain, longest, shortest)
    return masked(plain)


def storable(text: str) -> str:
    """Without what no database takes: NUL and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def masked(text: str) -> str:
    """Secrets hidden, phone numbers shown in part; customers' own words were masked at the door."""
    # The library's dictionaries are not for those who only read complaints.
    from bot.text.masking import mask

    return mask(text, by_customer=False).text


def masked_json(value: Any) -> Any:
    """JSON with every string masked; tokens of the vault stay."""
    match value:
        case str():
            return value if _TOKEN.fullmatch(value) else masked(storable(value))
        case list() | tuple():
            return [masked_json(item) for item in value]
        case dict():
            return {storable(str(name)): masked_json(item) for name, item in value.items()}
        case None | bool() | int() | float():
            return value
        case _:
            raise ValueRefusedError("value", "must be JSON")


def unit(field: str, name: str) -> str:
    """A department, a branch, a reference: a short name without any long number that could be a person's."""
    plain = name.strip()
    if not _UNIT.fullmatch(plain):
        raise ValueRefusedError(field, "must be a short name")
    return plain


def branch(field: str, name: str) -> str:
    """A unit's name; no phone number hides in it."""
    if _LONG_NUMBER.search(name):
        raise ValueRefusedError(field, "must be a name, not a number")
    return unit(field, name)


def without(text: str, contact: Contact, shown: dict[str, str]) -> str:
    """The text with the person's own name, numbers and address, however spelt, in their masked forms."""
    for field in CONTACT_FIELDS:
        value = (getattr(contact, field) or "").strip()
        if len(value) >= _NAME:
            find = spellings.of_number if field == "phone" else spellings.of_words
            for start, end in reversed(tuple(find(value, text))):
                text = text[:start] + shown[field] + text[end:]
    return text
