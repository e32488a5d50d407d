"""What is known of each block of a page, as numbers for the reader."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log1p

import numpy as np
from numpy.typing import NDArray

from extractors.maintext.blocks import Block, Blocks, Container
from extractors.maintext.marks import BITS, TAG_CODES
from extractors.maintext.surroundings import Matrix, of_neighbours, of_order, of_page, of_place
from extractors.maintext.words import LINKED, SIZE, WORDS, folded_letters, of_text

FAR = 60.0  # blocks; more is as far
PROSE = 40  # letters outside links of a block that speaks for the elements around it
LONG_PROSE = 600.0  # letters; more speak no louder
SHARES = (1.0, 0.5, 0.2)  # of that, for the element above a paragraph and those above that one
LEVELS = 3  # elements described above each block
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
    best = densest(blocks, containers)
    chain = _chain(best, containers)
    paths = [containers[each.container].path for each in blocks]
    parts = (
        own,
        _bits([each.marks for each in blocks]),
        _bits([_gained(each, containers, chain) for each in blocks]),
        _of_claims(letters, size, folded_letters(headline), folded_letters(described), folded_letters(stated)),
        _of_containers(blocks, containers, size, best, chain),
        _of_kin(np.array(paths), size, linked),
        _of_kin(np.array([page.above[each] for each in paths]), size, linked),
        of_order(blocks, own),
        _of_title(blocks, containers, words, headline),
        of_place(size, linked),
        of_neighbours(blocks, own),
        of_page(blocks, size, linked),
    )
    return np.concatenate(parts, axis=1)


def densest(blocks: Sequence[Block], containers: Sequence[Container]) -> int:
    """Find the container that holds most running text close below it.

    Source: the scoring of Arc90's Readability (2009): a paragraph speaks for the elements above it, links against.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for block in blocks:
        prose = block.size - 2 * block.linked
        if prose < PROSE:
            continue
        points = min(prose, LONG_PROSE) ** 0.8
        at = containers[block.container].parent if block.tag == "p" else block.container
        for share in SHARES:
            if at < 0:
                break
            scores[at] += points * share
            at = containers[at].parent
    if not scores:
        return 0
    return max(scores, key=lambda each: scores[each] * (1 - containers[each].linked / max(containers[each].size, 1)))


def _bits(marks: Sequence[int]) -> Matrix:
    """Unfold marks, one column a bit."""
    numbers = np.array(marks, dtype=np.int64)
    return (numbers[:, None] >> np.arange(BITS) & 1).astype(np.float32)


def _chain(at: int, containers: Sequence[Container]) -> set[int]:
    """Collect a container and all above it."""
    chain = set()
    while at >= 0:
        chain.add(at)
        at = containers[at].parent
    return chain


def _gained(block: Block, containers: Sequence[Container], chain: set[int]) -> int:
    """Give the marks that a block has of its own, below what it shares with the densest part of the page."""
    at, marks = block.container, block.inline
    while at not in chain:
        marks |= containers[at].own
        at = containers[at].parent
    return marks


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


def _of_containers(
    blocks: Sequence[Block], containers: Sequence[Container], size: Matrix, best: int, chain: set[int]
) -> Matrix:
    """The element that a block hangs in, and the two above it; and how far it is from the densest part of the page."""
    total = max(float(size.sum()), 1)
    known: dict[int, tuple[float, ...]] = {}
    rows = []
    for block in blocks:
        row = known.get(block.container)
        if row is None:
            row = known[block.container] = _of_container(block.container, containers, chain, best, total)
        rows.append((*row, block.size / max(containers[block.container].size, 1)))
    return np.array(rows, dtype=np.float32)


def _of_container(
    number: int, containers: Sequence[Container], chain: set[int], best: int, total: float
) -> tuple[float, ...]:
    row = [float(containers[number].depth)]
    at = number
    for _ in range(LEVELS):
        each = containers[at]
        row += [log1p(each.size), each.linked / max(each.size, 1), float(each.blocks), each.size / total]
        row.append(float(TAG_CODES.get(each.tag, 0)))
        at = each.parent if each.parent >= 0 else at
    steps, at = _steps(number, containers, chain)
    dense, met = containers[best], containers[at]
    row += [float(steps), float(dense.depth - met.depth), met.size / total, float(at == best)]
    row += [dense.size / total, dense.linked / max(dense.size, 1)]
    return tuple(row)


def _steps(at: int, containers: Sequence[Container], chain: set[int]) -> tuple[int, int]:
    """Climb from a container until a chain is met; give the steps taken, and where (-1: nowhere)."""
    steps = 0
    while at >= 0 and at not in chain:
        at, steps = containers[at].parent, steps + 1
    return steps, at


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
    blocks: Sequence[Block], containers: Sequence[Container], words: Sequence[Sequence[str]], headline: str
) -> Matrix:
    """How a block hangs together with the headline: in the tree, and by its words."""
    title = WORDS.findall(headline.casefold())
    telling = {word for word in title if len(word) > (3 if word.isascii() else 1)}
    at = next((index for index, each in enumerate(words) if title and each == title), None)
    chain = _chain(blocks[at].container, containers) if at is not None else set()
    known: dict[int, tuple[float, float]] = {}
    rows = []
    for block, said in zip(blocks, words, strict=True):
        place = known.get(block.container)
        if place is None:
            steps, meet = _steps(block.container, containers, chain)
            place = known[block.container] = (float(steps), float(containers[meet].depth) if meet >= 0 else -1.0)
        rows.append((*place, float(sum(word in telling for word in said[:WORDS_SPAN]))))
    return np.array(rows, dtype=np.float32)
