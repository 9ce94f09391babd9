"""Noise, unknown words and low confidence fall back; the ranking stays."""

from pathlib import Path

import pytest
from nlu_engine import EXAMPLES
from nlu_parts import create, load, message, training

from bot.nlu.classifier import LinearIntentClassifier, publish
from bot.nlu.gate import FallbackGate, is_noise
from bot.nlu.names import FALLBACK_REASON, FAQ_RANKING, KNOWN_SHARE
from bot.nlu.titles import TitleMatcher


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("gate")
    create(LinearIntentClassifier, made).train(training(EXAMPLES))
    return made


def judged(directory: Path, text: str) -> tuple[str, str | None]:
    parts = [
        load(LinearIntentClassifier, directory),
        create(TitleMatcher, directory),
        create(FallbackGate, directory),
    ]
    seen = [message(text)]
    for part in parts:
        seen = part.process(seen)
    assert seen[0].get(FAQ_RANKING)
    return seen[0].get("intent")["name"], seen[0].get(FALLBACK_REASON)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("😀", "noise"),
        ("😀😀😀👍🏻", "noise"),
        ("12345", "noise"),
        ("？？？", "noise"),
        ("aaaaaaaaaa", "noise"),
        ("哈哈哈哈哈哈哈哈", "noise"),
        ("投诉" * 250, "noise"),
        ("asdf", "unknown_words"),
        ("qwertyuiop zxcvbnm", "unknown_words"),
        ("鼹鼠钻石朦胧", "unknown_words"),
        ("\u200b\u200b", "noise"),
    ],
)
def test_what_is_not_language_is_not_understood(directory: Path, text: str, reason: str) -> None:
    assert judged(directory, text) == ("nlu_fallback", reason)


@pytest.mark.parametrize("text", ["你好", "謝謝你的幫助", "怎么投诉银行", "我被骗了怎么办？"])
def test_what_is_known_passes(directory: Path, text: str) -> None:
    assert judged(directory, text)[1] is None


def test_a_title_passes_even_if_the_classifier_never_saw_it(directory: Path) -> None:
    from bot.nlu.content import knowledge

    title = knowledge().entries["mediation"].title
    assert judged(directory, title) == ("faq", None)


@pytest.mark.parametrize(
    ("ranking", "reason"),
    [
        ([("greet", 0.44), ("thanks", 0.1)], "low_confidence"),
        ([("faq/a", 0.6), ("faq/b", 0.3)], None),
    ],
)
def test_confidence(tmp_path: Path, ranking: list, reason: str | None) -> None:
    seen = message("怎么办")
    publish(seen, ranking, 5)
    seen.set(KNOWN_SHARE, 1.0)
    create(FallbackGate, tmp_path, min_confidence=0.45).process([seen])
    assert seen.get(FALLBACK_REASON) == reason
    assert (seen.get("intent")["name"] == "nlu_fallback") == (reason is not None)


def test_a_short_laugh_is_not_noise() -> None:
    assert not is_noise("哈哈", 0.6)
    assert not is_noise("好的好的，谢谢", 0.6)
