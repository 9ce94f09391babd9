from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from bot.text import convert
from knowledge.base import china_today, readers

TODAY = date(2026, 12, 1)


def test_by_title_in_any_script_and_punctuation(base):
    k = base.load()
    for text in (
        "怎么投诉银行？",
        "怎么投诉银行",
        " 怎么投诉银行 ?!",
        "怎麼投訴銀行？",
        "我要投诉",
        "我要投诉！",
    ):
        assert k.by_title(text) == "complain", text
    assert k.by_title(convert("怎么投诉银行？", "zh-Hant-HK")) == "complain"


def test_by_title_needs_the_whole_title(base):
    k = base.load()
    for text in ("", "？", "怎么投诉", "怎么投诉银行，急"):
        assert k.by_title(text) is None, text


def test_a_title_wins_over_another_entrys_phrasing(base):
    base.entries[0]["ask"] = ["我被骗了怎么办"]
    assert base.load().by_title("我被骗了怎么办") == "scammed"


def test_search_puts_a_title_first_with_full_score(base):
    hits = base.load().search("我被騙了怎麼辦")
    assert (hits[0].entry, hits[0].score) == ("scammed", 1.0)
    assert len({h.entry for h in hits}) == len(hits)
    assert len(base.load().search("我被騙了怎麼辦", limit=1)) == 1


def test_expired_entries_are_listed(base):
    base.entries[1]["review_by"] = "2026-12-31"
    k = base.load()
    assert k.expired(date(2026, 12, 31)) == ()
    assert k.expired(date(2027, 1, 1)) == ("scammed",)


def test_today_is_chinas_by_default(base):
    base.entries[0]["review_by"] = "2026-11-23"
    base.entries[1]["review_by"] = "2026-11-23"
    k = base.load()
    assert k.render("complain") == k.render("complain", today=china_today())


def test_warm_then_many_threads_see_the_same(base):
    k = base.load()
    k.warm()
    jobs = [(e, *reader) for e in k.entries for reader in readers()] * 5
    with ThreadPoolExecutor(8) as pool:
        shown = list(pool.map(lambda job: k.render(*job, today=TODAY), jobs))
        found = list(pool.map(k.search, ["怎么投诉银行"] * 20))
    assert shown[: len(jobs) // 5] * 5 == shown
    assert set(found) == {found[0]}


def test_two_banks_do_not_mix(base):
    one, other = base.load("甲银行", "95501"), base.load("乙银行", "95502")
    assert "甲银行" in one.render("complain", today=TODAY).text
    assert "乙银行" in other.render("complain", today=TODAY).text


def test_the_linter_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "knowledge.lint", "--rules"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "money-back" in done.stdout
