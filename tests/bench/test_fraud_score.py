"""How the detector's findings are judged, and how lines are screened."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench import fraud
from bench.fraud_score import Judged, Share, confusion, groups, headline
from bot.fraud.detector import Detector

ONE = Judged(
    *("x-1", "victim", "paid", "loan", "Hans", "story", "-", None),
    *("paid", "loan", "critical", 0.9, "text"),
)


@pytest.mark.parametrize(
    ("stage", "found", "severity", "enough", "exact"),
    [
        ("paid", "paying", "critical", True, True),
        ("paid", "paid", "urgent", True, True),
        ("paid", "targeted", "watch", False, False),
        ("leaked", "none", "info", False, False),
        ("targeted", "targeted", "watch", True, True),
        ("targeted", "paying", "critical", True, False),
        ("targeted", "asking", "info", False, False),
    ],
)
def test_levels(stage: str, found: str, severity: str, enough: bool, exact: bool) -> None:
    one = replace(ONE, stage=stage, found_stage=found, severity=severity)
    assert (one.raised_enough, one.level_right, one.right) == (enough, exact, enough)


def test_a_false_alarm_is_wrong_and_a_recognised_scam_is_right() -> None:
    assert not replace(ONE, kind="benign", stage="none").right
    assert replace(ONE, kind="benign", stage="none", found_stage="asking").right
    assert replace(ONE, kind="scam", stage="targeted").right


def test_headline_and_groups_count() -> None:
    judged = [ONE, replace(ONE, found_stage="none", severity="info", found_type=None)]
    judged.append(replace(ONE, kind="benign", stage="asking", type=None))
    figures = {one.name.strip(): (one.part, one.whole) for one in headline(judged)}
    assert figures["victims: raised high enough"] == (1, 2)
    assert figures["benign: false alarms"] == (1, 1)
    assert figures["of these, questions about fraud"] == (1, 1)
    assert figures["type named right, where it has one"] == (1, 2)
    assert groups(judged[:2], lambda j: j.stage) == [Share("paid", 1, 2)]
    assert "50.0%" in str(Share("x", 1, 2))
    assert confusion(judged)[-1].split() == ["paid", "1", "0", "0", "0", "0", "1"]


def test_of_several_messages_the_gravest_counts() -> None:
    turns = ["警察说我涉嫌洗钱，我把十万块转到安全账户了", "谢谢"]
    detector = Detector()
    assert fraud.gravest(turns, detector).stage == detector.screen(turns[0]).stage


def test_variants_are_the_same_every_time_and_never_of_benign_lines() -> None:
    detector = Detector()
    line = {"id": "v-1", "kind": "victim", "stage": "paid", "type": None, "script": "Hans"}
    line["text"] = "客服让我把钱转到安全账户，还要我的验证码"
    once, again = (list(fraud.variants(line, detector)) for _ in range(2))
    assert once == again
    assert 1 <= len(once) <= fraud.VARIANTS
    assert all(one.text != line["text"] for one in once)
    assert list(fraud.variants({**line, "kind": "benign"}, detector)) == []


def test_the_misses_of_the_test_set_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert fraud.main(["test", "--misses"]) == 2
    assert fraud.main(["--misses"]) == 2
    assert "not shown" in capsys.readouterr().out


def test_a_report_is_printed_from_a_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = (
        '{"id":"a-%d","text":"他让我把钱转到安全账户，我已经转了五万","kind":"%s","stage":"%s",'
        '"type":null,"script":"Hans","style":"story"}\n'
    )
    for kind, stage in (("scam", "targeted"), ("victim", "paid"), ("benign", "none")):
        content = "".join(line % (number, kind, stage) for number in range(3))
        (tmp_path / f"{kind}_dev.jsonl").write_text(content, "utf-8")
    monkeypatch.setattr(fraud, "DATA", tmp_path)
    monkeypatch.setattr(fraud, "CALLS", tmp_path / "none.jsonl")
    monkeypatch.setattr(fraud, "LENGTH", 20)
    assert fraud.main(["dev", "--rules", "--misses"]) == 0
    printed = capsys.readouterr().out
    for title in ("scam texts recognised", "by way", "is, found as", "p95", "what went wrong"):
        assert title in printed
