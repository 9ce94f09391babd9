"""What the fraud detector's models learn from, and what they have learned (scikit-learn, the engine's)."""

import json
from pathlib import Path
from zlib import crc32

import pytest

from bot.fraud.detector import Detector
from bot.nlu.fraud_examples import MIXED, Example, examples
from bot.nlu.fraud_fitting import fit

LOST = (
    "钱打过去他就没影了",
    "錢匯過去就被封鎖了",
    "过数之后个网打唔开",
    "汇完款就退群了",
    "转完账人就消失了",
)
TALK = ("今天的汤真好喝", "昨晚球赛真精彩", "周末一起爬山吧", "呢间茶餐厅好正", "阿嬤的粽子最好吃")


def told(**line: object) -> dict[str, object]:
    return {"text": "转了两万给他", "kind": "victim", "stage": "paid", "type": "shopping", **line}


def root_of(folder: Path, *lines: dict[str, object], **files: str) -> Path:
    for name in ("fraud", "nlu", "complaints"):
        (folder / "data" / name).mkdir(parents=True)
    content = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / "data" / "fraud" / "a.jsonl").write_text(content, encoding="utf-8")
    for name, text in (dict.fromkeys(MIXED, "nlu: []") | files).items():
        (folder / "data" / "nlu" / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def nlu(intent: str, *texts: str) -> str:
    return f"nlu:\n- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        (told(), "paid"),
        (told(kind="scam", stage="targeted"), "scam"),
        (told(kind="benign", stage="none", type=None, sort="warning"), "none/warning"),
        (told(kind="benign", stage="none", type=None, sort="statute"), "none/warning"),
        (told(kind="benign", stage="none", type=None), "none"),
        (told(kind="benign", stage="asking", type=None, sort="question"), "asking"),
    ],
)
def test_a_sentence_is_learned_by_its_stage_and_by_how_it_is_harmless(
    tmp_path: Path, line: dict[str, object], label: str
) -> None:
    [example] = examples(root_of(tmp_path, line))
    assert example.label == label


def test_a_sort_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="warnings"):
        examples(root_of(tmp_path, told(kind="benign", stage="none", sort="warnings")))


def test_a_story_in_several_messages_is_one_text(tmp_path: Path) -> None:
    line = {name: value for name, value in told().items() if name != "text"}
    [example] = examples(root_of(tmp_path, {**line, "turns": ["有人打来", "我转了"]}))
    assert example.text == "有人打来\n我转了"


def test_calm_questions_are_learned_in_part_and_what_may_be_a_fraud_is_not(tmp_path: Path) -> None:
    texts = [f"第{number}号窗口几点开门" for number in range(20)]
    root = root_of(
        tmp_path, cash=nlu("faq/hours", *texts), fraud=nlu("faq/scam_police", "警察叫我转账"),
        emergency=nlu("faq/emergency_scam", "钱转走了"),
    )  # fmt: skip
    found = {example.text: example for example in examples(root)}
    assert set(found) == {"钱转走了", *(text for text in texts if crc32(text.encode()) % 2 == 0)}
    assert found["钱转走了"].stage == "paid"
    assert all(found[text].weight < 1 for text in texts if text in found)


def test_a_complaint_is_calm_unless_a_stranger_has_a_hand_in_it(tmp_path: Path) -> None:
    root = root_of(tmp_path)
    lines = (
        {"text": "柜台多收手续费", "cause": "fee"},
        {"text": "卡里的钱不见了", "cause": "fund_safety"},
        {"text": "有个陌生人让我下载会议软件", "cause": "fee"},
    )
    content = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    (root / "data" / "complaints" / "a.jsonl").write_text(content, encoding="utf-8")
    [example] = examples(root)
    assert (example.text, example.stage) == ("柜台多收手续费", "none")


def test_what_was_learned_is_told_apart() -> None:
    found = [Example(text, "paid", "shopping") for text in LOST * 4]
    found += [Example(text, "none", None, sort="chat") for text in TALK * 4]
    models = fit(found)
    assert models["stages"].labels == ("none/chat", "paid")
    detector = Detector(models)
    assert detector.screen("转完账他就没影了").stage == "paid"
    assert detector.screen("周末的汤真好喝").stage == "none"
    assert fit(found) == models
