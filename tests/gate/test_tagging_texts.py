"""Tagging against texts of our own: see tagging/README.md for what they are."""

import json
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path

import pytest

from config.lexicon import load_lexicon
from extractors.tagging.tagger import Tagger
from tests.gate.scoring import score

HERE = Path(__file__).parent
FLOORS = json.loads((HERE / "floors.json").read_text("utf-8"))["tagging_texts"]
SETS = ("plain", "hard")


@pytest.fixture(scope="module")
def tagged():
    tagger = Tagger(load_lexicon())
    sets = {}
    for name in SETS:
        lines = (HERE / "tagging" / f"{name}.jsonl").read_text("utf-8").splitlines()
        texts = [each for each in map(json.loads, lines) if not each["ambiguous"]]
        sets[name] = [(each, tagger.tag(each["title"] or "", each["text"], each["lang"])) for each in texts]
    return sets


@pytest.mark.parametrize("name", SETS)
def test_tagging_holds_its_floors_on_texts_of_our_own(tagged, name):
    found = score(*zip(*tagged[name], strict=True))
    below = {measure: value for measure, value in asdict(found).items() if value < FLOORS[name].get(measure, value)}
    assert not below, "\n".join(found.wrong)


def test_no_language_with_three_positives_is_found_less_than_nine_times_in_ten(tagged):
    found = defaultdict(list)
    for text, tagging in tagged["plain"]:
        if text["label"] != "none":
            found[text["lang"]].append(bool(tagging.evidence))
    assert sum(len(each) >= 3 for each in found.values()) >= 6
    assert {language for language, each in found.items() if len(each) >= 3 and sum(each) < 0.9 * len(each)} == set()


def test_no_confuser_is_mistaken_more_than_once_in_ten(tagged):
    wrong = defaultdict(list)
    for text, tagging in [*tagged["plain"], *tagged["hard"]]:
        if text["confuser"] and text["label"] == "none":
            wrong[text["confuser"]].append(bool(tagging.evidence))
    assert len(wrong) >= 30
    assert {confuser for confuser, each in wrong.items() if sum(each) > 0.1 * len(each)} == set()
