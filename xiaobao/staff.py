"""``xiaobao staff``: the accounts, from the command line and at the first run; every change is on record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from casework.audit.types import SYSTEM, Actor
from casework.complaints import service as complaints
from casework.complaints.listed import Filter
from casework.db import Database
from casework.errors import NotFoundError
from casework.staff import login, service
from casework.staff.types import NewAccount, Staff
from casework.statuses import ROLES, Role
from xiaobao.settings import Settings
from xiaobao.terminal import database, fail, settings

app = typer.Typer(no_args_is_help=True, help="Staff accounts.")
FIRST: Final = "supervisor"
Name = Annotated[str, typer.Argument(help="The account's name.")]
By = Annotated[str, typer.Option("--staff", help="The supervisor who does it; else the system is on record.")]
_ROLES: Final = ", ".join(ROLES)


def first_account(chosen: Settings) -> list[str]:
    """The lines that tell the first account's one-time password; none when an account exists."""
    with database(chosen) as opened:
        if opened.run_read(service.count):
            return []
        return [_told(login.add_account(opened, SYSTEM, FIRST, "supervisor", datetime.now(UTC)))]


@app.command()
def add(name: Name, role: Annotated[str, typer.Option(help=_ROLES)] = "agent", by: By = "") -> None:
    """Add an account and print its one-time password."""
    known, now = _role(role), datetime.now(UTC)
    with database(settings()) as opened:
        typer.echo(_told(login.add_account(opened, _actor(opened, by), name, known, now)))


@app.command("list")
def show() -> None:
    """Every account: name, role, whether it is in use, when it last signed in."""
    with database(settings()) as opened:
        for one in opened.run_read(service.everyone):
            last = f"last here {one.last_login_at:%Y-%m-%d}" if one.last_login_at else "never signed in"
            off = f"disabled {one.disabled_at:%Y-%m-%d}" if one.disabled_at else "in use"
            typer.echo(f"{one.name}  {one.role}  {off}  {last}")


@app.command()
def disable(
    name: Name, reason: Annotated[str, typer.Option(help="Why, for the audit.")], by: By = ""
) -> None:
    """Close an account and every session of it; what it did stays, and it approves nothing any more."""
    now = datetime.now(UTC)
    with database(settings()) as opened:
        who, found = _actor(opened, by), _account(opened, name)
        opened.run_write(lambda s: service.disable(s, who, found.id, reason, now))
        typer.echo(f"{found.name} is disabled")
        mine = Filter(assignee=found.id, limit=1)
        open_ = sum(opened.run_read(lambda s: complaints.worklist(s, mine)).counts.values())
        if open_:
            typer.echo(f"{open_} open complaints still stand in this name: give them to somebody at the desk")


@app.command()
def enable(name: Name, by: By = "") -> None:
    """Open a disabled account again, with a new one-time password."""
    _renew(name, by, login.enable_account)


@app.command()
def reset(name: Name, by: By = "") -> None:
    """Print a new one-time password and end the account's sessions."""
    _renew(name, by, login.reset_password)


@app.command("set-role")
def set_role(name: Name, role: Annotated[str, typer.Argument(help=_ROLES)], by: By = "") -> None:
    """Give another role; it holds from the account's next click on."""
    known, now = _role(role), datetime.now(UTC)
    with database(settings()) as opened:
        who, found = _actor(opened, by), _account(opened, name)
        opened.run_write(lambda s: service.set_role(s, who, found.id, known, now))
    typer.echo(f"{found.name}: {found.role} → {known}")


def _renew(name: str, by: str, make: Callable[[Database, Actor, str, datetime], NewAccount]) -> None:
    with database(settings()) as opened:
        who, found = _actor(opened, by), _account(opened, name)
        typer.echo(_told(make(opened, who, found.id, datetime.now(UTC))))


def _role(said: str) -> Role:
    return next((role for role in ROLES if role == said), None) or fail(f"role must be one of {_ROLES}")


def _actor(opened: Database, name: str) -> Actor:
    """Who is on record; what their role may not is refused by the service."""
    found = _account(opened, name) if name else None
    if found is not None and found.disabled_at is not None:
        fail(f"{found.name} is disabled")
    return replace(found.actor() if found else SYSTEM, address="command line")


def _account(opened: Database, name: str) -> Staff:
    found = opened.run_read(lambda s: service.by_name(s, name))
    if found is None:
        raise NotFoundError("staff account")
    return found


def _told(made: NewAccount) -> str:
    return (
        f"staff account: {made.staff.name} ({made.staff.role}); one-time password: {made.one_time_password}"
    )
