"""Who complains: the customer, somebody for them, an heir, or a group with its representatives."""

import re

from bot.intake.phones import Phone, check, phone
from bot.text import Region
from casework.complaints.persons import Contact, NewParty
from casework.statuses import ComplaintKind
from gateway.complaints.limits import MOST_PEOPLE
from gateway.complaints.typed import Typed

KINDS: tuple[ComplaintKind, ...] = ("own", "for_other", "heir", "group")
_NAME = re.compile(r"[^\d\[\]<>@#$%^*_=+|\\/]{1,40}")
_EMAIL = re.compile(r"[^@\s,;<>\"']{1,64}@[^@\s,;<>\"']{1,180}\.[A-Za-z\u0080-\U0010ffff]{2,20}")
# Identity cards of the mainland, Hong Kong, Macau, Taiwan; passports and permits.
_PAPER = re.compile(r"[A-Za-z]{0,3}\d{6,17}[\dXxA-Za-z]?(?:[(（/]?[\dAa][)）]?)?")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURE_GAPS = re.compile(r"[\s,，、;；:：]+")

Errors = dict[str, str]


def contact_of(given: Typed, region: Region, errors: Errors) -> Contact:
    """Name, and a way to reach the customer; what is wrong goes into ``errors`` by field."""
    name, email, paper = given.get("name"), given.get("email"), given.get("id_number")
    if not name:
        errors["name"] = "missing_name"
    elif not _NAME.fullmatch(name):
        errors["name"] = "name"
    number = _number("phone", given, region, errors)
    if not given.get("phone") and not email:
        errors["phone"] = "missing_phone"
    if email and not _EMAIL.fullmatch(email):
        errors["email"] = "email"
    if paper and not _is_paper(paper):
        errors["id_number"] = "id_number"
    return Contact(name or None, number, id_number=paper or None, email=email or None)


def kind_of(given: Typed, errors: Errors) -> ComplaintKind:
    """Who complains; the customer, while nothing else is said."""
    said = given.get("kind") or "own"
    kind = next((kind for kind in KINDS if kind == said), None)
    if kind is None:
        errors["kind"] = "kind"
    return kind or "own"


def parties_of(
    kind: ComplaintKind, given: Typed, region: Region, errors: Errors
) -> tuple[tuple[NewParty, ...], int]:
    """The parties and how many people complain."""
    self = contact_of(given, region, errors)
    if kind == "group":
        return _group(self, given, region, errors)
    if kind == "own":
        return (NewParty("complainant", self),), 1
    return (
        NewParty("complainant", _other(given, region, errors)),
        NewParty("heir" if kind == "heir" else "authorised", self),
    ), 1


def _other(given: Typed, region: Region, errors: Errors) -> Contact:
    name = given.get("about_name")
    if not name:
        errors["about_name"] = "missing_about_name"
    elif not _NAME.fullmatch(name):
        errors["about_name"] = "name"
    return Contact(name or None, _number("about_phone", given, region, errors))


def _group(self: Contact, given: Typed, region: Region, errors: Errors) -> tuple[tuple[NewParty, ...], int]:
    number = given.get("people")
    people = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 0
    if people < 2:
        errors["people"] = "people"
    lines = [line.strip() for line in given.get("others").split("\n") if line.strip()]
    others = [_representative(line, region) for line in lines[: MOST_PEOPLE - 1]]
    if len(lines) > MOST_PEOPLE - 1:
        errors["others"] = "too_many_others"
    elif None in others:
        errors["others"] = "others"
    found = [self, *(other for other in others if other)]
    return tuple(NewParty("representative", one) for one in found), max(people, len(found))


def _number(field: str, given: Typed, region: Region, errors: Errors) -> str | None:
    """The number in a field as +86…; None when it is empty or none."""
    if not given.get(field):
        return None
    found = check(given.get(field), region)
    if isinstance(found, Phone):
        return found.e164
    errors[field] = f"phone_{found.reason}" if found.reason in ("area", "hotline") else "phone"
    return None


def _representative(line: str, region: Region) -> Contact | None:
    """ "王小明 13800138000" as a contact; None when either part is missing."""
    reached = phone(line, region)
    name = _SURE_GAPS.sub(" ", re.sub(r"[\d+()（）\-]+", " ", line)).strip()
    if reached is None or not _NAME.fullmatch(name):
        return None
    return Contact(name, reached.e164)


def _is_paper(text: str) -> bool:
    text = text.replace(" ", "")
    if len(text) == 18 and text[:17].isdecimal():
        total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
        return "10X98765432"[total % 11] == text[17].upper()
    return _PAPER.fullmatch(text) is not None and len(text) >= 7
