"""From blocks to the paragraphs of a text."""

from collections.abc import Iterable, Iterator

from extractors.html import one_line
from extractors.maintext.blocks import Blocks
from extractors.maintext.words import END_SPAN, ENDS

CELL, ROW = 100, 400  # characters of a table cell that stands on one line with its neighbours, and of that line


def paragraphs_of(blocks: Blocks, chosen: Iterable[int]) -> Iterator[str]:
    """Yield the paragraphs of the chosen blocks; cells of a table row, and lines broken in mid-sentence, as one.

    Args:
        blocks: of a page.
        chosen: indexes of blocks, in order.
    """
    line, last, last_cell = "", -1, (-1, -1)
    for index in chosen:
        block = blocks.blocks[index]
        text = one_line(block.text)
        row, cell = blocks.cell_of(block.container) if len(text) <= CELL else (-1, -1)
        beside = line and index == last + 1
        if beside and row >= 0 and row == last_cell[0] and cell != last_cell[1] and len(line) <= ROW:
            line += f" | {text}"
        elif beside and block.broken and text[:1].islower() and not ENDS.search(line[-END_SPAN:]):
            line += f" {text}"
        else:
            if line:
                yield line
            line = text
        last, last_cell = index, (row, cell)
    if line:
        yield line
