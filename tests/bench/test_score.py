"""How answers are judged."""

import pytest

from bench.load import percentiles
from bench.score import Scored, confusions, in_script, outcome, table


@pytest.mark.parametrize(
    ("expected", "label", "offered", "judged"),
    [
        (["faq/a"], "faq/a", [], "right"),
        (["faq/a", "faq/b"], "faq/b", [], "right"),
        (["faq/a"], "nlu_fallback", ["b", "a"], "offered"),
        (["faq/a"], "nlu_fallback", ["b"], "human"),
        (["faq/a"], "ask_human", [], "human"),
        (["faq/a"], "faq/b", [], "wrong"),
        (["greet"], "thanks", [], "wrong"),
        (["out_of_scope", "nlu_fallback"], "nlu_fallback", ["a"], "right"),
        (["out_of_scope", "nlu_fallback"], "faq/a", [], "wrong"),
        (["out_of_scope", "faq/a"], "faq/a", [], "right"),
    ],
)
def test_outcome(expected: list[str], label: str, offered: list[str], judged: str) -> None:
    assert outcome(expected, label, offered) == judged


@pytest.mark.parametrize(
    ("text", "script", "right"),
    [
        ("请先报警", "zh-Hans", True),
        ("請先報警", "zh-Hans", False),
        ("請先報警", "zh-Hant-TW", True),
        ("请先报警", "zh-Hant-HK", False),
        ("110", "zh-Hant-TW", True),
    ],
)
def test_in_script(text: str, script: str, right: bool) -> None:
    assert in_script(text, script) is right


def test_tables_and_confusions() -> None:
    one = Scored("1", "q", ("faq/a",), "faq/b", "wrong", True, "zh-Hans", "formal")
    two = Scored("2", "q", ("faq/a",), "faq/a", "right", False, "zh-Hans", "formal")
    [(name, count, shares)] = table([one, two], lambda s: s.script)
    assert (name, count, shares["right"], shares["wrong"], shares["script"]) == ("zh-Hans", 2, 0.5, 0.5, 0.5)
    assert confusions([one, two]) == [(("faq/a", "faq/b"), 1)]


def test_percentiles() -> None:
    found = percentiles([float(n) for n in range(1, 101)], 10.0)
    assert (round(found.p50), round(found.p95), found.rate) == (50, 95, 10.0)
