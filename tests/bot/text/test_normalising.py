import pytest

from bot.text import normalise, synonyms
from bot.text.resources import load_yaml


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("收到簡訊說帳戶被凍結", "收到短信说账户被冻结"),
        ("收到短訊話戶口被凍結", "收到短信话账户被冻结"),
        ("我過數畀咗騙徒", "我转账给了骗子"),
        ("俾人呃咗錢，點算？", "被骗了钱,怎么办?"),
        ("邊度投訴銀行", "哪里投诉银行"),
        ("點樣投訴", "怎样投诉"),
        ("點投訴", "怎么投诉"),
        ("我要客訴", "我要投诉"),
        ("提款卡不見了", "借记卡不见了"),
        ("個資外洩怎麼辦", "信息泄露怎么办"),
        ("聯徵有紀錄", "征信有记录"),
        ("提款機吃卡 櫃員機食卡", "自动取款机吃卡 自动取款机食卡"),
        ("臨櫃辦理", "柜台办理"),
        ("接到假檢警電話", "接到冒充公检法电话"),
        ("人頭帳戶", "出租出借账户"),
        ("傀儡戶口", "出租出借账户"),
        ("警示帳戶解除", "冻结账户解除"),
        ("圈存", "止付"),
        ("被收數佬騷擾", "被催收佬骚扰"),
        ("討債公司", "催收公司"),
        ("信用卡俾人碌爆卡", "信用卡俾人盗刷".replace("俾", "给")),
        ("手續費亂收", "收费争议"),
        ("我唔知點解", "我不知为什么"),
        ("有冇人可以幫我", "有没有人可以帮我"),
        ("OTP 係123", "验证码 系123"),
        ("QR Code 詐騙", "二维码 诈骗"),
        ("我的户口本丢了", "我的户口本丢了"),
        ("按金額收取", "按金额收取"),
        ("用户口令", "用户口令"),
        ("增值税发票", "增值税发票"),
        ("主管部门", "主管部门"),
        ("ＡＴＭ", "atm"),
        ("說「轉真人」", '说"转人工"'),
        ("每个资料", "每个资料"),
        ("個資外流", "个人信息外流"),
        ("输入数字", "输入数字"),
        ("入數", "银行转账"),
        ("一定存在", "一定存在"),
        ("定存到期", "定期存款到期"),
        ("超过数十次", "超过数十次"),
        ("出差人员", "出差人员"),
        ("其中招商银行", "其中招商银行"),
        ("他行员工", "他行员工"),
        ("互联网银行", "互联网银行"),
        ("网点投诉", "网点投诉"),
        ("飞行员", "飞行员"),
        ("钱没入账", "钱没到账"),
        ("纪录片", "纪录片"),
    ],
)
def test_normalise(said: str, understood: str) -> None:
    assert normalise(said) == understood


def test_synonyms_is_the_last_step_alone() -> None:
    assert synonyms("简讯") == "短信"
    assert synonyms("簡訊") == "簡訊"


@pytest.mark.parametrize(
    "word", sorted({w for words in load_yaml("wording")["inbound"].values() for w in words})
)
def test_every_word_said_becomes_ours_and_stays_it(word: str) -> None:
    assert normalise(normalise(word)) == normalise(word)


def test_variant_glyphs_are_one() -> None:
    for glyphs in (
        "着著",
        "裏裡里",
        "為爲为",
        "説說说",
        "衞衛卫",
        "綫線线",
        "台臺檯枱",
        "群羣",
        "啟啓启",
        "匯滙汇",
    ):
        assert len({normalise(f"甲{glyph}乙") for glyph in glyphs}) == 1
    for glyphs in ("佔占", "証證证", "産產产", "戶户戸", "帳賬账帐"):
        assert len({normalise(glyph) for glyph in glyphs}) == 1
