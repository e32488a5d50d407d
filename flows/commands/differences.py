"""The difference between two texts on a terminal: colours, or the marks of wdiff where there are none."""

from collections.abc import Iterator

from extractors.edits.records import Reading
from flows.commands.terminal import Run, Screen


def difference_lines(before: Reading, after: Reading, screen: Screen, indent: str = "") -> Iterator[str]:
    """Write what *after* has changed in *before*: the headline, then every paragraph that is not the same."""
    from extractors.edits.marked import Piece, marked, side_by_side  # noqa: PLC0415 a search does not wait for it

    def written(pieces: tuple[Piece, ...], *first: Run) -> Iterator[str]:
        runs = (Run(each.text, "" if each.kind == "same" else each.kind) for each in pieces)
        yield from screen.lines([*first, *runs], indent, marks=not screen.coloured)

    if before.title != after.title:
        yield from written(marked(before.title, after.title), Run("headline: ", "quiet"))
    same = 0
    for row in side_by_side(before.text, after.text):
        if row.is_same:
            same += 1
            continue
        yield from _passed_over(same, screen, indent)
        same = 0
        moved = row.pieces[0].moved
        where = "moved from here: " if row.left else "moved to here: "
        yield from written(row.pieces, *([Run(where, "quiet")] if moved else []))
    yield from _passed_over(same, screen, indent)


def _passed_over(count: int, screen: Screen, indent: str) -> Iterator[str]:
    if count:
        yield from screen.lines([Run(f"… {count:,} paragraph{'s' * (count > 1)} unchanged", "quiet")], indent)
