import hashlib
import sys
from pathlib import Path

import pytest

from bot.text.dictionaries import dictionary, merged
from bot.text.engine import CONFIGURATIONS, Engine, engine
from bot.text.report import CASES, check, main, read_cases, render
from tests.growth import text_grows

OWN_CASES = [
    ("s2t", "皇后在后面", "皇后在後面"),
    ("s2t", "干燥的干部", "乾燥的幹部"),
    ("s2tw", "为什么着急", "為什麼著急"),
    ("s2tw", "银行里面", "銀行裡面"),
    ("s2hk", "为了核实这说法", "為了核實這説法"),
    ("s2twp", "打印短信", "列印簡訊"),
    ("t2s", "憂郁的臺灣烏龜", "忧郁的台湾乌龟"),
    ("tw2s", "為什麼著急", "为什么着急"),
    ("tw2sp", "列印簡訊", "打印短信"),
    ("hk2s", "虛偽歎息", "虚伪叹息"),
]


@pytest.mark.parametrize(("config", "text", "expected"), OWN_CASES)
def test_own_case(config: str, text: str, expected: str) -> None:
    assert engine(config).convert(text) == expected


@pytest.mark.skipif(not CASES.exists(), reason="the cases are no part of the project")
def test_opencc_cases(capsys: pytest.CaptureFixture[str]) -> None:
    results = check(read_cases(CASES))
    with capsys.disabled():
        sys.stdout.write("\n" + render(results) + "\n")
    assert sum(result.passed for result in results) >= 440


def test_the_report_names_what_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(
        '{"id": "good", "config": "s2t", "input": "后面", "expected": "後面"}\n'
        '{"id": "bad", "config": "s2t", "input": "后面", "expected": "后面"}\n'
        '{"id": "unknown", "config": "s2x", "input": "a", "expected": "a"}\n',
        encoding="utf-8",
    )
    assert main([str(file)]) == 0
    printed = capsys.readouterr().out
    assert "1/3" in printed
    assert "bad" in printed
    assert "unknown" in printed
    assert render(()).endswith("0/0")


def test_no_case_file_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert "no case file" in capsys.readouterr().err


def test_an_engine_keeps_its_configuration() -> None:
    with pytest.raises(TypeError):
        engine("s2t").set_conversion("t2s")
    assert engine("s2t") is engine("s2t")
    with pytest.raises(KeyError):
        Engine("s2x")


def test_the_installed_dictionaries_are_brought_up_to_date() -> None:
    """The differences only make sense on top of the version they were made for."""
    lines = "\n".join(f"{key}\t{value}" for key, value in sorted(dictionary("STPhrases").items()))
    assert len(dictionary("STPhrases")) == 49238
    assert hashlib.sha256(lines.encode()).hexdigest()[:12] == "5afbac74e85d"
    assert len(dictionary("STCharacters")) == 4012
    assert len(dictionary("TSCharacters")) == 4148


def test_the_first_dictionary_wins() -> None:
    both = merged("TWPhrases", "TWVariants")
    assert both["幺"] == dictionary("TWVariants")["幺"]
    assert len(both) >= len(dictionary("TWPhrases"))


@pytest.mark.parametrize("config", CONFIGURATIONS)
def test_conversion_is_linear(config: str) -> None:
    assert not text_grows(engine(config).convert, "这是一个用来测量时间的句子，后面还有很多字。", 8000)
