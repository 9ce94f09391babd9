"""A title is its entry, in any script."""

from pathlib import Path

import pytest
from nlu_parts import create, message

from bot.nlu.classifier import publish
from bot.nlu.content import knowledge
from bot.nlu.names import FAQ_RANKING
from bot.nlu.titles import EXACT, TitleMatcher


@pytest.mark.parametrize("script", ["zh-Hans", "zh-Hant-TW", "zh-Hant-HK"])
def test_every_title_is_its_entry(tmp_path: Path, script: str) -> None:
    matcher = create(TitleMatcher, tmp_path)
    for name in knowledge().entries:
        (seen,) = matcher.process([message(knowledge().render(name, script).title)])
        assert seen.get("intent") == {
            "name": "faq",
            "confidence": 1.0,
            "full_retrieval_intent_name": f"faq/{name}",
        }


def test_the_ranking_starts_with_it(tmp_path: Path) -> None:
    entry = knowledge().entries["right_know"]
    seen = message(entry.title)
    publish(seen, [("greet", 0.5), ("faq/mediation", 0.3), ("faq/right_know", 0.2)], 5)
    create(TitleMatcher, tmp_path).process([seen])
    assert [r["entry"] for r in seen.get(FAQ_RANKING)] == ["right_know", "mediation"]
    assert seen.get(EXACT)


def test_anything_else_is_left_alone(tmp_path: Path) -> None:
    (seen,) = create(TitleMatcher, tmp_path).process([message("今天天气不错")])
    assert seen.get("intent") is None


def test_what_the_gateway_knows_to_be_a_title_is_one(tmp_path: Path) -> None:
    asked = message("收费公示在哪里看")
    asked.set("metadata", {"title_of": "published_since"})
    (seen,) = create(TitleMatcher, tmp_path).process([asked])
    assert seen.get(FAQ_RANKING)[0] == {"entry": "published_since", "confidence": 1.0}
