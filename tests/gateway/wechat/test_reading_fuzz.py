"""Whatever comes in is read or refused, and whatever a customer writes comes out as it was written."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.wechat import protocol, xml
from gateway.wechat.arrival import Passive
from gateway.wechat.reading import arrival_of
from gateway.wechat.refusing import Refused
from tests.gateway.wechat.signed import NOW, Platform, settings_for
from tests.growth import text_grows

TAGS = ("xml", "MsgType", "Event", "MsgId", "CreateTime", "FromUserName", "ToUserName", "Content", "Encrypt")
OTHERS = (
    "text", "event", "<![CDATA[", "]]>", "&lt;", "1772438400", "&#0;", "&x;", "<!--", "-->", "<?x?>",
    "<!DOCTYPE x>", "\x00", "\ud7ff", "中", " ", "<a b='c'>", "</a>", "xmlns:x='y'",
)  # fmt: skip
PIECES = st.sampled_from([*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), *OTHERS])
SAID = st.text(max_size=300) | st.lists(PIECES, max_size=20).map("".join)
PLATFORM = Platform()


@given(st.binary(max_size=400) | st.lists(PIECES, max_size=40).map(lambda parts: "".join(parts).encode()))
@settings(max_examples=400, deadline=None)
def test_any_body_is_read_or_refused(body: bytes) -> None:
    for read in (xml.readable, xml.repaired):
        try:
            arrival_of(read(body))
        except Refused:
            continue


@given(SAID, st.dictionaries(st.sampled_from(["timestamp", "nonce", "msg_signature"]), SAID, max_size=3))
@settings(max_examples=200, deadline=None)
def test_any_request_in_clear_is_refused(body: str, query: dict[str, str]) -> None:
    with pytest.raises(Refused):
        protocol.read(body.encode(), query, settings_for(), NOW)


@given(SAID.filter(lambda said: not re.search("[\ud800-\udfff]", said)))
@settings(max_examples=300, deadline=None)
def test_what_customers_write_comes_whole(said: str) -> None:
    query, body = PLATFORM.sign(PLATFORM.text(said))
    arrival = protocol.read(body, query, settings_for(), NOW)
    assert arrival.text == _plain(said)


@given(SAID.filter(lambda said: not re.search("[\ud800-\udfff]", said)))
@settings(max_examples=300, deadline=None)
def test_what_we_say_comes_whole(said: str) -> None:
    query, body = PLATFORM.sign(PLATFORM.text("你好"))
    arrival = protocol.read(body, query, settings_for(), NOW)
    answer, _ = protocol.render(Passive(f"答{said}"), arrival, settings_for(), NOW)
    assert PLATFORM.opened(answer)["Content"] == _lines(xml.clean(f"答{said}"))


@pytest.mark.parametrize("piece", ["<a>", "<a><![CDATA[", "]]>", "<a><![CDATA[]]>", "&lt;", "<a></a>"])
def test_reading_takes_linear_time(piece: str) -> None:
    def read(text: str) -> None:
        with pytest.raises(Refused):
            arrival_of(xml.repaired(text.encode()))

    assert not text_grows(read, piece, 48_000)


def _plain(said: str) -> str:
    return _lines(xml.clean(said)).strip()


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
