"""``xiaobao knowledge``: check the reviewed answers, and take home what was published at the desk."""

from datetime import UTC, datetime

import typer

from casework.audit import service as audit
from casework.audit.types import SYSTEM
from casework.content import reading
from xiaobao.gaps import list_gaps
from xiaobao.terminal import database, fail, settings

app = typer.Typer(no_args_is_help=True, help="The reviewed answers.")
app.command("gaps")(list_gaps)


@app.command("lint")
def lint() -> None:
    """Check every answer, hotline, source and sentence; exit code 1 when something is wrong."""
    from knowledge import lint as check

    problems = check()
    for problem in problems:
        typer.echo(f"{problem.file}: {problem.entry}: [{problem.rule}] {problem.message}")
    typer.echo(f"{len(problems)} problems")
    raise typer.Exit(1 if problems else 0)


@app.command("patch")
def patch() -> None:
    """Write what is published at the desk as a patch of the files: ``… > x.diff; git apply x.diff``."""
    from knowledge import ContentError
    from knowledge.overlay import Published
    from knowledge.overlay.patching import patch as make

    with database(settings()) as opened:
        force = opened.run_read(reading.in_force)
        changes = [Published(r.entry_id, r.body, r.file_digest) for r in force.revisions.values()]
        try:
            typer.echo(make(changes), nl=False)
        except ContentError as wrong:
            fail(str(wrong))
        now, after = datetime.now(UTC), {"version": force.version, "changes": len(changes)}
        opened.run_write(
            lambda s: audit.record(s, SYSTEM, "content.patch_exported", "content", "all", now, after=after)
        )
    for entry, revision in force.revisions.items():
        if revision.body is None:
            typer.echo(f"{entry} is retired: take its examples faq/{entry} out of data/nlu too", err=True)


@app.command("list")
def published() -> None:
    """What is published at the desk beside the files: entry, kind, number, mark of the wording, when."""
    with database(settings()) as opened:
        force = opened.run_read(reading.in_force)
    typer.echo(f"version {force.version}, {len(force.revisions)} published")
    for entry, r in sorted(force.revisions.items()):
        typer.echo(f"{entry}  {r.kind}  {r.id}  {r.digest or 'retired'}  {r.published_at:%Y-%m-%d %H:%M}")
