"""Complaints about the bank itself raise no alarm; impostors and employees who take for themselves do."""

from __future__ import annotations

import pytest

from bot.fraud.detector import Detector
from bot.fraud.finding import graver
from tests.bot.fraud.conftest import Made

# None of these stands in the training data.
COMPLAINTS = (
    "ATM吞了我5000块",
    "客户经理骗我买基金说保本",
    "客戶經理呃我買基金",
    "存了两万三千五，发现少了一千二",
    "我们12个人的理财到期都没兑付",
    "要她给我道歉",
    "柜员让我取钱又不给取",
    "少给了我一百块",
    "理财经理让我转到新产品结果亏了",
    "你们手机银行转账扣了两次",
    "信用卡被多扣年费",
    "贷款中介是你们银行的人介绍的，办下来收了我3000",
    "存款机少数了我四百块，机器上写的三千六，我放的四千",
    "取款机吐了一半的钱就卡住了，另外一千没出来",
    "ATM吞卡还扣了我一千五，打客服让我等十天",
    "提款機冇吐錢就扣咗我兩千蚊",
    "存款機數錯鈔票，少入我一千塊",
    "柜员机把我的五百块吃掉了",
    "你们大堂经理忽悠我妈买保险，说跟存款一样",
    "理專騙我阿嬤買基金，說一定賺",
    "行員叫我把定存轉成外幣保單，現在虧了十二萬",
    "我爸的存单被柜员办成了十年的保单",
    "客户经理说这款产品不会亏，结果亏了四万",
    "理财经理保证年化五个点，到期只有一个点",
    "我们一栋楼七户人的信托到期了都不兑付",
    "贵行代销的基金亏了六万，当初说稳赚",
    "喺你哋分行買嘅債券基金蝕咗七萬",
    "职员叫我签的时候没说是保险",
    "利息少给我两百多，问了三个人三个说法",
    "柜员给少了我一张红票子，说离柜不认",
    "行員數錯錢，少找我三百",
    "窗口那个女的骂我，我要她道歉",
    "要求該職員當面道歉並退回手續費",
    "柜员态度恶劣，把我的存折摔出来",
    "个职员恶死咁，要佢同我道歉",
    "网银还房贷扣了两遍，这个月饭钱都没了",
    "手机银行缴费卡死，重复扣款两百六",
    "你哋系統死機，轉賬轉咗兩次",
    "乱扣短信费和年费，扣了三年",
    "提前还贷收我违约金一万八，凭什么",
    "戶口管理費每個月扣我幾十蚊，冇人同我講過",
    "客户经理瞒着我给我办了分期",
    "柜员把我的名字录成别人的，工资进不来",
    "信贷员推荐的评估公司乱收费，收了我两千",
    "机器死机，我的卡和八百块都没退出来",
)
STRANGERS = (
    "自称银行客户经理的人让我转了五万去新账户",
    "冒充你们行的客服，说我的卡要升级，我把验证码给了",
    "银行打来电话说我的卡有问题，让我转账，我转了两万",
    "有人自称是你们理财经理，加我微信推荐基金，我投了八万提不出来",
    "说是你们银行信用卡中心的，让我先还三千再返，我打过去了",
    "自稱貴行專員的人叫我去ATM操作，我轉了六萬",
    "有人扮銀行職員打嚟，我將個驗證碼話咗俾佢聽",
    "假冒銀行客服打嚟叫我過數，我過咗四萬蚊",
    "打电话说是你们客户经理，让我把存款转到安全账户，我转了",
    "客服来电说关闭会员，让我共享屏幕，卡里的钱被转走了",
    "对方说是银行贷款部，先交了保证金五千，还是不放款",
    "微信上的理财经理让我下载一个app，充进去十万取不出来",
    "我妈被一个冒充银行员工的人骗走了八万",
    "我爸接到自称银行的电话，正在往对方给的账户转钱",
    "ATM旁边贴的客服电话是假的，我照他说的转了两万",
    "ATM机上有人说自己是银行的帮我操作，钱被转走了三万",
    "陌生人说是银行经理推荐理财，把二十万打给他后拉黑了我",
    "短信说是你们银行，我点链接填了卡号密码，钱没了",
    "LINE上自稱理專的人帶我投資，匯了三十萬領不出來",
    "有個自稱銀行經理的人叫我馬上匯款到安全帳戶，我正在櫃檯",
    "有人冒充信贷员说能办低息贷款，我交了两千解冻费",
    "自称网点主任的人上门收走了我妈的现金十万",
    "自称银行客服的让我把密码告诉他，我说了",
    "说是银行的技术员让我远程控制手机，我照做了",
    "贷款经理加我微信，说刷流水，我转了一万过去就没消息了",
    "理财经理让我把钱转到他个人账户，我转了二十万",
    "客户经理叫我把三十万打到他的卡上",
    "客户经理跟我借了十万，到现在不还",
    "理專要我把錢匯到她私人帳戶，匯了一百萬",
    "個客戶經理問我借咗三十萬，而家唔還",
    "客户经理飞单，我投了四十万拿不回来",
    "你们柜员挪用了我的存款二十万",
    "行长私下让我投五十万内部项目，现在联系不上他",
    "信贷员收了我两万现金说帮我还贷款，银行说没入账",
    "大堂经理偷偷取走了我妈存折里的六万",
    "你们员工给我的存单是伪造的，里面二十万没了",
    "把十五万交给客户经理，他失联了",
    "理财经理让我先转到她自己的账户再帮我买，转了八万",
    "行員侵占我媽媽的存款九十萬",
    "客戶經理叫我轉錢去佢太太個人戶口，轉咗二十萬",
    "客户经理卷款跑路，我们几家的钱都没了",
    "支行经理让我把贷款打到他指定的账户，打了十二万人不见了",
    "信贷经理跟我借走五万，说周转，电话也不接了",
    "銀行經理私底下收了我四十萬說幫我投資，現在人跑了",
)


def test_there_are_enough_of_both() -> None:
    assert len(set(COMPLAINTS)) == len(COMPLAINTS) >= 40
    assert len(set(STRANGERS)) == len(STRANGERS) >= 40


@pytest.mark.parametrize("text", COMPLAINTS)
def test_a_complaint_about_the_bank_calls_nobody(trained: Detector, text: str) -> None:
    assert trained.screen(text).severity in ("info", "watch")


@pytest.mark.parametrize("text", STRANGERS)
def test_who_plays_the_bank_or_takes_for_himself_is_an_alarm(trained: Detector, text: str) -> None:
    assert trained.screen(text).urgent


PAID = {"code": "P-1", "pattern": "块|蚊", "for": {"paid": 9}}
OWN = {"code": "O-1", "pattern": "柜员机", "unless": ["@stranger"], "for": {"none": 1}, "caps": True}
SURE = {"code": "P-2", "pattern": "骗走", "for": {"paid": 1}, "sure": True}
WORDS = {"stranger": ["自称"]}


def test_what_caps_takes_the_alarm_away_and_says_why(made: Made) -> None:
    found = made(PAID, OWN, **WORDS).screen("柜员机吞了我五千块")
    assert (found.stage, found.severity, found.alarming) == ("none", "info", False)
    assert [e.rule for e in found.evidence] == ["P-1", "O-1"]


def test_what_the_model_is_surer_of_is_no_complaint(trained: Detector) -> None:
    text = "推销电话一个接一个，手机忽然黑屏动不了，扣款的短信一条条进来，刚才那个客服叫我开会议关保险"
    assert trained.screen(text).urgent


def test_a_stranger_makes_it_an_alarm_again(made: Made) -> None:
    assert made(PAID, OWN, **WORDS).screen("自称银行的人在柜员机拿了五千块").urgent


def test_a_sure_rule_is_not_capped(made: Made) -> None:
    assert made(PAID, OWN, SURE, **WORDS).screen("在柜员机被骗走五千块").urgent


def test_a_stranger_in_what_was_said_before_is_seen(made: Made) -> None:
    detector = made(PAID, OWN, **WORDS)
    found = detector.screen("柜员机里没了五千块", ["有个自称银行的人"])
    assert found.urgent
    assert found.story


def test_a_later_emergency_by_a_rule_is_an_alarm_after_a_complaint(made: Made) -> None:
    detector = made(PAID, OWN, **WORDS)
    found = detector.screen("给了他五千块", ["柜员机又坏了"])
    assert graver(found, detector.screen("柜员机又坏了"))


def test_answers_about_an_own_matter_are_read_with_it(trained: Detector) -> None:
    story = ["客户经理骗我买基金说保本"]
    for answer in ("去年三月买的，二十万，现在亏了五万", "要她给我道歉", "把亏的钱还给我", "少给了我三千"):
        assert trained.screen(answer, story).severity in ("info", "watch"), answer
        story.append(answer)
