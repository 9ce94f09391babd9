"""What is free goes back to the system, where the C library can do that."""

import sys

import pytest

from bot.memory import give_back

_PAGES = 64  # what reading the size itself may take


@pytest.mark.skipif(sys.platform != "linux", reason="the resident size is read as Linux tells it")
def test_giving_back_never_takes_more() -> None:
    kept = [bytes(200) for _ in range(50_000)]
    del kept[::2]
    give_back()
    before = _resident()
    give_back()
    assert _resident() <= before + _PAGES
    assert all(len(one) == 200 for one in kept)


def _resident() -> int:
    with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123 - no file that anybody wrote
        return int(told.read().split()[1])
