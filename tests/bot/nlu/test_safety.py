"""Words of distress always reach the entry that answers them."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.gate import FallbackGate
from bot.nlu.names import NORMALISED
from bot.nlu.safety import SafetyGate
from bot.text import normalise


def heard(text: str) -> Message:
    message = Message(
        {"text": text, NORMALISED: normalise(text), "intent": {"name": "out_of_scope", "confidence": 0.9}}
    )
    gate = FallbackGate(FallbackGate.get_default_config())
    return gate.process(SafetyGate(SafetyGate.get_default_config()).process([message]))[0]


@pytest.mark.parametrize(
    "text",
    [
        "钱都没了，我不想活了",
        "欠了三十万 天天催 真想死",
        "我想輕生",
        "冇晒啲錢，唔想做人喇",
        "還不出來，只好去跳樓",
        "活着没意思",
        "我老公被骗了，说要自杀，怎么办",
        "不想再活下去了",
        "他们天天骂我全家，我想从你们楼上跳下去",
        "你们再不解决我就从你们行大楼跳下去",
        "我從你們樓上跳下去給你們看",
        "再不退钱我就死给你们看",
        "再唔還錢我死畀你哋睇",
    ],
)
def test_distress_wins_over_the_classifier_and_the_gate(text: str) -> None:
    message = heard(text)
    assert message.get("faq_ranking")[0] == {"entry": "distress", "confidence": 1.0}
    assert message.get("intent")["name"] == "faq"


@pytest.mark.parametrize(
    "text",
    ["手机跳楼价是不是骗局", "保险自杀赔不赔", "气死我了，要投诉", "基金净值跳下去了", "这服务真是要命"],
)
def test_harmless_uses_stay_as_they_are(text: str) -> None:
    ranking = heard(text).get("faq_ranking") or []
    assert all(r["entry"] != "distress" for r in ranking)
