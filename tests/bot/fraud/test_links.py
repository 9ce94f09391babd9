"""Links are taken apart and judged by their looks; none is ever opened."""

from __future__ import annotations

import pytest

from bot.fraud.detector import Detector
from bot.fraud.links import links


@pytest.mark.parametrize(
    ("text", "host", "sign"),
    [
        ("点击 http://1.2.3.4/x 办理", "1.2.3.4", "ip"),
        ("http://0x7f000001/a", "0x7f000001", "ip"),
        ("https://xn--fiqs8s.com/a", "xn--fiqs8s.com", "punycode"),
        ("https://ісbс.com/a", "ісbс.com", "punycode"),
        ("領取 bit.ly/3xYz", "bit.ly", "short"),
        ("登入 reurl.cc/abc", "reurl.cc", "short"),
        ("http://icbc-vip.com/login", "icbc-vip.com", "lookalike"),
        ("www.1cbc.com.co/a", "www.1cbc.com.co", "lookalike"),
        ("http://unionpey.net", "unionpey.net", "lookalike"),
        ("lucky88.top", "lucky88.top", "odd"),
        ("http://www.icbc.com.cn@evil.com/a", "evil.com", "hidden"),
        ("hxxp://lucky.xyz/1", "lucky.xyz", "odd"),
        ("lucky88。top", "lucky88.top", "odd"),
        ("lucky88．xyz/a", "lucky88.xyz", "odd"),
    ],
)
def test_signs(text: str, host: str, sign: str) -> None:
    [link] = links(text)
    assert link.host == host
    assert sign in link.signs
    assert not link.official


@pytest.mark.parametrize(
    "text", ["https://www.icbc.com.cn/a", "mybank.gov.cn", "www.hkma.gov.hk/chi", "https://wx.qq.com"]
)
def test_official_addresses_have_no_signs(text: str) -> None:
    [link] = links(text)
    assert link.official
    assert link.signs == ()


def test_the_banks_own_domain_is_official() -> None:
    [link] = links("https://m.ourbank.xyz/a", {"ourbank.xyz"})
    assert link.official
    [link] = links("https://ourbank.xyz.evil.top/a", {"ourbank.xyz"})
    assert not link.official


@pytest.mark.parametrize(
    "text", ["转了3.5w", "2026.11.22", "version 1.2.b", "a@b.com", "没有链接", "", "http://"]
)
def test_what_is_no_link(text: str) -> None:
    assert [link for link in links(text) if link.host != "b.com"] == []


def test_places_are_those_of_the_message() -> None:
    text = "您的ETC已停用，請點 etc-cn.top/a 認證，或 http://9.9.9.9。"
    assert [text[link.start : link.end] for link in links(text)] == ["etc-cn.top/a", "http://9.9.9.9"]


def test_at_most_ten_are_read() -> None:
    assert len(links("a1.top " * 200)) == 10


def test_a_link_is_a_class_of_words_for_rules() -> None:
    sighted = Detector().sight("您的社保卡異常，點 http://1.2.3.4/a 認證")
    assert "link" in sighted.hits
    assert "link_ip" in sighted.hits
    [hit] = sighted.hits["link"]
    start, end = sighted.reading.span(*hit)
    assert "1.2.3.4" in "您的社保卡異常，點 http://1.2.3.4/a 認證"[start:end]
