"""``xiaobao retention``: end what has outlived its period."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer

from casework.files.store import FileStore
from casework.retention import service
from casework.retention.rules import periods, rules
from casework.retention.working import work_through
from casework.vault.cipher import Cipher
from xiaobao.terminal import database, settings

app = typer.Typer(no_args_is_help=True, help="How long data is kept.")


@app.command()
def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count only, change nothing.")] = False,
) -> None:
    """Erase or remove what has outlived its period; safe beside users, may be stopped and run again."""
    chosen, now = settings(), datetime.now(UTC)
    kept = periods(chosen)
    with database(chosen) as opened:
        if dry_run:
            done = opened.run_read(partial(service.due, now=now, kept=kept))
        else:
            store = FileStore(chosen.files_dir, Cipher(chosen.key, chosen.older_keys))
            done = work_through(opened, store, now, kept)
    for name, count in done.items():
        typer.echo(f"{name}: {count} {'due' if dry_run else 'ended'}")


@app.command()
def show() -> None:
    """The rules with the periods in force."""
    kept = periods(settings())
    for name, rule in rules().items():
        period = f"{kept[name].days} days since {rule.since}" if name in kept else "kept"
        typer.echo(f"{name}: {period}; {rule.happens}; {rule.source} ({rule.confidence})")
