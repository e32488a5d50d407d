"""Where in the tree of a page a block hangs: below what, how far from the densest part of it and from the headline."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.maintext.blocks import Block, Container
from extractors.maintext.marks import BITS, TAG_CODES
from extractors.maintext.surroundings import Matrix

PROSE = 40  # letters outside links of a block that speaks for the elements around it
LONG_PROSE = 600.0  # letters; more speak no louder
SHARES = (1.0, 0.5, 0.2)  # of that, for the element above a paragraph and those above that one
LEVELS = 3  # elements described above each block


class Climb(NamedTuple):
    """The ways from all containers up to a chain of containers."""

    steps: list[int]
    met: list[int]  # where the chain is met; -1: nowhere
    gained: list[int]  # marks of their own on the way


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


def climb(containers: Sequence[Container], end: int) -> Climb:
    """Climb from every container up to the chain that leads to *end*; -1: there is no such chain."""
    chain = set(_upwards(end, containers))
    steps, met, gained = [0] * len(containers), [-1] * len(containers), [0] * len(containers)
    for number, each in enumerate(containers):  # in document order, so that parents come first
        if number in chain:
            met[number] = number
        elif each.parent < 0:
            steps[number] = 1
        else:
            steps[number], met[number] = steps[each.parent] + 1, met[each.parent]
            gained[number] = gained[each.parent] | each.own
    return Climb(steps, met, gained)


def unfolded(marks: Sequence[int]) -> Matrix:
    """Unfold marks, one column a bit."""
    numbers = np.array(marks, dtype=np.int64)
    return (numbers[:, None] >> np.arange(BITS) & 1).astype(np.float32)


def of_containers(at: NDArray[np.intp], containers: Sequence[Container], size: Matrix, best: int, way: Climb) -> Matrix:
    """The element that each block hangs in, and the two above it; and how far it is from the densest part of the page.

    Args:
        at: the container of each block.
        containers: of the page.
        size: of each block, in letters.
        best: the densest container.
        way: from all containers to that one.
    """
    table = np.array(
        [(each.size, each.linked, each.blocks, TAG_CODES.get(each.tag, 0), each.depth) for each in containers]
    )
    parents = np.array([max(each.parent, 0) for each in containers])
    met, total = np.array(way.met)[at], max(float(size.sum()), 1)
    columns = [table[at, 4]]
    level = at
    for _ in range(LEVELS):
        held, linked, blocks, tag, _depth = table[level].T
        columns += [np.log1p(held), linked / np.maximum(held, 1), blocks, held / total, tag]
        level = parents[level]
    dense = containers[best]
    columns += [np.array(way.steps)[at], dense.depth - table[met, 4], table[met, 0] / total, met == best]
    columns += [np.full(len(at), dense.size / total), np.full(len(at), dense.linked / max(dense.size, 1))]
    columns.append(size / np.maximum(table[at, 0], 1))
    return np.stack(columns, axis=1).astype(np.float32)


def _upwards(at: int, containers: Sequence[Container]) -> Iterator[int]:
    while at >= 0:
        yield at
        at = containers[at].parent
