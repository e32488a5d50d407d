"""One field against another: a table whose cells are the darker the more articles they count."""

from collections.abc import Callable, Iterator, Sequence
from math import log
from typing import Any

from flows.web.charts import look as looks
from flows.web.charts.look import Look, Picture, Scheme
from storage.trends import Matrix

CELL_WIDTH, CELL_HEIGHT = 52, 24

Name = Callable[[str | None], str]


def matrix_picture(found: Matrix, scheme: Scheme, name: tuple[Name, Name], notes: Sequence[str] = ()) -> Picture:
    """Draw *found*; *name* writes a value of its rows, and one of its columns; for the rest see trend_picture."""
    look = looks.LOOKS[scheme]
    title = f"Articles by {found.by[0]} and {found.by[1]}"
    down, across = (
        looks.distinct(looks.label(written(value)) for value in values)
        for written, values in zip(name, (found.rows, found.columns), strict=True)
    )
    says = _says(found)
    is_empty = not any(map(any, found.counts))
    part = looks.text_part(look, "Nothing to show.") if is_empty else _table(look, found, down, across)
    return Picture(
        title=title,
        says=says,
        spec=looks.framed(look, title, [*notes, says], [part]),
        columns=(found.by[0].capitalize(), *across),
        rows=tuple((label, *counts) for label, counts in zip(down, found.counts, strict=True)),
    )


def _says(found: Matrix) -> str:
    if not any(map(any, found.counts)):
        return "No article answers this that has both."
    said = "The darker, the more." if "topic" not in found.by else "An article counts for each of its topics."
    left_out = [
        f"{number:,} more {of}{'' if number == 1 else 's'}"
        for number, of in zip((found.more_rows, found.more_columns), found.by, strict=True)
        if number
    ]
    return said + (f" Left out: {' and '.join(left_out)}, with less." if left_out else "")


def _table(look: Look, found: Matrix, down: Sequence[str], across: Sequence[str]) -> dict[str, Any]:
    axis: dict[str, Any] = {"title": None, "domain": False, "ticks": False, "labelLimit": 220, "labelColor": look.ink}
    above = {**axis, "orient": "top", "labelAngle": -40, "labelAlign": "left", "labelPadding": 6}
    scale = {"paddingInner": 0.04, "paddingOuter": 0}
    return {
        "width": CELL_WIDTH * len(across),
        "height": CELL_HEIGHT * len(down),
        "data": {"values": list(_cells(look, found, down, across))},
        "encoding": {
            "x": {"field": "column", "type": "nominal", "scale": {"domain": list(across), **scale}, "axis": above},
            "y": {"field": "row", "type": "nominal", "scale": {"domain": list(down), **scale}, "axis": axis},
        },
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 2},
                "encoding": {"color": looks.coloured("fill"), "description": {"field": "says", "type": "nominal"}},
            },
            {
                "mark": {"type": "text", "aria": False},
                "encoding": {**looks.text_of("number"), "color": looks.coloured("ink")},
            },
        ],
    }


def _cells(look: Look, found: Matrix, down: Sequence[str], across: Sequence[str]) -> Iterator[dict[str, Any]]:
    most = max(max(counts) for counts in found.counts)
    for row, counts in zip(down, found.counts, strict=True):
        for column, count in zip(across, counts, strict=True):
            # Logarithms: among numbers as unequal as these all but the largest would look alike.
            fill = looks.shade(look, log(1 + count) / log(1 + most)) if count else look.paper
            yield {
                "row": row,
                "column": column,
                "number": f"{count:,}" if count else "·",
                "fill": fill,
                "ink": looks.readable(look, fill) if count else look.soft,
                "says": f"{row}, {column}: {count:,}",
            }
