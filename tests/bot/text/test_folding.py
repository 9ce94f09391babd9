import random

import pytest

from bot.text import SCRIPTS, convert_characters, fold
from bot.text.dictionaries import dictionary, merged

COMMON = "我你他的是不了在有人这上大来和个中说到要们为以子会就生那里去年出得自之发"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("我的帳戶被騙徒轉走五萬元", "我的账户被骗徒转走五万元"),
        ("賬戶 账户 帐户 戸口", "账户 账户 账户 户口"),
        ("擡頭 衞生 枱面 櫃檯 化粧", "抬头 卫生 台面 柜台 化妆"),
        ("著急 說著話 著名 顯著 著作權", "着急 说着话 著名 显著 著作权"),
        ("忙著作業", "忙着作业"),
        ("乾淨 乾坤 餅乾 乾隆", "干净 乾坤 饼干 乾隆"),
        ("答覆 回覆 覆蓋 反覆 覆核", "答复 回复 覆盖 反复 复核"),
        ("藉口 憑藉 慰藉", "借口 凭借 慰藉"),
        ("瞭解 瞭望", "了解 瞭望"),
        ("甚麼 什麼 什麽", "什么 什么 什么"),
        ("彷彿 項鍊 鍛鍊 甦醒", "仿佛 项链 锻炼 苏醒"),
        ("帳篷 蚊帳 帳號", "帐篷 蚊帐 账号"),
        ("裏面 裡面 綫上 線上", "里面 里面 线上 线上"),
        ("匯款 滙款 啓用 啟用 産品 產品", "汇款 汇款 启用 启用 产品 产品"),
        ("証件 證件 佔用 為爲 説說 羣群", "证件 证件 占用 为为 说说 群群"),
        ("最后的賬單", "最后的账单"),
        ("嘅咗唔喺佢哋", "嘅咗唔喺佢哋"),
        ("ABC 123 ａｂｃ \U0001f600", "ABC 123 ａｂｃ \U0001f600"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_length_is_kept_and_folding_again_changes_nothing() -> None:
    dice = random.Random(20261122)
    alphabet = [
        *dictionary("TSCharacters"),
        *dictionary("STCharacters"),
        *COMMON,
        *"著乾覆藉瞭甚彷篷蚊鍊座 a1，。",
    ]
    for _ in range(2000):
        text = "".join(dice.choice(alphabet) for _ in range(dice.randrange(40)))
        folded = fold(text)
        assert len(folded) == len(text)
        assert fold(folded) == folded


def test_every_phrase_keeps_its_length() -> None:
    for phrase in (*merged("TSPhrases"), *merged("STPhrases").values()):
        assert len(fold(phrase)) == len(phrase)
        assert fold(fold(phrase)) == fold(phrase)


def test_folding_follows_opencc_where_it_is_one_character_for_one() -> None:
    different = {
        key
        for key, value in dictionary("TSCharacters").items()
        if len(key) == len(value) == 1 and key < "\U00010000" and fold(key) not in (value, fold(value))
    }
    assert different <= set("乾著覆藉瞭夥餘鍾徵託慾帳彿甚鍊鉅馀锺揹")


def test_simplified_words_stay_as_they_are() -> None:
    changed = [word for word in merged("STPhrases") if fold(word) != word]
    # 帐 is folded to 账; the rest are traditional or rare spellings inside OpenCC's simplified side.
    assert len(changed) <= 100
    assert not [word for word in changed if set(word) <= set(COMMON)]


def test_converting_out_and_folding_back_gives_the_same_text() -> None:
    """Nearly all of OpenCC's 50,000 phrases: what is left are one-character entries and rare words."""
    phrases = [phrase for phrase in merged("STPhrases") if len(phrase) > 1]
    lost = [
        phrase
        for phrase in phrases
        for script in SCRIPTS[1:]
        if fold(convert_characters(phrase, script)) != fold(phrase)
    ]
    assert len(set(lost)) < 150
