"""What an evaluation reads, and what it leaves behind."""

import json
from pathlib import Path

import pytest

from bench.report import as_html, keep, printed, report
from bench.score import Scored
from bench.understanding_sets import read_set, to_ask

RIGHT = Scored(
    *("1", "卡丢了怎么办", ("faq/card_lost",), "faq/card_lost", "right", True, "zh-Hans", "clipped", "right"),
    group="accounts",
    confidence=0.9,
    stated=True,
)
WRONG = Scored(
    *(
        "2",
        "我的號碼13800138000<b>被騙",
        ("faq/hk_scam",),
        "faq/card_lost",
        "wrong",
        False,
        "zh-Hant-HK",
        "typo",
    ),
    dangers=("numbers of another place",),
    replies=("<script>打110",),
    stated=True,
)


def test_a_report_has_every_table() -> None:
    made = report("mine", [RIGHT, WRONG], [RIGHT])
    assert set(made["tables"]) == {"all", "script", "style", "region", "group"}
    assert made["tables"]["all"][0]["shares"]["right"] == 0.5
    assert made["stock"]["all"][0]["count"] == 1
    assert (made["dangerous"], [one["id"] for one in made["dangers"]]) == (1, ["2"])
    assert [one["id"] for one in made["wrong_script"]] == ["2"]
    assert made["confusions"] == [{"expected": "faq/hk_scam", "got": "faq/card_lost", "times": 1}]
    assert made["calibration"]["count"] == 1
    assert made["gaps"][0]["count"] == 1


def test_what_is_shown_of_customers_is_masked() -> None:
    made = report("mine", [WRONG], [])
    assert "13800138000" not in json.dumps(made) + printed(made) + as_html(made)


def test_the_page_needs_nothing_else_and_runs_nothing() -> None:
    page = as_html(report("mine", [RIGHT, WRONG], [RIGHT]))
    assert "<script" not in page
    assert "&lt;script&gt;打110" in page
    assert "http" not in page
    assert "prefers-color-scheme: dark" in page


def test_of_a_test_set_only_totals_are_kept(tmp_path: Path) -> None:
    (tmp_path / "test.jsonl").write_text("old")
    made = report("test", [RIGHT, WRONG], [], secret=True)
    kept = keep(made, [RIGHT, WRONG], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["test.html", "test.json"]
    told = printed(made) + "".join(path.read_text("utf-8") for path in kept)
    assert "卡丢了" not in told
    assert "被騙" not in told
    assert made["dangerous"] == 1


def test_html_json_and_lines_are_kept(tmp_path: Path) -> None:
    page, data, lines = keep(report("mine", [RIGHT], []), [RIGHT], tmp_path / "new")
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert json.loads(data.read_text("utf-8"))["questions"] == 1
    assert json.loads(lines.read_text("utf-8"))["outcome"] == "right"


def test_dialogues_become_turns_that_inherit(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    dialogue = {"id": "d", "script": "zh-Hant-TW", "style": "elderly", "region": "TW"}
    turns = [{"q": "甲", "kind": "act"}, {"q": "乙", "must": [["165"]], "script": "zh-Hans"}]
    alone = {"q": "丙", "expect": ["thanks"]}
    file.write_text(json.dumps({**dialogue, "turns": turns}) + "\n\n" + json.dumps(alone) + "\n")
    first, second, third = read_set(file)
    assert (first["id"], first["script"], first["region"]) == ("d.1", "zh-Hant-TW", "TW")
    assert (second["script"], second["conversation"], second["turn"]) == ("zh-Hans", "d", 2)
    assert (third["id"], third["script"]) == ("3", "zh-Hans")
    assert to_ask(second) == {"id": "d.2", "q": "乙", "conversation": "d"}


@pytest.mark.parametrize(
    "line",
    [
        *("nothing", "[]", '{"q": "?"}', '{"q": " ", "kind": "act"}', '{"turns": [{"kind": "act"}]}'),
        *('{"q": "?", "kind": "act", "script": "en"}', '{"q": "?", "kind": "act", "region": "US"}'),
    ],
)
def test_a_bad_line_is_named(line: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"q": "?", "kind": "act"}\n' + line + "\n")
    with pytest.raises(ValueError, match="line 2"):
        read_set(file)
