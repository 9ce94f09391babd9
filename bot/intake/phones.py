"""A telephone number to be called back at: mainland, Hong Kong, Macau, Taiwan; mobiles and landlines.

`phonenumbers` (Google's numbering plans) says what is a number; what only looks like one is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from bot.intake.reading import read
from bot.text.masking.phones import shown

Region = Literal["CN", "HK", "MO", "TW"]
# Why a number was refused: no number at all; too short or too long; no such number; one digit over and over
# or counted up; a hotline or an emergency number; a landline without its area code.
Reason = Literal["none", "length", "unknown", "invented", "hotline", "area"]

_COUNTRIES: Final[dict[int, Region]] = {86: "CN", 852: "HK", 853: "MO", 886: "TW"}
_ORDER: Final[dict[Region, tuple[Region, ...]]] = {
    "CN": ("CN", "TW", "HK", "MO"),
    "HK": ("HK", "CN", "MO", "TW"),
    "MO": ("MO", "HK", "CN", "TW"),
    "TW": ("TW", "CN", "HK", "MO"),
}
_MARKS = r"[ \-‐-―_.·()/]"
_RUN = re.compile(rf"\+?\d(?:{_MARKS}{{0,3}}\d){{2,24}}(?:(?:转|分机|ext\.?|#|,){_MARKS}?\d{{1,5}})?")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#|,).*")
_HOTLINE = re.compile(r"(?:9[56]\d{3}|1[012]\d{1,3}|123\d\d|[48]00\d{7}|1[0-2]\d{3}|999|165)$")
_COUNTED = ("01234567890123456789", "98765432109876543210")
# Without an area code a mainland number of these could be one of Hong Kong or Macau; 9… is no landline.
_LOCAL = re.compile(r"[2-8]\d{6,7}$")
_SHORTEST, _LONGEST = 7, 15
_MOST = 8


@dataclass(frozen=True, slots=True)
class Phone:
    """`e164`: +8613800138000; `shown`: 138****8000, as texts are masked; `extension`: digits or nothing."""

    e164: str
    shown: str
    region: Region
    extension: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Digits that are no number to call back at, and why."""

    reason: Reason


def phone(text: str, own: Region = "CN") -> Phone | None:
    """The first telephone number of a text; `own`: where a number without a country is looked for first."""
    found = check(text, own)
    return found if isinstance(found, Phone) else None


def check(text: str, own: Region = "CN") -> Phone | Refused:
    """The first number, or why there is none; of several reasons the last."""
    reason: Reason = "none"
    for number, run in enumerate(_RUN.finditer(read(text).text.replace("（", "(").replace("）", ")"))):
        found = _number(run[0], own)
        if isinstance(found, Phone):
            return found
        reason = found.reason
        if number >= _MOST:
            break
    return Refused(reason)


def _number(run: str, own: Region) -> Phone | Refused:
    extension = re.sub(r"\D", "", m[0]) if (m := _EXTENSION.search(run)) else ""
    digits = re.sub(r"\D", "", _EXTENSION.sub("", run))
    if _HOTLINE.match(digits):
        return Refused("hotline")
    if not _SHORTEST <= len(digits) <= _LONGEST:
        return Refused("length")
    if _invented(digits):
        return Refused("invented")
    if own == "CN" and _LOCAL.match(digits):
        return Refused("area")
    return _parsed(digits, own, extension, abroad=run.startswith("+")) or Refused("unknown")


def _invented(digits: str) -> bool:
    """One digit over and over, or counted up or down; 13888888888 is a real and dear number."""
    return len(set(digits)) == 1 or any(digits in counted for counted in _COUNTED)


def _parsed(digits: str, own: Region, extension: str, *, abroad: bool) -> Phone | None:
    import phonenumbers  # heavy, and only some messages hold a number

    for prefix, region in _readings(digits, own, abroad=abroad):
        try:
            number = phonenumbers.parse(prefix + digits, region)
        except phonenumbers.NumberParseException:
            continue
        country = _COUNTRIES.get(number.country_code or 0)
        if country and phonenumbers.is_valid_number(number):
            e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            return Phone(e164, shown(_national(e164, country)), country, extension)
    return None


def _readings(digits: str, own: Region, *, abroad: bool) -> list[tuple[str, Region]]:
    """How the digits may be meant: with a country in front, or as a number of each place, ours first."""
    if abroad:
        return [("+", own)]
    coded = digits.removeprefix("00").startswith(tuple(str(code) for code in _COUNTRIES))
    with_code: list[tuple[str, Region]] = [("+", own)] if coded and not digits.startswith("0") else []
    if digits.startswith("00"):
        return [("", own)]
    places = [place for place in _ORDER[own] if place != "TW" or digits.startswith("0")]
    return [*(("", place) for place in places), *with_code]


def _national(e164: str, region: Region) -> str:
    """As people write it at home, so that it is masked like everywhere else."""
    code = next(str(code) for code, name in _COUNTRIES.items() if name == region)
    national = e164.removeprefix(f"+{code}")
    mobile = region in ("HK", "MO") or (region == "CN" and len(national) == 11 and national.startswith("1"))
    return national if mobile else "0" + national
