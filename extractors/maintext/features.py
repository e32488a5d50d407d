"""What is known of each block of a page, as numbers for the reader."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractors.maintext.ancestry import climb, densest, of_containers, unfolded
from extractors.maintext.blocks import Blocks, Container
from extractors.maintext.surroundings import Matrix, of_neighbours, of_order, of_page, of_place
from extractors.maintext.words import LINKED, SIZE, WORDS, folded_letters, of_text

FAR = 60.0  # blocks; more is as far
WORDS_SPAN = 60  # words of a block in which those of the headline are looked for
TEASER = 60  # letters of a block that are looked for in the description
LONG = 80  # letters of a block that is no menu


def features(page: Blocks, *, headline: str, described: str, stated: str) -> Matrix:
    """Describe every block of a page.

    Args:
        page: its blocks, at least one.
        headline: as the page gives it, "" where it gives none; likewise
        described: the description in its head, and
        stated: the articleBody of its JSON-LD.

    Returns:
        One row a block.
    """
    blocks, containers = page.blocks, page.containers
    own = np.array([of_text(each) for each in blocks], dtype=np.float32)
    size, linked = own[:, SIZE].copy(), own[:, LINKED].copy()
    own[:, SIZE], own[:, LINKED] = np.log1p(size), linked / np.maximum(size, 1)
    words = [WORDS.findall(each.text.casefold()) for each in blocks]
    letters = ["".join(each) for each in words]
    at = np.array([each.container for each in blocks])
    best = densest(blocks, containers)
    way = climb(containers, best)
    paths = [containers[each.container].path for each in blocks]
    parts = (
        own,
        unfolded([each.marks for each in blocks]),
        unfolded([way.gained[each.container] | each.inline for each in blocks]),
        _of_claims(letters, size, folded_letters(headline), folded_letters(described), folded_letters(stated)),
        of_containers(at, containers, size, best, way),
        _of_kin(np.array(paths), size, linked),
        _of_kin(np.array([page.above[each] for each in paths]), size, linked),
        of_order(blocks, own),
        _of_title(at, containers, words, headline),
        of_place(size, linked),
        of_neighbours(blocks, own),
        of_page(blocks, size, linked),
    )
    return np.concatenate(parts, axis=1)


def _of_claims(letters: Sequence[str], size: Matrix, headline: str, described: str, stated: str) -> Matrix:
    """Where the headline stands, and what head and JSON-LD repeat of a block."""
    count, at = len(letters), _headline_at(letters, headline)
    seen = Counter(each for each in letters if len(each) > 20)
    before = np.concatenate([[0], np.cumsum(size)])
    rows = np.zeros((count, 8), dtype=np.float32)
    rows[:, 0], rows[:, 1] = -2 * FAR, -1
    if at >= 0:
        rows[:, 0] = np.clip(np.arange(count) - at, -FAR, FAR)
        rows[:, 1] = np.log1p(np.maximum(before[:-1] - before[at], 0))
    rows[:, 2] = at >= 0
    rows[:, 3] = [len(each) > 8 and headline != "" and (each in headline or headline in each) for each in letters]
    rows[:, 4] = [len(each) > 20 and described != "" and each[:TEASER] in described for each in letters]
    rows[:, 5] = [len(each) > 4 and stated != "" and each in stated for each in letters]
    rows[:, 6] = len(stated) > 200
    rows[:, 7] = [seen[each] for each in letters]
    return rows


def _headline_at(letters: Sequence[str], headline: str) -> int:
    """Give the first block that is the headline, or else the last that is most of it; -1 when there is none."""
    at = -1
    for index, each in enumerate(letters if headline else ()):
        if each == headline:
            return index
        if len(each) > 10 and len(each) > 0.6 * len(headline) and each in headline:
            at = index
    return at


def _of_kin(paths: NDArray[np.int64], size: Matrix, linked: Matrix) -> Matrix:
    """What hangs on the same chain of tags and classes: articles repeat theirs, and so do menus."""
    _, inverse, counts = np.unique(paths, return_inverse=True, return_counts=True)
    sums = np.bincount(inverse, weights=size)
    links = np.bincount(inverse, weights=linked)
    long = np.bincount(inverse, weights=(size > LONG).astype(np.float32))
    total = max(float(size.sum()), 1)
    kin = (counts, np.log1p(sums / counts), links / np.maximum(sums, 1), sums / total, long / counts)
    return np.stack(kin, axis=1)[inverse].astype(np.float32)


def _of_title(
    at: NDArray[np.intp], containers: Sequence[Container], words: Sequence[Sequence[str]], headline: str
) -> Matrix:
    """How a block hangs together with the headline: in the tree, and by its words."""
    title = WORDS.findall(headline.casefold())
    telling = {word for word in title if len(word) > (3 if word.isascii() else 1)}
    place = next((index for index, each in enumerate(words) if title and each == title), None)
    way = climb(containers, -1 if place is None else int(at[place]))
    depths = np.array([containers[each].depth if each >= 0 else -1 for each in way.met])
    shared = [sum(word in telling for word in said[:WORDS_SPAN]) for said in words]
    return np.stack([np.array(way.steps)[at], depths[at], np.array(shared)], axis=1).astype(np.float32)
