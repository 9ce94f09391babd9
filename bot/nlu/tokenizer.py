"""Jieba over the folded text, with the project's dictionary and a dictionary instance of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jieba
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.fingerprint import fingerprint_of
from bot.nlu.names import FOLDED

Frequencies = dict[str, int]
_FILE = "dictionary.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class FoldedJiebaTokenizer(Tokenizer):
    """Tokens of the folded text; folding keeps the length, so the offsets hold in the original."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`dictionary_path`: a directory of word lists; `min_frequency`: rarer jieba words are left out."""
        return {
            "dictionary_path": "bot/nlu/data/jieba",
            "min_frequency": 10,
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
        }

    @staticmethod
    def supported_languages() -> list[str] | None:
        """Chinese only."""
        return ["zh"]

    @staticmethod
    def required_packages() -> list[str]:
        """Rasa checks that these are installed."""
        return ["jieba"]

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, words: Frequencies
    ) -> None:
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._words = words
        self._jieba = tokenizer_with(words)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FoldedJiebaTokenizer:
        """Build the dictionary from jieba's own and the project's files."""
        words = read_words(Path(config["dictionary_path"]), config["min_frequency"])
        return cls(config, model_storage, resource, words)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FoldedJiebaTokenizer:
        """Take the dictionary from the model: it stays the one the model was trained with."""
        with model_storage.read_from(resource) as directory:
            words = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, words)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Train anew when a word list changes."""
        return fingerprint_of(
            Path(config.get("dictionary_path") or cls.get_default_config()["dictionary_path"])
        )

    def train(self, training_data: TrainingData) -> Resource:
        """Nothing to learn: keep the dictionary with the model."""
        with self._model_storage.write_to(self._resource) as directory:
            (directory / _FILE).write_text(json.dumps(self._words, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nobody learns from the words of the examples: leave them alone, cutting them takes its time."""
        return training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Words with their offsets in the original text; white space is no token."""
        text = message.get(FOLDED) if attribute == TEXT else None
        cut = self._jieba.tokenize(text or message.get(attribute))
        return [Token(word, start) for word, start, _ in cut if word.strip()]


def read_words(directory: Path, min_frequency: int) -> Frequencies:
    """Jieba's dictionary from `min_frequency` up (137,000 entries instead of 498,000 at 10), plus ours.

    A project file holds one word a line, optionally followed by its frequency; `#` starts a comment.
    """
    if not directory.is_dir():
        raise FileNotFoundError(f"{directory} is not a directory of word lists")
    words = dict(_jieba_words(min_frequency))
    for file in sorted(directory.glob("*.txt")):
        words.update(_project_words(file))
    return words


def _jieba_words(min_frequency: int) -> list[tuple[str, int]]:
    lines = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    entries = ((word, int(count)) for word, count, *_ in (line.split(" ") for line in lines))
    return [(word, count) for word, count in entries if count >= min_frequency or len(word) == 1]


def _project_words(file: Path) -> Frequencies:
    lines = (line.split("#")[0].split() for line in file.read_text(encoding="utf-8").splitlines())
    return {parts[0]: int(parts[1]) if len(parts) > 1 else 2000 for parts in lines if parts}


def tokenizer_with(words: Frequencies) -> jieba.Tokenizer:
    """A ready tokenizer of its own: jieba's global one, its cache file and its lazy start stay out of it."""
    tokenizer = jieba.Tokenizer()
    frequencies = dict(words)
    for word in words:
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    tokenizer.FREQ, tokenizer.total = frequencies, sum(words.values())
    tokenizer.initialized = True
    return tokenizer
