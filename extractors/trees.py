"""Asking gradient-boosted trees (Friedman, Annals of Statistics 2001), of which a model of ours consists.

They are taught by the programs in tests/training, and written beside the module that asks them. Models of this kind
and size need no more than numpy to be asked.
"""

from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]


class Trees(NamedTuple):
    """Binary trees, their nodes numbered through; a leaf is its own child, so that all walks are equally long."""

    roots: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]
    children: NDArray[np.intp]  # at 2n where the feature is at most the threshold, at 2n + 1 otherwise
    value: NDArray[np.float64]  # of a leaf: log-odds to add
    depth: int


def unpacked(model: bytes) -> Trees:
    """Read a model as tests/training writes it, in NumPy's npz format."""
    with np.load(BytesIO(model), allow_pickle=False) as stored:
        return Trees(
            roots=stored["roots"].astype(np.intp),
            feature=stored["feature"].astype(np.intp),
            threshold=stored["threshold"].astype(np.float32),
            children=stored["children"].astype(np.intp),
            value=stored["value"].astype(np.float64),
            depth=int(stored["depth"]),
        )


def sum_of_leaves(rows: Rows, trees: Trees, roots: NDArray[np.intp]) -> NDArray[np.float64]:
    """Walk all *rows* down the trees that begin at *roots* together, a level at a time; give the log-odds of each."""
    count, width = rows.shape
    flat = np.ascontiguousarray(rows).ravel()
    start = np.repeat(np.arange(count) * width, len(roots))
    node = np.tile(roots, count)
    for _ in range(trees.depth):
        beyond = flat.take(start + trees.feature.take(node)) > trees.threshold.take(node)
        node = trees.children.take((node << 1) + beyond)
    leaves: NDArray[np.float64] = trees.value.take(node).reshape(count, len(roots)).sum(axis=1)
    return leaves
