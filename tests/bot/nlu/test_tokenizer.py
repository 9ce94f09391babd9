"""Tokens of the folded text with offsets of the original one."""

from pathlib import Path

import jieba
import pytest
from nlu_parts import create, load, message, training
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.tokenizer import FoldedJiebaTokenizer


@pytest.fixture
def words(tmp_path: Path) -> Path:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "ours.txt").write_text("# ours\n依法求偿权\n小保助手 9000\n", encoding="utf-8")
    return tmp_path / "words"


def test_train_persist_load_process(tmp_path: Path, words: Path) -> None:
    create(FoldedJiebaTokenizer, tmp_path, dictionary_path=str(words)).train(TrainingData([]))
    text = "什麼是\u200b依法求償權 呢"
    (seen,) = load(FoldedJiebaTokenizer, tmp_path).process([message(text)])
    tokens = seen.get(TOKENS_NAMES[TEXT])
    assert "依法求偿权" in [token.text for token in tokens]
    assert all(len(text[token.start : token.end]) == len(token.text) for token in tokens)
    assert "依法求償權" in [text[token.start : token.end] for token in tokens]
    assert " " not in [token.text for token in tokens]


def test_the_global_jieba_knows_nothing_of_it(tmp_path: Path, words: Path) -> None:
    create(FoldedJiebaTokenizer, tmp_path, dictionary_path=str(words))
    assert "小保助手" not in (jieba.dt.FREQ or {})


def test_a_file_instead_of_a_directory_is_an_error(tmp_path: Path, words: Path) -> None:
    with pytest.raises(FileNotFoundError):
        create(FoldedJiebaTokenizer, tmp_path, dictionary_path=str(words / "ours.txt"))


def test_training_examples_are_left_alone(tmp_path: Path, words: Path) -> None:
    tokenizer = create(FoldedJiebaTokenizer, tmp_path, dictionary_path=str(words))
    data = tokenizer.process_training_data(training({"greet": ["你好"], "faq/x": ["依法求偿权"]}))
    assert not any(example.get(TOKENS_NAMES[TEXT]) for example in data.training_examples)
