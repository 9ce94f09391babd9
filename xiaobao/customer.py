"""``xiaobao customer``: a copy of one customer's data, and its erasure, on the record of a supervisor."""

import os
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from casework.audit.types import Actor
from casework.customers import copying, erasing
from casework.customers.sent import Stored
from casework.db import Database
from casework.files.store import FileStore
from casework.retention.rules import periods
from casework.staff import service as accounts
from casework.vault.cipher import Cipher
from casework.wechat import users
from xiaobao.settings import Settings
from xiaobao.terminal import database, fail, settings

app = typer.Typer(no_args_is_help=True, help="One customer's data.")
Conversation = Annotated[str, typer.Option(help="The conversation's id.")]
Receipt = Annotated[str, typer.Option(help="A complaint's receipt.")]
OpenId = Annotated[str, typer.Option(help="Who they are to the WeChat account.")]
StaffName = Annotated[str, typer.Option("--staff", help="The supervisor who does it.")]
Reason = Annotated[str, typer.Option(help="Why, for the audit.")]


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="The ZIP to write; must not exist.")],
    staff: StaffName,
    reason: Reason,
    conversation: Conversation = "",
    receipt: Receipt = "",
    openid: OpenId = "",
) -> None:
    """Write a copy of everything a customer said and was told, with their attachments (PIPL Art 45)."""
    chosen = settings()
    _one_of(conversation, receipt, openid)
    if out.exists():
        fail(f"{out} exists")
    cipher = Cipher(chosen.key, chosen.older_keys)
    with database(chosen) as opened:
        of = _of(opened, chosen, conversation, receipt, openid)
        who, now = _actor(opened, staff), datetime.now(UTC)
        take = partial(copying.copy, cipher=cipher, actor=who, reason=reason, now=now, **of)
        data, files = opened.run_write(take)
        _write(out, data, files, FileStore(chosen.files_dir, cipher))
    typer.echo(f"{out}: {len(data['conversations'])} conversations, {len(data['complaints'])} complaints")


@app.command()
def erase(
    staff: StaffName,
    reason: Reason,
    conversation: Conversation = "",
    receipt: Receipt = "",
    openid: OpenId = "",
) -> None:
    """Erase what no law keeps (PIPL Art 47): the chat, and complaints whose time is over."""
    chosen = settings()
    _one_of(conversation, receipt, openid)
    with database(chosen) as opened:
        of = _of(opened, chosen, conversation, receipt, openid)
        who, now = _actor(opened, staff), datetime.now(UTC)
        period = periods(chosen)["complaints"]
        done = opened.run_write(
            partial(erasing.erase, actor=who, reason=reason, now=now, period=period, **of)
        )
    typer.echo(f"conversation erased: {'yes' if done.conversation else 'there is none'}")
    if done.follower:
        typer.echo("WeChat follower forgotten")
    for number in done.complaints:
        typer.echo(f"{number} erased")
    for number, until in done.kept:
        ends = f"until {until.date()}" if until else "while it is open and for the legal time after"
        typer.echo(f"{number} kept {ends}: records of complaints are kept at least three years (PBoC Art 44)")


def _one_of(*given: str) -> None:
    if sum(map(bool, given)) != 1:
        raise typer.BadParameter("give one of --conversation, --receipt, --openid")


def _of(opened: Database, chosen: Settings, conversation: str, receipt: str, openid: str) -> dict[str, Any]:
    if not openid:
        return {"conversation_id": conversation or None, "receipt": receipt or None}
    if not chosen.wechat_app_id:
        fail("XIAOBAO_WECHAT_APP_ID is not set")
    cipher = Cipher(chosen.key, chosen.older_keys)
    found = opened.run_read(lambda s: users.find(s, cipher, chosen.wechat_app_id, openid))
    if found is None:
        fail("no such follower")
    return {"follower_id": found.id}


def _actor(opened: Database, name: str) -> Actor:
    found = opened.run_read(lambda s: accounts.by_name(s, name))
    if found is None or found.disabled_at is not None:
        fail(f"no such staff account: {name}")
    return replace(found.actor(), address="command line")


def _write(out: Path, data: dict[str, Any], files: tuple[tuple[str, Stored], ...], store: FileStore) -> None:
    """Whole or not at all, readable by its owner alone."""
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with (
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw,
            zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            archive.writestr("data.json", orjson.dumps(data, default=_plain, option=orjson.OPT_INDENT_2))
            for path, file in files:
                archive.writestr(path, store.open(file.key))
        draft.rename(out)
    finally:
        draft.unlink(missing_ok=True)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal | date):
        return str(value)
    raise TypeError(type(value).__name__)
