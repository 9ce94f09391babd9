"""What was published at the desk, from the command line."""

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from casework.audit import service as audit
from casework.db import Database
from knowledge import load
from tests.gateway.changes import published
from xiaobao.cli import app

ROOT = Path(__file__).parents[2]
run = CliRunner()


def test_a_patch_is_what_git_takes_and_is_on_record(url: str) -> None:
    with Database(url) as database:
        published(database, load(), "loan_refused", plain="请问银行，以银行告知为准。")
    told = run.invoke(app, ["knowledge", "patch"])
    assert told.exit_code == 0, told.output
    done = subprocess.run(
        ["git", "apply", "--check", "-"],
        cwd=ROOT,
        input=told.stdout,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with Database(url) as database:
        [found] = database.run_read(lambda s: audit.search(s, action="content.patch_exported"))
    assert found.after == {"version": 1, "changes": 1}


@pytest.mark.usefixtures("url")
def test_nothing_published_is_an_empty_patch() -> None:
    told = run.invoke(app, ["knowledge", "patch"])
    assert (told.exit_code, told.stdout) == (0, "")


def test_the_list_tells_marks_and_what_to_take_out_of_the_examples(url: str) -> None:
    with Database(url) as database:
        published(database, load(), "loan_refused", retire=True)
    assert "loan_refused  change  1  retired" in run.invoke(app, ["knowledge", "list"]).stdout
    assert "faq/loan_refused" in run.invoke(app, ["knowledge", "patch"]).stderr
