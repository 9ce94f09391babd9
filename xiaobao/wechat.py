"""``xiaobao wechat``: what a bank does with its WeChat account from the command line."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from xiaobao.settings import Settings
from xiaobao.terminal import database, fail, settings

app = typer.Typer(no_args_is_help=True, help="The WeChat Official Account.")


@app.command()
def simulator(
    port: Annotated[int, typer.Option(help="Where it listens, on the loopback interface.")] = 8090,
    callback: Annotated[str, typer.Option(help="The gateway's /wechat; default: this machine's.")] = "",
) -> None:
    """Play WeChat for a gateway on this machine: a page to type as a customer, faults on demand."""
    from xiaobao.wechat_simulator.serve import serve, wanted

    chosen = settings()
    for line in wanted(chosen, port, callback):
        typer.echo(line)
    serve(chosen, port, callback)


@app.command()
def menu(
    show: Annotated[bool, typer.Option("--show", help="Show what would be set; set nothing.")] = False,
) -> None:
    """Set the menu under the chat; followers see it within minutes, at the latest when they come again."""
    from gateway.wechat.doctor import advice
    from gateway.wechat.menu import menu as made
    from gateway.wechat.platform import Platform, PlatformError
    from knowledge import load

    chosen = settings()
    wanted = made(load(), page=bool(chosen.public_url))
    for heading in wanted["button"]:
        typer.echo(heading["name"])
        for entry in heading["sub_button"]:
            typer.echo(f"  {entry['name']} ({entry['key']})")
    if show:
        return

    async def put(platform: Platform) -> None:
        try:
            await platform.menu_set(wanted)
        except PlatformError as error:
            fail(advice(error))

    _ask(_account(chosen), put)
    typer.echo("set")


@app.command()
def doctor() -> None:
    """Check settings, clock, address, token, callers and menu; sends nothing to any customer."""
    from gateway.wechat import doctor as examining
    from gateway.wechat.platform import Platform
    from knowledge import load

    chosen = _account(settings(), secret=False)
    wrong = False

    async def look(platform: Platform) -> None:
        nonlocal wrong
        async for finding in examining.examine(chosen, load(), platform, _now):
            wrong |= finding.grade == "wrong"
            typer.echo(f"{finding.grade:5}  {finding.name:8} {finding.text}")

    _ask(chosen, look)
    if wrong:
        raise typer.Exit(1)


def _account(chosen: Settings, *, secret: bool = True) -> Settings:
    """The settings of an account; one line when there is none."""
    if not chosen.wechat_app_id:
        fail("XIAOBAO_WECHAT_APP_ID is not set: there is no WeChat channel (docs/wechat.md)")
    if secret and not chosen.wechat_secret.get_secret_value():
        fail("XIAOBAO_WECHAT_SECRET is not set")
    return chosen


def _ask(chosen: Settings, work: Callable[[Any], Awaitable[None]]) -> None:
    """Work with the platform's API, with the token all gateways share."""
    from casework.vault.cipher import Cipher
    from gateway.wechat.platform import Platform

    async def run() -> None:
        cipher = Cipher(chosen.key, chosen.older_keys)
        with database(chosen) as opened:
            platform = Platform(chosen, opened, cipher, _now)
            try:
                await work(platform)
            finally:
                await platform.close()

    asyncio.run(run())


def _now() -> datetime:
    return datetime.now(UTC)
