"""What a customer does with a filed complaint in the chat."""

import pytest

from actions.complaints.store import Store
from casework.audit.types import Actor
from casework.complaints import service
from casework.complaints.persons import Contact, NewParty, customer
from casework.complaints.types import Complaint, Deed, Event, NewComplaint
from casework.vault import service as vault
from tests.actions.complaints.teller import NOW, Teller

STAFF = Actor("s1", "caseworker", "agent")


def filed(teller: Teller) -> tuple[Complaint, str]:
    party = NewParty("complainant", Contact("陈建业", "+8613812345678"))
    new = NewComplaint(
        "chat", "zh-Hans", "CN", "柜员多收了我20元", "退钱", (party,), conversation_id=teller.id
    )
    made = teller.store.database.run_write(
        lambda s: service.file(s, teller.store.cipher, new, customer(teller.id), NOW)
    )
    return made.complaint, made.code


def work(teller: Teller, complaint: Complaint, *deeds: Deed) -> None:
    for deed in deeds:
        teller.store.database.run_write(lambda s, d=deed: service.take(s, complaint.id, d, STAFF, NOW))  # type: ignore[misc]


def test_one_s_own_complaint_needs_no_code(teller: Teller) -> None:
    complaint, _ = filed(teller)
    teller.say("查投诉进度", "complaint_status")
    assert complaint.receipt in teller.text
    assert "待受理" in teller.text
    assert "2026年12月7日" in teller.text
    assert teller.loop is None


def test_another_s_is_opened_by_receipt_and_code_alike_for_every_mistake(teller: Teller) -> None:
    complaint, code = filed(teller)
    stranger = Teller(teller.store)
    stranger.say("查投诉进度", "complaint_status")
    assert stranger.asked == "care_case"
    wrong = stranger.say("XB-2222-22222 ABCDEF")
    again = Teller(teller.store)
    again.say("查投诉进度", "complaint_status")
    assert again.say(f"{complaint.receipt} ABCDEF") == wrong
    stranger.say(f"{complaint.receipt.lower()} AAAAAA")
    assert "在提交时的那条回复里" in stranger.text
    stranger.say(f"{complaint.receipt.lower().replace('-', ' ')} {code.lower()}")
    assert "待受理" in stranger.text
    assert stranger.loop is None


def test_a_code_that_the_gateway_sealed_opens_it(teller: Teller) -> None:
    complaint, code = filed(teller)
    stranger = Teller(teller.store)

    def sealed(value: str) -> dict[str, str]:
        kept = teller.store.database.run_write(
            lambda s: vault.keep(s, teller.store.cipher, stranger.id, "code", value, "******", NOW)
        )
        return {"kind": "code", "token": kept.token, "shown": "******"}

    said = f"{complaint.receipt} ******"
    stranger.say("查投诉进度", "complaint_status")
    stranger.say(said, metadata={"personal": [sealed("AAAAAA")]})
    assert "待受理" not in stranger.text
    stranger.say(said, metadata={"personal": [sealed(code)]})
    assert "待受理" in stranger.text
    other = Teller(teller.store)
    other.say(f"查进度 {said}", "complaint_status", metadata={"personal": [sealed(code)]})
    assert "待受理" not in other.text


def test_three_wrong_codes_end_it(teller: Teller) -> None:
    teller.say("查投诉进度", "complaint_status")
    for _ in range(3):
        teller.say("XB-2222-22222 ABCDEF")
    assert teller.loop is None


def test_a_conversation_guesses_no_code(teller: Teller) -> None:
    complaint, code = filed(teller)
    stranger = Teller(teller.store)
    for number in range(5):
        stranger.say(f"查投诉进度 {complaint.receipt} AAAAA{number + 2}", "complaint_status")
        assert "稍后再试" not in stranger.text
    later = stranger.say(f"查投诉进度 {complaint.receipt} {code}", "complaint_status")
    assert "请稍后再试" in later
    assert "转人工" in str(stranger.replies[-1]["buttons"])
    # The same for a number that is none of ours, and after ten for every one.
    for number in range(5):
        stranger.say(f"查投诉进度 XB-2222-22222 AAAAA{number + 2}", "complaint_status")
    assert stranger.say(f"查投诉进度 XB-2222-22222 {code}", "complaint_status") == later
    # Who filed it here needs no code, whatever others guess; neither does another conversation that has it.
    assert "待受理" in teller.say(f"查投诉 {complaint.receipt} AAAAAA", "complaint_status")
    assert "待受理" in teller.say(f"{complaint.receipt} 进度", "complaint_status")
    other = Teller(teller.store)
    assert "待受理" in other.say(f"查投诉 {complaint.receipt} {code}", "complaint_status")


def test_a_number_without_its_code_is_asked_for(teller: Teller) -> None:
    complaint, _ = filed(teller)
    stranger = Teller(teller.store)
    stranger.say(f"{complaint.receipt} 进度", "complaint_status")
    assert stranger.asked == "care_case"
    assert "待受理" not in stranger.text


def test_words_are_added_once(teller: Teller) -> None:
    complaint, _ = filed(teller)
    teller.say("补充投诉内容", "complaint_supplement")
    slots, loop = dict(teller.slots), teller.loop
    teller.say("我还有录音")
    teller.slots, teller.loop = slots, loop
    teller.say("我还有录音")
    events = teller.store.database.run_read(lambda s: service.events_of(s, complaint.id))
    assert [e.text for e in events if e.kind == "supplement"] == ["我还有录音"]


def test_withdrawing_asks_once(teller: Teller) -> None:
    filed(teller)
    teller.say("撤回投诉", "complaint_withdraw")
    teller.say("不撤回")
    assert teller.complaints[0].state == "received"
    teller.say("撤回投诉", "complaint_withdraw")
    teller.say("确定撤回")
    assert teller.complaints[0].state == "withdrawn"


def test_a_review_waits_for_the_answer_and_says_until_when(teller: Teller) -> None:
    complaint, _ = filed(teller)
    teller.say("申请核查", "complaint_review")
    assert "现在不能申请核查" in teller.text
    work(teller, complaint, Deed("accept"), Deed("answer", text="没有多收。", outcome="not_upheld"))
    teller.say("查投诉进度", "complaint_status")
    assert "没有多收。" in teller.text
    assert "12378" in teller.text
    teller.say("申请核查", "complaint_review")
    assert "2026年12月22日" in teller.text
    teller.say("没有要补充的")
    assert teller.complaints[0].state == "in_review"


def test_words_of_staff_come_in_the_readers_script(store: Store) -> None:
    teller = Teller(store, script="zh-Hant-TW")
    complaint, _ = filed(teller)
    work(teller, complaint, Deed("ask_info", text="请补充账户和短信"))
    teller.say("查進度", "complaint_status")
    assert "請補充帳戶和簡訊" in teller.text


@pytest.mark.parametrize("taken_up", [False, True])
def test_a_refusal_gives_the_law_s_reason_with_the_words_of_staff(teller: Teller, taken_up: bool) -> None:
    complaint, _ = filed(teller)
    accepted = (Deed("accept"),) if taken_up else ()
    work(teller, complaint, *accepted, Deed("refuse", refusal="settled_before", text="和解书在案。"))
    teller.say("查投诉进度", "complaint_status")
    law = "（参照《中国人民银行金融消费者权益保护实施办法》第42条）"
    for words in ("此前已经和解并履行", law, "和解书在案。"):
        assert words in teller.text
    assert ("不再作为消费投诉处理" in teller.text) == taken_up
    assert ("不予受理" in teller.text) != taken_up


def test_a_clock_that_stands_still_is_said_without_a_day(teller: Teller) -> None:
    complaint, _ = filed(teller)
    work(teller, complaint, Deed("accept"), Deed("start_appraisal", reason="票据送鉴定"))
    teller.say("查投诉进度", "complaint_status")
    assert "现在暂停计算期限" in teller.text
    assert "最晚" not in teller.text


@pytest.mark.parametrize(("words", "score"), [("5", 5), ("四分", 4), ("不方便说", None)])
def test_rated_once_with_nothing_chosen_beforehand(teller: Teller, words: str, score: int | None) -> None:
    complaint, _ = filed(teller)
    deeds = (Deed("accept"), Deed("answer", text="已退。", outcome="refunded"), Deed("close", reason="已退"))
    work(teller, complaint, *deeds)
    teller.say("评价投诉处理", "complaint_rate")
    assert [b["title"] for b in teller.replies[-1]["buttons"]] == ["1", "2", "3", "4", "5", "不方便说"]
    teller.say("挺好")
    assert teller.loop
    teller.say(words)
    assert teller.complaints[0].satisfaction == score
    teller.say("评价投诉处理", "complaint_rate")
    assert "已经评价过了" in teller.text


def test_without_a_complaint_a_review_is_explained_first(teller: Teller) -> None:
    teller.say("申请核查", "complaint_review")
    assert teller.replies[0]["entry"] == "complaint_review"
    assert teller.asked == "care_case"


def test_a_draft_that_waits_is_remembered(teller: Teller) -> None:
    filed(teller)
    teller.say("我要投诉", "file_complaint")
    teller.say("2026年10月15日我在城南支行办贷款，等了一个月没人理")
    teller.say("以后再填")
    teller.say("撤回投诉", "complaint_withdraw")
    teller.say("不撤回")
    assert "继续填投诉" in teller.text


@pytest.mark.parametrize("said", ["我要再投诉一件", "再投诉一个", "确定撤回"])
def test_another_complaint_is_no_word_about_this_one(teller: Teller, said: str) -> None:
    filed(teller)
    teller.say("补充投诉内容", "complaint_supplement")
    teller.say(said)
    assert all(e.kind != "supplement" for e in _events(teller))


def test_another_complaint_is_offered_to_be_begun(teller: Teller) -> None:
    filed(teller)
    teller.say("补充投诉内容", "complaint_supplement")
    teller.say("我要再投诉一件")
    assert teller.asked is None
    assert "现在就投诉" in [button["title"] for button in teller.replies[0]["buttons"]]


@pytest.mark.parametrize(
    ("said", "state"), [("不撤了", "received"), ("确定撤", "withdrawn"), ("我确认撤回投诉", "withdrawn")]
)
def test_withdrawing_in_other_words(teller: Teller, said: str, state: str) -> None:
    filed(teller)
    teller.say("撤回投诉", "complaint_withdraw")
    teller.say(said)
    assert teller.complaints[0].state == state
    assert teller.asked is None


def _events(teller: Teller) -> tuple[Event, ...]:
    return teller.store.database.run_read(lambda s: service.events_of(s, teller.complaints[0].id))


def test_a_caller_told_of_as_a_supplement_is_warned_of_and_asked_again(teller: Teller) -> None:
    filed(teller)
    fraud = {"stage": "targeted", "type": "fake_service", "score": 0.97, "rules": ["CMP-01"]}
    teller.say("补充投诉内容", "complaint_supplement")
    asked = teller.asked
    teller.say("有人说是你们投诉专员，要加我微信远程退款", "report_fraud", fraud=fraud)
    assert "先挂断" in teller.replies[0]["text"]
    assert teller.asked == asked
    assert all(e.kind != "supplement" for e in _events(teller))
