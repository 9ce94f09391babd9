"""`rasa train` on the real configuration: no warning, and a model that understands."""

import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from nlu_engine import EXAMPLES, ROOT
from rasa.core.agent import Agent
from rasa.shared.importers.importer import TrainingDataImporter

from bot.nlu.content import knowledge
from bot.nlu.importer import KnowledgeImporter
from bot.nlu.names import LABEL


async def test_a_trained_model_understands_both_scripts(model: str) -> None:
    agent = Agent.load(model)
    for text, label in (
        ("请问投诉流程是什么呀", "faq/complaint_how"),
        ("請問什麼是知情權", "faq/right_know"),
    ):
        parsed = await agent.parse_message(text)
        assert parsed["intent"]["full_retrieval_intent_name"] == label
        assert parsed["text"] == text
        assert len(parsed["faq_ranking"]) == 5
    assert (await agent.parse_message("鼹鼠钻石朦胧"))["fallback_reason"] == "unknown_words"


def test_examples_carry_labels_and_the_titles_join_them(examples_file: Path) -> None:
    data = KnowledgeImporter("config.yml", "domain.yml", [str(examples_file)]).get_nlu_data()
    labels = [example.get(LABEL) for example in data.intent_examples]
    assert labels.count("greet") == len(EXAMPLES["greet"])
    assert set(labels) >= {f"faq/{name}" for name in knowledge().entries}
    assert not data.response_examples
    texts = [example.get("text") for example in data.intent_examples]
    assert not [text for text in texts if "{" in text]
    assert len(texts) == len(set(texts))


def test_without_examples_nothing_is_added() -> None:
    assert (
        not KnowledgeImporter("config.yml", "domain.yml", ["data/rules.yml"]).get_nlu_data().training_examples
    )


def test_the_configuration_uses_it() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        # Rasa warns of this for every domain with slots, and filters it itself.
        warnings.filterwarnings("ignore", message="Slot auto-fill has been removed")
        importer = TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"])
        assert importer.get_nlu_data().intent_examples
        assert importer.get_domain().as_dict()


@pytest.mark.timeout(180)
def test_data_validate_is_clean() -> None:
    command = [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=150)
    assert result.returncode == 0, result.stderr[-2000:]
    warned = [line for line in result.stderr.splitlines() if "UserWarning" in line]
    # Set by what a message holds, never learned.
    set_by_component = (
        "'report_fraud'",
        "'check_text'",
        "'inform'",
        "'quiz_answer'",
        "'tell_region'",
        "'tell_age'",
    )
    assert not [line for line in warned if not any(name in line for name in set_by_component)]
