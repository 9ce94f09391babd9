"""What the day brings: the same for everybody, and something else tomorrow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.learning import Campaign, Learning, load_learning
from knowledge.learning.calendar import quiz_of, season, story_of
from tests.knowledge.learning import lessons

DAY = date(2026, 11, 22)


@pytest.fixture
def learning(tmp_path: Path) -> Learning:
    root = lessons.write(tmp_path)
    for id_ in ("li_loan", "zhang_card"):
        lessons.put(root, "stories", lessons.STORY | {"id": id_})
    for topic, regions in (("loan", ["CN"]), ("romance", ["CN", "HK", "MO", "TW"])):
        lessons.put(root, "quizzes", lessons.QUIZ | {"topic": topic, "regions": regions})
    return load_learning(root)


def test_every_story_has_its_day_before_the_first_comes_again(learning: Learning) -> None:
    days = [story_of(learning, DAY + timedelta(days=n)) for n in range(6)]
    ids = [story.id for story in days if story]
    assert set(ids[:3]) == set(learning.stories)
    assert ids[:3] == ids[3:]


def test_while_a_campaign_lasts_its_own_stories_are_told(learning: Learning) -> None:
    for day in (date(2027, 3, 8), date(2027, 3, 15), date(2027, 3, 22)):
        story = story_of(learning, day)
        assert story
        assert story.id == "wang_police"


@pytest.mark.parametrize(
    ("today", "on", "days"),
    [
        (date(2027, 3, 7), False, 1),
        (date(2027, 3, 8), True, 0),
        (date(2027, 3, 22), True, 0),
        (date(2027, 3, 23), False, 351),
        (date(2028, 2, 29), False, 8),
    ],
)
def test_the_campaign_that_is_on_or_comes_next(learning: Learning, today: date, on: bool, days: int) -> None:
    found = season(learning, today)
    assert found
    assert (found.campaign.id, found.on, found.days) == ("march", on, days)


def _with(learning: Learning, campaign: Campaign) -> Learning:
    return replace(learning, campaigns={**learning.campaigns, campaign.id: campaign})


def test_a_campaign_over_the_turn_of_the_year_is_on_at_both_ends(learning: Learning) -> None:
    winter = replace(learning.campaigns["march"], id="winter", first=(12, 20), last=(1, 10))
    both = _with(learning, winter)
    for today in (date(2026, 12, 31), date(2027, 1, 10)):
        found = season(both, today)
        assert found
        assert (found.campaign.id, found.on) == ("winter", True)
    found = season(both, date(2027, 1, 11))
    assert found
    assert (found.campaign.id, found.on) == ("march", False)


def test_of_two_that_are_on_the_later_one_counts(learning: Learning) -> None:
    day = replace(learning.campaigns["march"], id="the_day", first=(3, 15), last=(3, 15))
    found = season(_with(learning, day), date(2027, 3, 15))
    assert found
    assert found.campaign.id == "the_day"


def test_quizzes_follow_each_other_and_stay_in_their_region(learning: Learning) -> None:
    after = {topic: quiz_of(learning, DAY, "CN", topic) for topic in ("loan", "police", "romance")}
    assert {topic: quiz.id for topic, quiz in after.items() if quiz} == {
        "loan": "police",
        "police": "romance",
        "romance": "loan",
    }
    in_hong_kong = {quiz_of(learning, DAY + timedelta(days=n), "HK") for n in range(6)}
    assert {quiz.id for quiz in in_hong_kong if quiz} == {"police", "romance"}


def test_with_nothing_to_learn_the_day_brings_nothing() -> None:
    nothing = Learning()
    assert (story_of(nothing, DAY), quiz_of(nothing, DAY, "CN"), season(nothing, DAY)) == (None, None, None)
