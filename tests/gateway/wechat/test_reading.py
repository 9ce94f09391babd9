"""Every kind of message and event of the platform: what it arrives as, or why it is refused."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.wechat import xml
from gateway.wechat.arrival import Arrival
from gateway.wechat.reading import arrival_of
from gateway.wechat.refusing import Refused
from tests.gateway.wechat.signed import NOW, OPENID
from tests.test_project import ROOT
from xiaobao.wechat_simulator.sealing import xml as written

CASES = ROOT.parent / "shared" / "cases" / "wechat_xml.jsonl"
MESSAGES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("messages.yml").read_text("utf-8"))
KINDS = {
    "text", "image", "voice", "video", "shortvideo", "location", "link",
    "subscribe", "unsubscribe", "scan", "click", "view",
}  # fmt: skip


def inside(fields: dict[str, Any]) -> str:
    """Fields as XML; those within others too."""
    return "".join(
        f"<{name}>{inside(value)}</{name}>" if isinstance(value, dict)
        else written([(name, value)])[5:-6] for name, value in fields.items()
    )  # fmt: skip


def message(fields: dict[str, Any]) -> str:
    head = {"ToUserName": "gh_1", "FromUserName": OPENID, "CreateTime": int(NOW.timestamp())}
    return f"<xml>{inside(head | fields)}</xml>"


def arrived(text: str) -> Arrival:
    return arrival_of(xml.repaired(text.encode()))


@pytest.mark.parametrize(
    "case", MESSAGES, ids=lambda case: json.dumps(case["fields"], ensure_ascii=False)[:60]
)
def test_each_arrives_as_what_it_is(case: dict[str, Any]) -> None:
    arrival = arrived(message(case["fields"]))
    assert (arrival.kind, arrival.text, arrival.media_id) == (
        case["kind"], case.get("text", ""), case.get("media", "")
    )  # fmt: skip
    assert (arrival.openid, arrival.account, arrival.created_at) == (OPENID, "gh_1", NOW)


def test_each_has_a_key_of_its_own() -> None:
    keys = Counter(arrived(message(case["fields"])).key for case in MESSAGES)
    # Following without a scene, with an empty field and with none, at the same second.
    assert len(keys) == len(MESSAGES) - 1


def test_fields_within_others_are_kept() -> None:
    fields = next(case["fields"] for case in MESSAGES if case["fields"].get("Event") == "scancode_waitmsg")
    assert arrived(message(fields)).detail["ScanCodeInfo.ScanResult"] == "1"


def test_a_message_of_wecom_is_refused() -> None:
    fields = {"MsgType": "text", "Content": "你好", "MsgId": 1, "AgentID": 1}
    with pytest.raises(Refused) as refused:
        arrived(message(fields))
    assert refused.value.reason == "wecom"


@pytest.mark.skipif(not CASES.exists(), reason="the collected cases are not beside the project")
def test_the_collected_cases_arrive_as_expected_or_are_refused() -> None:
    counted: Counter[str] = Counter()
    for line in CASES.read_text("utf-8").splitlines():
        case = json.loads(line)
        counted[_outcome(case)] += 1
    # Refused: 15 of WeCom; 10 replies (theirs have no time), 3 that are no messages, 1 envelope of WeCom's.
    # Those without an expected type are events all the same.
    assert counted == {"as expected": 141, "untold": 6, "wecom": 15, "incomplete": 14}


def _outcome(case: dict[str, Any]) -> str:
    try:
        arrival = arrived(case["xml"])
    except Refused as refused:
        return refused.reason
    if case["msg_type"] is None:
        assert arrival.detail["Event"].startswith("user_"), case["id"]
        return "untold"
    event = (case["event"] or "").lower()
    assert arrival.detail["MsgType"].lower() == case["msg_type"].lower(), case["id"]
    assert arrival.detail.get("Event", "").lower() == event, case["id"]
    expected = event or case["msg_type"].lower()
    if case["msg_type"] == "event" and expected == "location":
        expected = "other"
    assert arrival.kind == (expected if expected in KINDS else "other"), case["id"]
    return "as expected"
