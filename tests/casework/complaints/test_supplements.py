"""A customer may add a lot to a complaint, but not bury it."""

from datetime import timedelta

import pytest

from casework.errors import TooMuchError
from tests.casework.complaints.case import Case


def add(case: Case, count: int) -> None:
    for number in range(count):
        case.take("supplement", case.customer, text=f"补充第{number}条")


def test_thirty_a_day_and_the_next_day_again(case: Case) -> None:
    add(case, 30)
    with pytest.raises(TooMuchError):
        add(case, 1)
    # Staff write down what the customer says at the counter.
    case.take("supplement", text="客户来电补充")
    case.now += timedelta(days=1)
    add(case, 1)


def test_two_hundred_in_all(case: Case) -> None:
    for _ in range(8):
        add(case, 25)
        case.now += timedelta(days=1)
    with pytest.raises(TooMuchError):
        add(case, 1)
