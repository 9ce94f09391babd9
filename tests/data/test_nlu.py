"""Guards on the training sentences and on the development set."""

import re
from collections import defaultdict

import pytest
import yaml

from bot.text import mask
from tests.data import corpus
from tests.data.corpus import ACTS, GROUPS, ROOT, UNTRAINED, Sentence

TRAINING = corpus.training()
DEVELOPMENT = corpus.development()
DEV_SENTENCES = [Sentence(str(row["id"]), str(row["q"])) for row in DEVELOPMENT]
INTENTS = sorted({sentence.label for sentence in TRAINING})
HANDS = [group for group in corpus.VOICES if group.startswith(("voices_hands_", "persons_", "stories_"))]
# First sentences, further voices, each file of another hand: within one of them an intent stands once.
PLACES = [
    tuple(group for group in GROUPS if group not in corpus.VOICES),
    tuple(group for group in corpus.VOICES if group not in HANDS),
    *((group,) for group in HANDS),
]
STYLES = {
    *("formal", "colloquial", "clipped", "elderly", "typo", "cantonese"),
    *("story", "mixed", "out_of_scope", "nonsense"),
}


def sentences_of(intent: str) -> list[str]:
    return [sentence.text for sentence in TRAINING if sentence.label == intent]


def entries() -> set[str]:
    """Ids of all knowledge entries."""
    files = (ROOT / "knowledge" / "entries").rglob("*.yml")
    return {entry["id"] for file in files for entry in yaml.safe_load(file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("group", GROUPS)
def test_file_is_rasa_yaml(group: str) -> None:
    raw = yaml.safe_load((corpus.NLU / f"{group}.yml").read_text(encoding="utf-8"))
    assert raw["version"] == "3.1"
    for item in raw["nlu"]:
        assert set(item) == {"intent", "examples"}
        assert all(line.startswith("- ") for line in item["examples"].splitlines())


@pytest.mark.parametrize("files", PLACES, ids=" ".join)
def test_every_intent_stands_in_one_place_of_each_hand(files: tuple[str, ...]) -> None:
    names = [
        item["intent"]
        for group in files
        for item in yaml.safe_load((corpus.NLU / f"{group}.yml").read_text(encoding="utf-8"))["nlu"]
    ]
    assert corpus.repeated(names) == []


def test_intents_are_the_dialogue_acts_and_the_knowledge_entries() -> None:
    assert set(INTENTS) == set(ACTS) | {f"faq/{entry}" for entry in entries()}


def test_every_dialogue_act_is_learned_or_known_to_have_no_sentences() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    acts = {next(iter(intent)) for intent in domain["intents"]}
    assert acts - {"faq", "nlu_fallback"} == {*ACTS, *UNTRAINED}


@pytest.mark.parametrize("intent", INTENTS)
def test_intent_has_enough_sentences_in_both_scripts(intent: str) -> None:
    texts = sentences_of(intent)
    traditional = sum(map(corpus.is_traditional, texts))
    assert len(texts) >= (80 if intent == "out_of_scope" else 20)
    assert traditional >= 6
    assert len(texts) - traditional >= 6


def test_no_sentence_is_written_twice() -> None:
    assert corpus.repeated(corpus.bare(sentence.text) for sentence in TRAINING) == []


def test_every_sentence_has_words() -> None:
    assert [sentence for sentence in TRAINING + DEV_SENTENCES if not corpus.bare(sentence.text)] == []


def test_no_annotation_and_no_command_slips_in() -> None:
    assert [s.text for s in TRAINING if re.search(r"[\[\]{}]", s.text) or s.text.startswith("/")] == []


def test_the_same_words_never_stand_under_two_intents() -> None:
    labels = defaultdict(set)
    for sentence in TRAINING:
        labels[corpus.matched(sentence.text)].add(sentence.label)
    assert {text: found for text, found in labels.items() if len(found) > 1} == {}


def test_no_near_duplicates_across_intents() -> None:
    assert list(corpus.near_pairs(TRAINING, TRAINING, 0.8)) == []


def test_development_set_shares_no_sentence_with_training() -> None:
    known = {key(sentence.text) for sentence in TRAINING for key in (corpus.bare, corpus.matched)}
    assert [
        row.text for row in DEV_SENTENCES if {corpus.bare(row.text), corpus.matched(row.text)} & known
    ] == []


def test_development_set_has_no_near_duplicate_in_training() -> None:
    assert list(corpus.near_pairs(DEV_SENTENCES, TRAINING, 0.85)) == []


def test_no_sentence_holds_personal_data() -> None:
    assert [s.text for s in TRAINING + DEV_SENTENCES if mask(s.text).findings] == []


def test_development_rows_are_well_formed() -> None:
    known = {*INTENTS, *corpus.UNTRAINED, "nlu_fallback"}
    for row in DEVELOPMENT:
        assert set(row) - {"region"} == {"id", "q", "expect", "script", "style"}, row
        assert row["expect"], row
        assert set(row["expect"]) <= known, row
        assert row["script"] in {"zh-Hans", "zh-Hant-TW", "zh-Hant-HK"}, row
        assert row["style"] in STYLES, row
    assert corpus.repeated(str(row["id"]) for row in DEVELOPMENT) == []
    assert corpus.repeated(corpus.bare(str(row["q"])) for row in DEVELOPMENT) == []


def test_development_set_is_wide_enough() -> None:
    scripts = [row["script"] for row in DEVELOPMENT]
    foreign = [row for row in DEVELOPMENT if row["expect"] == ["out_of_scope", "nlu_fallback"]]
    assert len(DEVELOPMENT) >= 250
    assert len(foreign) >= 40
    assert scripts.count("zh-Hans") <= 0.6 * len(scripts)
    asked = {str(intent) for row in DEVELOPMENT for intent in row["expect"]}
    assert set(INTENTS) <= asked
