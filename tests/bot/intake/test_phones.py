"""Telephone numbers as customers write them."""

import pytest

from bot.intake.phones import Phone, Refused, check, phone
from bot.text import mask
from tests.growth import text_grows

# Only the actions and the gateway read numbers; the engine's environment has no such library.
pytest.importorskip("phonenumbers")

MAINLAND = "+8613800138000"


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("13800138000", MAINLAND),
        ("138 0013 8000", MAINLAND),
        ("138-0013-8000", MAINLAND),
        ("１３８００１３８０００", MAINLAND),
        ("一三八零零一三八零零零", MAINLAND),
        ("幺三八零零幺三八零零零", MAINLAND),
        ("一三八 零零一三 八零零零", MAINLAND),
        ("1 3 8 0 0 1 3 8 0 0 0", MAINLAND),
        ("我的电话是13800138000，谢谢", MAINLAND),
        ("+86 138 0013 8000", MAINLAND),
        ("0086-13800138000", MAINLAND),
        ("8613800138000", MAINLAND),
        ("13888888888", "+8613888888888"),
        ("010-62345678", "+861062345678"),
        ("(010) 6234 5678", "+861062345678"),
        ("（0755）82345678", "+8675582345678"),
        ("0755-82345678转801", "+8675582345678"),
        ("打我手机 18622334455 或者家里 010-62345678", "+8618622334455"),
        ("+852 9123 4567", "+85291234567"),
        ("85291234567", "+85291234567"),
        ("00852 9123 4567", "+85291234567"),
        ("9123 4567", "+85291234567"),
        ("+853 6612 3456", "+85366123456"),
        ("85366123456", "+85366123456"),
        ("0912-345-678", "+886912345678"),
        ("我姓王，手機是 0933 123 456 喔", "+886933123456"),
        ("+886 912 345 678", "+886912345678"),
        ("886912345678", "+886912345678"),
        ("02-2345-6780", "+886223456780"),
    ],
)
def test_a_number_is_understood(text: str, e164: str) -> None:
    found = phone(text)
    assert found is not None
    assert found.e164 == e164


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("11111111111", "invented"),
        ("12345678901", "invented"),
        ("00000000000", "invented"),
        ("98765432109", "invented"),
        ("1380013800", "unknown"),
        ("138001380001", "unknown"),
        ("12013800138", "unknown"),
        ("123456", "length"),
        ("6222020200112233445", "length"),
        ("95588", "hotline"),
        ("12378", "hotline"),
        ("110", "hotline"),
        ("400-888-8888", "hotline"),
        ("62345678", "area"),
        ("82345678", "area"),
        ("没有", "none"),
        ("王小明", "none"),
        ("5月3号", "none"),
        ("", "none"),
    ],
)
def test_what_is_no_number_is_refused_with_a_reason(text: str, reason: str) -> None:
    assert check(text) == Refused(reason)  # type: ignore[arg-type]
    assert phone(text) is None


def test_a_short_number_is_one_of_the_customers_place() -> None:
    found = [
        phone("62345678", "HK"),
        phone("66123456", "MO"),
        phone("28712345", "MO"),
        phone("23456780", "HK"),
    ]
    assert [f and f.e164 for f in found] == ["+85262345678", "+85366123456", "+85328712345", "+85223456780"]


def test_the_extension_is_kept() -> None:
    assert check("0755-82345678转801") == Phone("+8675582345678", "075****5678", "CN", "801")


@pytest.mark.parametrize("text", ["13800138000", "+852 9123 4567", "0912-345-678", "85366123456"])
def test_it_is_shown_as_texts_are_masked(text: str) -> None:
    found = phone(text)
    assert found is not None
    assert found.shown == mask(text).text


@pytest.mark.parametrize("unit", ["1", "12 ", "138", "+", "1-", "1 3 8 0 0 1 3 8 0 0 0，", "转1"])
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    assert not text_grows(phone, unit)
