"""Deduplication may not get worse: pairwise scores of the clusters on the labelled set, against pinned floors.

The model has learned from this set, so that what is measured here says whether something broke; `make train` says how
good it is on texts it does not know.
"""

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from storage.clusters import cluster

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text())["dedup"]
ORDERS = (None, 1, 2)  # seeds; None: as listed


@pytest.fixture(scope="module")
def orders(shared):
    """The cluster of each text by its id, for each order of arrival."""
    with gzip.open(shared / "data" / "dedup-dev" / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [(each["id"], each["title"], each["text"]) for each in map(json.loads, lines)]
    found = []
    for seed in ORDERS:
        arriving = list(texts)
        if seed is not None:
            random.Random(seed).shuffle(arriving)
        found.append({each.id: each.cluster for each in cluster(arriving)})
    return found


@pytest.fixture(scope="module", params=range(len(ORDERS)), ids=str)
def scores(request, orders, shared, tmp_path_factory):
    predictions = tmp_path_factory.mktemp("dedup") / "predictions.jsonl"
    lines = (json.dumps({"id": name, "cluster": story}) + "\n" for name, story in orders[request.param].items())
    predictions.write_text("".join(lines))
    scorer = shared / "tools" / "score_dedup.py"
    command = [sys.executable, scorer, "--gold", shared / "data" / "dedup-dev", "--pred", predictions, "--json"]
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


def test_the_order_of_arrival_matters_little(orders, shared, monkeypatch):
    monkeypatch.syspath_prepend(str(shared / "tools"))
    from score_dedup import ari  # noqa: PLC0415

    first, *others = orders
    assert min(ari(sorted(first), first, other) for other in others) >= FLOORS["ari_between_orders"]
