"""Domain and data for the stock pipeline: ours, with the responses that its ResponseSelector needs."""

from pathlib import Path

import yaml

from knowledge import load
from xiaobao.settings import ROOT

# DIET needs hours for all sentences on two cores: it gets every n-th of each intent, at most so many.
MOST_EXAMPLES = 15


def write_data(folder: Path) -> Path:
    """Write the rules, the stories and a sample of the sentences; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in (ROOT / "data").glob("*.yml"):
        (folder / file.name).write_text(file.read_text("utf-8"), "utf-8")
    told: dict[str, list[str]] = {}
    for file in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            told.setdefault(block["intent"], []).extend(block["examples"].splitlines())
    blocks = [{"intent": intent, "examples": _sampled(lines)} for intent, lines in told.items()]
    body = yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True)
    (folder / "nlu.yml").write_text(body, "utf-8")
    return folder


def _sampled(lines: list[str]) -> str:
    step = -(-len(lines) // MOST_EXAMPLES)
    return "\n".join(lines[::step]) + "\n"


def write_domain(target: Path) -> Path:
    """Write the domain with one response an entry and return its path."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    base = load()
    answers = {f"utter_faq/{e}": [{"text": base.render(e).text}] for e in base.entries}
    domain["responses"] = {**(domain.get("responses") or {}), **answers}
    target.write_text(yaml.safe_dump(domain, allow_unicode=True), "utf-8")
    return target
