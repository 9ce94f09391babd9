"""Serves the simulator by hand, for the account of the settings or one made up."""

import asyncio

import uvicorn

from xiaobao.settings import Settings
from xiaobao.wechat_simulator.app import create_app
from xiaobao.wechat_simulator.callbacks import Callbacks
from xiaobao.wechat_simulator.world import Account, World


def account_of(settings: Settings, callback: str) -> Account:
    """The account the gateway is set up for; a made-up one when it is set up for none."""
    there = callback or f"{settings.base_url}/wechat"
    if not settings.wechat_app_id:
        return Account(callback=there)
    return Account(
        settings.wechat_app_id,
        settings.wechat_secret.get_secret_value(),
        settings.wechat_token.get_secret_value(),
        settings.wechat_aes_key.get_secret_value(),
        settings.wechat_account or Account().name,
        settings.wechat_mode,
        there,
    )


def wanted(settings: Settings, port: int, callback: str) -> list[str]:
    """What to read before the first message: the page, and the settings the gateway must have."""
    account = account_of(settings, callback)
    lines = [f"page      http://127.0.0.1:{port}/", f"callback  {account.callback}"]
    if settings.wechat_app_id:
        return lines
    values = {
        "APP_ID": account.app_id,
        "SECRET": account.secret,
        "TOKEN": account.token,
        "AES_KEY": account.aes_key,
        "API": f"http://127.0.0.1:{port}",
    }
    return [*lines, "start the gateway with:", *(f"XIAOBAO_WECHAT_{k}={v}" for k, v in values.items())]


def serve(settings: Settings, port: int, callback: str) -> None:
    """Until it is stopped."""
    asyncio.run(_serve(account_of(settings, callback), port))


async def _serve(account: Account, port: int) -> None:
    world = World(account)
    callbacks = Callbacks(world)
    config = uvicorn.Config(create_app(world, callbacks), host="127.0.0.1", port=port, log_level="warning")
    try:
        await uvicorn.Server(config).serve()
    finally:
        await callbacks.close()
