"""What guards real passwords, for the other tests use something cheaper."""

from argon2 import Type

from tests.passwords import REAL


def test_passwords_are_hashed_at_the_cost_that_is_recommended() -> None:
    """RFC 9106, section 4: the second recommended option."""
    assert REAL.type is Type.ID
    assert (REAL.time_cost, REAL.memory_cost, REAL.parallelism) >= (3, 64 * 1024, 4)
    assert REAL.verify(REAL.hash("平安是福-2026"), "平安是福-2026")
