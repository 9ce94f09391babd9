"""Who sees an attachment: the customer their own and what staff give them, staff all."""

from casework.complaints import service as complaints
from casework.complaints.rows import events_of, files_of
from casework.complaints.types import File
from casework.files.types import KeptFile
from tests.casework.complaints.case import Case

PAPER = KeptFile("a" * 32, "内部核查记录.pdf", "application/pdf", 1000, "b" * 64)


def attach(case: Case, *, by_staff: bool, inside: bool | None = None) -> File:
    who = case.agent if by_staff else case.customer
    return case.database.run_write(
        lambda s: complaints.attach(s, case.id, PAPER, who, case.now, inside=inside)
    )


def seen(case: Case) -> tuple[tuple[File, ...], list[str]]:
    files = case.database.run_read(lambda s: files_of(s, case.id, public=True))
    events = case.database.run_read(lambda s: events_of(s, case.id, public=True))
    return files, [event.kind for event in events]


def test_what_staff_keep_with_it_the_customer_does_not_see(case: Case) -> None:
    case.take("ask_info", text="请上传账单")
    kept = attach(case, by_staff=True)
    assert seen(case) == ((), ["filed", "ask_info"])
    assert case.read(complaints.files_of) == (kept,)
    assert case.get().state == "awaiting_info"


def test_what_staff_say_is_for_the_customer_is_seen(case: Case) -> None:
    kept = attach(case, by_staff=True, inside=False)
    assert seen(case) == ((kept,), ["filed", "attached"])


def test_the_customers_own_is_seen_even_when_staff_kept_the_same_before(case: Case) -> None:
    inner = attach(case, by_staff=True)
    own = attach(case, by_staff=False)
    assert own.id != inner.id
    assert seen(case) == ((own,), ["filed", "attached"])
    assert attach(case, by_staff=True) == inner
    assert attach(case, by_staff=False) == own
