"""Complaints sorted into channel, business and cause: content, guesses, and the file of the model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.fraud.model import Linear, packed, write
from bot.intake.classes import DIMENSIONS, ClassesError, load_classes
from bot.intake.classify import (
    LONGEST,
    MODEL,
    NAME,
    UNSAID,
    Classes,
    Guess,
    classify,
    features,
    label,
    read,
)
from tests.growth import text_grows

SLUGS = {
    "channel": "branch atm web phone app social sms third_party back_office other",
    "business": "debit credit loan settlement collection fx deposit agency intermediary pii metal "
    "cash wealth treasury credit_report other",
    "cause": "attitude system rule marketing disclosure return choice contract fund_safety info_safety "
    "collection fee other",
}
LABELS = tuple(
    label(name, slug) for name, kinds in load_classes().items() for slug in (UNSAID, *kinds.classes)
)


def model(path: Path, **weights: dict[str, int]) -> Path:
    """A model that knows only the given n-grams: {n-gram: {label: weight}}."""
    rows = {gram: packed(1, [by_label.get(name, 0) for name in LABELS]) for gram, by_label in weights.items()}
    write({NAME: Linear(LABELS, (0.0,) * len(LABELS), 0.001, rows)}, path)
    return path


@pytest.fixture
def trained() -> Path:
    if not MODEL.exists():
        pytest.skip("the model is not trained")
    return MODEL


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_classes_are_those_agreed_each_with_name_label_and_meaning(dimension: str) -> None:
    kinds = load_classes()[dimension]
    assert list(kinds.classes) == SLUGS[dimension].split()
    assert 0 < kinds.sure <= 1
    labels = [one.label for one in kinds.classes.values()]
    assert len(set(labels)) == len(labels)
    for one in kinds.classes.values():
        assert one.name
        assert one.about.endswith("。")
        assert not any(char.isdigit() for char in one.name + one.label)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("- a", "must hold"),
        ("channel: {}\nbusiness: {}\ncause: {}\n", "channel"),
        ("a: [", "not valid YAML"),
    ],
)
def test_malformed_content_is_refused_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "classes.yml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ClassesError, match=said):
        load_classes(file)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("label: 网点柜台", "label: 网点柜台以及其他地方", "channel: branch: label"),
        ("sure: ", "sure: 1", "sure"),
        ("name: 营业现场", "name: ''", "name"),
        ("    other:\n      name: 其他\n", "    others:\n      name: 其他\n", "must hold other"),
    ],
)
def test_broken_fields_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    from bot.intake.classes import FILE

    file = tmp_path / "classes.yml"
    file.write_text(FILE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ClassesError, match=said):
        load_classes(file)


def test_without_a_model_nothing_is_guessed(tmp_path: Path) -> None:
    found = classify("柜员态度很差", tmp_path / "none.json")
    assert found == Classes(Guess(), Guess(), Guess())
    assert found.cause == Guess("other", 0.0, ())
    assert found.doubtful == DIMENSIONS


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"complaints": {"labels": []}}', '{"complaints": 5}'])
def test_a_file_that_is_no_model_is_refused_and_nothing_is_guessed(tmp_path: Path, content: str) -> None:
    file = tmp_path / "complaints.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r".+"):
        read(file)
    assert classify("信用卡年费", file) == Classes()


def test_a_model_that_lacks_a_class_is_refused(tmp_path: Path) -> None:
    write({NAME: Linear(LABELS[:-1], (0.0,) * (len(LABELS) - 1), 1.0, {})}, tmp_path / "m.json")
    with pytest.raises(ValueError, match="lacks a class"):
        read(tmp_path / "m.json")


def test_a_truncated_model_is_refused(tmp_path: Path) -> None:
    file = model(tmp_path / "m.json", 年费={"cause.fee": 9000})
    content = json.loads(file.read_text(encoding="utf-8"))
    content[NAME]["grams"].append("利息")
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match="do not fit"):
        read(file)


def test_a_guess_names_the_likeliest_and_offers_the_next(tmp_path: Path) -> None:
    file = model(tmp_path / "m.json", 年费={"cause.fee": 9000, "cause.rule": 6000, "cause.disclosure": 5000})
    cause = classify("年费", file).cause
    assert cause.slug == "fee"
    assert cause.confidence > 0.9
    assert cause.others == ("rule", "disclosure")


def test_what_is_not_said_is_other_with_little_confidence_and_offers_classes(tmp_path: Path) -> None:
    file = model(tmp_path / "m.json", 生气={label("business", None): 9000, "business.loan": 3000})
    business = classify("生气", file).business
    assert business.slug == "other"
    assert business.confidence < 0.01
    assert business.others[0] == "loan"
    assert "business" in classify("生气", file).doubtful


def test_a_new_model_is_read_when_its_file_changes(tmp_path: Path) -> None:
    file = model(tmp_path / "m.json", 年费={"cause.fee": 9000})
    assert classify("年费", file).cause.slug == "fee"
    model(tmp_path / "m.json", 年费={"cause.rule": 9000}, 别的={"cause.fee": 1})
    assert classify("年费", file).cause.slug == "rule"


def test_both_scripts_and_regional_words_have_the_same_features() -> None:
    assert features("櫃員機食咗我張信用咭") == features("櫃員機食咗我張信用卡")
    assert features("簡訊費") == features("短信费")


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_text_tells_nothing(trained: Path, text: str) -> None:
    assert classify(text, trained) == Classes()


@pytest.mark.parametrize(
    ("text", "business", "cause"),
    [
        ("信用卡年费扣了我三百块", "credit", "fee"),
        ("信用卡年費扣了我三百塊", "credit", "fee"),
        ("提前还房贷要收违约金", "loan", "fee"),
        ("催收天天骂人还打给我爸妈", "collection", "collection"),
        ("理财经理说保本，结果亏了", "wealth", "marketing"),
        ("我的个人信息被你们泄露了", "pii", "info_safety"),
        ("残币不给换", "cash", "rule"),
    ],
)
def test_plain_complaints_are_understood(trained: Path, text: str, business: str, cause: str) -> None:
    found = classify(text, trained)
    assert (found.business.slug, found.cause.slug) == (business, cause)


def test_confidences_are_chances_and_offers_are_never_the_guess(trained: Path) -> None:
    for text in ("我要投诉", "ATM吞卡", "a", "🙂", "龘" * 3000):
        for name in DIMENSIONS:
            guess = getattr(classify(text, trained), name)
            assert 0 <= guess.confidence <= 1
            assert len(guess.others) == len(set(guess.others)) == 2
            assert not {guess.slug, "other", UNSAID} & set(guess.others)


def test_time_grows_no_faster_than_the_text(trained: Path) -> None:
    unit = "我在提款機領錢卡被吃掉了，打客服等了半小時沒有人接，年費照扣。"
    assert not text_grows(lambda text: classify(text, trained), unit, LONGEST)
