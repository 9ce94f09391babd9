"""The domain for the stock pipeline: ours, with the responses that its ResponseSelector needs."""

from pathlib import Path

import yaml

from knowledge import load
from xiaobao.settings import ROOT


def write_domain(target: Path) -> Path:
    """Write the domain with one response an entry and return its path."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    base = load()
    answers = {f"utter_faq/{e}": [{"text": base.render(e).text}] for e in base.entries}
    domain["responses"] = {**(domain.get("responses") or {}), **answers}
    target.write_text(yaml.safe_dump(domain, allow_unicode=True), "utf-8")
    return target
