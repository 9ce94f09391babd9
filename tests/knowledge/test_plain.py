"""What is said in large text is short: every sentence has a plain wording where it needs one."""

import re

from knowledge import load
from knowledge.models import Sentence
from knowledge.placeholders import variables_in

LONGEST = 120  # characters, with numbers and values in it
# Above this the standard wording is too much for large text.
SHORT_ENOUGH = 60
VALUE = "某" * 8
# Staff read these; words that are compared and never shown; letters to customers on paper.
OTHERS = re.compile(r"desk\.|complaints_told\.|\w+\.words_")


def test_every_sentence_in_large_text_is_short() -> None:
    knowledge = load("示例银行", "95000")

    def filled(sentence: Sentence, region: str) -> tuple[str, bool]:
        wording = sentence.regions.get(region, sentence.base)  # type: ignore[call-overload]
        values = dict.fromkeys(variables_in(sentence.base.text) - {"bank"}, VALUE)
        said = knowledge.say(sentence.key, "zh-Hans", region, "large", **values)  # type: ignore[arg-type]
        return said, bool(wording.plain)

    long = []
    for key, sentence in knowledge.sentences.items():
        if OTHERS.match(key):
            continue
        for region in {"CN", *sentence.regions}:
            said, plain = filled(sentence, region)
            if len(said) > (LONGEST if plain else SHORT_ENOUGH):
                long.append((key, region, len(said)))
    assert long == []
