"""Screening: what is found, where in the message, alone and in a story; and that a flood stays cheap."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.fraud.detector import LONGEST, Detector
from bot.fraud.finding import CALM, graver
from bot.fraud.telling import asks_to_check, told
from tests.bot.fraud.conftest import Made
from tests.growth import calls

PAID = {"code": "P-1", "pattern": "转|汇 ~6 安全账户", "for": {"paid": 9}, "type": "police", "weight": 5}
STORY = {"code": "S-1", "pattern": "警察 ~60 洗钱 ~60 保密 ~60 银行 ~60 转", "for": {"paying": 9}}


@pytest.fixture(scope="module")
def rules_only() -> Detector:
    return Detector()


def places(text: str, detector: Detector, earlier: tuple[str, ...] = ()) -> dict[str, list[str]]:
    found = detector.screen(text, earlier).evidence
    return {e.rule: [text[start:end] for start, end in e.spans] for e in found}


def test_a_finding_says_stage_type_severity_and_why(made: Made) -> None:
    finding = made(PAID).screen("我把五万块转到安全账户了")
    assert (finding.stage, finding.type, finding.severity) == ("paid", "police", "critical")
    assert finding.score > 0.9
    assert finding.alarming
    assert finding.urgent
    assert finding.facts.amount == 50_000
    assert [e.rule for e in finding.evidence] == ["P-1"]


def test_calm_has_no_evidence_and_no_type(made: Made) -> None:
    finding = made(PAID).screen("怎么开户")
    assert (finding.stage, finding.severity, finding.type, finding.evidence) == ("none", "info", None, ())
    assert finding.person is None


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("我转到安全账户了", "转", "安全账户"),
        ("我轉到安 全 帳 戶了", "轉", "安 全 帳 戶"),
        ("我匯到安*全*账*户了", "匯", "安*全*账*户"),
        ("【急】我转到【安】【全】【账】【户】了", "转", "安】【全】【账】【户"),
        ("我車專到安全zhang户了", "車專", "安全zhang户"),
        ("我转到安\u200b全\u200b账\u200b户了", "转", "安\u200b全\u200b账\u200b户"),
        ("😀😀我转到安，全，账，户了", "转", "安，全，账，户"),
        ("我转到ＡＮ全账户了", "转", "ＡＮ全账户"),
        ("我转到安佺账户了", "转", "安佺账户"),
    ],
)
def test_evidence_points_to_the_message_as_written(made: Made, written: str, first: str, last: str) -> None:
    assert places(written, made(PAID)) == {"P-1": [first, last]}


def test_the_models_wording_is_evidence_only_where_no_rule_speaks(made: Made, trained: Detector) -> None:
    linear = trained._models
    finding = made(PAID, models=linear).screen("我把钱转到安全账户了")
    assert "MODEL" not in [e.rule for e in finding.evidence]


def test_a_story_is_seen_at_the_message_that_completes_it(made: Made) -> None:
    turns = ["有个警察打电话来", "说我的卡涉嫌洗钱", "让我保密", "现在我在银行门口", "他催我转过去"]
    detector = made(STORY)
    found = [detector.screen(text, turns[:at]) for at, text in enumerate(turns)]
    assert [f.stage for f in found] == ["none"] * 4 + ["paying"]
    assert found[-1].story
    [evidence] = found[-1].evidence
    assert [turns[-1][start:end] for start, end in evidence.spans] == ["转"]


def test_a_story_told_before_is_no_news(made: Made) -> None:
    detector = made(PAID)
    assert detector.screen("谢谢", ["我转到安全账户了"]).stage == "none"
    alone = detector.screen("我汇到安全账户了", ["我转到安全账户了"])
    assert alone.stage == "paid"
    assert not alone.story


def test_only_the_last_messages_belong_to_a_story(made: Made) -> None:
    turns = ["有个警察打电话来", "说我的卡涉嫌洗钱", "让我保密", "现在我在银行门口"]
    detector = made(STORY)
    assert detector.screen("他催我转过去", [*turns, *["嗯"] * 3]).stage == "none"
    assert detector.screen("他催我转过去", [*turns, "天" * 600]).stage == "none"


@pytest.mark.parametrize(
    "text", ["我没有转到安全账户", "我没轉到安全帳戶", "千万别转到安全账户", "我冇過數去安全户口"]
)
def test_negation_turns_it_round(made: Made, text: str) -> None:
    assert made(PAID).screen(text).stage == "none"


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "😀", "。。。", "\u200b", "[已隐藏:验证码]", "a" * 500, "\ud83d"]
)
def test_odd_messages_are_calm(rules_only: Detector, text: str) -> None:
    assert rules_only.screen(text).stage == "none"
    assert rules_only.screen(text, ["", " "]).stage == "none"


def test_long_ago_is_less_urgent(made: Made) -> None:
    finding = made(PAID, when_long=["三个月前"]).screen("三个月前转到安全账户")
    assert (finding.stage, finding.severity) == ("paid", "urgent")


def test_one_detector_serves_threads(made: Made) -> None:
    detector = made(PAID)
    texts = ["我转到安全账户了", "怎么开户"] * 20
    with ThreadPoolExecutor(4) as pool:
        assert [f.stage for f in pool.map(detector.screen, texts)] == ["paid", "none"] * 20


def test_graver_goes_by_stage() -> None:
    assert not graver(CALM, CALM)


def test_it_is_told_in_plain_values(made: Made) -> None:
    values = told(made(PAID).screen("我把五万块转到安全账户了，http://1.2.3.4/a"))
    assert (values["stage"], values["type"], values["facts"]["amount"]) == ("paid", "police", 50_000)
    assert (values["links"], values["linked"]) == (["ip"], True)
    assert values["signs"] == ["说明"]


@pytest.mark.parametrize(
    ("text", "linked", "wished"),
    [
        ("帮我看看这条短信是真的吗：" + "您" * 40, False, True),
        ("幫我睇下係咪真 http://a.top", True, True),
        ("是真的吗", False, False),
        ("您" * 60, False, False),
    ],
)
def test_a_wish_to_have_a_text_checked(text: str, linked: bool, wished: bool) -> None:
    assert asks_to_check(text, linked=linked) is wished


def test_an_unusable_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        Detector.trained(tmp_path / "none.json")
    (tmp_path / "broken.json").write_text("{", "utf-8")
    with pytest.raises(ValueError, match="Expecting"):
        Detector.trained(tmp_path / "broken.json")


def screened(detector: Detector, text: str) -> int:
    """The calls of screening a text, whatever the machine."""
    detector.screen(text)
    return calls(lambda: detector.screen(text))


FLOODS = [
    *(
        "转账",
        "zhuan账",
        "安，全，账，户，",
        "yanzhengma",
        "a1.top ",
        "没有转账给他",
        "❤转",
        "【转】",
        "验z码",
    ),
    *("我被骗了五万块转到安全账户了，", "马扁", "1万", "a b ", "http://"),
]


@pytest.mark.parametrize("piece", FLOODS)
def test_the_work_on_a_flood_grows_with_its_length_only(rules_only: Detector, piece: str) -> None:
    short, long = ((piece * length)[:length] for length in (500, 4000))
    assert screened(rules_only, long) <= 8 * 1.5 * screened(rules_only, short) + 2_000


@pytest.mark.parametrize("piece", FLOODS)
def test_what_goes_beyond_the_longest_is_not_read(rules_only: Detector, piece: str) -> None:
    flood = (piece * 5_000)[:5_000]
    sighted = rules_only.sight(flood)
    assert sighted.reading.ends[-1] <= LONGEST
    assert all(len(hits) <= 32 for hits in sighted.hits.values())
    assert screened(rules_only, flood) <= 1.01 * screened(rules_only, flood[:LONGEST]) + 20


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("警察说我涉嫌洗钱，我把十万块转到安全账户了，现在电话打不通", "paid"),
        ("刷單墊了兩萬，提不出來，還要我再充一萬", "paid"),
        ("我被人呃咗五萬蚊，過咗數先知係假嘅", "paid"),
        ("客服让我开屏幕共享，验证码我也给他了，卡里的钱没了", "leaked"),
        ("我把手机验z码发给他了，然后钱被转走了", "leaked"),
        ("他在电话里催我，我正在银行柜台准备转到安*全*账*户，柜员不让转", "paying"),
        ("我媽正在郵局要匯五十萬給檢察官，勸不住", "paying"),
    ],
)
def test_what_must_never_be_missed(trained: Detector, text: str, stage: str) -> None:
    finding = trained.screen(text)
    assert finding.urgent, finding
    assert finding.severity in ("urgent", "critical")
    assert finding.stage == stage


@pytest.mark.parametrize(
    "text",
    [
        *("怎么投诉银行乱收费", "什么是杀猪盘", "公检法会打电话让人转账吗", "你好", "谢谢", "我想找人工"),
        *("如何識別投資詐騙", "12378是什么电话", "我给我妈转了五千块生活费", "信用卡年费多少"),
        "【招商银行】您尾号1234的账户11月2日支出人民币68.50元，余额2,114.37元。",
    ],
)
def test_what_must_raise_no_alarm(trained: Detector, text: str) -> None:
    assert not trained.screen(text).alarming


@pytest.mark.parametrize(
    "said", ["00000000000000000000", "aaaaaaaaaaaaaaaa", "我是oCustomer00000000000000000000"]
)
def test_a_number_or_a_name_in_letters_says_nothing_however_long(trained: Detector, said: str) -> None:
    assert not trained.screen(said).alarming
