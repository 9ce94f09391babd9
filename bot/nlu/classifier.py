"""The intent classifier: full labels (`greet`, `faq/right_know`) from character n-grams."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, RESPONSE_SELECTOR, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.asked import addressed, clauses, corrected, questions
from bot.nlu.fitting import fit
from bot.nlu.homophones import respelt
from bot.nlu.linear import LinearModel
from bot.nlu.names import ALSO, FAQ, FAQ_RANKING, KNOWN_SHARE, LABEL, NORMALISED, entry_of

Ranking = list[tuple[str, float]]
_GREET, _ABUSE = "greet", "abuse"
_ORDERS = frozenset({"file_complaint", "complaint_status", "ask_human", "check_scam"})
# Who wants another script names it: 那大陆的呢 asks about something else.
_SWITCHES = frozenset({"switch_simplified", "switch_traditional"})
_SCRIPT = re.compile("[简繁字体]|写法|simpl|trad|jian ?ti|fan ?ti")
_HALF_HEARD = 3
_LEAST_QUESTION = 4  # characters behind a greeting


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Sets `intent`, `intent_ranking`, `faq_ranking`, `known_share` and Rasa's `response_selector` output."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`longest`: n-gram length; `cost`: C of the SVM; `folds`: for the chances; `ranking`: length.

        `surely`: the chance from which each of two questions in one message is answered by itself;
        `believed`: that from which what stands behind thanks or swearing counts alone; `doubted`: below it
        the text is read with its homophones put right, and that counts from `respelt` up.
        """
        training = {"longest": 2, "cost": 1.0, "folds": 4, "ranking": 5}
        return {**training, "surely": 0.6, "believed": 0.4, "doubted": 0.6, "respelt": 0.8}

    @staticmethod
    def required_packages() -> list[str]:
        """Rasa checks that these are installed."""
        return ["sklearn"]

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Load the trained weights."""
        with model_storage.read_from(resource) as directory:
            return cls(config, model_storage, resource, LinearModel.load(directory))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example that has a text and an intent; half a minute for 60,000 examples."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        texts = [e.get(NORMALISED) for e in examples]
        labels = [e.get(LABEL) or e.get_full_intent() for e in examples]
        self._model = fit(texts, labels, self._config["longest"], self._config["cost"], self._config["folds"])
        with self._model_storage.write_to(self._resource) as directory:
            self._model.save(directory)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Later components learn nothing from predictions: leave the examples alone."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the labels of each message."""
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        if self._model is None:
            raise RuntimeError("the intent classifier is not trained")
        text = corrected(message.get(NORMALISED) or "")
        ranking, known = self._respelt(self._model, text, *self._asked(self._model, text))
        also = self._two(text)
        if also:
            ranking = also[0]
            message.set(ALSO, _entry(also[1]), add_to_output=True)
        if not _SCRIPT.search(text):
            ranking = [one for one in ranking if one[0] not in _SWITCHES] or ranking
        publish(message, ranking, self._config["ranking"])
        message.set(KNOWN_SHARE, known)

    def _asked(self, model: LinearModel, text: str) -> tuple[Ranking, float]:
        """Of a greeting with a question in the same message the question counts; so it does beside abuse."""
        whole, rest = model.rank(text), addressed(text)
        if rest != text:
            asked = model.rank(rest)
            greets = whole[0][0][0] == _GREET and len(rest) >= _LEAST_QUESTION
            whole = asked if greets or _asks(asked[0], self._config["believed"]) else whole
        if whole[0][0][0] != _ABUSE:
            return whole
        told = (model.rank(clause) for clause in clauses(text))
        return next((one for one in told if _asks(one[0], self._config["surely"])), whole)

    def _respelt(
        self, model: LinearModel, text: str, ranking: Ranking, known: float
    ) -> tuple[Ranking, float]:
        """钟裁 is 仲裁, when the text is hardly understood as it stands and that had been half heard."""
        if ranking[0][1] >= self._config["doubted"]:
            return ranking, known
        meant = respelt(text, model.vectoriser.rarity)
        again = model.rank(meant) if meant != text else (ranking, known)
        label, chance = again[0][0]
        heard = any(label == other for other, _ in ranking[:_HALF_HEARD])
        return again if heard and chance >= self._config["respelt"] else (ranking, known)

    def _two(self, text: str) -> tuple[Ranking, Ranking] | None:
        """The rankings of two questions in one message, when both surely ask for different entries."""
        both = questions(text)
        if both is None or self._model is None:
            return None
        first, second = (self._model.rank(part)[0] for part in both)
        entries = {_entry(first), _entry(second)}
        sure = min(first[0][1], second[0][1]) >= self._config["surely"]
        return (first, second) if sure and "" not in entries and len(entries) == 2 else None


def _entry(ranking: Ranking) -> str:
    return entry_of(ranking[0][0])


def _asks(ranking: Ranking, least: float) -> bool:
    """Whether it is likely enough a question or an order, and no further politeness."""
    label, confidence = ranking[0]
    return confidence >= least and (bool(_entry(ranking)) or label in _ORDERS)


def publish(message: Message, ranking: list[tuple[str, float]], length: int) -> None:
    """Write a ranking of full labels in the forms Rasa and our actions read."""
    label, confidence = ranking[0]
    named = ((entry_of(name), chance) for name, chance in ranking)
    entries = list(islice((one for one in named if one[0]), length))
    message.set(INTENT, intent_of(label, confidence), add_to_output=True)
    message.set("intent_ranking", _intent_ranking(ranking)[:length], add_to_output=True)
    message.set(FAQ_RANKING, [{"entry": e, "confidence": c} for e, c in entries], add_to_output=True)
    message.set(RESPONSE_SELECTOR, _selector_output(entries), add_to_output=True)


def intent_of(label: str, confidence: float) -> dict[str, Any]:
    """`faq/x` is the retrieval intent `faq` with its full name beside it, as Rasa's own selector says it."""
    intent = {"name": label.partition("/")[0], "confidence": confidence}
    return {**intent, "full_retrieval_intent_name": label} if entry_of(label) else intent


def _intent_ranking(ranking: list[tuple[str, float]]) -> list[dict[str, Any]]:
    best: dict[str, float] = {}
    for label, confidence in ranking:
        best.setdefault(label.partition("/")[0], confidence)
    return [{"name": name, "confidence": confidence} for name, confidence in best.items()]


def _selector_output(entries: list[tuple[str, float]]) -> dict[str, Any]:
    ranking = [{"intent_response_key": f"{FAQ}/{e}", "confidence": c} for e, c in entries]
    response = {**ranking[0], "utter_action": f"utter_{FAQ}/{entries[0][0]}"} if ranking else {}
    return {"all_retrieval_intents": [FAQ], FAQ: {"response": response, "ranking": ranking}}
