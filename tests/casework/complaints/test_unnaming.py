"""What customers and staff write on a complaint: nothing known of its persons stays, however it is spelt."""

from dataclasses import replace

import pytest

from casework.complaints import service
from casework.complaints.parties import shown_of
from casework.complaints.persons import Contact, customer
from casework.complaints.types import Deed
from casework.complaints.unnaming import cleaned, story_of
from casework.complaints.wording import without
from casework.db import Database
from casework.vault.cipher import Cipher
from tests.casework.complaints.case import CIPHER, NAME, NEW, NOW, PHONE

OWN = Contact("欧阳靖柏", "+862083561234", "110101197809234717", "jing.bai@example.com", "幸福路8号")


@pytest.mark.parametrize(
    "text",
    [
        "打020-83561234找我", "打（020）8356 1234", "打+86 20 8356 1234", "打0086-20-83561234", "打83561234",
        "打２０ ８３５６１２３４", "写信到Jing.Bai@Example.com", "我歐陽靖柏说的", "住幸福路８號",
    ],
)  # fmt: skip
def test_all_that_is_known_goes(text: str) -> None:
    clean = without(text, OWN, shown_of(OWN))
    assert "*" in clean
    for part in ("8356", "８３５６", "靖柏", "ing.", "幸福路8", "幸福路８"):
        assert part not in clean


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+886912345678", "0912-345-678"), ("0912345678", "+886 912 345 678"), ("+85291234567", "9123 4567"),
        ("91234567", "(852) 91234567"), ("+886223456789", "02-2345-6789"),
        ("+8613812345678", "138-1234-5678"),
        ("01062345678", "62345678"), ("13812345678", "008613812345678"),
    ],
)  # fmt: skip
def test_a_number_with_and_without_its_country(number: str, said: str) -> None:
    contact = Contact(None, number)
    clean = without(f"请打{said}，谢谢", contact, shown_of(contact))
    assert clean == f"请打{shown_of(contact)['phone']}，谢谢"


@pytest.mark.parametrize("text", ["流水号1208356123499", "扣了8356元和1234元", "打020-83561235", "I like it"])
def test_what_only_looks_like_it_stays(text: str) -> None:
    contact = Contact("Li", "+862083561234")
    assert without(text, contact, shown_of(contact)) == text


def test_words_added_later_are_clean_and_compare_equal(database: Database) -> None:
    words = Deed("supplement", text=f" 我{NAME}补充：打{PHONE}或发MOON@example.com找我，银行的小欧阳知道 ")

    def work(session: object) -> tuple[str, str, str]:
        found = service.file(session, CIPHER, NEW, customer("web"), NOW).complaint  # type: ignore[arg-type]
        said = cleaned(session, CIPHER, found.id, words)  # type: ignore[arg-type]
        service.take(session, found.id, said, customer(found.receipt), NOW)  # type: ignore[arg-type]
        stored = service.events_of(session, found.id)[-1].text  # type: ignore[arg-type]
        lost = cleaned(session, Cipher(b"x" * 32), found.id, Deed("supplement", text="您好"))  # type: ignore[arg-type]
        return str(stored), str(said.text), str(lost.text)

    stored, said, lost = database.run_write(work)
    assert stored == said
    assert stored == "我欧***补充：打138****8000或发m***@example.com找我，银行的小欧阳知道"
    assert lost == "您好"


def test_a_story_before_it_is_filed() -> None:
    said = story_of(replace(NEW, story=f"本人{NAME}，密码是a1b2c3d4，电话{PHONE}，他们要我转账"))
    assert NAME not in said
    assert PHONE not in said
    assert "a1b2c3d4" not in said
    assert "他们要我转账" in said
