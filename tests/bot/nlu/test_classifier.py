"""Full labels from character n-grams, and what the message carries afterwards."""

from pathlib import Path

import pytest
from nlu_engine import EXAMPLES
from nlu_parts import create, load, message, training
from rasa.shared.nlu.constants import TEXT

from bot.nlu.classifier import LinearIntentClassifier
from bot.nlu.fitting import fit, group_phrasings, grouped_folds
from bot.nlu.linear import LinearModel, Vectoriser, ngrams
from bot.nlu.names import FAQ_RANKING, KNOWN_SHARE


def test_train_persist_load_process(tmp_path: Path) -> None:
    create(LinearIntentClassifier, tmp_path).train(training(EXAMPLES))
    classifier = load(LinearIntentClassifier, tmp_path)
    (seen,) = classifier.process([message("請問怎麼投訴你們銀行")])
    assert seen.get("intent")["name"] == "faq"
    assert seen.get("intent")["full_retrieval_intent_name"] == "faq/complaint_how"
    assert seen.get(FAQ_RANKING)[0]["entry"] == "complaint_how"
    assert [r["name"] for r in seen.get("intent_ranking")].count("faq") == 1
    assert seen.get("response_selector")["faq"]["response"]["intent_response_key"] == "faq/complaint_how"
    assert "faq_ranking" in seen.as_dict(only_output_properties=True)


def test_an_act_keeps_the_ranked_entries(tmp_path: Path) -> None:
    classifier = create(LinearIntentClassifier, tmp_path)
    classifier.train(training(EXAMPLES))
    (seen,) = classifier.process([message("转人工客服")])
    assert seen.get("intent")["name"] == "ask_human"
    assert "full_retrieval_intent_name" not in seen.get("intent")
    assert len(seen.get(FAQ_RANKING)) == 3


@pytest.mark.parametrize(("text", "switches"), [("那大陸的呢", False), ("換成大陸的簡體字", True)])
def test_who_wants_another_script_names_it(tmp_path: Path, text: str, switches: bool) -> None:
    classifier = create(LinearIntentClassifier, tmp_path)
    classifier.train(
        training({**EXAMPLES, "switch_simplified": ["用大陆的简体", "换成简体字", "那说简体呢"]})
    )
    (seen,) = classifier.process([message(text)])
    assert (seen.get("intent")["name"] == "switch_simplified") == switches


def test_unknown_text_is_seen_as_unknown(tmp_path: Path) -> None:
    classifier = create(LinearIntentClassifier, tmp_path)
    classifier.train(training(EXAMPLES))
    known, unknown = classifier.process([message("怎么投诉银行"), message("鼹鼠钻石朦胧")])
    assert known.get(KNOWN_SHARE) > 0.9
    assert unknown.get(KNOWN_SHARE) < 0.2
    assert unknown.get("intent")["confidence"] < known.get("intent")["confidence"]


def test_a_slip_is_put_right_where_the_text_is_doubted(tmp_path: Path) -> None:
    create(LinearIntentClassifier, tmp_path).train(training(EXAMPLES))
    doubting = load(LinearIntentClassifier, tmp_path, doubted=1.1, respelt=0.0)
    trusting = load(LinearIntentClassifier, tmp_path, doubted=0.0)
    (right,) = doubting.process([message("怎么投宿银行")])
    (left,) = trusting.process([message("怎么投宿银行")])
    assert right.get("intent")["full_retrieval_intent_name"] == "faq/complaint_how"
    assert right.get(KNOWN_SHARE) > left.get(KNOWN_SHARE)


def test_the_longest_text_and_none_at_all(tmp_path: Path) -> None:
    classifier = create(LinearIntentClassifier, tmp_path)
    classifier.train(training(EXAMPLES))
    for text in ("骗" * 6000, "", " ", "😀"):
        (seen,) = classifier.process([message(text)])
        assert 0 <= seen.get("intent")["confidence"] <= 1


def test_an_untrained_classifier_says_so(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not trained"):
        create(LinearIntentClassifier, tmp_path).process([message("你好")])


def test_fitting_twice_gives_the_same_model() -> None:
    texts = [text for told in EXAMPLES.values() for text in told]
    labels = [label for label, told in EXAMPLES.items() for _ in told]
    first, second = (fit(texts, labels, 2, 1.0, 4) for _ in range(2))
    assert (first.weights.steps == second.weights.steps).all()
    assert (first.certainty, first.temperature) == (second.certainty, second.temperature)


def test_one_intent_is_too_few() -> None:
    with pytest.raises(ValueError, match="two intents"):
        fit(["你好"], ["greet"], 2, 1.0, 2)


def test_two_intents_are_enough() -> None:
    model = fit(["你好", "您好", "再见", "拜拜再见"], ["a", "a", "b", "b"], 2, 1.0, 2)
    assert model.rank("你好啊")[0][0][0] == "a"
    assert model.rank("再见啦")[0][0][0] == "b"


def test_the_saved_model_is_the_same_model(tmp_path: Path) -> None:
    examples = training(EXAMPLES).training_examples
    made = fit([e.get(TEXT) for e in examples], [e.get("label") for e in examples], 2, 2.0, 2)
    made.save(tmp_path)
    again = LinearModel.load(tmp_path)
    assert again.rank("投诉银行") == pytest.approx(made.rank("投诉银行"), abs=1e-6) or again.rank(
        "投诉银行"
    ) == made.rank("投诉银行")


def test_chances_add_up() -> None:
    made = fit(["你好", "您好", "再见", "拜拜再见"], ["a", "a", "b", "b"], 2, 1.0, 2)
    assert sum(chance for _, chance in made.rank("随便")[0]) == pytest.approx(1)


def test_the_lead_over_the_second_makes_the_chance() -> None:
    model = fit(["你好", "您好", "再见", "拜拜再见"], ["a", "a", "b", "b"], 2, 1.0, 2)
    clear, doubtful = model.rank("你好"), model.rank("好再")
    assert clear[0][0][1] > doubtful[0][0][1] >= doubtful[0][1][1]


def test_ngrams_mark_the_ends() -> None:
    assert ngrams("你好", 2) == {"你": 1, "好": 1, "^你": 1, "你好": 1, "好$": 1}


def test_known_share_is_all_for_training_text() -> None:
    vectoriser = Vectoriser.fit(["你好", "再见"], 2)
    assert vectoriser.transform("你好")[2] == pytest.approx(1)
    assert vectoriser.transform("骗子")[2] == 0


def test_phrasings_of_one_thing_stay_on_one_side() -> None:
    texts = ["怎么投诉银行", "怎么投诉银行呢", "你好", "知情权是什么"]
    groups = group_phrasings(texts, ["a", "a", "b", "a"])
    assert groups[0] == groups[1]
    assert len(set(groups)) == 3
    for train, held in grouped_folds(groups, 3):
        assert not {groups[i] for i in train} & {groups[i] for i in held}


@pytest.mark.parametrize(
    ("text", "name"),
    [("你好，請問怎麼投訴你們銀行", "faq"), ("谢谢你，转人工客服", "ask_human"), ("你好", "greet")],
)
def test_behind_a_greeting_the_question_counts(tmp_path: Path, text: str, name: str) -> None:
    classifier = create(LinearIntentClassifier, tmp_path)
    classifier.train(training(EXAMPLES))
    (seen,) = classifier.process([message(text)])
    assert seen.get("intent")["name"] == name
