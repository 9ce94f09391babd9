"""``xiaobao complaints``: the demo's year, figures and lists as files."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from casework.audit.types import SYSTEM
from casework.complaints import service
from casework.complaints.calendar import day_of
from casework.complaints.demo import service as filling
from casework.complaints.figures import service as figures_of
from casework.complaints.figures.types import Scope
from casework.db import Database
from casework.vault.cipher import Cipher
from gateway.desk.complaint_figures import files, sheets
from gateway.desk.complaint_figures.asked import Asked
from gateway.desk.complaint_figures.naming import Names
from gateway.desk.complaint_figures.page import notes
from gateway.desk.complaint_figures.sheets import Sheet, shown
from gateway.desk.words import Words
from knowledge import load
from knowledge.sentences import Voice
from xiaobao.settings import Settings
from xiaobao.terminal import database, fail, settings

app = typer.Typer(no_args_is_help=True, help="Complaints: a demo's year, figures, lists.")
_SPRING = 4
_EVERY = 500
_DAY = ["%Y-%m-%d"]
First = Annotated[datetime, typer.Option(formats=_DAY, help="The first day (of receipt).")]
Last = Annotated[datetime, typer.Option(formats=_DAY, help="The last day.")]
OfDemo = Annotated[bool, typer.Option("--demo", help="The demo's instead of the real ones.")]


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


@app.command()
def figures(
    first: First,
    last: Last,
    demo: OfDemo = False,
    out: Annotated[Path | None, typer.Option(help="A .csv or .xlsx to write, else they are printed.")] = None,
) -> None:
    """The figures of a period."""
    chosen, scope = settings(), _scope(first, last, demo)
    names = _names(chosen)
    with database(chosen) as opened:
        found = opened.run_read(partial(figures_of.figures, scope=scope))
        tables = sheets.everything(found, names)
        if out is None:
            _print(tables)
            return
        _save(opened, out, "figures", scope, tables, notes(Asked(scope), names))


@app.command()
def export(
    first: First,
    last: Last,
    out: Annotated[Path, typer.Option(help="The .csv or .xlsx to write; must not exist.")],
    demo: OfDemo = False,
) -> None:
    """The list of complaints of a period, without persons and words; on the record."""
    chosen, scope = settings(), _scope(first, last, demo)
    with database(chosen) as opened:
        _save(opened, out, "list", scope, [files.complaints(opened, scope, _names(chosen))])


def _scope(first: datetime, last: datetime, demo: bool) -> Scope:
    if first > last:
        raise typer.BadParameter("the last day is before the first")
    return Scope(first.date(), last.date(), demo=demo)


def _names(chosen: Settings) -> Names:
    known = load(bank_name=chosen.bank_name, bank_hotline=chosen.bank_hotline)
    voice = Voice(known.sentences, known.hotlines, chosen.bank_name, chosen.bank_hotline)
    return Names(Words(voice, frozenset(known.sentences)))


def _print(tables: Iterable[Sheet]) -> None:
    for sheet in tables:
        typer.echo(f"\n{sheet.title}")
        for row in (sheet.head, *sheet.rows):
            typer.echo("\t".join(shown(cell) for cell in row))


def _save(
    opened: Database, out: Path, what: str, scope: Scope, tables: Iterable[Sheet], above: Sequence[str] = ()
) -> None:
    """Whole or not at all, readable by its owner alone, and on the record."""
    kind = out.suffix.removeprefix(".").lower()
    if kind not in ("csv", "xlsx"):
        raise typer.BadParameter("the file must end in .csv or .xlsx")
    if out.exists():
        fail(f"{out} exists")
    draft, actor = out.with_name(f".{out.name}.{os.getpid()}"), replace(SYSTEM, address="command line")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as raw:
            files.write(raw, kind, tables, above)
        asked, now = Asked(scope).audited(), datetime.now(UTC)
        opened.run_write(partial(files.record, actor=actor, now=now, what=what, kind=kind, scope=asked))
        draft.rename(out)
    except OSError as wrong:
        fail(str(wrong))
    finally:
        draft.unlink(missing_ok=True)
    typer.echo(str(out))


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
