import pytest

from bot.text import MASK_LABEL, mask, strip_labels

# text, kinds found in order, what is left
SECRETS = [
    # one-time codes
    ("验证码 832145", "one_time_code", "验证码 #"),
    ("驗證碼係832145", "one_time_code", "驗證碼係#"),
    ("验证码是：８３２１４５", "one_time_code", "验证码是：#"),
    ("验证码 832 145", "one_time_code", "验证码 #"),
    ("验证码8-3-2-1-4-5", "one_time_code", "验证码#"),
    ("验证码 8 3 2 1 4 5", "one_time_code", "验证码 #"),
    ("验证码是八三二一四五", "one_time_code", "验证码是#"),
    ("验证码是八、三、二、一、四、五", "one_time_code", "验证码是#"),
    ("验证码是捌叁贰壹肆伍", "one_time_code", "验证码是#"),
    ("验证码幺两三四", "one_time_code", "验证码#"),
    ("验证码①②③④⑤⑥", "one_time_code", "验证码#"),
    ("验证码 1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣", "one_time_code", "验证码 #"),
    ("验证码是𝟙𝟚𝟛𝟜𝟝𝟞", "one_time_code", "验证码是#"),
    ("验证码是83\n2145", "one_time_code", "验证码是#"),
    ("验证码\n832145", "one_time_code", "验证码\n#"),
    ("验证码832145，5分钟内有效", "one_time_code", "验证码#，5分钟内有效"),
    ("验证码：A3F9K2", "one_time_code", "验证码：#"),
    ("我把验证码告诉他了832145", "one_time_code", "我把验证码告诉他了#"),
    ("他让我把收到的验证码832145发给他", "one_time_code", "他让我把收到的验证码#发给他"),
    ("收到的验证码是832145，95588发来的", "one_time_code", "收到的验证码是#，95588发来的"),
    ("832145是验证码", "one_time_code", "#是验证码"),
    ("832145，这是我收到的验证码", "one_time_code", "#，这是我收到的验证码"),
    (
        "【某银行】832145（登录验证码），5分钟内有效",
        "one_time_code",
        "【某银行】#（登录验证码），5分钟内有效",
    ),
    ("832145 is your verification code", "one_time_code", "# is your verification code"),
    ("G-832145 is your Google verification code", "one_time_code", "G-# is your Google verification code"),
    ("your code is 832145", "one_time_code", "your code is #"),
    ("OTP 123456", "one_time_code", "OTP #"),
    ("個code係832145", "one_time_code", "個code係#"),
    ("动态口令 556677", "one_time_code", "动态口令 #"),
    ("動態密碼：556677", "one_time_code", "動態密碼：#"),
    ("一次性密碼係556677", "one_time_code", "一次性密碼係#"),
    ("校验码1234", "one_time_code", "校验码#"),
    ("验证码是832145和665544", "one_time_code one_time_code", "验证码是#和#"),
    ("安全码 832145", "one_time_code", "安全码 #"),
    # passwords
    ("密码是abc123!", "password", "密码是#"),
    ("密碼係abc123", "password", "密碼係#"),
    ("密码：Abc@2024", "password", "密码：#"),
    ("密码123456", "password", "密码#"),
    ("密码 1 2 3 4 5 6", "password", "密码 #"),
    ("密码是qwerty", "password", "密码是#"),
    ("交易密码：······", "password", "交易密码：#"),
    ("我的支付密码是 112233，登录密码是abcd1234", "password password", "我的支付密码是 #，登录密码是#"),
    ("登录密码和支付密码分别是123456和654321", "password password", "登录密码和支付密码分别是#和#"),
    ("密码是八八八八八八", "password", "密码是#"),
    ("密码：壹贰叁肆伍陆", "password", "密码：#"),
    ("密码是六个八", "password", "密码是#"),
    ("密码是六个8", "password", "密码是#"),
    ("密码是 a1b2c3 d4", "password", "密码是 #"),
    ("取款密码就是我生日 800101", "password", "取款密码就是我生日 #"),
    ("pin码 1234", "password", "pin码 #"),
    ("PIN: 9876", "password", "PIN: #"),
    ("password is hunter2", "password", "password is #"),
    ("U盾密码是 Qwer1234", "password", "U盾密码是 #"),
    ("密码是1980-01-01", "password", "密码是#"),
    ("密码(123456)", "password", "密码(#)"),
    ("密码“123456”", "password", "密码“#”"),
    ("我的密码是hunter2，手机号13912345678", "password phone", "我的密码是#，手机号139****5678"),
    # security codes and expiry dates
    ("安全码 123", "cvv", "安全码 #"),
    ("CVV2 是 456", "cvv", "CVV2 是 #"),
    ("cvv456", "cvv", "cvv#"),
    ("CVV：７８９", "cvv", "CVV：#"),
    ("CVV是四五六", "cvv", "CVV是#"),
    ("卡背面后三位 321", "cvv", "卡背面后三位 #"),
    ("背面末三碼321", "cvv", "背面末三碼#"),
    ("後三碼 321", "cvv", "後三碼 #"),
    ("信用卡有效期 08/27", "cvv", "信用卡有效期 #"),
    ("信用卡有效期是2027年8月", "cvv", "信用卡有效期是#"),
    ("有效期：08/27，卡号 4111111111111111", "cvv card", "有效期：#，卡号 #"),
    ("卡号4111 1111 1111 1111 有效期08/27 CVV 123", "card cvv cvv", "卡号# 有效期# CVV #"),
    ("4111 1111 1111 1111 08/27 123", "card cvv cvv", "# # #"),
    # cards
    ("6222021234567890123", "", "6222021234567890123"),
    ("4111111111111111", "card", "#"),
    ("卡号：4111-1111-1111-1111。", "card", "卡号：#。"),
    ("4111 1111\n1111 1111", "card", "#"),
    ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "card", "#"),
    ("4111,1111,1111,1111", "card", "#"),
    ("4111.1111.1111.1111", "card", "#"),
    ("４１１１１１１１１１１１１１１１", "card", "#"),
    ("四一一一一一一一一一一一一一一一", "card", "#"),
    ("4\u200b1111111\u200b11111111", "card", "#"),
    ("我的4111111111111111卡被盗", "card", "我的#卡被盗"),
    ("378282246310005", "card", "#"),
    ("3782 822463 10005", "card", "#"),
    ("5555555555554444", "card", "#"),
    ("6011 1111 1111 1117", "card", "#"),
    ("3530111333300000", "card", "#"),
    ("30569309025904", "card", "#"),
    ("4222222222222", "card", "#"),
    ("6200000000000005", "card", "#"),
    ("4111111111111111 5555555555554444", "card card", "# #"),
    ("41111111111111115555555555554444", "card card", "##"),
    ("4111 1111 1111 1111 5555 5555 5555 4444", "card card", "# #"),
    ("4111111111111111X", "card", "#X"),
    ("转了50000 4111111111111111", "card", "转了50000 #"),
    ("我的卡号是6222020200112233445请查", "card", "我的卡号是#请查"),
    ("卡号打错也不留 6222020200112233440", "card", "卡号打错也不留 #"),
    ("密码是123456 4111 1111 1111 1111", "password card", "密码是##"),
    # identity numbers
    ("身份证11010519491231002X", "id_number", "身份证#"),
    ("身份证号 110105 19491231 002X", "id_number", "身份证号 #"),
    ("身份证号 1101 0519 4912 3100 2X", "id_number", "身份证号 #"),
    ("11010519491231002x", "id_number", "#"),
    ("我的身份证是１１０１０５１９４９１２３１００２Ｘ", "id_number", "我的身份证是#"),
    ("身份证号码是110105194912310021", "id_number", "身份证号码是#"),
    ("老身份证号110105491231002", "id_number", "老身份证号#"),
    ("香港身份证 A123456(7)", "id_number", "香港身份证 #"),
    ("A123456（7）", "id_number", "#"),
    ("香港身份證A1234563", "id_number", "香港身份證#"),
    ("澳門身份證 1234567(8)", "id_number", "澳門身份證 #"),
    ("身分證字號 A123456789", "id_number", "身分證字號 #"),
    ("A123456789", "id_number", "#"),
    ("护照 E12345678", "id_number", "护照 #"),
    ("護照號碼：EA1234567", "id_number", "護照號碼：#"),
    ("港澳通行证 H12345678", "id_number", "港澳通行证 #"),
    ("台胞证12345678", "id_number", "台胞证#"),
]

PHONES = [
    ("手机13800138000", "手机138****8000"),
    ("138-0013-8000", "138****8000"),
    ("138 0013 8000", "138****8000"),
    ("+86 13800138000", "138****8000"),
    ("8613800138000", "138****8000"),
    ("１３８００１３８０００", "138****8000"),
    ("電話 0912-345-678", "電話 091****5678"),
    ("+886 912 345 678", "91****78"),
    ("+852 6123 4567", "61****67"),
    ("85261234567", "61****67"),
    ("我的手機 61234567", "我的手機 61****67"),
    ("+853 6612 3456", "66****56"),
    ("我是13800138000，她是13912345678", "我是138****8000，她是139****5678"),
]

ORDINARY = [
    "我的密码告诉骗子了",
    "验证码告诉他了，怎么办",
    "验证码是什么",
    "验证码不能告诉别人，95588也不会问",
    "把验证码给了他，转走50000元",
    "验证码发过去后转走了98000",
    "密码给他了，20000没了",
    "验证码给了，损失12345，密码也给了",
    "转了50000元",
    "转了100000",
    "余额 832145 元",
    "余额832145",
    "密码错了3次",
    "密码是6位数",
    "密码六个一样的数",
    "密码位数不对",
    "密码被改了",
    "密码 2026-11-22 改的",
    "密码重置要多久，3到5天",
    "我输入密码后就没了",
    "我2024年密码改过",
    "忘记密码打95588",
    "密码锁定了，打400-820-8888",
    "口令红包",
    "密码是一定要保密的",
    "密码一般是几位",
    "pin是什么",
    "验证码一直收不到",
    "验证码10分钟有效",
    "验证码2026-11-22发的",
    "收到95588发来的验证码",
    "收到1069000012345678发来的验证码",
    "打12378投诉，或者打12363",
    "96110打来电话",
    "12381发的短信",
    "18222 165 999 110 0800-789-885 88007777",
    "2860 5012",
    "电话 010-12345678",
    "客服 400-820-8888",
    "回执 XB-7K3M-9Q2P",
    "2026年11月22日 10:30",
    "2026-11-22 10:30:45",
    "20261122",
    "2026-11-22 2026-12-22",
    "订单号202311221234567890",
    "订单号 4200001234202311221234567890",
    "支付宝交易号 2023112222001412341234567890",
    "合同编号 123456789012345678",
    "合同号 2023001234",
    "快递单号 SF1234567890123",
    "时间戳1732245600000",
    "金额1,234,567.89",
    "1,000,000,000,000,000元",
    "5000 6000 7000 8000",
    "10000 20000 30000 40000",
    "3.1415926535897932",
    "0000000000000000",
    "1111111111111111",
    "股票代码600519",
    "邮编100032",
    "我今年65岁",
    "有效期到2027年",
    "优惠有效期08/27",
    "身份证有效期 08/27",
    "保单08/27到期",
    "安全码是什么",
    "安全码一定要保密",
    "cvv是什么意思",
    "尾号1234的卡",
    "尾号 4444 消费 50000",
    "https://example.com/123456",
    "一二三四五，上山打老虎",
    "二〇二六年",
    "[已隐藏:验证码] 832145元",
    "",
    "   ",
    "我要投诉银行乱收费",
]


def hidden(text: str) -> str:
    return MASK_LABEL.sub("#", mask(text).text)


@pytest.mark.parametrize(("text", "kinds", "left"), SECRETS)
def test_secret(text: str, kinds: str, left: str) -> None:
    masked = mask(text)
    assert [finding.kind for finding in masked.findings] == kinds.split()
    assert hidden(text) == left


@pytest.mark.parametrize(("text", "left"), PHONES)
def test_phone(text: str, left: str) -> None:
    masked = mask(text)
    assert masked.text == left
    assert {finding.kind for finding in masked.findings} == {"phone"}


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert mask(text).text == text
    assert mask(text).findings == ()


@pytest.mark.parametrize("text", [case[0] for case in SECRETS + PHONES])
def test_findings_point_into_the_original(text: str) -> None:
    masked = mask(text)
    rebuilt, position = "", 0
    for finding in masked.findings:
        assert position <= finding.start < finding.end <= len(text)
        rebuilt += text[position : finding.start] + finding.shown
        position = finding.end
        if finding.secret:
            assert finding.value == ""
        else:
            assert finding.value == text[finding.start : finding.end]
    assert rebuilt + text[position:] == masked.text


@pytest.mark.parametrize("text", [case[0] for case in SECRETS + PHONES])
def test_masking_again_finds_no_secret(text: str) -> None:
    again = mask(mask(text).text)
    assert [finding for finding in again.findings if finding.secret] == []


def test_labels() -> None:
    masked = mask("卡号4111111111111111，密码123456，验证码832145，身份证11010519491231002X，CVV 123")
    assert masked.text == (
        "卡号[已隐藏:银行卡号]，密码[已隐藏:密码]，验证码[已隐藏:验证码]，"
        "身份证[已隐藏:证件号码]，CVV [已隐藏:安全码]"
    )
    assert strip_labels(masked.text) == "卡号，密码，验证码，身份证，CVV "
    assert strip_labels("没有标签[重要]") == "没有标签[重要]"
    assert MASK_LABEL.fullmatch("[已隐藏:密码]")


def test_a_secret_is_nowhere_in_the_result() -> None:
    for text, *_ in SECRETS:
        masked = mask(text)
        for finding in masked.findings:
            assert text[finding.start : finding.end] not in repr(masked) or not finding.secret


@pytest.mark.parametrize(
    "text", ["验证码12-34-56", "驗證碼：12 34 56", "验证码是 12 34 56 78", "验证码 123-456"]
)
def test_a_code_in_groups_leaves_no_group_behind(text: str) -> None:
    assert not any(character.isdigit() for character in mask(text).text)


@pytest.mark.parametrize("mark", ["*", ":", "|", "+", "=", "~", "。", ";", "…"])
def test_a_card_number_in_odd_groups_is_found(mark: str) -> None:
    text = mark.join(["6222", "0202", "0011", "2233", "445"])
    assert mask(f"卡号{text}").findings[0].kind == "card"


@pytest.mark.parametrize(
    "text", ["我把短信里的六位数483920告诉他了", "背面最后三位：123", "签名栏三位数字123"]
)
def test_words_of_people_who_were_cheated_announce_secrets(text: str) -> None:
    assert not any(character.isdigit() for character in mask(text).text)
