"""What speaks for each stage adds up; a sure rule decides."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from bot.fraud.model import Grams, Linear, packed
from bot.fraud.resources import load_yaml
from bot.fraud.rules import STAGES, Rule, rules
from bot.fraud.weighing import UNNAMED, Weighed, stage_of, type_of, weigh

NOTHING, TURN = Grams(set(), set()), Grams({"转"}, set())


def rule(**raw: Any) -> Rule:
    template = rules()[0]
    fields = {name: getattr(template, name) for name in template.__dataclass_fields__}
    plain = {"stages": {}, "type": None, "weight": 0.0, "sure": False}
    return Rule(**{**fields, **plain, **raw})


def model(labels: tuple[str, ...], **rows: list[int]) -> Linear:
    read = {gram: packed(row[0], row[1:]) for gram, row in rows.items()}
    return Linear(labels, (0.0,) * len(labels), 1.0, read)


def test_without_anything_all_is_calm() -> None:
    weighed = weigh(NOTHING, [], {})
    assert sum(weighed.stages.values()) == pytest.approx(1.0)
    assert stage_of(weighed) == "none"
    assert type_of(weighed) is None


@pytest.mark.parametrize("stage", ["targeted", "paying", "paid", "leaked"])
def test_a_strong_rule_raises_its_stage(stage: str) -> None:
    weighed = weigh(NOTHING, [rule(stages={stage: 9.0})], {})
    assert stage_of(weighed) == stage
    assert weighed.alarm > 0.9


def test_a_swindlers_own_text_is_a_target_reached() -> None:
    assert stage_of(weigh(NOTHING, [rule(stages={"scam": 9.0})], {})) == "targeted"


def test_rules_add_up() -> None:
    one, two = rule(stages={"paid": 2.0}), rule(stages={"paid": 3.0})
    alone = weigh(NOTHING, [one], {}).stages["paid"]
    both = weigh(NOTHING, [one, two], {}).stages["paid"]
    assert both > alone
    assert weigh(NOTHING, [two, one], {}).stages["paid"] == pytest.approx(both)


def test_what_speaks_against_it_lowers_the_alarm() -> None:
    paid = rule(stages={"paid": 9.0})
    assert stage_of(weigh(NOTHING, [paid, rule(stages={"none": 12.0})], {})) == "none"
    assert stage_of(weigh(NOTHING, [paid, rule(stages={"asking": 12.0})], {})) == "asking"


def test_a_sure_rule_decides_against_the_model() -> None:
    calm = model(STAGES, 转=[1, 20, 0, 0, 0, 0, 0, 0])
    weighed = weigh(TURN, [rule(stages={"paid": 1.0, "paying": 0.5}, sure=True)], {"stages": calm})
    assert stage_of(weighed) == "paid"
    assert weighed.alarm >= load_yaml("weighing")["sure"]


def test_the_gravest_of_sure_rules_wins() -> None:
    sure = [rule(stages={stage: 1.0}, sure=True) for stage in ("targeted", "paid", "leaked")]
    assert stage_of(weigh(NOTHING, sure, {})) == "paid"


def test_a_sure_calm_rule_takes_the_others_certainty() -> None:
    held = [rule(stages={"paid": 1.0}, sure=True), rule(stages={"none": 9.0}, sure=True)]
    assert stage_of(weigh(NOTHING, held, {})) == "none"


def test_the_model_speaks_for_a_stage() -> None:
    says = model(STAGES, 转=[1, 0, 0, 0, 0, 9, 0, 0])
    assert stage_of(weigh(TURN, [], {"stages": says})) == "paid"


def test_the_loudest_type_is_named_when_loud_enough() -> None:
    held = [
        rule(stages={"paid": 9.0}, type="loan", weight=2.0),
        rule(stages={}, type="police", weight=1.5),
        rule(stages={}, type="police", weight=1.5),
    ]
    assert type_of(weigh(NOTHING, held, {})) == "police"
    assert type_of(weigh(NOTHING, [rule(stages={"paid": 9.0}, type="loan", weight=0.1)], {})) is None


def test_a_type_must_lead_over_having_none() -> None:
    unnamed = model(("loan", UNNAMED), 转=[1, 3, 9])
    paid = rule(stages={"paid": 9.0})
    assert type_of(weigh(TURN, [paid], {"types": unnamed})) is None
    named = model(("loan", UNNAMED), 转=[1, 9, 3])
    assert type_of(weigh(TURN, [paid], {"types": named})) == "loan"


def test_no_type_without_an_alarm_or_a_question() -> None:
    assert weigh(NOTHING, [rule(stages={}, type="loan", weight=5.0)], {}).types == {}
    assert weigh(NOTHING, [rule(stages={"asking": 9.0}, type="loan", weight=5.0)], {}).types == {"loan": 5.0}


def test_large_odds_do_not_overflow() -> None:
    weighed = weigh(NOTHING, [rule(stages={"paid": 5000.0})], {})
    assert weighed.stages["paid"] == pytest.approx(1.0)


def test_just_below_the_threshold_nothing_is_raised() -> None:
    alarm = load_yaml("weighing")["alarm"]
    chances = {"none": 1 - alarm + 0.01, "asking": 0.0, "paid": alarm - 0.01}
    assert stage_of(Weighed(chances, alarm - 0.01, {})) == "none"
    assert stage_of(Weighed(chances, alarm, {})) == "paid"


def test_the_sorts_of_what_is_harmless_count_together() -> None:
    labels = ("none/chat", "none/warning", "paid")
    # By itself "paid" is the most likely label; to be harmless, in whichever way, is more likely still.
    says = model(labels, 转=[1, 10, 10, 12])
    weighed = weigh(TURN, [], {"stages": says, "types": model((UNNAMED,))})
    odds = says.scores({"转"})
    assert max(odds, key=odds.__getitem__) == "paid"
    shares = [exp(value) for value in odds.values()]
    assert weighed.stages["none"] == pytest.approx((shares[0] + shares[1]) / sum(shares))
    assert set(weighed.stages) == {"none", "paid"}


def test_a_label_without_any_chance_breaks_nothing() -> None:
    says = model(("none/chat", "paid"), 转=[1, -30_000, 30_000])
    weighed = weigh(TURN, [], {"stages": says, "types": model((UNNAMED,))})
    assert weighed.alarm == pytest.approx(1.0)


def test_what_is_lost_together_outweighs_that_somebody_is_at_it() -> None:
    labels = ("none", "targeted", "leaked", "paying", "paid")
    says = model(labels, 转=[1, -9, 12, 11, 11, 11])
    weighed = weigh(TURN, [], {"stages": says, "types": model((UNNAMED,))})
    assert weighed.stages["targeted"] > weighed.stages["paid"]
    assert stage_of(weighed) == "leaked"
