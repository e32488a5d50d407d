"""What stands around each block in the order of the page, and what the page is like as a whole."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractors.maintext.blocks import Block
from extractors.maintext.words import CALLING, ENDED, LINKED, SIZE, TAG

Matrix = NDArray[np.float32]

CYRILLIC, EAST_ASIAN, LATIN = map(
    re.compile, ("[\u0400-\u04ff]", "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", "[A-Za-z]")
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
FAR = 60.0  # blocks; more is as far
REACHES = (2, 5, 12)  # blocks before and behind that are summed up
STEPS = (-2, -1, 1, 2)  # neighbours described one by one
PARAGRAPH = 60  # letters; less is a label
SAMPLE = 1_500  # characters that tell the script of a page


def of_order(blocks: Sequence[Block], own: Matrix) -> Matrix:
    """How far back the last call to act stands, and the last heading; and whether that heading was such a call."""
    rows = np.empty((len(blocks), 3), dtype=np.float32)
    since_call = since_heading = FAR
    calling = 0.0
    for index, block in enumerate(blocks):
        rows[index] = since_call, since_heading, calling
        since_call, since_heading = min(since_call + 1, FAR), min(since_heading + 1, FAR)
        if own[index, CALLING] and block.size < PARAGRAPH:
            since_call = 0
        if block.tag in HEADINGS:
            since_heading, calling = 0, float(own[index, CALLING])
    return rows


def of_place(size: Matrix, linked: Matrix) -> Matrix:
    """Where in the page a block stands, and how much text and how many links are around it."""
    count = len(size)
    text = size - linked
    before = np.cumsum(text)
    total = max(float(before[-1]), 1)
    near = [np.log1p(np.maximum(_window(text, reach), 0)) for reach in REACHES]
    links = [_window(linked, reach) / np.maximum(_window(size, reach), 1) for reach in REACHES]
    columns = [np.arange(count) / count, before / total, (total - before) / total, *near, *links]
    return np.stack(columns, axis=1).astype(np.float32)


def of_neighbours(blocks: Sequence[Block], own: Matrix) -> Matrix:
    """What the blocks right before and behind are like."""
    containers = np.array([block.container for block in blocks])
    same = np.concatenate([[False], containers[1:] == containers[:-1]]).astype(np.float32)
    columns = [_shift(own[:, each], step) for each in (SIZE, LINKED, ENDED, TAG, CALLING) for step in STEPS]
    return np.stack([*columns, same, _shift(same, 1)], axis=1)


def of_page(blocks: Sequence[Block], size: Matrix, linked: Matrix) -> Matrix:
    """What the whole page is like: the same for every block."""
    sample = "".join(block.text[:200] for block in blocks if block.size > PARAGRAPH)[:SAMPLE]
    letters, total = max(len(sample), 1), float(size.sum())
    paragraphs = sum(block.size for block in blocks if block.tag == "p" and block.size > PARAGRAPH)
    row = (
        float(np.log1p(total)),
        float(linked.sum()) / max(total, 1),
        float(len(blocks)),
        *(len(script.findall(sample)) / letters for script in (CYRILLIC, EAST_ASIAN, LATIN)),
        paragraphs / max(total, 1),
    )
    return np.tile(np.array(row, dtype=np.float32), (len(blocks), 1))


def _window(values: Matrix, reach: int) -> NDArray[np.float64]:
    """Sum up from *reach* before each place to *reach* behind it."""
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    order = np.arange(len(values))
    window: NDArray[np.float64] = sums[np.minimum(order + reach + 1, len(values))] - sums[np.maximum(order - reach, 0)]
    return window


def _shift(values: Matrix, step: int) -> Matrix:
    """Give each place the value *step* further on; -1 beyond the ends."""
    shifted = np.full_like(values, -1)
    if abs(step) < len(values):
        if step > 0:
            shifted[:-step] = values[step:]
        else:
            shifted[-step:] = values[:step]
    return shifted
