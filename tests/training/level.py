"""Teach extractors.tagging.level what speaks for a central text: logistic regression over its signs, cross-validated.

Prints weights to be rounded into the module. Texts: the shared development set, and our own in tests/gate/tagging; the
hard ones weigh half, since they were written to mislead.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from config.lexicon import load_lexicon  # noqa: E402
from extractors.tagging import tagger as tagging  # noqa: E402
from extractors.tagging.level import Signs, prominence  # noqa: E402

SHARED = ROOT.parent / "shared" / "data"
SETS = {
    "dev": (SHARED / "sco-tagging-dev.jsonl", SHARED / "sco-tagging-verbatim-dev.jsonl"),
    "plain": (ROOT / "tests/gate/tagging/plain.jsonl",),
    "hard": (ROOT / "tests/gate/tagging/hard.jsonl",),
}
WEIGHTS = {"dev": 1.0, "plain": 1.0, "hard": 0.5}
NAMES = ("titled", "untitled", "lead", "share", "spoken", "states", "rivals", "setting")
MOST = {"states": 5, "rivals": 3}
FOLDS, ROUNDS, RIDGE = 10, 5, 1.0


def positives() -> Iterator[tuple[str, Signs, bool]]:
    """Give of each text that was labelled and found as concerned its set, its signs, and whether it is central."""
    seen: list[Signs] = []

    def spy(signs: Signs) -> Any:
        seen.append(signs)
        return prominence(signs)

    tagging.prominence = spy
    tagger = tagging.Tagger(load_lexicon())
    for name, files in SETS.items():
        for line in (line for file in files for line in file.read_text("utf-8").splitlines() if line):
            text = json.loads(line)
            seen.clear()
            if text["label"] != "none" and not text.get("ambiguous"):
                tagger.tag(text["title"] or "", text["text"], text["lang"])
                if seen:
                    yield name, seen[0], text["label"] == "central"


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Fit by Newton's method, with a ridge on all weights but the bias."""
    design = np.c_[np.ones(len(x)), x]
    ridge = RIDGE * np.diag(np.r_[0.0, np.ones(x.shape[1])])
    weights = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (weight * (y - chance)) - ridge @ weights
        curve = (design.T * (weight * chance * (1 - chance))) @ design + ridge
        weights += np.linalg.solve(curve, slope)
    return weights


def main() -> None:
    """Print the accuracy on positives, cross-validated, and the weights."""
    sets, signs, labels = zip(*positives(), strict=True)
    x = np.array([[min(float(getattr(each, name)), MOST.get(name, 1)) for name in NAMES] for each in signs])
    y, of = np.array(labels, float), np.array(sets)
    weight = np.array([WEIGHTS[name] for name in sets])
    right, chance = np.zeros(len(y)), np.random.default_rng(0)
    for _ in range(ROUNDS):
        fold = chance.integers(0, FOLDS, len(y))
        for each in range(FOLDS):
            weights = fit(x[fold != each], y[fold != each], weight[fold != each])
            said = np.c_[np.ones(sum(fold == each)), x[fold == each]] @ weights > 0
            right[fold == each] += said == y[fold == each]
    for name in SETS:
        print(f"{name}: {(of == name).sum()} positives, level right {right[of == name].mean() / ROUNDS:.3f}")
    print(dict(zip(("bias", *NAMES), fit(x, y, weight).round(2).tolist(), strict=True)))


if __name__ == "__main__":
    main()
