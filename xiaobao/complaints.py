"""``xiaobao complaints``: the demo's year."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from casework.complaints import service
from casework.complaints.calendar import day_of
from casework.complaints.demo import service as filling
from casework.db import Database
from casework.vault.cipher import Cipher
from xiaobao.terminal import database, fail, settings

app = typer.Typer(no_args_is_help=True, help="Complaints: a demo's year.")
_SPRING = 4
_EVERY = 500


@app.command()
def demo(
    count: Annotated[int, typer.Option(help="How many complaints, at most 20,000.")] = 2000,
    year: Annotated[int, typer.Option(help="Of which year; 0: this one, or the last one before April.")] = 0,
    remove: Annotated[bool, typer.Option("--remove", help="Take the demo out again.")] = False,
) -> None:
    """Fill in a made-up year for trying the pages: marked, apart from the real figures, nobody is told."""
    chosen, now = settings(), datetime.now(UTC)
    with database(chosen) as opened:
        if remove:
            typer.echo(f"{opened.run_write(filling.remove)} complaints of the demo removed")
            return
        if opened.run_read(filling.is_there):
            fail("there is a demo already: xiaobao complaints demo --remove")
        today = day_of(now)
        of = year or (today.year if today.month >= _SPRING else today.year - 1)
        _fill(opened, Cipher(chosen.key, chosen.older_keys), count, of, now)


def _fill(opened: Database, cipher: Cipher, count: int, of: int, now: datetime) -> None:
    done = 0
    for batch in filling.batches(count, of, now):
        opened.run_write(partial(filling.fill, cipher=cipher, planned=batch, now=now))
        if done // _EVERY < (done + len(batch)) // _EVERY:
            typer.echo(f"{done + len(batch)} …")
        done += len(batch)
    typer.echo(f"{done} complaints of {of}, all marked as demo")
    receipt, code = opened.run_read(partial(_newest, cipher=cipher))
    typer.echo(f"to look one up: receipt {receipt}, query code {code}")


def _newest(session: Session, cipher: Cipher) -> tuple[str, str]:
    found = filling.newest(session)
    return found.receipt, service.code_of(session, cipher, found.id)
