"""The command line ``xiaobao``."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.text import MODES, REGIONS
from xiaobao import answers, complaints, customer, keys, model, processes, retention, staff, wechat
from xiaobao import ask as asking
from xiaobao.terminal import settings

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Xiaobao (消保助手): run, train, ask, check."
)
app.add_typer(answers.app, name="knowledge")
app.add_typer(staff.app, name="staff")
app.add_typer(keys.app, name="keys")
app.add_typer(retention.app, name="retention")
app.add_typer(customer.app, name="customer")
app.add_typer(complaints.app, name="complaints")
app.add_typer(wechat.app, name="wechat")


@app.command()
def train(force: Annotated[bool, typer.Option(help="Train even when nothing changed.")] = False) -> None:
    """Train the engine's model when its inputs changed."""
    try:
        if model.ensure_trained(force):
            typer.echo("model trained")
    except model.TrainingFailed as failed:
        typer.echo(str(failed), err=True)
        raise typer.Exit(1) from None


@app.command()
def run() -> None:
    """Start gateway, engine and action server; Ctrl-C stops all three."""
    chosen = settings()
    processes.refuse_busy_ports(chosen)
    typer.echo("preparing: database, model, staff account …")
    train(force=False)
    for line in staff.first_account(chosen):
        typer.echo(line)
    typer.echo(f"chat  {chosen.base_url}/\nlarge {chosen.base_url}/?mode=large\ndesk  {chosen.base_url}/desk")
    sys.stdout.flush()
    config = processes.supervisor_config(chosen)
    supervisord = Path(sys.executable).with_name("supervisord")
    os.execve(supervisord, [str(supervisord), "-c", str(config)], processes.environment(chosen))  # noqa: S606


@app.command()
def ask(
    question: Annotated[str, typer.Argument()] = "",
    region: Annotated[str, typer.Option(help="auto, CN, HK, MO or TW")] = "auto",
    mode: Annotated[str, typer.Option(help="standard or large")] = "standard",
    jsonl: Annotated[tuple[Path, Path] | None, typer.Option(help="IN and OUT, a JSON object a line.")] = None,
) -> None:
    """Ask one question, or a file of them; starts the assistant itself if none runs."""
    chosen = settings()
    if region not in ("auto", *REGIONS) or mode not in MODES:
        raise typer.BadParameter(f"region: auto, {', '.join(REGIONS)}; mode: {', '.join(MODES)}")
    if jsonl:
        try:
            asking.ask_file(chosen, jsonl[0], jsonl[1], region, mode)
        except (OSError, ValueError) as wrong:
            typer.echo(str(wrong), err=True)
            raise typer.Exit(1) from None
    elif question.strip():
        typer.echo(asking.ask_one(chosen, question, region, mode))
    else:
        raise typer.BadParameter("give a question, or --jsonl IN OUT")


@app.command("eval")
def evaluate(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    stock: Annotated[bool, typer.Option(help="Ask the stock pipeline too.")] = False,
) -> None:
    """Measure understanding on a file of questions with what is expected of the answers (bench/score.py)."""
    from bench.understanding import main

    try:
        main([str(file)] if stock else [str(file), "--no-stock"])
    except (OSError, ValueError) as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(1) from None
