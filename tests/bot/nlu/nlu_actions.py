"""An action server for the tests: prints its port, echoes the call, fails or stalls on demand."""

import asyncio

from aiohttp import web


async def webhook(request: web.Request) -> web.Response:
    call = await request.json()
    message = call["tracker"]["latest_message"]
    text = message.get("text") or ""
    if "失败" in text:
        return web.json_response({"error": "no", "action_name": call["next_action"]}, status=500)
    if "无声" in text:
        return web.json_response({"events": [], "responses": []})
    if "卡住" in text:
        await asyncio.sleep(30)
    return web.json_response(
        {"events": _events(message), "responses": [{"text": text, "custom": _reply(call)}]}
    )


def _events(message: dict) -> list[dict]:
    ranking = message.get("faq_ranking") or [{"entry": None}]
    return [{"event": "slot", "name": "topic", "value": ranking[0]["entry"]}]


def _reply(call: dict) -> dict:
    tracker = call["tracker"]
    return {
        "kind": "answer",
        "text": tracker["latest_message"].get("text") or "",
        "buttons": [{"title": "甲", "value": "乙"}],
        "entry": None,
        "action": call["next_action"],
        "message": tracker["latest_message"],
        "slots": tracker["slots"],
        "events": len(tracker["events"]),
        "domain": "domain" in call,
    }


async def main() -> None:
    app = web.Application()
    app.router.add_post("/webhook", webhook)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - how the test learns the port
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
