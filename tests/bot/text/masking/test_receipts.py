"""The query code of a complaint: hidden beside its receipt, never lost."""

import pytest

from bot.text import TYPED_CODE, mask


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("XB-ABCD-EFGH2 K7MPQR", "K7MPQR"),
        ("xb abcd efgh2，查询码k7mpqr", "k7mpqr"),
        ("编号XBABCDEFGH2 查询码：７ＷＭＰＱＲ", "７ＷＭＰＱＲ"),
        ("查询码 K7M PQR，编号 XB-ABCD-EFGH2", "K7M PQR"),
        ("XB-ABCD-EFGH KMPQRS", "KMPQRS"),
        ("XB-ABCD-EFGH2 code: K7MPQR", "K7MPQR"),
        ("XB-ABCD-EFGH2 234567", "234567"),
        ("我的查询码是K7MPQR", "K7MPQR"),
    ],
)
def test_a_code_is_sealed(text: str, code: str) -> None:
    masked = mask(text)
    assert code not in masked.text
    assert TYPED_CODE in masked.text
    assert [(f.kind, f.value, f.secret) for f in masked.findings] == [("code", code, False)]


@pytest.mark.parametrize(
    "text",
    [
        "XB-ABCD-EFGH2",
        "查一下XB-ABCD-EFGH2办到哪了",
        "XB-ABCD-EFGH2这件，再补充一点：他们多扣了我123456元，是在十月扣的",
        "我的iphone被偷了",
        "订单 K7MPQR 没有到",
        "什么是查询码",
    ],
)
def test_what_is_no_code_stays(text: str) -> None:
    assert mask(text).text == text
