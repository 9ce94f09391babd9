"""The fitting of the classes of complaints (scikit-learn, the engine's environment)."""

import json
from pathlib import Path

import pytest

from bot.fraud.model import write
from bot.intake.classify import NAME, classify
from bot.nlu.complaint_fitting import Example, examples, fit

FEES = ("年费扣了三百块", "手续费收得太多", "每个月扣短信费", "多收了我利息", "乱收管理费")
MANNERS = ("柜员态度很差", "柜台的人骂我", "大堂经理不理人", "网点的人翻白眼", "窗口没人理我")


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = [Example(text, ("", "debit", "fee")) for text in FEES]
    told += [Example(text, ("branch", "", "attitude")) for text in MANNERS]
    path = tmp_path_factory.mktemp("model") / "complaints.json"
    # What no sentence shows has no weights: one of each keeps the file whole.
    write({NAME: fit([*told, *_one_of_each()])}, path)
    return path


def _one_of_each() -> list[Example]:
    seen: dict[tuple[int, str], Example] = {}
    for example in examples():
        for at, slug in enumerate(example.classes):
            seen.setdefault((at, slug), example)
    return list(seen.values())


def test_the_fitted_model_tells_the_classes_apart(fitted: Path) -> None:
    assert classify("扣了我年费和手续费", fitted).cause.slug == "fee"
    assert classify("櫃員態度差", fitted).cause.slug == "attitude"
    assert classify("櫃員態度差", fitted).channel.slug == "branch"


def test_what_a_text_does_not_tell_is_other(fitted: Path) -> None:
    assert classify("年费扣了三百块", fitted).channel.slug == "other"


def test_fitting_twice_gives_the_same_model() -> None:
    found = examples()[::40]
    first, second = (fit(found) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("slug", ["fees", "Fee", "1"])
def test_a_class_that_does_not_exist_is_refused(tmp_path: Path, slug: str) -> None:
    folder = tmp_path / "data" / "complaints"
    folder.mkdir(parents=True)
    line = {"text": "扣钱了", "channel": None, "business": None, "cause": slug}
    (folder / "a.jsonl").write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(ValueError, match=f"no class {slug}"):
        examples(tmp_path)
