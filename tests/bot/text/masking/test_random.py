"""Numbers made up at random (always the same ones): every real one is found, hardly any other."""

import random
from datetime import date, timedelta

import pytest

from bot.text import clean, fold, mask
from bot.text.masking.checks import Luhn, gb11643, hong_kong_id, taiwan_id
from tests.growth import calls, text_grows

PREFIXES = {
    16: ("62", "4", "51", "55", "35", "6011", "2221", "2720", "9558"),
    17: ("62",),
    18: ("62",),
    19: ("62", "4", "6217"),
    15: ("34", "37"),
    14: ("36", "38", "300"),
    13: ("4",),
}
AROUND = ["我的{}被盗刷了", "{}", "卡号：{}。", "請查{}，謝謝", "转了50000到{}", "a{}b"]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.fixture
def dice() -> random.Random:
    return random.Random(20261122)


def digits(dice: random.Random, length: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(length))


def luhn_digit(number: str) -> str:
    total = 0
    for index, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def card(dice: random.Random, length: int) -> str:
    prefix = dice.choice(PREFIXES[length])
    number = prefix + digits(dice, length - len(prefix) - 1)
    return number + luhn_digit(number)


def identity(dice: random.Random) -> str:
    born = date(1930, 1, 1) + timedelta(days=dice.randrange(33000))
    number = f"{dice.choice((11, 31, 44, 51, 65))}{digits(dice, 4)}{born:%Y%m%d}{digits(dice, 3)}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=True))
    return number + "10X98765432"[total % 11]


def grouped(dice: random.Random, number: str) -> str:
    separator = dice.choice((" ", "-", "  ", " - ", "\u3000", "_", "–"))
    return separator.join(number[start : start + 4] for start in range(0, len(number), 4))


def dressed(dice: random.Random, number: str) -> str:
    return dice.choice(
        (
            number,
            grouped(dice, number),
            number.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)}),
            "\u200b".join(number),
            " ".join(number),
        )
    )


@pytest.mark.parametrize("length", PREFIXES)
def test_every_card_is_found(dice: random.Random, length: int) -> None:
    for _ in range(150):
        number = card(dice, length)
        text = dice.choice(AROUND).format(dressed(dice, number))
        masked = mask(text)
        assert "card" in [finding.kind for finding in masked.findings], text
        assert number[-6:] not in clean(masked.text).replace(" ", "")


def test_every_identity_number_is_found(dice: random.Random) -> None:
    for _ in range(400):
        number = identity(dice)
        assert gb11643(number)
        separator = dice.choice(("", " ", "-"))
        parts = separator.join((number[:6], number[6:14], number[14:]))
        masked = mask(f"我{dice.choice(('身份证', '', '是'))}{parts}，请查")
        assert [finding.kind for finding in masked.findings] == ["id_number"], parts


def test_numbers_that_fail_their_check_are_left_alone(dice: random.Random) -> None:
    for _ in range(500):
        number = card(dice, 16)
        wrong = number[:-1] + str((int(number[-1]) + dice.randrange(1, 10)) % 10)
        assert mask(f"单据{wrong}").findings == ()
        order = f"20{dice.randrange(10, 27)}{dice.randrange(1, 13):02}{digits(dice, 12)}"
        assert mask(f"订单号{order}").findings == () or gb11643(order)


def test_two_cards_in_a_row(dice: random.Random) -> None:
    for _ in range(200):
        first, second = card(dice, 16), card(dice, 16)
        for between in ("", " ", "，", "\n", "和"):
            masked = mask(first + between + second)
            assert first not in masked.text
            assert second not in masked.text


def test_a_card_stuck_to_other_digits(dice: random.Random) -> None:
    for _ in range(200):
        number = card(dice, 16)
        if number.startswith("62"):
            assert number not in mask(digits(dice, 5) + number + digits(dice, 7)).text
        if number.startswith(("62", "4", "5")):
            assert number not in mask(number + digits(dice, 6)).text


@pytest.mark.parametrize(
    "word", ["验证码", "驗證碼", "动态码", "OTP", "校验码是", "短信验证码：", "驗證碼係 "]
)
def test_codes_of_every_length(dice: random.Random, word: str) -> None:
    for length in (4, 5, 6, 7, 8):
        for _ in range(20):
            code = dice.choice("2347") + digits(dice, length - 2) + "1"
            masked = mask(f"我收到{word}{code}，怎么办")
            assert [finding.kind for finding in masked.findings] == ["one_time_code"], word + code
            assert code not in masked.text


@pytest.mark.parametrize(
    "word", ["密码", "密碼", "支付密码是", "PIN:", "登录密码 ", "password: ", "取款密碼係"]
)
def test_passwords_of_every_shape(dice: random.Random, word: str) -> None:
    alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789!@#$%&*_"
    for _ in range(100):
        password = "".join(dice.choice(alphabet) for _ in range(dice.randrange(4, 20))) + "7a"
        masked = mask(f"{word}{password}，怎么办")
        assert password not in masked.text, word + password


def test_amounts_dates_and_hotlines_stay(dice: random.Random) -> None:
    for _ in range(500):
        amount = dice.choice(("{}元", "{}块钱", "{}.50元", "{}万", "￥{}", "{}港币", "HK${}")).format(
            dice.randrange(1, 10**7)
        )
        day = f"20{dice.randrange(10, 30)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
        hotline = dice.choice(("95588", "95533", "96110", "12378", "12363", "400-820-8888", "18222"))
        said = dice.choice(("转了", "验证码给了他，损失", "密码告诉他了，少了", "余额", "被骗"))
        text = f"{day} {dice.randrange(24):02}:{dice.randrange(60):02} {said}{amount}，打了{hotline}"
        assert mask(text).findings == (), text


def test_any_text_at_all(dice: random.Random) -> None:
    alphabet = "0123456789xX密码验证cvv是： -,，.。\n六个八卡号有效期/08ａ\u200b１零一二[]（）()*·@abcPIN"
    for _ in range(3000):
        text = "".join(dice.choice(alphabet) for _ in range(dice.randrange(80)))
        masked = mask(text)
        position = 0
        for finding in masked.findings:
            assert position <= finding.start < finding.end <= len(text)
            position = finding.end


def test_luhn_of_any_part(dice: random.Random) -> None:
    row = [int(digit) for digit in digits(dice, 60)]
    luhn = Luhn(row)
    for start in range(40):
        for end in range(start + 2, 60):
            number = "".join(map(str, row[start:end]))
            assert luhn.valid(start, end) == (luhn_digit(number[:-1]) == number[-1])


@pytest.mark.parametrize(
    ("number", "valid"),
    [("A123456789", True), ("A123456788", False), ("a123456789", True), ("F131104093", True)],
)
def test_taiwan_id(number: str, valid: bool) -> None:
    assert taiwan_id(number) is valid


@pytest.mark.parametrize(
    ("number", "valid"),
    [("A1234563", True), ("A1234567", False), ("AB9876543", True), ("AB9876540", False), ("G123456A", True)],
)
def test_hong_kong_id(number: str, valid: bool) -> None:
    assert hong_kong_id(number) is valid


ADVERSARIAL = [
    *(
        "1",
        "62",
        "1 ",
        "1-",
        "1   ",
        "4111 ",
        "一二",
        "12 3456-78",
        "1x",
        "6222021234567890123",
        "+86",
        "4",
        "0",
    ),
    *(
        "验证码",
        "验证码" + " " * 15,
        "密码是" + "a" * 31,
        "密码",
        "密码：" + "·" * 40,
        "pin",
        "有效期",
        "六个",
    ),
    *(
        "a123456",
        "code is is ",
        "13800138000 ",
        "/",
        "CVV ",
        "[已隐藏:",
        "。\n",
        "是" * 20,
        "1,",
        "护照aaaaaaaa",
    ),
]


@pytest.mark.parametrize("piece", ADVERSARIAL)
def test_masking_is_linear(piece: str) -> None:
    assert not text_grows(mask, piece, 8000)


def test_fold_and_mask_do_little() -> None:
    text = ("我的帳戶被騙徒轉走五萬元，卡號4111111111111111，驗證碼832145，請問點樣可以止付" * 20)[:500]
    mask(fold("预热"))
    assert calls(lambda: mask(fold(text))) < 4000
