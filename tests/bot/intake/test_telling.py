"""Whose a complaint is, where it belongs, who is behind it; the sentences are in the data files."""

import pytest

from bot.intake.agents import agent_behind
from bot.intake.elsewhere import elsewhere
from bot.intake.patterns import compiled
from bot.intake.resources import load_yaml
from bot.intake.whose import whose
from bot.text import convert
from tests.growth import text_grows

WHOSE, ELSEWHERE, AGENTS = map(load_yaml, ("whose", "elsewhere", "agents"))
STORY = "我在南山支行买了理财，客户经理说保本，结果亏了三万多，找他们不理我，我要投诉要求赔偿。"


def told(content: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(slug, sentence) for slug, sentences in content.items() for sentence in sentences]


@pytest.mark.parametrize(("kind", "text"), told(WHOSE["holds"]))
def test_whose_it_is(kind: str, text: str) -> None:
    assert whose(text).kind == kind


@pytest.mark.parametrize(("text", "people"), WHOSE["numbers"].items())
def test_how_many_a_group_has(text: str, people: int | None) -> None:
    assert whose(text).kind == "group"
    assert whose(text).people == people


@pytest.mark.parametrize(("slug", "text"), told(ELSEWHERE["holds"]))
def test_what_belongs_elsewhere(slug: str, text: str) -> None:
    found = elsewhere(text)
    assert found is not None
    assert found.slug == slug
    assert found.said in text


@pytest.mark.parametrize("text", [*ELSEWHERE["fails"], STORY])
def test_what_stays_here(text: str) -> None:
    assert elsewhere(text) is None
    assert elsewhere(convert(text, "zh-Hant-HK")) is None


@pytest.mark.parametrize(
    ("text", "own", "slug"),
    [
        ("我要投诉工商银行", "中国工商银行", None),
        ("工行的柜员态度差", "中国工商银行", None),
        ("我要投诉工商银行", "建设银行", "other_bank"),
        ("建行乱收我年费", "中国工商银行", "other_bank"),
        ("我要投诉本行", "本行", None),
    ],
)
def test_the_bank_itself_is_no_other_bank(text: str, own: str, slug: str | None) -> None:
    found = elsewhere(text, own)
    assert (found and found.slug) == slug


@pytest.mark.parametrize("text", AGENTS["holds"])
def test_an_agent_is_noticed(text: str) -> None:
    assert agent_behind(text)
    assert agent_behind(f"{STORY}{text}")


@pytest.mark.parametrize("text", [*AGENTS["fails"], STORY])
def test_a_lawyer_a_relative_or_the_bank_is_no_agent(text: str) -> None:
    assert not agent_behind(text)


@pytest.mark.parametrize("content", [WHOSE, ELSEWHERE, AGENTS])
def test_each_class_is_used_and_each_pattern_has_words(content: dict) -> None:
    written = [p for rule in content["rules"] for p in (*rule["patterns"], *rule.get("unless", ()))]
    for name in content["classes"]:
        assert any(f"@{name}" in pattern for pattern in written), name
    for pattern in written:
        assert not compiled([pattern], content["classes"]).match("")


@pytest.mark.parametrize(
    "unit", ["投诉", "支付宝", "我妈", "我们", "法院", "中介帮我", "帮我投诉", "我", "一共8户"]
)
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    for ask in (whose, elsewhere, agent_behind):
        assert not text_grows(ask, unit), ask
