"""Teach extractors.dedup from labelled pairs of texts: make train (needs ../shared).

The pairs are those that deduplication lays side by side as texts arrive, in four orders, every text having joined its
right story: the frequencies of shingles are then what they are at that moment, and not what they will have become.
Prints cross-validated scores first, of clusters in three orders of arrival: what judges a text has learned from no
text of its cluster. Only these say how good the model is on other texts; the gate in tests/gate measures it on texts
it has learned from.
"""

import gzip
import hashlib
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import lightgbm
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "dedup-dev"
sys.path[:0] = [str(ROOT), str(ROOT.parent / "shared" / "tools")]

import score_dedup as scorer  # noqa: E402

from extractors.dedup import Parameters, probability, promising, rank_stories  # noqa: E402
from extractors.fingerprint import fingerprint_of  # noqa: E402
from extractors.overlap import Overlap, overlap, weights  # noqa: E402
from extractors.records import Fingerprint, Neighbour  # noqa: E402
from extractors.shingles import Shingles, shingles  # noqa: E402
from extractors.trees import Trees, unpacked  # noqa: E402
from storage.neighbours import MEMBERS  # noqa: E402
from storage.postings import STORIES_A_PRINT  # noqa: E402
from tests.training.packing import packed  # noqa: E402

FOLDS, ROUNDS = 5, 200
HARD = 4.0  # what a listed hard negative counts: with 1, a third more of them are merged, at equal F1
ORDERS = (None, 101, 102, 103)  # seeds; None: as listed
LIMITS = Parameters(compared=Parameters().candidates * MEMBERS)  # all that is promising, to learn from more
MORE, LESS = (
    {"retyped_least", "retyped_most", "covered", "contained", "common"},
    {
        *("left", "contradicted", "contradicted_share", "contradicted_density", "substituted", "exchanged"),
        *("numbers_alone", "cued"),
    },
)
INPUTS = [field.name for field in fields(Overlap)]
PARAMETERS = {
    "objective": "binary", "num_leaves": 8, "learning_rate": 0.08, "min_data_in_leaf": 40, "lambda_l2": 5.0,
    "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1,
    "monotone_constraints": [(name in MORE) - (name in LESS) for name in INPUTS],
    "verbose": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 1,
}  # fmt: skip


@dataclass
class Text:
    """One labelled text."""

    name: str
    cut: Shingles
    fingerprint: Fingerprint
    cluster: str
    real: bool


@dataclass
class Pairs:
    """Pairs that were laid side by side, as the model sees them."""

    rows: np.ndarray
    right: np.ndarray
    weight: np.ndarray
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
            for story in rank_stories(len(fp.prints), postings)
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
    texts, hard = _texts(), _hard_negatives()
    pairs = _pairs(texts, hard)
    print(f"{len(pairs.right)} pairs, {pairs.right.mean():.3f} of them copies")
    models = [unpacked(packed(_learn(pairs, ~(pairs.folds == fold).any(axis=1)))) for fold in range(FOLDS)]
    orders = [_clustered(texts, models, seed) for seed in (None, 1, 2)]
    for clusters in orders:
        _report(texts, clusters, hard)
    names, pairwise = [each.name for each in texts], ((0, 1), (0, 2), (1, 2))
    agreement = [scorer.ari(names, orders[one], orders[other]) for one, other in pairwise]
    print("ARI between the orders:", *(f"{each:.4f}" for each in agreement))
    path = ROOT / "extractors" / "copies.npz"
    path.write_bytes(packed(_learn(pairs, np.full(len(pairs.right), fill_value=True))))
    print(f"{path.name}: {path.stat().st_size} bytes")


def _hard_negatives() -> set[frozenset[str]]:
    lines = (DATA / "hard_negatives.jsonl").read_text("utf-8").splitlines()
    return {frozenset((each["a"], each["b"])) for each in map(json.loads, lines)}


def _texts() -> list[Text]:
    gold = {each["id"]: each for each in map(json.loads, (DATA / "gold.jsonl").read_text("utf-8").splitlines())}
    with gzip.open(DATA / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [_text(each, gold[each["id"]]) for each in map(json.loads, lines)]


def _text(document: dict[str, str], gold: dict[str, str]) -> Text:
    cut = shingles(document["title"], document["text"])
    return Text(
        name=document["id"],
        cut=cut,
        fingerprint=fingerprint_of(cut),
        cluster=gold["cluster"],
        real=gold["kind"] == "real",
    )


def _pairs(texts: Sequence[Text], hard: set[frozenset[str]]) -> Pairs:
    rows, right, weight, folds = [], [], [], []
    for one, other, laid in _laid(texts):
        rows.append(laid.row())
        right.append(one.cluster == other.cluster)
        weight.append(HARD if frozenset((one.name, other.name)) in hard else 1.0)
        folds.append((_fold(one), _fold(other)))
    return Pairs(rows=np.array(rows), right=np.array(right), weight=np.array(weight), folds=np.array(folds))


def _laid(texts: Sequence[Text]) -> Iterator[tuple[Text, Text, Overlap]]:
    number = {cluster: key for key, cluster in enumerate(sorted({each.cluster for each in texts}))}
    for seed in ORDERS:
        index = Index()
        for key in _order(len(texts), seed):
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
    data = lightgbm.Dataset(pairs.rows[chosen], pairs.right[chosen], weight=pairs.weight[chosen])
    return lightgbm.train(PARAMETERS, data, ROUNDS)


def _clustered(texts: Sequence[Text], models: Sequence[Trees], seed: int | None) -> dict[str, str]:
    """Cluster all texts as storage.neighbours does, each judged by the model that does not know its cluster."""
    index, story_of = Index(), dict[int, int]()
    limits = Parameters()
    for key in _order(len(texts), seed):
        one = texts[key]
        best, most = key, limits.copy
        weigh = weights(one.cut, index.frequency(one.fingerprint.prints))
        for other in index.candidates(texts, one.fingerprint)[: limits.compared]:
            theirs = weights(texts[other].cut, index.frequency(texts[other].fingerprint.prints))
            laid = overlap(one.cut, texts[other].cut, (weigh, theirs))
            found = probability(laid, models[_fold(one)]) if laid else 0.0
            if found > most:
                best, most = story_of[other], found
            if found > limits.sure:
                break
        story_of[key] = best
        index.post(key, best, one.fingerprint)
    return {texts[key].name: texts[story].name for key, story in story_of.items()}


def _order(count: int, seed: int | None) -> list[int]:
    order = list(range(count))
    if seed is not None:
        random.Random(seed).shuffle(order)
    return order


def _report(texts: Sequence[Text], clusters: dict[str, str], hard: set[frozenset[str]]) -> None:
    gold = {each.name: each.cluster for each in texts}
    said = []
    for kind, names in (("all", [*gold]), ("real", [each.name for each in texts if each.real])):
        precision, recall, f1 = scorer.prf(*scorer.pairstats(names, gold, clusters))
        said.append(f"{kind} P {precision:.4f} R {recall:.4f} F1 {f1:.4f}")
    merged = sum(len({clusters[name] for name in pair}) == 1 for pair in hard)
    print(*said, f"{merged} of {len(hard)} hard negatives merged", sep=", ")


if __name__ == "__main__":
    main()
