"""The facts answers are judged by: there for every entry, held by its own answer, legal."""

import pytest

from bench.score_facts import book, broken, plain, said, satisfied
from bench.score_places import numbers_in
from bot.text import REGIONS, SCRIPTS, Region
from knowledge import load

PREFIXES: dict[str, Region] = {"hk": "HK", "mo": "MO", "tw": "TW"}


def place_of(entry: str, region: Region) -> Region:
    return PREFIXES.get(entry.split("_")[0], region)


def test_every_entry_has_facts() -> None:
    labels = {label for label in book().labels if label.startswith("faq/")}
    assert labels == {f"faq/{entry}" for entry in load().entries}
    assert all(1 <= len(facts.must) <= 4 for facts in book().labels.values())


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_answer_holds_its_own_facts_everywhere(script: str) -> None:
    lacking = []
    for entry in load().entries:
        for region in REGIONS:
            shown = load().render(entry, script, region)  # type: ignore[arg-type]
            text = plain([shown.text, *(h.number for h in shown.hotlines)])
            facts = book().labels[f"faq/{entry}"]
            if not satisfied(facts, text, [place_of(entry, region)]) or broken(book().never, text):
                lacking.append((entry, region))
    assert lacking == []


@pytest.mark.parametrize("entry", [e for e in load().entries if e.split("_")[0] in PREFIXES])
def test_the_mainland_police_alone_never_answers_for_another_place(entry: str) -> None:
    text = plain(["先停手，不要再转。打110报警，打银行客服。"])
    place = place_of(entry, "CN")
    assert place == "TW" or not satisfied(book().labels[f"faq/{entry}"], text, [place])


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("110", "打110報警", True),
        ("110", "打96110", False),
        ("50万", "最高50萬元", True),
        ("50万", "最高 1,350 萬元", False),
        ("0800789885", "撥 0800-789-885", True),
        ("8800 7777", "打88007777", True),
        ("账户", "您的帳戶", True),
        ("投诉", "向銀行申訴", True),
        ("App", "打開官方app", True),
    ],
)
def test_words_are_found_in_either_script(word: str, text: str, found: bool) -> None:
    assert said(word, plain([text])) is found


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("我们保证追回", True),
        ("不能保证追回", False),
        ("没有人能保证追回", False),
        ("能保证追回吗", False),
        ("不用担心。我们保证追回", True),
    ],
)
def test_what_is_denied_is_not_said(text: str, claimed: bool) -> None:
    assert bool(broken(["保证追回"], plain([text]))) is claimed


def test_numbers_belong_to_places() -> None:
    found = numbers_in(plain(["打110、18222或12378"]))
    assert found == {"110": {"CN", "TW"}, "18222": {"HK"}, "12378": {"CN"}}
