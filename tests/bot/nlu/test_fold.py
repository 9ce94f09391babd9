"""Script, folded and normalised text; the text itself untouched."""

import pytest
from nlu_parts import message
from rasa.shared.nlu.constants import TEXT

from bot.nlu.fold import FoldNormaliser, script_of
from bot.nlu.names import FOLDED, NORMALISED, SCRIPT


def test_the_text_stays_and_the_folded_one_is_as_long() -> None:
    text = "請問\u200b我要怎麼申訴銀行？"
    seen = message(text)
    assert seen.get(TEXT) == text
    assert len(seen.get(FOLDED)) == len(text)
    assert seen.get(FOLDED).startswith("请问")
    assert seen.get(SCRIPT) == "zh-Hant-TW"
    assert "怎么" in seen.get(NORMALISED)


def test_script_goes_to_the_actions_and_the_rest_does_not() -> None:
    assert message("请问").as_dict(only_output_properties=True) == {"text": "请问", "script": "zh-Hans"}


@pytest.mark.parametrize(
    ("text", "metadata", "script"),
    [
        ("请问", {}, "zh-Hans"),
        ("請問", {}, "zh-Hant-TW"),
        ("12345", {}, "zh-Hans"),
        ("12345", {"script": "zh-Hant-HK"}, "zh-Hant-HK"),
        ("请问", {"script": "zh-Hant-HK", "script_pinned": True}, "zh-Hant-HK"),
        ("请问", {"script": "klingon", "script_pinned": True}, "zh-Hans"),
    ],
)
def test_the_pinned_script_wins_then_the_text_then_the_conversation(
    text: str, metadata: dict, script: str
) -> None:
    assert script_of(text, metadata) == script


def test_hidden_secrets_do_not_count_as_words() -> None:
    assert "隐藏" not in message("我的卡号是[已隐藏:银行卡号]").get(NORMALISED)


def test_a_changed_table_means_training_anew() -> None:
    assert FoldNormaliser.fingerprint_addon({}) == FoldNormaliser.fingerprint_addon({})
