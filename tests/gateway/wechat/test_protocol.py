"""What is believed of a request, and how it is answered, in each mode."""

from datetime import timedelta

import pytest

from gateway.wechat import protocol
from gateway.wechat.arrival import SUCCESS, Arrival, Passive
from gateway.wechat.refusing import Refused
from tests.gateway.wechat.signed import NOW, OPENID, Platform, Signed, changed, settings_for, without

MODES = pytest.mark.parametrize("mode", ["aes", "compatible", "plain"])
SEALED = pytest.mark.parametrize("mode", ["aes", "compatible"])
LATER = NOW + timedelta(minutes=5, seconds=1)
# Of an envelope, whatever signed it: what XML may do to a reader.
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">'
    "]><xml><Encrypt>&lol2;</Encrypt></xml>"
)
EXTERNAL = (
    '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]><xml><Encrypt>&file;</Encrypt>'
    "<Content>&file;</Content></xml>"
)
OUTSIDE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><xml><Encrypt>x</Encrypt></xml>'


def read(signed: Signed, mode: str = "aes", **changes: object) -> Arrival:
    query, body = signed
    return protocol.read(body, query, settings_for(mode, **changes), NOW)


def refusal(signed: Signed, mode: str = "aes", **changes: object) -> tuple[str, int]:
    with pytest.raises(Refused) as refused:
        read(signed, mode, **changes)
    return refused.value.reason, refused.value.status


@MODES
def test_a_message_arrives(mode: str) -> None:
    platform = Platform(mode)
    arrival = read(platform.sign(platform.text("什么是公平交易权？")), mode)
    assert (arrival.kind, arrival.text, arrival.openid) == ("text", "什么是公平交易权？", OPENID)
    assert (arrival.account, arrival.created_at) == (platform.world.account.name, NOW)
    assert len(arrival.key) == 64


@MODES
def test_nothing_of_a_customer_stands_in_what_is_printed(mode: str) -> None:
    platform = Platform(mode)
    shown = repr(read(platform.sign(platform.text("我的秘密")), mode))
    assert "秘密" not in shown
    assert OPENID not in shown


@MODES
@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce", "msg_signature"])
def test_a_forged_query_is_refused(mode: str, name: str) -> None:
    platform = Platform(mode)
    query, body = platform.sign(platform.text("你好"))
    covered = {"plain": "signature"}.get(mode, "msg_signature")
    for value in ("", "0" * 40, "签名", str(int(NOW.timestamp()) + 1), "x" * 100_000):
        forged = {**query, name: value}
        if name in ("signature", "msg_signature") and name != covered:
            read((forged, body), mode)
        else:
            assert refusal((forged, body), mode) == ("signature", 403)
    if name in ("timestamp", "nonce", covered):
        assert refusal((without(query, name), body), mode) == ("signature", 403)


@SEALED
def test_another_body_under_the_same_signature_is_refused(mode: str) -> None:
    platform = Platform(mode)
    query, _ = platform.sign(platform.text("你好"))
    _, other = platform.sign(platform.text("帮我转账"))
    assert refusal((query, other), mode) == ("signature", 403)


@SEALED
def test_an_account_with_a_key_takes_nothing_in_clear(mode: str) -> None:
    """Whatever the query says: the mode is ours, not the caller's."""
    platform = Platform("plain")
    query, body = platform.sign(platform.text("你好"))
    for more in ({}, {"encrypt_type": "raw"}, {"encrypt_type": "aes", "msg_signature": query["signature"]}):
        assert refusal(({**query, **more}, body), mode) == ("not_encrypted", 403)


def test_of_a_body_in_both_forms_only_the_sealed_one_counts() -> None:
    platform = Platform("compatible")
    query, body = platform.sign(platform.text("真的"))
    forged = body.decode().replace("真的", "假的").replace(OPENID, "oSomebodyElse").encode()
    arrival = read((query, forged), "compatible")
    assert (arrival.text, arrival.openid) == ("真的", OPENID)


@MODES
def test_an_old_request_and_one_of_the_future_are_refused(mode: str) -> None:
    for now in (NOW - timedelta(minutes=5, seconds=1), LATER):
        platform = Platform(mode, now)
        assert refusal(platform.sign(platform.text("你好")), mode) == ("stale", 403)
    platform = Platform(mode, NOW + timedelta(minutes=4, seconds=59))
    assert read(platform.sign(platform.text("你好")), mode).kind == "text"


@MODES
def test_an_old_message_under_a_new_signature_is_refused(mode: str) -> None:
    """Time and nonce change places without changing the signature."""
    platform = Platform(mode)
    old = changed(platform.text("你好"), CreateTime=int((NOW - timedelta(days=2)).timestamp()))
    assert refusal(platform.sign(old), mode) == ("stale", 403)


@SEALED
def test_another_app_and_another_key_are_refused(mode: str) -> None:
    other = Platform(mode, app_id="wxffffffffffffffff")
    assert refusal(other.sign(other.text("你好")), mode) == ("wrong_app", 403)
    keyed = Platform(mode, aes_key="z" * 43)
    assert refusal(keyed.sign(keyed.text("你好")), mode)[1] == 403
    named = Platform(mode, token="another")
    assert refusal(named.sign(named.text("你好")), mode) == ("signature", 403)


@SEALED
@pytest.mark.parametrize("sealed", ["", "x", "AAAA", "%%%", "A" * 64, "中文"])
def test_what_does_not_decrypt_is_refused(mode: str, sealed: str) -> None:
    platform = Platform(mode)
    stamp, nonce = str(int(NOW.timestamp())), "12345"
    signature = platform.sealer.signature(stamp, nonce, sealed)
    query = {"timestamp": stamp, "nonce": nonce, "msg_signature": signature}
    reason, status = refusal((query, f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()), mode)
    assert status == 403
    assert reason in ("not_encrypted", "undecipherable", "wrong_app")


@MODES
def test_another_account_is_refused_when_ours_is_known(mode: str) -> None:
    platform = Platform(mode)
    signed = platform.sign(platform.text("你好"))
    assert read(signed, mode, wechat_account=platform.world.account.name).kind == "text"
    assert refusal(signed, mode, wechat_account="gh_another") == ("wrong_account", 403)


@MODES
def test_too_much_is_refused_before_it_is_read(mode: str) -> None:
    assert refusal(({}, b"<" * (64 * 1024 + 1)), mode) == ("too_large", 413)
    platform = Platform(mode)
    assert refusal(platform.sign(platform.text("长" * 40_000)), mode) == ("too_large", 413)


@SEALED
@pytest.mark.parametrize("attack", [BOMB, EXTERNAL, OUTSIDE])
def test_an_envelope_with_a_document_type_is_refused(mode: str, attack: str) -> None:
    query, _ = Platform(mode).sign("<xml/>")
    assert refusal((query, attack.encode()), mode) == ("forbidden_xml", 400)


@MODES
@pytest.mark.parametrize("attack", [BOMB, EXTERNAL, OUTSIDE])
def test_a_document_type_is_refused_inside_too(mode: str, attack: str) -> None:
    assert refusal(Platform(mode).sign(attack), mode) == ("forbidden_xml", 400)


@MODES
@pytest.mark.parametrize(
    "broken",
    [
        "",
        "hello",
        "<xml>",
        "<html></html>",
        "<xml></xml>",
        "<xml><MsgType>text</MsgType></xml>",
        "<xml>" + "<a>" * 3_000 + "</a>" * 3_000 + "</xml>",
        "<xml><MsgType><b>text</b></MsgType><MsgId>1</MsgId></xml>",
        "<xml>&nbsp;</xml>",
    ],
)
def test_what_is_no_message_is_refused(mode: str, broken: str) -> None:
    assert refusal(Platform(mode).sign(broken), mode)[1] in (400, 403)


@pytest.mark.parametrize("body", [b"\xff\xfe<\x00x\x00", b"\x00" * 100, b"\xe4\xb8", b""])
def test_a_body_that_is_no_text_is_refused(body: bytes) -> None:
    assert refusal(({}, body), "aes") == ("malformed", 400)


@MODES
@pytest.mark.parametrize("missing", ["FromUserName", "ToUserName", "CreateTime", "MsgType", "MsgId"])
def test_a_message_wants_all_its_marks(mode: str, missing: str) -> None:
    platform = Platform(mode)
    fields = [(name, value) for name, value in platform.text("你好") if name != missing]
    assert refusal(platform.sign(fields), mode)[0] == "incomplete"


@MODES
def test_a_field_twice_is_refused(mode: str) -> None:
    """Two readers could take one each."""
    platform = Platform(mode)
    twice = [*platform.text("你好"), ("FromUserName", "oSomebodyElse")]
    assert refusal(platform.sign(twice), mode) == ("malformed", 400)


@MODES
@pytest.mark.parametrize("text", ["a]]>b", "]]>", "x]]]]>>y", "<![CDATA[a]]>", "&amp;<b>&#1;", "1 < 2 && 3"])
def test_words_that_look_like_markup_come_whole(mode: str, text: str) -> None:
    platform = Platform(mode)
    assert read(platform.sign(platform.text(text)), mode).text == text


def test_an_end_of_section_the_platform_did_not_escape_loses_nothing() -> None:
    platform = Platform()
    raw = (
        f"<xml><ToUserName><![CDATA[gh_x]]></ToUserName><FromUserName><![CDATA[{OPENID}]]></FromUserName>"
        f"<CreateTime>{int(NOW.timestamp())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        "<Content><![CDATA[if (a[b[0]]>1) 怎么办]]></Content><MsgId>1</MsgId></xml>"
    )
    assert read(platform.sign(raw)).text == "if (a[b[0]]>1) 怎么办"


def test_words_cannot_end_their_section_and_name_another_sender() -> None:
    platform = Platform()
    said = "x]]></Content><FromUserName><![CDATA[oVictim]]></FromUserName><Content><![CDATA[y"
    raw = (
        f"<xml><ToUserName><![CDATA[gh_x]]></ToUserName><FromUserName><![CDATA[{OPENID}]]></FromUserName>"
        f"<CreateTime>{int(NOW.timestamp())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{said}]]></Content><MsgId>1</MsgId></xml>"
    )
    assert refusal(platform.sign(raw)) == ("malformed", 400)
    assert read(platform.sign(platform.text(said))).text == said


@MODES
def test_control_characters_do_no_harm(mode: str) -> None:
    platform = Platform(mode)
    text = "被\x00骗\x0b了\x1f，\ufffe怎么办\n第二行"
    assert read(platform.sign(platform.text(text)), mode).text == "被骗了，怎么办\n第二行"


@MODES
def test_a_text_is_answered_in_the_mode_of_the_account(mode: str) -> None:
    platform = Platform(mode)
    arrival = read(platform.sign(platform.text("你好")), mode)
    body, kind = protocol.render(Passive("答复]]>\x0b<b>"), arrival, settings_for(mode), NOW)
    assert kind.startswith("application/xml")
    assert (b"<Encrypt>" in body) == (mode != "plain")
    assert mode == "plain" or "答复".encode() not in body
    found = platform.opened(body)
    assert found["Content"] == "答复]]><b>"
    assert (found["ToUserName"], found["FromUserName"]) == (OPENID, platform.world.account.name)
    assert (found["MsgType"], found["CreateTime"]) == ("text", str(int(NOW.timestamp())))


@MODES
def test_a_transfer_is_a_message_of_its_own(mode: str) -> None:
    platform = Platform(mode)
    arrival = read(platform.sign(platform.text("转人工")), mode)
    body, _ = protocol.render(Passive(transfer=True), arrival, settings_for(mode), NOW)
    assert platform.opened(body)["MsgType"] == "transfer_customer_service"


@MODES
def test_nothing_to_say_is_success(mode: str) -> None:
    platform = Platform(mode)
    arrival = read(platform.sign(platform.text("你好")), mode)
    assert protocol.render(SUCCESS, arrival, settings_for(mode), NOW)[0] == b"success"


def test_the_same_words_are_never_sealed_alike() -> None:
    platform = Platform()
    arrival = read(platform.sign(platform.text("你好")))
    said = {protocol.render(Passive("答复"), arrival, settings_for(), NOW)[0] for _ in range(5)}
    assert len(said) == 5


@MODES
def test_every_try_has_the_same_key_and_no_other_message_has_it(mode: str) -> None:
    platform = Platform(mode)
    said = platform.text("你好")
    assert read(platform.sign(said), mode).key == read(platform.sign(said), mode).key
    assert read(platform.sign(platform.text("你好")), mode).key != read(platform.sign(said), mode).key
    click = platform.event(OPENID, "CLICK", ("EventKey", "human"))
    keys = {
        read(platform.sign(event), mode).key
        for event in (
            click,
            changed(click, EventKey="large"),
            changed(click, Event="SCAN"),
            changed(click, CreateTime=int(NOW.timestamp()) + 1),
            changed(click, FromUserName="oSomebodyElse"),
            changed(click, ToUserName="gh_another"),
        )
    }
    assert len(keys) == 6


@MODES
def test_the_platform_checks_the_address(mode: str) -> None:
    platform, settings = Platform(mode), settings_for(mode)
    query = without(platform.sign("<xml/>")[0], "msg_signature") | {"echostr": "5375216312398517361"}
    assert protocol.echo(query, settings, NOW) == "5375216312398517361"
    for wrong in ({"signature": "0" * 40}, {"echostr": ""}, {"echostr": "<script>"}, {"timestamp": "x"}):
        with pytest.raises(Refused):
            protocol.echo({**query, **wrong}, settings, NOW)
    with pytest.raises(Refused):
        protocol.echo(query, settings, LATER)


def test_a_sealed_check_of_the_address_is_opened() -> None:
    platform = Platform()
    stamp, sealed = str(int(NOW.timestamp())), platform.sealer.encrypt("5375216312398517361")
    query = {"timestamp": stamp, "nonce": "1", "echostr": sealed}
    query["msg_signature"] = platform.sealer.signature(stamp, "1", sealed)
    assert protocol.echo(query, settings_for(), NOW) == "5375216312398517361"
