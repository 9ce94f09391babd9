"""No message is lost and none is doubled, whatever the connection does."""

import unicodedata
from typing import Any

import pytest
from playwright.sync_api import Route, expect

pytestmark = pytest.mark.browser


def stored(visitor: Any) -> list[str]:
    """What a fresh look at the server shows."""
    page = visitor.context.new_page()
    page.goto(visitor.site.url)
    texts = page.locator("#log .customer[data-id] .bubble").all_inner_texts()
    page.close()
    return [unicodedata.normalize("NFKC", text) for text in texts]


def test_offline_then_back(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("第一句")
    visitor.answered(1)
    visitor.context.set_offline(True)
    visitor.ask("断网时写的")
    expect(page.locator(".resend")).to_be_visible()
    expect(page.locator("#status")).not_to_be_empty()
    visitor.context.set_offline(False)
    visitor.answered(2)
    expect(page.locator(".resend")).to_have_count(0)
    assert visitor.said() == stored(visitor) == ["第一句", "断网时写的"]


def test_resend_by_hand_uses_the_same_id(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("第一句")
    visitor.answered(1)
    seen: list[str] = []

    def fail(route: Route) -> None:
        seen.append(route.request.post_data_json["client_message_id"])
        route.abort()

    page.route("**/messages", fail)
    visitor.ask("发不出去")
    expect(page.locator(".resend")).to_be_visible()
    page.unroute("**/messages")
    with page.expect_request("**/messages") as sent:
        page.click(".resend")
    visitor.answered(2)
    assert {sent.value.post_data_json["client_message_id"], *seen} == {seen[0]}
    assert stored(visitor) == ["第一句", "发不出去"]


def test_an_answer_that_is_lost_on_its_way_doubles_nothing(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("第一句")
    visitor.answered(1)
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/messages", lose)
    visitor.ask("收到了但没有回音")
    visitor.answered(2)
    expect(page.locator("#log [data-state]")).to_have_count(0)
    assert lost == [200]
    assert visitor.said() == stored(visitor) == ["第一句", "收到了但没有回音"]
    assert visitor.answers() == 2


def test_a_reload_in_the_middle_of_sending(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("第一句")
    visitor.answered(1)
    visitor.ask("慢:刚点发送就刷新")
    page.reload()
    visitor.answered(2)
    expect(page.locator("#log [data-state]")).to_have_count(0)
    assert visitor.said() == stored(visitor) == ["第一句", "慢:刚点发送就刷新"]


def test_a_reload_with_an_unsent_message(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    page.route("**/start", lambda route: route.abort())
    visitor.ask("还没有开始的聊天")
    expect(page.locator(".resend")).to_be_visible()
    page.unroute("**/start")
    page.reload()
    visitor.answered(1)
    assert visitor.said() == stored(visitor) == ["还没有开始的聊天"]


def test_the_server_is_killed_and_comes_back(visit: Any, frail_site: Any) -> None:
    visitor = visit(frail_site)
    page = visitor.open()
    visitor.ask("第一句")
    visitor.answered(1)
    visitor.ask("慢:什么是知情权")
    page.wait_for_timeout(400)
    frail_site.kill()
    expect(page.locator("#status")).to_contain_text("电话")
    visitor.ask("停电后写的")
    expect(page.locator(".resend")).to_be_visible()
    frail_site.start()
    visitor.answered(3)
    expect(page.locator("#log [data-state]")).to_have_count(0)
    said = ["第一句", "慢:什么是知情权", "停电后写的"]
    assert visitor.said() == stored(visitor) == said
    assert visitor.answers() == 3


def test_without_live_updates_the_page_polls(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    page.route("**/events*", lambda route: route.fulfill(status=503))
    visitor.ask("第一句")
    visitor.answered(1)
    other = visitor.context.new_page()
    other.goto(visitor.site.url)
    other.fill("#text", "从另一个窗口")
    other.click("#send")
    expect(page.locator("#log .customer")).to_have_count(2)
    visitor.answered(2)


def test_a_chat_deleted_elsewhere_starts_anew(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    page.route("**/events*", lambda route: route.abort())
    visitor.ask("第一句")
    visitor.answered(1)
    other = visitor.context.new_page()
    other.goto(f"{visitor.site.url}/delete")
    other.locator("main button").first.click()
    expect(other.locator("#deleted")).to_be_visible()
    visitor.ask("新的一句")
    expect(page.locator("#log .customer[data-id]")).to_have_text(["您说新的一句"])
    assert stored(visitor) == ["新的一句"]


def test_too_many_messages_wait_and_are_not_lost(visit: Any) -> None:
    visitor = visit()
    page = visitor.open()
    visitor.ask("第一句")
    visitor.answered(1)
    refused: list[bool] = []

    def refuse(route: Route) -> None:
        if refused:
            route.continue_()
            return
        refused.append(True)
        body = '{"status":429,"detail":"请稍等几秒再发"}'
        route.fulfill(status=429, content_type="application/problem+json", body=body)

    page.route("**/messages", refuse)
    visitor.ask("太快了")
    expect(page.locator("#status")).to_have_text("请稍等几秒再发")
    visitor.answered(2)
    assert stored(visitor) == ["第一句", "太快了"]
