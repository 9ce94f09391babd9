"""A person's own data in free words, however they are spelt: other characters, blanks, country codes."""

import re
from collections.abc import Iterator
from typing import Final

_COUNTRY: Final = re.compile(r"86(?=1\d{10}$|[2-9]\d{8,10}$)|85[23](?=\d{8}$)|886(?=\d{8,9}$)")
_BETWEEN: Final = r"[ \-‐-―_.·()（）/]{0,3}"
_ABROAD: Final = rf"(?:(?:\+|00)?{_BETWEEN}(?:86|852|853|886){_BETWEEN})?(?:\(?0\)?{_BETWEEN})?"
# Mainland area codes without their 0; what follows is dialled within the city.
_AREA: Final = re.compile(r"(?:10|2\d|[3-9]\d\d)(?=\d{7,8}$)")
_WORD: Final = "[a-z0-9]"


def of_words(value: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a name, an e-mail address, a street stands: traditional, full-width, any case."""
    wanted, plain = _plain(value.strip()), _plain(text)
    before, after = (
        (rf"(?<!{_WORD})" if wanted[:1].isascii() else ""),
        (rf"(?!{_WORD})" if wanted[-1:].isascii() else ""),
    )
    yield from (match.span() for match in re.finditer(before + re.escape(wanted) + after, plain))


def of_number(value: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a telephone number stands, with or without country, leading 0, area code, blanks."""
    number = national(value)
    if len(number) < _FEWEST:
        return
    area = _AREA.match(number) if not number.startswith("1") or len(number) != _MOBILE else None
    head, local = (number[: area.end()], number[area.end() :]) if area else ("", number)
    first = f"(?:{_BETWEEN.join(head)}{_BETWEEN})?" if head else ""
    pattern = rf"(?<![0-9+]){_ABROAD}{first}{_BETWEEN.join(local)}(?![0-9])"
    yield from (match.span() for match in re.finditer(pattern, _plain(text)))


def national(value: str) -> str:
    """Digits without country code and leading 0."""
    digits = re.sub(r"\D", "", _plain(value)).removeprefix("00")
    return _COUNTRY.sub("", digits, count=1).lstrip("0")


def _plain(text: str) -> str:
    # The library's dictionaries are not for those who only read complaints.
    from bot.text.masking.shadow import shadow

    return shadow(text)


_FEWEST: Final = 6
_MOBILE: Final = 11
