"""Teach extractors.dedup from labelled pairs of texts: make train (needs ../shared).

The pairs are those that deduplication lays side by side as texts arrive, in four orders, every text having joined its
right story: the frequencies of shingles are then what they are at that moment, and not what they will have become.
Prints cross-validated scores first: clusters are never in both parts. Only these say how good the model is on other
texts; the gate in tests/gate measures it on texts it has learned from.
"""

import gzip
import hashlib
import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import lightgbm
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "dedup-dev"
sys.path.insert(0, str(ROOT))

from extractors.dedup import Parameters, promising, rank_stories  # noqa: E402
from extractors.fingerprint import fingerprint_of  # noqa: E402
from extractors.overlap import Overlap, overlap, weights  # noqa: E402
from extractors.records import Fingerprint, Neighbour  # noqa: E402
from extractors.shingles import Shingles, shingles  # noqa: E402
from storage.neighbours import MEMBERS, STORIES_A_PRINT  # noqa: E402
from tests.training.packing import packed  # noqa: E402

FOLDS, ROUNDS = 5, 150
ORDERS = (None, 101, 102, 103)  # seeds; None: as listed
LIMITS = Parameters(compared=Parameters().candidates * MEMBERS)  # all that is promising, to learn from more
MORE, LESS = (
    {"retyped_least", "retyped_most", "covered", "contained", "common"},
    {"left", "contradicted", "contradicted_share", "contradicted_density", "substituted", "numbers_alone"},
)
INPUTS = [field.name for field in fields(Overlap)]
PARAMETERS = {
    "objective": "binary", "num_leaves": 8, "learning_rate": 0.08, "min_data_in_leaf": 60, "lambda_l2": 5.0,
    "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1,
    "monotone_constraints": [(name in MORE) - (name in LESS) for name in INPUTS],
    "verbose": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 1,
}  # fmt: skip


@dataclass
class Text:
    """One labelled text."""

    cut: Shingles
    fingerprint: Fingerprint
    cluster: str
    real: bool


@dataclass
class Pairs:
    """Pairs that were laid side by side, as the model sees them."""

    rows: np.ndarray
    right: np.ndarray
    real: np.ndarray
    folds: np.ndarray  # of both texts


class Index:
    """The near-duplicate index as storage.neighbours keeps it, in memory, with the right stories."""

    def __init__(self) -> None:
        self.stories: defaultdict[int, set[int]] = defaultdict(set)
        self.members: defaultdict[int, list[int]] = defaultdict(list)

    def frequency(self, prints: Sequence[int]) -> dict[int, int]:
        """Give in how many stories each stands."""
        return {each: len(self.stories[each]) for each in prints if each in self.stories}

    def candidates(self, texts: Sequence[Text], fp: Fingerprint) -> list[int]:
        """Give the texts that would be laid beside the one of that fingerprint."""
        postings = [(each, story) for each in fp.prints for story in self.stories.get(each, ())]
        found = [
            Neighbour(article=key, story=story, fingerprint=texts[key].fingerprint)
            for story in rank_stories(postings)
            for key in self.members[story][:MEMBERS]
        ]
        return [each.article for each in promising(fp, found, self.frequency(fp.prints), LIMITS)]

    def post(self, key: int, story: int, fp: Fingerprint) -> None:
        """Enter a text."""
        self.members[story].append(key)
        for each in fp.prints:
            if len(self.stories[each]) < STORIES_A_PRINT:
                self.stories[each].add(story)


def main() -> None:
    """Cross-validate, then learn from all pairs and write the model."""
    pairs = _pairs(_texts())
    print(f"{len(pairs.right)} pairs, {pairs.right.mean():.3f} of them copies")
    probability = np.zeros(len(pairs.right))
    for fold in range(FOLDS):
        apart = ~(pairs.folds == fold).any(axis=1)
        asked = pairs.folds[:, 0] == fold
        probability[asked] = _learn(pairs, apart).predict(pairs.rows[asked])
    _report("all", probability, pairs, np.full(len(pairs.right), fill_value=True))
    _report("real", probability, pairs, pairs.real)
    path = ROOT / "extractors" / "copies.npz"
    path.write_bytes(packed(_learn(pairs, np.full(len(pairs.right), fill_value=True))))
    print(f"{path.name}: {path.stat().st_size} bytes")


def _texts() -> list[Text]:
    gold = {each["id"]: each for each in map(json.loads, (DATA / "gold.jsonl").read_text("utf-8").splitlines())}
    with gzip.open(DATA / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [_text(each, gold[each["id"]]) for each in map(json.loads, lines)]


def _text(document: dict[str, str], gold: dict[str, str]) -> Text:
    cut = shingles(document["title"], document["text"])
    return Text(cut=cut, fingerprint=fingerprint_of(cut), cluster=gold["cluster"], real=gold["kind"] == "real")


def _pairs(texts: Sequence[Text]) -> Pairs:
    rows, right, real, folds = [], [], [], []
    for one, other, laid in _laid(texts):
        rows.append(laid.row())
        right.append(one.cluster == other.cluster)
        real.append(one.real and other.real)
        folds.append((_fold(one), _fold(other)))
    return Pairs(rows=np.array(rows), right=np.array(right), real=np.array(real), folds=np.array(folds))


def _laid(texts: Sequence[Text]) -> Iterator[tuple[Text, Text, Overlap]]:
    number = {cluster: key for key, cluster in enumerate(sorted({each.cluster for each in texts}))}
    for seed in ORDERS:
        order = list(range(len(texts)))
        if seed is not None:
            random.Random(seed).shuffle(order)
        index = Index()
        for key in order:
            one = texts[key]
            weigh = weights(one.cut, index.frequency(one.fingerprint.prints))
            for other in (texts[each] for each in index.candidates(texts, one.fingerprint)):
                theirs = weights(other.cut, index.frequency(other.fingerprint.prints))
                laid = overlap(one.cut, other.cut, (weigh, theirs))
                if laid is not None:
                    yield one, other, laid
            index.post(key, number[one.cluster], one.fingerprint)


def _fold(text: Text) -> int:
    return int(hashlib.sha256(text.cluster.encode()).hexdigest()[:8], 16) % FOLDS


def _learn(pairs: Pairs, chosen: np.ndarray) -> lightgbm.Booster:
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(pairs.rows[chosen], pairs.right[chosen]), ROUNDS)


def _report(name: str, probability: np.ndarray, pairs: Pairs, chosen: np.ndarray) -> None:
    said, right = probability[chosen] >= Parameters().copy, pairs.right[chosen]
    share: Callable[[np.ndarray], float] = lambda of: (said & right).sum() / max(1, of.sum())  # noqa: E731
    print(f"{name:>4} by pair compared: precision {share(said):.4f}  recall {share(right):.4f}")


if __name__ == "__main__":
    main()
