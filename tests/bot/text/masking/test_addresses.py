"""E-mail addresses and WeChat ids in part; secrets in ways that were missed before."""

import pytest

from bot.text import mask


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("邮箱：Abc.d@example.com", "邮箱：A***@example.com"),
        ("写到１２３@qq.com，谢谢", "写到１***@qq.com，谢谢"),
        ("13800138000@139.com", "1***@139.com"),
        ("我的微信号：abc_1234", "我的微信号：a***"),
        ("微信是laowang，加一下", "微信是l***，加一下"),
        ("WeChat ID: laowang_88", "WeChat ID: l***"),
        ("微信wxid_88abc", "微信w***"),
    ],
)
def test_shown_in_part(text: str, shown: str) -> None:
    masked = mask(text)
    assert masked.text == shown
    assert [finding.secret for finding in masked.findings] == [False]
    assert mask(masked.text).text == shown


@pytest.mark.parametrize(
    "text",
    [
        "他的微信号：pianzi88", "骗子让我加微信abc12345", "微信payment不能用", "微信支付abcdef12",
        "用微信转了5000元", "user@host", "http://example.com/@me", "群里@王经理",
    ],
)  # fmt: skip
def test_left_alone(text: str) -> None:
    assert mask(text).text == text


def test_staff_say_where_to_turn_to() -> None:
    assert mask("请写信到tousu@example.com", by_customer=False).text == "请写信到tousu@example.com"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("我的卡密一二三四五六", "一二三四五六"), ("卡密是A1b2C3d4", "A1b2C3d4"),
        ("验证码他说是88 66 21", "88 66 21"), ("有效期12/28 321", "321"), ("有效期12/28 321", "12/28"),
    ],
)  # fmt: skip
def test_secrets_that_were_missed(text: str, secret: str) -> None:
    assert secret not in mask(text).text


@pytest.mark.parametrize(
    "text",
    [
        "优惠有效期12/28 100元",
        "有效期12/28，321元",
        "密码说好的不能给别人",
        "卡密不对怎么办",
        "验证码说好发20000次",
    ],
)
def test_what_is_no_secret(text: str) -> None:
    assert mask(text).text == text
