import pytest

from bot.text import Script, detect_script, mask

HANS: Script = "zh-Hans"
TW: Script = "zh-Hant-TW"
HK: Script = "zh-Hant-HK"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        # simplified
        ("我要投诉", HANS),
        ("账户被冻结了", HANS),
        ("帐户", HANS),
        ("我的户口", HANS),
        ("唔该，我个账户俾人冻结咗", HANS),
        ("这个短信是不是诈骗", HANS),
        ("机票退款", HANS),
        # Taiwan
        ("我的帳戶被凍結了", TW),
        ("收到簡訊說要解除分期", TW),
        ("網路上買東西被騙", TW),
        ("身分證被盜用", TW),
        ("提領不出來，要繳保證金", TW),
        # Hong Kong
        ("俾人呃咗錢點算", HK),
        ("我過數畀咗騙徒", HK),
        ("戶口俾銀行凍結", HK),
        ("收到短訊話要驗證", HK),
        ("唔該", HK),
        ("點樣投訴銀行？唔識", HK),
        ("這裏説賬單", HK),
        # traditional without a region
        ("我要投訴", TW),
        ("銀行不處理怎麼辦", TW),
        # half-converted
        ("我想查最后的帳單", TW),
        ("爺爺正在轉钱給騙子，快幫我", TW),
        ("航班取消，客服要我转帳驗證", TW),
        # nothing decides
        ("", None),
        ("12378", None),
        ("165", None),
        ("?!。", None),
        ("你好", None),
        ("不同意", None),
        ("早安", None),
        ("副本", None),
        ("主管", None),
        ("着", None),
        ("后天", None),
        ("hello", None),
        ("帮我 幫我", None),
        ("\U0001f600", None),
    ],
)
def test_detect_script(text: str, script: Script | None) -> None:
    assert detect_script(text) == script


@pytest.mark.parametrize("previous", [HANS, TW, HK, None])
def test_what_says_nothing_leaves_it_to_the_caller(previous: Script | None) -> None:
    assert detect_script("12378", previous) is None


def test_plain_traditional_keeps_a_traditional_conversation() -> None:
    assert detect_script("我要投訴", HK) == HK
    assert detect_script("我要投訴", TW) == TW
    assert detect_script("我要投訴", HANS) == TW


def test_wording_changes_it() -> None:
    assert detect_script("我要轉帳", HK) == TW
    assert detect_script("我要過數", TW) == HK
    assert detect_script("我要转账", TW) == HANS


def test_titles_of_mainland_laws_tell_nothing() -> None:
    assert detect_script("《反電信網絡詐騙法》第幾條", TW) == TW


def test_labels_of_hidden_secrets_tell_nothing() -> None:
    assert detect_script(mask("密碼係123456").text, HK) == HK
    assert detect_script(mask("卡号4111111111111111").text) == HANS
    assert detect_script("[已隐藏:密码]") is None
