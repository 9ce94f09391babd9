"""The measure of growth tells good from bad, and counts the same every time."""

from tests.growth import calls, grows, text_grows


def steps(count: int) -> int:
    return sum(range(count))


def test_four_times_the_work_is_no_growth() -> None:
    assert not grows(steps, 10_000, 40_000)
    assert not text_grows(lambda text: [ord(sign) for sign in text], "一二", 40_000)


def test_sixty_four_times_the_work_is() -> None:
    assert grows(lambda n: steps(n**3), 30, 120)
    assert text_grows(lambda text: steps((len(text) // 60) ** 3), "一二")


def test_what_is_worked_out_once_is_worked_out_for_every_round() -> None:
    seen: list[str] = []
    text_grows(seen.append, "一", 1000)
    assert len(seen[1:]) == len(set(seen[1:]))


def test_calls_are_counted_alike_every_time() -> None:
    assert calls(lambda: [abs(n) for n in range(5)]) == calls(lambda: [abs(n) for n in range(-5, 0)]) > 5
