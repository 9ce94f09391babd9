"""What is said in large text is short: every sentence has a plain wording where it needs one."""

import re

from bot.text import Region, Script
from knowledge import load
from knowledge.models import OPEN, Sentence
from knowledge.placeholders import variables_in

LONGEST = 120  # characters, with numbers and values in it
# Above this the standard wording is too much for large text.
SHORT_ENOUGH = 60
VALUE = "某" * 8
# Staff read these; words that are compared and never shown; letters to customers on paper.
OTHERS = re.compile(r"desk\.|complaints_told\.|\w+\.words_")
Reader = tuple[Script, Region | None]


def readers(sentence: Sentence) -> list[Reader]:
    """Everybody who gets a wording of their own."""
    open_to: list[Reader] = [(script, None) for script, place in OPEN.items() if place in sentence.open]
    return [("zh-Hans", "CN"), *(("zh-Hans", region) for region in sentence.regions), *open_to]


def test_every_sentence_in_large_text_is_short() -> None:
    knowledge = load("示例银行", "95000")

    def filled(sentence: Sentence, reader: Reader) -> tuple[str, bool]:
        values = dict.fromkeys(variables_in(sentence.base.text) - {"bank"}, VALUE)
        said = knowledge.say(sentence.key, *reader, "large", **values)
        return said, bool(sentence.wording(*reader).plain)

    long = []
    for key, sentence in knowledge.sentences.items():
        if OTHERS.match(key):
            continue
        for reader in readers(sentence):
            said, plain = filled(sentence, reader)
            if len(said) > (LONGEST if plain else SHORT_ENOUGH):
                long.append((key, reader, len(said)))
    assert long == []
