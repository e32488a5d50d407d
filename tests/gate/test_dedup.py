"""Deduplication may not get worse: pairwise scores of the clusters on the labelled set, against pinned floors."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from storage.clusters import cluster

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text())["dedup"]


@pytest.fixture(scope="module")
def scores(shared, tmp_path_factory):
    gold = shared / "data" / "dedup-dev"
    predictions = tmp_path_factory.mktemp("dedup") / "predictions.jsonl"
    with gzip.open(gold / "docs.jsonl.gz", "rt", encoding="utf-8") as lines, predictions.open("w") as out:
        texts = ((each["id"], each["title"], each["text"]) for each in map(json.loads, lines))
        out.writelines(json.dumps({"id": each.id, "cluster": each.cluster}) + "\n" for each in cluster(texts))
    scorer = shared / "tools" / "score_dedup.py"
    command = [sys.executable, scorer, "--gold", gold, "--pred", predictions, "--json"]
    scored = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    negatives = scored["false_merge_by_hard_negative"].values()
    return scored | {"hard_negatives": {"merged": sum(each["merged"] for each in negatives)}}


def test_every_text_gets_a_cluster(scores):
    assert scores["missing_predictions"] == 0


@pytest.mark.parametrize("pairs", ["all", "real"])
@pytest.mark.parametrize("measure", ["precision", "recall", "f1"])
def test_scores_keep_their_floor(scores, pairs, measure):
    assert scores[pairs][measure] >= FLOORS[pairs][measure]


def test_hard_negatives_stay_apart(scores):
    assert scores["hard_negatives"]["merged"] <= FLOORS["hard_negatives_merged"]
