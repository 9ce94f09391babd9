"""What customers asked in vain, from the command line."""

import json

from typer.testing import CliRunner

from casework.audit import service as audit
from casework.db import Database
from casework.feedback import service as feedback
from casework.feedback.types import Rating
from casework.messages import service as messages
from casework.messages.types import Reply
from tests.casework.talk import Talk
from xiaobao.cli import app

run = CliRunner()


def ask(talk: Talk, text: str, reply: Reply) -> int:
    said = talk.accept(f"c-{text}", text=text).message
    stored: int = talk.write(messages.answer, said.id, [reply], talk.now).replies[0].id
    return stored


def test_questions_alike_stand_together_with_what_is_near(url: str) -> None:
    with Database(url) as database:
        talk = Talk(database)
        for text in ("存款保险一共赔多少钱呀", "存款保險一共賠多少錢", "打13812345678找我问保管箱"):
            ask(talk, text, Reply("没听懂", "choices", payload={"buttons": []}))
        disliked = ask(talk, "取五万要登记吗", Reply("要", payload={"entry": "cash_register"}))
        talk.write(feedback.rate, disliked, Rating("not_helped", "unclear"), talk.now)
    told = run.invoke(app, ["knowledge", "gaps", "--days", "3660", "--json"])
    assert told.exit_code == 0, told.output
    groups = [json.loads(line) for line in told.stdout.splitlines()]
    assert [group["count"] for group in groups] == [2, 1, 1]
    assert groups[0]["nearest"][0]["entry"].startswith("deposit")
    assert {"cash_register": {"unclear": 1}} in [group["disliked"] for group in groups]
    assert "13812345678" not in told.stdout
    with Database(url) as again:
        [found] = again.run_read(lambda s: audit.search(s, action="content.gaps_listed"))
    assert found.after == {"days": 3660, "questions": 4}
    plain = run.invoke(app, ["knowledge", "gaps", "--days", "3660"])
    assert "did not help: cash_register (unclear 1)" in plain.stdout
    assert "4 questions in 3 groups" in plain.stdout
