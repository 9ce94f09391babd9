"""Check digits: whether a row of digits can be a card, an identity card or a passport-like number."""

from __future__ import annotations

from collections.abc import Sequence

_GB_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_GB_CHECKS = "10X98765432"
_TW_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Luhn:
    """Luhn checks of any part of a row of digits, each in constant time."""

    def __init__(self, digits: Sequence[int]) -> None:
        """Sum up both ways of doubling once."""
        self._even, self._odd = [0], [0]
        for index, digit in enumerate(digits):
            doubled = digit * 2 - 9 if digit > 4 else digit * 2
            self._even.append(self._even[-1] + (digit if index % 2 else doubled))
            self._odd.append(self._odd[-1] + (doubled if index % 2 else digit))

    def valid(self, start: int, end: int) -> bool:
        """Whether digits[start:end] pass; the last one is not doubled."""
        sums = self._odd if end % 2 else self._even
        return (sums[end] - sums[start]) % 10 == 0


def gb11643(number: str) -> bool:
    """An 18-character mainland identity number: province, a real date of birth, check character."""
    if len(number) != 18 or not number[:17].isdigit() or not date_of_birth(number[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_GB_WEIGHTS, number, strict=False))
    return "11" <= number[:2] <= "91" and number[17].upper() == _GB_CHECKS[total % 11]


def date_of_birth(digits: str) -> bool:
    """Whether eight digits are a day of the 19th to 21st century (YYYYMMDD)."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return 1880 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def taiwan_id(number: str) -> bool:
    """A Taiwanese identity number: a letter, nine digits, the last one a check digit."""
    code = _TW_LETTERS.index(number[0].upper()) + 10
    digits = (code // 10, code % 10, *map(int, number[1:]))
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(d * w for d, w in zip(digits, weights, strict=True)) % 10 == 0


def hong_kong_id(number: str) -> bool:
    """A Hong Kong identity number without brackets: one or two letters, six digits, check character."""
    body = number[:-1].upper().rjust(8)
    values = [36 if c == " " else ord(c) - 55 if c.isalpha() else int(c) for c in body]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    check = 10 if number[-1].upper() == "A" else int(number[-1])
    return (total + check) % 11 == 0
