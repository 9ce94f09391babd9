"""Guards over the real content: complete, clean, and shown without holes to every reader."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from bot.text import MODES, REGIONS, SCRIPTS, convert
from knowledge import lint, load
from knowledge.base import readers
from knowledge.loader import read
from knowledge.placeholders import hotlines_in, variables_in
from knowledge.texts import all_texts

PROMISED = [
    "rights_all",
    "rights_basis",
    "right_safety",
    "right_know",
    "right_choice",
    "right_fair",
    "right_redress",
    "right_education",
    "right_respect",
    "right_privacy",
    "consumer_duties",
    "complaint_how",
    "complaint_phone",
    "complaint_channels_differ",
    "complaint_direct_regulator",
    "complaint_deadline",
    "complaint_days_kind",
    "complaint_overdue",
    "complaint_review",
    "complaint_materials",
    "complaint_authorise",
    "complaint_payment_company",
    "complaint_securities",
    "mediation",
    "agent_warning",
    "emergency_scam",
    "emergency_leaked_code",
    "emergency_screen_share",
    "emergency_leaving_now",
    "stop_payment",
    "refund_scam",
    "card_stolen",
    "scam_types_all",
    "scam_brushing",
    "scam_investment",
    "scam_shopping",
    "scam_courier_service",
    "scam_loan_credit",
    "scam_acquaintance",
    "scam_police",
    "scam_romance",
    "scam_game",
    "scam_ticket",
    "emergency_paying",
    "scam_relative",
    "scam_sextortion",
    "scam_cash_courier",
    "scam_phishing",
    "scam_fake_service",
    "scam_nfc",
    "scam_ai_impersonation",
    "scam_credit",
    "scam_credit_repair",
    "scam_account_renting",
    "scam_virtual_currency",
    "scam_fundraising",
    "scam_pension",
    "scam_army_order",
    "tool_96110",
    "tool_12381",
    "hk_scam",
    "mo_scam",
    "tw_scam",
    "hk_complaint",
    "mo_complaint",
    "tw_complaint",
    "about_assistant",
    "about_privacy",
    "never_send_secrets",
    "reach_human",
    "large_text_mode",
    "cannot_do_business",
    "distress",
    "refuse_cheating",
]
LEFTOVER = re.compile(r"[{}⟦⟧]|None|hotline:")
# What an empty number, or the words in its place, would leave behind.
HOLE = re.compile(r"：[）。]|（）|打打|热线卡背面|客服卡背面|电话卡背面")
BANKS = [("示例银行", "95599"), ("", "")]


@pytest.fixture(scope="module", params=BANKS, ids=["configured", "unconfigured"])
def k(request):
    return load(*request.param)


def fresh(k) -> date:
    return min(e.review_by for e in k.entries.values())


def test_every_promised_entry_exists(k):
    assert [id_ for id_ in PROMISED if id_ not in k.entries] == []


def test_content_is_clean():
    assert [f"{p.file}: {p.entry}: [{p.rule}] {p.message}" for p in lint()] == []


def test_every_entry_is_whole_for_every_reader(k):
    today = fresh(k)
    for id_ in k.entries:
        for script, region, mode in readers():
            shown = k.render(id_, script, region, mode, today)
            shapes = [shown.title, shown.text, *(b.title for b in shown.buttons)]
            shapes += [t for s in shown.sources for t in (s.title, s.article, s.verified_on)]
            shapes += [t for h in shown.hotlines for t in (h.number, h.dial, h.name)]
            assert not [t for t in shapes if LEFTOVER.search(t)], (id_, script, region, mode)
            assert shown.text.strip()
            assert shown.title.strip()
            assert shown.sources
            assert all(h.number and h.dial and h.name for h in shown.hotlines)


def test_no_reader_gets_a_hole_where_the_bank_number_should_be():
    for id_ in load().entries:
        for script, region, mode in readers():
            text = load().render(id_, script, region, mode, date(2026, 11, 22)).text
            assert not HOLE.search(text), (id_, text)


def test_traditional_replies_hold_no_simplified_characters(k):
    simplified = re.compile("[银们诈骗钱转账户号码话电这问题险种权规机构门区为说时请让]")
    for id_ in k.entries:
        for script in SCRIPTS[1:]:
            shown = k.render(id_, script, today=fresh(k))
            assert not simplified.search(shown.title + shown.text), (id_, script)


def test_a_button_selects_the_entry_it_names(k):
    for id_, entry in k.entries.items():
        for script in SCRIPTS:
            shown = k.render(id_, script)
            assert k.by_title(shown.title) == id_
            for button, related in zip(shown.buttons, entry.related, strict=True):
                assert k.by_title(button.value) == related


def test_title_is_found_whatever_its_punctuation(k):
    for id_, entry in k.entries.items():
        title = k.render(id_).title
        assert k.by_title(f"  {title.rstrip('？?')}  ") == id_
        assert k.by_title(title + "！？") == id_
        for phrase in entry.ask:
            if "{" not in phrase:
                assert k.by_title(convert(phrase, "zh-Hant-TW")) == id_


def test_every_sentence_can_be_said(k):
    for key, sentence in k.sentences.items():
        values = dict.fromkeys(variables_in(sentence.base.text), "某")
        for script, region, mode in readers():
            said = k.say(key, script, region, mode, **values)
            assert said.strip()
            assert not LEFTOVER.search(said), key


def test_emergencies_name_the_numbers_of_the_region(k):
    for id_, entry in k.entries.items():
        if entry.urgent and entry.jurisdiction == "CN":
            for region in REGIONS:
                shown = k.render(id_, region=region)
                assert shown.hotlines, (id_, region)


def test_expired_answers_still_hold_together(k):
    late = max(e.review_by for e in k.entries.values()) + timedelta(days=1)
    assert set(k.expired(late)) == set(k.entries)
    for id_ in k.entries:
        for mode in MODES:
            assert not LEFTOVER.search(k.render(id_, mode=mode, today=late).text)


def test_there_is_something_to_check():
    assert sum(1 for _ in all_texts(read())) > 500


def test_what_the_gateway_says_of_emergencies_fits_readers_in_hong_kong() -> None:
    sentences = load().sentences
    own = ("gateway.", "problem.", "wechat.", "fraud.")
    said = {key: one for key, one in sentences.items() if key.startswith(own)}
    emergency = {"cn_110", "cn_96110"}
    named = {key for key, one in said.items() if emergency & {*hotlines_in(one.base.text)}}
    assert named == {key for key, one in said.items() if "HK" in one.open}
