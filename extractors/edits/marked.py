"""What to cross out and what to underline: the difference between two texts as people look at it.

extractors.edits.compare says what a change means, and leaves out what means nothing; here nothing is left out, and both
texts can be put together again from the pieces. Paragraphs are laid side by side first, words (characters where words
are not spaced) only inside those that are alike: a text written anew is no mosaic of "the" and "of".
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import regex

from extractors.edits.align import Aligner, Region
from extractors.edits.pairing import dice, pair
from extractors.edits.tokens import UNSPACED, Sentence, tokens_in

Kind = Literal["same", "added", "removed"]
Rows = list[tuple[range, range]]

BLANK = "\n\n"
CELLS = 1_000_000  # see extractors.edits.align; a second of work at the most
PAIRED = 500  # paragraphs of one stretch that are compared with each other; a longer stretch counts as written anew
LONE = 0.3  # share of words in common from which two headlines are compared word by word; of paragraphs, see pairing
# Whole grapheme clusters throughout; a word is what begins with a letter or figure, numbers and "don't" in one piece.
_PART = rf"(?:(?![{UNSPACED}])(?=[\p{{L}}\p{{N}}])\X)"
_TOKEN = regex.compile(rf"{_PART}+(?:['’]{_PART}+|(?<=\p{{Nd}})[.,:٫٬](?=\p{{Nd}}){_PART}+)*|\X")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of two texts. Those that are "same" or "removed", joined, are the earlier text; exactly."""

    kind: Kind
    text: str  # whole grapheme clusters
    moved: bool = False  # a paragraph that stands elsewhere in the other text, word for word


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Paragraphs of two texts that belong beside each other."""

    pieces: tuple[Piece, ...]  # at least one; in reading order, as `marked` gives them

    @property
    def left(self) -> tuple[Piece, ...]:
        """What the earlier text has: "same" and "removed"; empty where the later one stands alone."""
        return _merged(each for each in self.pieces if each.kind != "added")

    @property
    def right(self) -> tuple[Piece, ...]:
        """What the later text has: "same" and "added"."""
        return _merged(each for each in self.pieces if each.kind != "removed")

    @property
    def is_same(self) -> bool:
        """Whether both texts have it, word for word."""
        return all(each.kind == "same" for each in self.pieces)


def marked(before: str, after: str) -> tuple[Piece, ...]:
    """Mark in one run of text what *after* has and *before* has not, and the reverse.

    Args:
        before: a text or a title.
        after: another; paragraphs are separated by one blank line.

    Returns:
        Pieces in reading order, what was removed before what took its place. The "same" and "removed" ones make
        *before*, the "same" and "added" ones *after*, to the character. The cost is bounded as extractors.edits.align
        bounds it: where two texts have too little in common, a stretch counts as different from end to end.

    >>> [(each.kind, each.text) for each in marked("It killed 12.", "It killed 14.")]
    [('same', 'It killed '), ('removed', '12'), ('added', '14'), ('same', '.')]
    """
    if before == after:
        return _merged([Piece(kind="same", text=before)])
    olds, news = before.split(BLANK), after.split(BLANK)
    rows, moved = _laid(olds, news)
    words = _Words(_with_blanks(olds), _with_blanks(news), moved, "")
    return _merged(each for row in rows for each in words.row(row))


def side_by_side(before: str, after: str) -> tuple[Row, ...]:
    """Lay the paragraphs of two texts beside each other, with what differs marked.

    Blank lines between paragraphs are left out, but for those inside a row: a paragraph cut in two is one row.

    >>> [row] = side_by_side("It killed 12.", "It killed 14.")
    >>> [each.text for each in row.left], [each.text for each in row.right]
    (['It killed ', '12', '.'], ['It killed ', '14', '.'])
    """
    olds, news = before.split(BLANK), after.split(BLANK)
    rows, moved = _laid(olds, news)
    words = _Words(olds, news, moved, BLANK)
    sides = [_merged(words.row(row)) for row in rows]
    return tuple(Row(pieces=pieces) for pieces in sides if pieces)


def _merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    runs = groupby((each for each in pieces if each.text), key=lambda each: (each.kind, each.moved))
    return tuple(Piece(kind=kind, text="".join(each.text for each in run), moved=moved) for (kind, moved), run in runs)


def _with_blanks(paragraphs: Sequence[str]) -> list[str]:
    return [*(each + BLANK for each in paragraphs[:-1]), paragraphs[-1]]


def _laid(olds: Sequence[str], news: Sequence[str]) -> tuple[Rows, frozenset[str]]:
    """Say which paragraphs belong beside each other, and which only changed their place."""
    rows: Rows = []
    at = place = 0
    regions = Aligner().regions(olds, news)
    for start, end, begin, stop in [*regions, (len(olds), len(olds), len(news), len(news))]:
        rows += ((range(at + n, at + n + 1), range(place + n, place + n + 1)) for n in range(start - at))
        rows += _paired(olds, news, (start, end, begin, stop))
        at, place = end, stop
    gone = Counter(olds[each] for old, new in rows if not new for each in old)
    come = Counter(news[each] for old, new in rows if not old for each in new)
    return rows, frozenset(each for each, count in gone.items() if count == come[each] and each.strip())


def _paired(olds: Sequence[str], news: Sequence[str], region: Region) -> Iterator[tuple[range, range]]:
    start, end, begin, stop = region
    if start == end or begin == stop or max(end - start, stop - begin) > PAIRED:
        yield range(start, end), range(begin, begin)
        yield range(end, end), range(begin, stop)
        return
    sides = ([_as_sentence(each) for each in olds[start:end]], [_as_sentence(each) for each in news[begin:stop]])
    if len(olds) == len(news) == 1 and dice(*(Counter(each.key for each in side[0].tokens) for side in sides)) > LONE:
        yield range(1), range(1)
        return
    for old, new in pair(*sides):
        yield (
            range(start + old.start, start + old.stop),
            range(begin + new.start, begin + new.stop),
        )


def _as_sentence(paragraph: str) -> Sentence:
    return Sentence(0, len(paragraph), tokens_in(paragraph), "", alone=True)


class _Words:
    """Two lists of paragraphs whose words are compared; what that may cost is for all rows together."""

    def __init__(self, olds: Sequence[str], news: Sequence[str], moved: frozenset[str], between: str) -> None:
        self._olds, self._news, self._moved, self._between = olds, news, moved, between
        self._aligner = Aligner(CELLS)

    def row(self, row: tuple[range, range]) -> Iterator[Piece]:
        """Give the pieces of some paragraphs and of those beside them."""
        before, after = [self._olds[each] for each in row[0]], [self._news[each] for each in row[1]]
        if before and after:
            yield from self._compared(self._between.join(before), self._between.join(after))
            return
        kind: Kind = "removed" if before else "added"
        for at, paragraph in enumerate(before or after):
            text = self._between + paragraph if at else paragraph
            yield Piece(kind=kind, text=text, moved=paragraph.removesuffix(BLANK) in self._moved)

    def _compared(self, before: str, after: str) -> Iterator[Piece]:
        if before == after:
            yield Piece(kind="same", text=before)
            return
        olds, news = _TOKEN.findall(before), _TOKEN.findall(after)
        at = place = 0
        for word, other in [*self._common(olds, news), (len(olds), len(news))]:
            yield from _gap(olds[at:word], news[place:other])
            yield Piece(kind="same", text="".join(olds[word : word + 1]))
            at, place = word + 1, other + 1

    def _common(self, olds: Sequence[str], news: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Places of the words that both have. What stands between words is compared where it stands, by _gap."""
        mine = [at for at, each in enumerate(olds) if each[0].isalnum()]
        theirs = [at for at, each in enumerate(news) if each[0].isalnum()]
        regions = _without_islands(self._aligner.regions([olds[at] for at in mine], [news[at] for at in theirs]))
        start = begin = 0
        for at, end, place, stop in [*regions, (len(mine), len(mine), len(theirs), len(theirs))]:
            yield from zip(mine[start:at], theirs[begin:place], strict=True)
            start, begin = end, stop


def _without_islands(regions: Iterable[Region]) -> list[Region]:
    """Join changes with no more words between than either has, and fewer than one has: "the" is no anchor.

    One of them puts something in the place of something else: what only went or came is plain as it is.

    So does the semantic cleanup of diff-match-patch (Neil Fraser, "Diff Strategies", 2006).
    """
    found: list[Region] = []
    for region in regions:
        if found:
            start, end, begin, stop = found[-1]
            both = (end - start, stop - begin), (region[1] - region[0], region[3] - region[2])
            sizes = [max(each) for each in both]
            if max(map(min, both)) and region[0] - end <= min(sizes) and region[0] - end < max(sizes):
                found[-1] = (start, region[1], begin, region[3])
                continue
        found.append(region)
    return found


def _gap(olds: list[str], news: list[str]) -> Iterator[Piece]:
    """What stands between two words in common: what both sides begin and end with is the same."""
    least = min(len(olds), len(news))
    head = next((at for at in range(least) if olds[at] != news[at]), least)
    tail = next((at for at in range(least - head) if olds[-1 - at] != news[-1 - at]), least - head)
    yield Piece(kind="same", text="".join(olds[:head]))
    yield Piece(kind="removed", text="".join(olds[head : len(olds) - tail]))
    yield Piece(kind="added", text="".join(news[head : len(news) - tail]))
    yield Piece(kind="same", text="".join(olds[len(olds) - tail :]))
