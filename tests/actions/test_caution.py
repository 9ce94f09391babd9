"""A message that only sounds like a fraud: whatever answers it names whom to call, and offers a human."""

from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from actions.server import create_app

TARGETED = {"stage": "targeted", "type": None, "score": 0.9, "doubted": True}
USER, BOT = {"event": "user", "text": "问一下"}, {"event": "bot", "text": "答过了"}


async def answered(
    action: str, *, events: tuple[dict[str, Any], ...] = (USER,), **message: Any
) -> dict[str, Any]:
    tracker = {
        "sender_id": "c", "slots": {"topic": message.pop("topic", None)}, "latest_message": message,
        "events": list(events), "paused": False, "followup_action": None, "active_loop": {},
        "latest_action_name": None,
    }  # fmt: skip
    call = {"next_action": action, "sender_id": "c", "tracker": tracker, "domain": {}}
    async with AsyncClient(transport=ASGITransport(create_app()), base_url="http://actions") as client:
        body = (await client.post("/webhook", json=call)).json()
    reply: dict[str, Any] = body["responses"][0]["custom"]
    assert body["responses"][0]["text"] == reply["text"]
    return reply


def warned(reply: dict[str, Any]) -> bool:
    named, human = "110" in reply["text"].splitlines()[0], reply["buttons"][0]["title"]
    return named and human == "转人工"


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("action_answer", {"faq_ranking": [{"entry": "password_forgotten", "confidence": 0.9}]}),
        ("action_answer", {"text": "那要多久", "topic": "complaint_how"}),
        ("action_search", {"text": "忘记密码"}),
        ("action_check_scam", {"text": "帮我查查", "intent": {"name": "check_scam"}}),
        ("action_dialogue", {"text": "不用人工", "intent": {"name": "refuse_human", "confidence": 1.0}}),
    ],
)
async def test_whatever_answers_names_whom_to_call(action: str, message: dict[str, Any]) -> None:
    reply = await answered(action, **{"text": "怎么办", **message, "fraud": TARGETED})
    assert warned(reply)
    assert [button["title"] for button in reply["buttons"]].count("转人工") == 1


async def test_a_calm_message_is_left_alone() -> None:
    asked = {"text": "忘记密码", "faq_ranking": [{"entry": "password_forgotten", "confidence": 0.9}]}
    assert not warned(await answered("action_answer", **asked, fraud={"stage": "none"}))
    assert not warned(await answered("action_answer", **asked, fraud={**TARGETED, "doubted": False}))


async def test_it_is_said_once_a_turn() -> None:
    asked = {"text": "不用人工", "intent": {"name": "refuse_human", "confidence": 1.0}, "fraud": TARGETED}
    assert not warned(await answered("action_dialogue", **asked, events=(USER, BOT)))
    assert warned(await answered("action_dialogue", **asked, events=(USER, BOT, USER)))


async def test_it_is_not_said_twice_in_one_reply() -> None:
    reply = await answered("action_search", text="忘记密码", fraud=TARGETED)
    first = reply["text"].splitlines()[0]
    assert reply["text"].count(first) == 1
