"""A complaint about others is out of scope, whatever it was taken for; a fraud in their name is not."""

from pathlib import Path

import pytest
from nlu_parts import create, message

from bot.nlu.classifier import publish
from bot.nlu.off_topic import BesideTheTopic
from bot.nlu.titles import EXACT


def judged(directory: Path, text: str, label: str, *, exact: bool = False) -> str:
    seen = message(text)
    publish(seen, [(label, 0.9), ("greet", 0.1)], 5)
    seen.set(EXACT, exact)
    return str(create(BesideTheTopic, directory).process([seen])[0].get("intent")["name"])


@pytest.mark.parametrize("label", ["file_complaint", "faq/complaint_how", "nlu_fallback"])
def test_a_complaint_about_a_courier_is_out_of_scope(tmp_path: Path, label: str) -> None:
    assert judged(tmp_path, "快递三天没到，帮我投诉快递站", label) == "out_of_scope"


def test_a_complaint_about_the_bank_stays(tmp_path: Path) -> None:
    assert judged(tmp_path, "快递到付刷卡被银行扣了两次，我要投诉", "file_complaint") == "file_complaint"


def test_a_fraud_in_their_name_and_a_title_stay(tmp_path: Path) -> None:
    assert judged(tmp_path, "快递丢了，客服说赔钱", "faq/scam_courier_service") == "faq"
    assert judged(tmp_path, "帮我投诉快递站", "faq/complaint_how", exact=True) == "faq"
