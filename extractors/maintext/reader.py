"""A learned reader of pages: how likely each block is part of the article.

Gradient-boosted trees (Friedman, Annals of Statistics 2001) over the numbers of extractors.maintext.features. What
they learned lies beside this file in reader.npz, made by tests/training/reader.py from pages with third-party gold.
A model of this kind and size needs no more than numpy to be asked.
"""

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.maintext.surroundings import Matrix
from extractors.maintext.words import LABEL, LABEL_LINKS, LINKED, SIZE

# Most blocks are menus, and a few trees see that; only what they leave in doubt is shown to the others.
FIRST_TREES = 40
HOPELESS = -4.5  # log-odds
LABEL_ODDS = -6.0  # of a block that is nothing but a short link


class Trees(NamedTuple):
    """Binary trees, their nodes numbered through; a leaf is its own child, so that all walks are equally long."""

    roots: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]
    children: NDArray[np.intp]  # at 2n where the feature is at most the threshold, at 2n + 1 otherwise
    value: NDArray[np.float64]  # of a leaf: log-odds to add
    depth: int


def probabilities(rows: Matrix, trees: Trees | None = None) -> NDArray[np.float64]:
    """Say of each block how likely it is part of the article, 0..1.

    Args:
        rows: what extractors.maintext.features makes of the blocks.
        trees: another model than ours.
    """
    trees = trees or _trained()
    odds = np.full(len(rows), LABEL_ODDS)
    asked = np.flatnonzero(~labels(rows))
    odds[asked] = _sum_of_leaves(rows[asked], trees, trees.roots[:FIRST_TREES])
    hopeful = asked[odds[asked] > HOPELESS]
    odds[hopeful] += _sum_of_leaves(rows[hopeful], trees, trees.roots[FIRST_TREES:])
    result: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return result


def labels(rows: Matrix) -> NDArray[np.bool_]:
    """Say which blocks are labels; the reader is not asked of them, and does not learn from them."""
    found: NDArray[np.bool_] = (rows[:, LINKED] > LABEL_LINKS) & (rows[:, SIZE] < np.log1p(np.float32(LABEL)))
    return found


def unpacked(model: bytes) -> Trees:
    """Read a model as tests/training/reader.py writes it, in NumPy's npz format."""
    with np.load(BytesIO(model), allow_pickle=False) as stored:
        return Trees(
            roots=stored["roots"].astype(np.intp),
            feature=stored["feature"].astype(np.intp),
            threshold=stored["threshold"].astype(np.float32),
            children=stored["children"].astype(np.intp),
            value=stored["value"].astype(np.float64),
            depth=int(stored["depth"]),
        )


def _sum_of_leaves(rows: Matrix, trees: Trees, roots: NDArray[np.intp]) -> NDArray[np.float64]:
    """Walk all rows down all trees together, a level at a time."""
    count, width = rows.shape
    flat = np.ascontiguousarray(rows).ravel()
    start = np.repeat(np.arange(count) * width, len(roots))
    node = np.tile(roots, count)
    for _ in range(trees.depth):
        beyond = flat.take(start + trees.feature.take(node)) > trees.threshold.take(node)
        node = trees.children.take((node << 1) + beyond)
    leaves: NDArray[np.float64] = trees.value.take(node).reshape(count, len(roots)).sum(axis=1)
    return leaves


@cache
def _trained() -> Trees:
    return unpacked(files("extractors.maintext").joinpath("reader.npz").read_bytes())
