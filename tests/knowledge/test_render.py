from __future__ import annotations

from datetime import date

from bot.text import REGIONS, convert, normalise
from knowledge import RenderedHotline

TODAY = date(2026, 12, 1)
LATE = date(2028, 1, 1)


def test_standard_answer_has_steps_numbers_sources_and_buttons(base):
    shown = base.load().render("complain", today=TODAY)
    assert shown.text == (
        "先找示例银行投诉，打95599；不满意再打12378。依据《消费者权益保护法》。\n"
        "1. 打95599。\n2. 要受理编号。"
    )
    assert [(h.number, h.dial, h.name) for h in shown.hotlines] == [
        ("95599", "95599", "示例银行客服热线"),
        ("12378", "12378", "金融消费者投诉热线"),
    ]
    assert [(s.title, s.article, s.verified_on, s.url) for s in shown.sources] == [
        ("《消费者权益保护法》", "第三十九条", "2026-11-22", "https://example.org/law")
    ]
    assert [(b.title, b.value) for b in shown.buttons] == [("我被骗了怎么办？", "我被骗了怎么办？")]
    assert not shown.urgent


def test_large_mode_takes_the_plain_words_and_plain_steps(base):
    k = base.load()
    assert k.render("complain", mode="large", today=TODAY).text == "先打95599。不满意，打12378。"
    assert k.render("scammed", mode="large", today=TODAY).text == "打110。\n1. 别转账。"


def test_unknown_bank_hotline_leaves_no_hole(base):
    shown = base.load(bank_name="", bank_hotline="").render("complain", today=TODAY)
    assert "先找本行投诉，打卡背面的客服电话；" in shown.text
    assert [h.number for h in shown.hotlines] == ["12378"]


def test_bank_hotline_keeps_its_country_code_when_dialled(base):
    shown = base.load(bank_hotline="+86 95599-1").render("complain", today=TODAY)
    assert (shown.hotlines[0].number, shown.hotlines[0].dial) == ("+86 95599-1", "+86955991")


def test_a_number_that_cannot_be_called_is_not_offered(base):
    assert [h.number for h in base.load().render("scammed", today=TODAY).hotlines] == ["110"]


def test_one_hotline_can_be_asked_for(base):
    k = base.load()
    assert k.hotline("mo_88007777", "zh-Hant-TW") == RenderedHotline("8800 7777", "+85388007777", "防騙")
    assert k.hotline("cn_12381") is None
    assert base.load(bank_hotline="").hotline("bank") is None


def test_traditional_answer_converts_everything_shown(base):
    shown = base.load().render("complain", "zh-Hant-TW", today=TODAY)
    assert "《消費者權益保護法》" in shown.text
    assert shown.sources[0].title == "《消費者權益保護法》"
    assert shown.sources[0].article == "第三十九條"
    assert shown.buttons[0].title == "我被騙了怎麼辦？"
    assert "示例銀行" in shown.text


def test_region_chooses_the_wording_and_its_numbers(base):
    shown = base.load().render("scammed", "zh-Hant-HK", region="HK", today=TODAY)
    assert shown.text == "馬上打999。"
    assert [h.number for h in shown.hotlines] == ["999"]


def test_region_without_a_wording_gets_the_mainland_text(base):
    shown = base.load().render("complain", region="MO", today=TODAY)
    assert shown.text.startswith("先找示例银行投诉")
    assert [h.number for h in shown.hotlines] == ["95599"]


def test_an_entry_about_a_region_offers_its_numbers_to_everyone(base):
    base.entries[1].update(id="tw_scam", group="regions", hotlines=["tw_165", "bank"], regions={})
    k = base.load()
    for region in REGIONS:
        assert [h.number for h in k.render("tw_scam", region=region, today=TODAY).hotlines] == [
            "165",
            "95599",
        ]


def test_a_variant_of_numbers_only_keeps_the_base_text(base):
    base.entries[0]["regions"] = {"HK": {"hotlines": ["bank"]}}
    shown = base.load().render("complain", region="HK", today=TODAY)
    assert shown.text == base.load().render("complain", today=TODAY).text
    assert [h.number for h in shown.hotlines] == ["95599"]


def test_a_variant_without_numbers_keeps_those_of_its_region(base):
    base.entries[0]["regions"] = {"TW": {"answer": "先找{bank}。", "plain": "找银行。"}}
    shown = base.load().render("complain", region="TW", today=TODAY)
    assert [h.number for h in shown.hotlines] == ["95599"]
    assert shown.text == "先找示例银行。"


def test_a_variant_may_rest_on_sources_of_its_own(base):
    base.entries[1]["regions"]["HK"]["sources"] = [{"source": "law", "article": "第一条"}]
    k = base.load()
    assert k.render("scammed", region="HK", today=TODAY).sources[0].article == "第一条"
    assert k.render("scammed", today=TODAY).sources[0].title == "公开的服务热线"


def test_urgent_traditional_reader_of_unknown_place_gets_one_line_for_elsewhere(base):
    k = base.load()
    last = k.render("scammed", "zh-Hant-TW", today=TODAY).text.splitlines()[-1]
    assert last == "人不在內地：在香港打999；在澳門打999或8800 7777；在台灣打110或165。"
    assert "165" not in k.render("scammed", "zh-Hans", today=TODAY).text
    assert "165" not in k.render("scammed", "zh-Hant-HK", region="HK", today=TODAY).text
    assert "內地" not in k.render("complain", "zh-Hant-TW", today=TODAY).text


def test_urgent_entry_without_other_wordings_has_no_such_line(base):
    base.entries[1]["regions"] = {}
    assert "內地" not in base.load().render("scammed", "zh-Hant-TW", today=TODAY).text


def test_expired_answer_begins_with_a_doubt_and_a_number(base):
    k = base.load()
    assert k.render("complain", today=date(2027, 5, 22)).text.startswith("先找")
    first = k.render("complain", today=date(2027, 5, 23)).text.splitlines()[0]
    assert "确认" in first
    assert "95599" in first


def test_expired_emergency_still_begins_with_its_steps(base):
    lines = base.load().render("scammed", today=LATE).text.splitlines()
    assert lines[0] == "马上打110报警。"
    assert "确认" in lines[-1]


def test_expired_answer_without_numbers_sends_to_the_card(base):
    base.entries[0]["hotlines"] = []
    k = base.load(bank_hotline="")
    assert "卡背面的客服电话" in k.render("complain", today=LATE).text.splitlines()[0]


def test_result_is_kept(base):
    k = base.load()
    assert k.render("complain", today=TODAY) is k.render("complain", today=TODAY)


def test_unknown_related_entry_is_left_out(base):
    base.entries[0]["related"] = ["nobody", "scammed"]
    assert len(base.load().render("complain", today=TODAY).buttons) == 1


def test_numbers_in_titles_come_from_the_hotlines(base):
    base.entries[0]["title"] = "{hotline:nfra_12378}管什么？"
    k = base.load()
    assert k.render("complain", today=TODAY).title == "12378管什么？"
    assert k.by_title("12378管什么") == "complain"


def test_converted_text_means_what_it_meant(base):
    text = base.load().render("complain", today=TODAY).text
    assert normalise(convert(text, "zh-Hant-HK")) == normalise(text)
