"""A learned reader of pages: how likely each block is part of the article.

Gradient-boosted trees (extractors.trees) over the numbers of extractors.maintext.features. What they learned lies
beside this file in reader.npz, made by tests/training/reader.py from pages with third-party gold.
"""

from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from extractors.maintext.surroundings import Matrix
from extractors.maintext.words import LABEL, LABEL_LINKS, LINKED, SIZE
from extractors.trees import Trees, sum_of_leaves, unpacked

# Most blocks are menus, and a few trees see that; only what they leave in doubt is shown to the others.
FIRST_TREES = 40
HOPELESS = -4.5  # log-odds
LABEL_ODDS = -6.0  # of a block that is nothing but a short link


def probabilities(rows: Matrix, trees: Trees | None = None) -> NDArray[np.float64]:
    """Say of each block how likely it is part of the article, 0..1.

    Args:
        rows: what extractors.maintext.features makes of the blocks.
        trees: another model than ours.
    """
    trees = trees or _trained()
    odds = np.full(len(rows), LABEL_ODDS)
    asked = np.flatnonzero(~labels(rows))
    odds[asked] = sum_of_leaves(rows[asked], trees, trees.roots[:FIRST_TREES])
    hopeful = asked[odds[asked] > HOPELESS]
    odds[hopeful] += sum_of_leaves(rows[hopeful], trees, trees.roots[FIRST_TREES:])
    result: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return result


def labels(rows: Matrix) -> NDArray[np.bool_]:
    """Say which blocks are labels; the reader is not asked of them, and does not learn from them."""
    found: NDArray[np.bool_] = (rows[:, LINKED] > LABEL_LINKS) & (rows[:, SIZE] < np.log1p(np.float32(LABEL)))
    return found


@cache
def _trained() -> Trees:
    return unpacked(files("extractors.maintext").joinpath("reader.npz").read_bytes())
