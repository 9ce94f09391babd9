"""Folding and tokens: either script, any length of word, and where the words stand in what was written."""

import pytest

from casework.search.words import folded, needles, places, tag, tokens, wanted

SAME = [
    ("轉帳失敗", "转账失败"),
    ("賬戶", "账户"),
    ("ＶＩＳＡ卡", "visa卡"),
    ("答覆", "答复"),
    ("著急", "着急"),
    ("乾隆", "干隆"),
    ("２０２６", "2026"),
]


@pytest.mark.parametrize(("written", "plain"), SAME)
def test_both_scripts_and_widths_fold_to_one(written: str, plain: str) -> None:
    assert folded(written) == folded(plain) == folded(folded(written))


@pytest.mark.parametrize("word", ["覆", "著", "乾", "轉"])
def test_a_character_folds_alike_alone_and_in_any_word(word: str) -> None:
    for text in (f"答{word}", f"{word}名", f"{word}隆", f"不{word}了"):
        assert folded(word) in folded(text)


@pytest.mark.parametrize(
    "query", ["转", "转账", "转账失败", "visa", "vi", "卡转账", "2026年", "visa卡", "𨋢"]
)
def test_what_a_text_holds_it_is_known_by(query: str) -> None:
    known = tokens(folded("我用VISA卡轉帳失敗了,2026年搭𨋢"))
    for token, begun in wanted(needles(query)[0]):
        assert any(one.startswith(token) if begun else one == token for one in known)


def test_a_word_that_may_go_on_is_left_to_the_comparison_of_the_text() -> None:
    # "a转账" stands in "visa转账", whose first word is another one.
    assert wanted("a转账") == (("转账", False),)
    assert wanted("转账b1") == (("转账", False), ("¦b1", False))
    assert wanted("a-b") == (("¦b", False),)
    assert wanted("转账12345") == (("转账", False), ("12345", True))


def test_a_query_is_its_parts_and_signs_alone_are_none() -> None:
    assert needles("  轉帳　VISA 轉帳 ， ") == ("转账", "visa")
    assert needles("。！？ _ \t") == ()
    assert needles("转\u200b账\x00") == ("转账",)
    assert len(needles(" ".join(f"词{n}" for n in range(40)))) == 8


def test_places_are_of_the_text_as_it_was_written() -> None:
    text = "重㎏的轉帳，ﬁ轉賬"
    assert [text[start:end] for start, end in places(text, ["转账"])] == ["轉帳", "轉賬"]
    assert [text[start:end] for start, end in places(text, ["kg", "fi"])] == ["㎏", "ﬁ"]
    assert places("", ["转账"]) == ()


def test_no_text_has_a_tag() -> None:
    assert not tokens(folded(tag("kind", "note"))) & {tag("kind", "note")}
    assert all("§" not in token for token in tokens("§kind§note"))
    assert tokens("¦1") == tokens("1")


def test_a_very_long_word_is_found_by_its_beginning() -> None:
    (token, begun) = wanted("x" * 300)[0]
    assert token in tokens("x" * 300)
    assert begun
