"""What stands in a text and is not of it: headlines of other articles, tags, calls to subscribe."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from extractors.cleaning.lines import SENTENCE_MARK, Line, read_line
from extractors.cleaning.tails import reasons

_FEWEST = 3  # paragraphs; a shorter text has no room for asides
_MOST = 2_000  # paragraphs looked at; a text of more is a list anyway
_LONGEST = 330  # characters of what may be a note; of a longer paragraph the words need no look
_PLAIN = 120  # characters from which on a paragraph that ends as a sentence does is taken for one, unread
_ENDS = frozenset(".!?…。！？।۔؟\"'»”’)）")


def asides(text: str, marks: Iterable[int] | None = None) -> list[tuple[int, int]]:
    """Find the paragraphs (lines) that the page put beside its text, as [start, end) in *text*.

    Extraction takes them out where it knows them (extractors.cleaning); texts come here from elsewhere, too.
    With *marks*, characters of *text*, nothing is looked for where none of them stands in a line that may be one.

    >>> text = "It rained all day in the valley, and forty houses stand in water.\\n\\nSo it goes on.\\n\\nRead also:"
    >>> [text[start:end] for start, end in asides(text)]
    ['Read also:']
    """
    places, start = [], 0
    for line in text.split("\n")[:_MOST]:
        if line.strip():
            places.append((start, start + len(line), line))
        start += len(line) + 1
    doubtful = [(start, end) for start, end, line in places if _may_be_none(line)]
    if len(places) < _FEWEST or not doubtful or (marks is not None and not _meet(sorted(marks), doubtful)):
        return []
    why = reasons([_read(line) for _, _, line in places])
    return [(start, end) for (start, end, _), reason in zip(places, why, strict=True) if reason]


def _meet(marks: Sequence[int], spans: Iterable[tuple[int, int]]) -> bool:
    """Say whether one of *marks*, which are in order, lies in one of *spans*."""
    return any(bisect_left(marks, start) < bisect_left(marks, end) for start, end in spans)


def _may_be_none(line: str) -> bool:
    """Say whether *line* may be no paragraph of the text: most texts have no such line, and need no further look."""
    return len(line) <= _LONGEST and line.rstrip()[-1] not in _ENDS


def _read(line: str) -> Line:
    plain = len(line) > _PLAIN and not _may_be_none(line)
    if not plain and (len(line) <= _LONGEST or not SENTENCE_MARK.search(line)):
        return read_line(line)
    return Line(text=line, key="", figureless="", label="", weight=len(line), prose=True)
