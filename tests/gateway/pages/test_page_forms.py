"""The page over plain HTTP: forms, cookies, refusals, files."""

import gzip
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from gateway.pages.look import chosen_look

BROWSER = {"Accept": "text/html", "Accept-Language": "zh-CN", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client(site: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, headers=BROWSER, follow_redirects=True) as opened:
        yield opened


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the composer."""
    composer = html[html.index('id="composer"') :]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', composer))


def send(client: httpx.Client, text: str, **more: str) -> httpx.Response:
    return client.post("/send", data=hidden(client.get("/").text) | {"text": text} | more)


def said(html: str) -> list[str]:
    return re.findall(r'<div class="bubble"[^>]*><p>([^<]*)</p></div>', html)


def test_a_look_at_the_page_opens_no_conversation(client: httpx.Client) -> None:
    assert client.get("/").status_code == 200
    assert "xiaobao" not in client.cookies
    assert "xiaobao_page" in client.cookies


def test_a_question_is_answered_and_the_answer_can_be_reloaded(client: httpx.Client) -> None:
    answer = send(client, "金融消费者有哪八项权利？")
    assert answer.history[0].status_code == 303
    assert len(said(answer.text)) == 1
    assert "财产安全权" in answer.text
    assert said(client.get("/").text) == said(answer.text)


def test_the_same_form_sent_twice_is_one_message(client: httpx.Client) -> None:
    form = hidden(client.get("/").text) | {"text": "我要投诉"}
    client.post("/send", data=form)
    assert said(client.post("/send", data=form).text) == ["我要投诉"]


def test_a_second_click_before_the_first_cookie_opens_no_second_chat(client: httpx.Client) -> None:
    form = hidden(client.get("/").text) | {"text": "我要投诉"}
    cookies = dict(client.cookies)
    first = httpx.post(f"{client.base_url}/send", data=form, headers=BROWSER, cookies=cookies)
    second = httpx.post(f"{client.base_url}/send", data=form, headers=BROWSER, cookies=cookies)
    assert first.headers["location"] == second.headers["location"]


def test_another_choice_from_the_same_page_is_another_message(client: httpx.Client) -> None:
    form = hidden(client.get("/").text)
    client.post("/send", data=form | {"choice": "我要投诉"})
    assert said(client.post("/send", data=form | {"choice": "八项权利"}).text) == ["我要投诉", "八项权利"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: httpx.Client) -> None:
    answer = client.post(
        "/send", data=hidden(client.get("/").text) | {"text": "你好"}, follow_redirects=False
    )
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    ],
)
@pytest.mark.parametrize("path", ["/send", "/start", "/handoff", "/settings", "/delete"])
def test_a_form_of_another_site_is_refused(client: httpx.Client, path: str, headers: dict[str, str]) -> None:
    form = hidden(client.get("/").text) | {"text": "转人工"}
    answer = client.post(path, data=form, headers=headers)
    assert answer.status_code == 403
    assert "110" in answer.text


@pytest.mark.parametrize("path", ["/start", "/handoff", "/settings", "/delete"])
def test_a_form_without_its_token_is_refused(client: httpx.Client, path: str) -> None:
    client.get("/")
    assert client.post(path, data={"form_token": "0" * 64}).status_code == 403
    assert client.post(path, data={}).status_code == 403


def test_a_question_from_a_stale_page_is_kept_in_the_box(client: httpx.Client) -> None:
    client.get("/")
    answer = client.post("/send", data={"form_token": "old", "text": "我妈正在转账"})
    assert answer.status_code == 403
    assert "我妈正在转账</textarea>" in answer.text
    assert 'role="alert"' in answer.text


def test_too_long_is_refused_with_the_text_kept(client: httpx.Client) -> None:
    answer = send(client, "很" * 2001)
    assert answer.status_code == 413
    assert "很" * 2001 in answer.text
    assert said(answer.text) == []


def test_nothing_is_refused(client: httpx.Client) -> None:
    assert send(client, "   ").status_code == 422


def test_script_region_mode_and_size_are_kept(client: httpx.Client) -> None:
    form = hidden(client.get("/").text)
    page = client.post(
        "/settings", data=form | {"script": "zh-Hant-HK", "region": "HK", "mode": "large"}
    ).text
    assert '<html lang="zh-Hant-HK" data-mode="large"' in page
    assert 'href="tel:18222"' in page
    assert 'href="tel:96110"' not in page
    form = hidden(page)
    assert 'data-size="150"' in client.post("/settings", data=form | {"size": "150"}).text
    assert (
        'data-mode="standard" data-size="150"'
        in client.post("/settings", data=form | {"mode": "standard"}).text
    )


def test_nonsense_settings_change_nothing(client: httpx.Client) -> None:
    form = hidden(client.get("/").text) | {"script": "xx", "region": "US", "mode": "huge", "size": "9"}
    assert (
        '<html lang="zh-Hans" data-mode="standard" data-size="100" data-theme="auto" data-spacing="normal">'
        in client.post("/settings", data=form).text
    )


def test_nonsense_looks_change_nothing_and_lead_nowhere(client: httpx.Client) -> None:
    form = hidden(client.get("/").text) | {"theme": "pink", "spacing": "none", "back": "//evil.example/"}
    answer = client.post("/settings", data=form)
    assert 'data-size="100" data-theme="auto" data-spacing="normal">' in answer.text
    assert str(answer.url).startswith(f"{client.base_url}")
    assert answer.url.path == "/"


def test_the_look_is_kept_and_leads_back_to_its_page(client: httpx.Client) -> None:
    form = hidden(client.get("/").text) | {"back": "/complaints"}
    look = {"size": "200", "theme": "contrast", "spacing": "wide"}
    answer = client.post("/settings", data=form | look)
    assert answer.url.path == "/complaints"
    worn = 'data-size="200" data-theme="contrast" data-spacing="wide"'
    for path in ("/", "/complaints/new", "/delete", "/nowhere"):
        assert worn in client.get(path).text


def test_a_size_of_before_reads_as_the_next_one() -> None:
    assert chosen_look({"size": "125", "theme": "dark"}) == {"size": "150", "theme": "dark"}
    assert chosen_look({"size": ["100"], "spacing": None}) == {}


def test_settings_reach_the_open_conversation(client: httpx.Client) -> None:
    page = send(client, "你好").text
    client.post("/settings", data=hidden(page) | {"script": "zh-Hant-TW", "region": "TW"})
    assert 'lang="zh-Hant-TW">' in send(client, "八项权利").text


@pytest.mark.parametrize(
    ("region", "numbers"),
    [
        ("CN", ["110", "96110"]),
        ("HK", ["999", "18222"]),
        ("MO", ["993", "+85388007777"]),
        ("TW", ["110", "165"]),
    ],
)
def test_the_numbers_of_each_region_are_always_there(
    client: httpx.Client, region: str, numbers: list[str]
) -> None:
    page = client.get(f"/?region={region}").text
    nav = page[page.index('<nav class="help"') : page.index("</nav>")]
    assert re.findall(r'href="tel:([+\d]+)"', nav) == [*numbers, "95000"]


def test_traditional_readers_without_a_region_are_asked_for_it(client: httpx.Client) -> None:
    page = client.get("/", headers={"Accept-Language": "zh-TW"}).text
    assert '<html lang="zh-Hant-TW"' in page
    assert 'name="region" value="HK"' in page[page.index('class="elsewhere"') :]
    assert 'class="elsewhere"' not in client.get("/").text


def test_large_text_by_address(client: httpx.Client) -> None:
    assert 'data-mode="large"' in client.get("/?mode=large").text
    assert 'data-mode="large"' in client.get("/").text


def test_a_human_can_be_asked_for_and_left(client: httpx.Client) -> None:
    page = client.post("/handoff", data=hidden(client.get("/").text)).text
    assert 'name="leave"' in page
    assert "现在没有人工，您问的已经记下" in page
    page = client.post("/handoff", data=hidden(page) | {"leave": "1"}).text
    assert re.search(r'<form id="owner"[^>]* hidden>', page)


def test_deleting_asks_first_and_leaves_nothing(client: httpx.Client) -> None:
    send(client, "我要投诉")
    assert "已经登记的投诉" in client.get("/delete").text
    page = client.post("/delete", data=hidden(client.get("/").text)).text
    assert said(page) == []
    assert 'id="deleted"' in page
    assert "xiaobao" not in client.cookies


def test_a_forged_token_is_no_conversation(client: httpx.Client) -> None:
    client.cookies.set("xiaobao", "forged.token.value")
    assert said(client.get("/").text) == []


def test_refused_cookies_are_explained(client: httpx.Client) -> None:
    assert "Cookie" in client.get("/?sent").text


def test_an_unknown_page_is_a_page_with_help(client: httpx.Client) -> None:
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert 'href="tel:110"' in answer.text
    assert client.get("/static/x/../../app.py").status_code == 404


def test_markup_is_text(client: httpx.Client) -> None:
    page = send(client, "<script>alert(1)</script> 攻击").text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', page))
    assert re.findall(r'href="(https?:[^"]*)"', page) == ["https://www.gov.cn/"]


def test_what_a_customer_pastes_is_never_a_link(client: httpx.Client) -> None:
    page = send(client, "https://evil.example/pay 是真的吗").text
    assert "https://evil.example/pay" in page
    assert 'href="https://evil' not in page


@pytest.mark.parametrize("path", ["/", "/?mode=large", "/?script=zh-Hant-HK"])
def test_files_are_small_kept_for_ever_and_packed(client: httpx.Client, path: str) -> None:
    """The first load, as it is sent: everything at most 100 KB, scripts 30."""
    page = client.get(path).text
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    weight = {".js": 0, ".css": 0, ".svg": 0}
    for name in files:
        with client.stream("GET", name, headers={"Accept-Encoding": "gzip"}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(raw)
        weight[name[name.rindex(".") :]] += len(raw)
    assert 0 < weight[".js"] <= 30 * 1024
    assert weight[".css"] > 0
    assert sum(weight.values()) + len(page.encode()) <= 100 * 1024
    assert client.get(files.pop(), headers={"Accept-Encoding": "identity"}).status_code == 200


def test_every_script_of_the_page_is_announced(client: httpx.Client) -> None:
    """A module that is imported but not preloaded would cost a round trip."""
    page = client.get("/").text
    entry = re.search(r'src="(/static/\w+/js/)page\.js"', page)
    assert entry
    preloaded = set(re.findall(r'modulepreload" href="[^"]*/js/(\w+)\.js"', page))
    reached, waiting = set(), {"page"}
    while waiting:
        name = waiting.pop()
        reached.add(name)
        source = client.get(f"{entry[1]}{name}.js").text
        waiting |= set(re.findall(r'from "\./(\w+)\.js"', source)) - reached
    assert preloaded == reached


def test_a_long_chat_shows_its_end_and_can_be_shown_whole(client: httpx.Client) -> None:
    form = hidden(client.get("/").text)
    for number in range(52):
        client.post("/send", data=form | {"text": f"第{number}句"}, follow_redirects=False)
    page = client.get("/").text
    assert len(said(page)) == 50
    assert 'href="/?all"' in page
    whole = client.get("/?all").text
    assert len(said(whole)) == 52
    assert 'href="/?all"' not in whole


def test_opening_the_large_page_again_changes_nothing(client: httpx.Client) -> None:
    send(client, "你好")
    first = client.get("/?mode=large").text
    cursor = re.search(r'"cursor": (\d+)', first)
    assert cursor
    assert f'"cursor": {cursor[1]},' in client.get("/?mode=large").text


def test_a_monitor_may_ask_for_the_head_only(client: httpx.Client) -> None:
    assert client.head("/").status_code == 200
