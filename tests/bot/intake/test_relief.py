"""The danger is over, or never was; what only sounds so is none."""

import pytest

from bot.intake.relief import relieved


@pytest.mark.parametrize(
    "text",
    [
        "没转",
        "冇轉到",
        "没有给钱",
        "劝回来了",
        "打通了，他没事",
        "打到俾阿仔喇 佢喺學校食緊飯 呼",
        "虚惊一场",
        "沒告訴他",
    ],
)
def test_good_news(text: str) -> None:
    assert relieved(text)


@pytest.mark.parametrize(
    "text",
    [
        "还没转",
        "差点没转",
        "没转成功",
        "没打通",
        "没打110",
        "钱没到账",
        "不放心了",
        "劝不回来",
        "没转但是他又打来",
        "没转，怎么办",
        "总算劝回来了，往后怎么办",
        "我转了两万",
        "没事吧？",
        "没转" + "，他说了很多话" * 8,
    ],
)
def test_no_good_news(text: str) -> None:
    assert not relieved(text)
