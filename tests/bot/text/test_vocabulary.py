"""The 127 rows: what each script prints, and that every form is understood as the same word."""

import re
from pathlib import Path

import pytest

from bot.text import SCRIPTS, Script, convert, convert_characters, normalise, round_trips
from bot.text.resources import load_yaml
from bot.text.wording import Row, compounds, inbound, outbound, rows

# number, our word, forms suggested for Taiwan and for Hong Kong: the survey the rows come from.
SURVEY = [
    line.split("\t")
    for line in (Path(__file__).parent / "vocabulary.tsv").read_text(encoding="utf-8").splitlines()
]
ALL = {row.number: row for row in rows()}


def forms(cell: str) -> list[str]:
    return [form for form in re.split("[／（）；]", cell) if form]


def test_every_term_of_the_survey_has_its_row() -> None:
    assert [(str(row.number), row.hans) for row in rows()] == [(line[0], line[1]) for line in SURVEY]


@pytest.mark.parametrize("line", SURVEY, ids=[line[1] for line in SURVEY])
def test_row(line: list[str]) -> None:
    number, hans, taiwan, hong_kong = line
    row = ALL[int(number)]
    shown = {"zh-Hant-TW": forms(taiwan), "zh-Hant-HK": forms(hong_kong)}
    suggested = all(convert(hans, script) in shown[script] for script in SCRIPTS[1:])
    assert suggested or row.why, "another word than suggested needs its reason"
    assert round_trips(hans)


@pytest.mark.parametrize("row", [*rows(), *compounds()], ids=lambda row: row.hans)
def test_what_customers_say_instead_is_understood(row: Row) -> None:
    for said in row.inputs:
        assert normalise(said) == normalise(row.hans)
        for script in SCRIPTS[1:]:
            assert normalise(convert_characters(said, script)) == normalise(row.hans)


@pytest.mark.parametrize("row", [row for row in rows() if row.why], ids=lambda row: row.hans)
def test_a_row_kept_from_printing_keeps_its_characters(row: Row) -> None:
    for script in SCRIPTS[1:]:
        if not row.printed:
            assert convert(row.hans, script) == convert_characters(row.hans, script)


@pytest.mark.parametrize(
    ("hans", "taiwan", "hong_kong"),
    [
        ("账户", "帳戶", "戶口"),
        ("转账", "轉帳", "轉賬"),
        ("短信", "簡訊", "短訊"),
        ("冲正", "沖正", "沖正"),
        ("面签", "面簽", "面簽"),
        ("审核", "審核", "審核"),
        ("程序", "程序", "程序"),
        ("注销", "註銷", "註銷"),
        ("社区", "社區", "社區"),
        ("支持", "支持", "支持"),
        ("举报", "舉報", "舉報"),
        ("派出所", "派出所", "派出所"),
        ("公安机关", "公安機關", "公安機關"),
        ("国家反诈中心", "國家反詐中心", "國家反詐中心"),
        ("国家金融监督管理总局", "國家金融監督管理總局", "國家金融監督管理總局"),
        ("金融消费者权益保护", "金融消費者權益保護", "金融消費者權益保護"),
        ("征信中心", "徵信中心", "徵信中心"),
        ("信息安全权", "信息安全權", "信息安全權"),
        ("消保助手", "消保助手", "消保助手"),
    ],
)
def test_words_that_must_come_out_so(hans: str, taiwan: str, hong_kong: str) -> None:
    assert (convert(hans, "zh-Hant-TW"), convert(hans, "zh-Hant-HK")) == (taiwan, hong_kong)


@pytest.mark.parametrize("name", load_yaml("names"))
@pytest.mark.parametrize("script", SCRIPTS[1:])
def test_official_names_change_their_characters_only(name: str, script: Script) -> None:
    assert convert(name, script) == convert_characters(name, script)
    assert convert(f"请向{name}反映。", script).count(convert_characters(name, script)) == 1


def test_no_word_stands_for_two() -> None:
    said = [word for row in (*rows(), *compounds()) for word in row.inputs]
    said += [word for words in load_yaml("wording")["inbound"].values() for word in words]
    assert sorted(set(said)) == sorted(said)


def test_one_pass_is_enough() -> None:
    for row in (*rows(), *compounds()):
        once = inbound().replace(row.hans)
        assert inbound().replace(once) == once
    assert outbound("zh-Hant-TW").replace("没有这样的词") == "没有这样的词"
