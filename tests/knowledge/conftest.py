from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import Knowledge, Problem, lint, load

HOTLINES: dict[str, Any] = {
    "bank": {"name": "{bank}客服热线", "region": "CN"},
    "cn_110": {"number": "110", "dial": "110", "name": "公安报警电话", "region": "CN"},
    "cn_12381": {"number": "12381", "dial": "", "name": "预警短信号码", "region": "CN"},
    "nfra_12378": {"number": "12378", "dial": "12378", "name": "金融消费者投诉热线", "region": "CN"},
    "hk_999": {"number": "999", "dial": "999", "name": "香港报警", "region": "HK"},
    "hk_adcc_18222": {"number": "18222", "dial": "18222", "name": "防骗易", "region": "HK"},
    "mo_999": {"number": "999", "dial": "999", "name": "澳门报警", "region": "MO"},
    "mo_88007777": {"number": "8800 7777", "dial": "+85388007777", "name": "防骗", "region": "MO"},
    "mo_993": {"number": "993", "dial": "993", "name": "司法警察局", "region": "MO"},
    "tw_110": {"number": "110", "dial": "110", "name": "台湾报案", "region": "TW"},
    "tw_165": {"number": "165", "dial": "165", "name": "反诈骗专线", "region": "TW"},
}
SOURCES: dict[str, Any] = {
    "law": {"title": "《消费者权益保护法》", "issuer": "全国人大常委会", "url": "https://example.org/law"},
    "page": {"title": "公开的服务热线", "issuer": "各主管部门"},
}
COMPLAIN: dict[str, Any] = {
    "id": "complain",
    "title": "怎么投诉银行？",
    "group": "complaints",
    "answer": "先找{bank}投诉，打{hotline:bank}；不满意再打{hotline:nfra_12378}。依据《消费者权益保护法》。",
    "plain": "先打{hotline:bank}。不满意，打{hotline:nfra_12378}。",
    "steps": ["打{hotline:bank}。", "要受理编号。"],
    "hotlines": ["bank", "nfra_12378"],
    "sources": [{"source": "law", "article": "第三十九条"}],
    "verified_on": "2026-11-22",
    "review_by": "2027-05-22",
    "owner": "消保",
    "confidence": "high",
    "related": ["scammed"],
    "ask": ["我要投诉", "投诉银行"],
}
WORDS = {"answer": "马上报警。", "plain": "报警。"}
SCAMMED: dict[str, Any] = {
    **COMPLAIN,
    "id": "scammed",
    "title": "我被骗了怎么办？",
    "group": "fraud",
    "answer": "马上打{hotline:cn_110}报警。",
    "plain": "打{hotline:cn_110}。",
    "steps": ["停止转账。", "打{hotline:cn_110}。"],
    "plain_steps": ["别转账。"],
    "hotlines": ["cn_110", "cn_12381"],
    "sources": [{"source": "page"}],
    "regions": {
        "HK": {"answer": "马上打{hotline:hk_999}。", "plain": "打{hotline:hk_999}。", "hotlines": ["hk_999"]},
        "MO": {"hotlines": ["bank", "mo_999", "mo_88007777", "mo_993"], **WORDS},
        "TW": {"hotlines": ["tw_110", "tw_165"], **WORDS},
    },
    "related": ["complain"],
    "urgent": True,
    "ask": ["我上当了"],
}
SENTENCES: dict[str, Any] = {
    "hello": {
        "text": "您好，{name}，这里是{bank}。",
        "plain": "{name}，您好。",
        "regions": {
            "HK": "{name}，您好，打{hotline:hk_999}。",
            "TW": {"text": "{name}好。", "plain": "{name}。"},
        },
    },
    "own_name": {"text": "简体中文", "verbatim": True},
}
OWN = Path(__file__).parents[2] / "knowledge" / "sentences" / "knowledge.yml"


class Base:
    """A small knowledge base on disk, whose records a test may change before it is read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        proof = {"verified_on": "2026-11-22", "confidence": "high", "source": "page"}
        dated = {"verified_on": "2026-11-22"}
        self.hotlines = {id_: {**proof, **raw} for id_, raw in HOTLINES.items()}
        self.sources = {id_: {**dated, **raw} for id_, raw in SOURCES.items()}
        self.entries = [copy.deepcopy(COMPLAIN), copy.deepcopy(SCAMMED)]
        self.sentences = {key: dict(raw) for key, raw in SENTENCES.items()}
        self.folders: dict[str, str] = {}  # entry id: a folder other than its group's

    def write(self) -> Path:
        self._dump("hotlines.yml", self.hotlines)
        self._dump("sources.yml", self.sources)
        self._dump("sentences/own.yml", self.sentences)
        folders = [self.folders.get(e["id"], e["group"]) for e in self.entries]
        for folder in folders:
            mine = [e for e, f in zip(self.entries, folders, strict=True) if f == folder]
            self._dump(f"entries/{folder}/all.yml", mine)
        (self.root / "sentences" / "knowledge.yml").write_text(OWN.read_text("utf-8"), "utf-8")
        return self.root

    def load(self, bank_name: str = "示例银行", bank_hotline: str = "95599") -> Knowledge:
        return load(bank_name, bank_hotline, root=self.write())

    def lint(self) -> tuple[Problem, ...]:
        return lint(self.write())

    def _dump(self, name: str, data: Any) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(tmp_path)


@pytest.fixture
def entry(base: Base) -> Callable[..., Base]:
    """The base with fields of the entry ``complain`` replaced; None removes a field."""

    def change(**fields: Any) -> Base:
        merged = {**base.entries[0], **fields}
        base.entries[0] = {k: v for k, v in merged.items() if v is not None}
        return base

    return change
