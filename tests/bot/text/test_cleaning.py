import pytest

from bot.text import clean


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("", ""),
        ("  您好  ", "您好"),
        ("ＡＢＣ１２３，。", "ABC123,。"),
        ("验\u200b证\u2060码\ufeff", "验证码"),
        ("转\x00账\x1b[0m", "转账[0m"),
        ("a\u202eb", "ab"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("一\n\n\n\n二", "一\n\n二"),
        ("一 \n 二", "一\n二"),
        ("我\u3000\u3000被 \t 骗了", "我 被 骗了"),
        ("①②", "12"),
        ("㈱", "(株)"),
        ("\ud800坏", "坏"),
        ("plain text", "plain text"),
    ],
)
def test_clean(typed: str, tidy: str) -> None:
    assert clean(typed) == tidy


@pytest.mark.parametrize("typed", ["Ａ\u200b Ｂ\n\n\n\nＣ", "ｶﾞ e\u0301", "\u0958", "１　２"])
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)


def test_ordinary_text_stays_as_it_is() -> None:
    text = "我的卡被盗刷了，怎么办？\n请帮帮我！"
    assert clean(text) == text.replace("，", ",").replace("？", "?").replace("！", "!")


def test_a_character_hidden_between_letter_and_accent_leaves_one_letter() -> None:
    assert clean("e\u200b\u0301") == "é"
