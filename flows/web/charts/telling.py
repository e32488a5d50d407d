"""One story on a line of time: who printed it when, how long after the first, and from whom it was taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from extractors.lineage.records import Lineage, Printing
from flows.web.charts import look as looks
from flows.web.charts.look import Look, Picture, Scheme

MOST = 60  # printings that are drawn, the first ones
_ROW = 24
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_TICKS = {
    0: "0", _MINUTE: "1 min", 10 * _MINUTE: "10 min", _HOUR: "1 h", 6 * _HOUR: "6 h", _DAY: "1 day", 7 * _DAY: "1 week",
    30 * _DAY: "1 month", 365 * _DAY: "1 year",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a printing stands on the line."""

    moment: datetime
    exact: bool  # False: its page states no time of day, or no zone


def story_picture(lineage: Lineage, scheme: Scheme) -> Picture:
    """Draw the report on one story."""
    look = looks.LOOKS[scheme]
    printings = lineage.printings[:MOST]
    places = {each.member: _place(each) for each in lineage.printings}
    start = places[lineage.counted_from].moment
    after = {key: round((place.moment - start).total_seconds()) for key, place in places.items()}
    outlets = list(dict.fromkeys(each.outlet for each in printings))
    names = {each.outlet: each.name for each in reversed(printings)}
    labels = dict(zip(outlets, looks.distinct(looks.label(names[each] or each) for each in outlets), strict=True))
    marks = [_mark(each, labels, places, after, lineage) for each in printings]
    says = _says(lineage, places)
    title = "Who printed it, and how long after the first"
    return Picture(
        title=title,
        says=" ".join(says),
        spec=looks.framed(
            look, title, says, [_line(look, marks, list(_taken(printings, marks)), list(labels.values()))]
        ),
        columns=("Outlet", "Moment (UTC)", "Stated", "Seconds after the first", "Taken from", "Headline"),
        rows=tuple(
            (
                looks.label(each.name or each.outlet, 80),
                f"{places[each.member].moment:%Y-%m-%d %H:%M}",
                "to the minute" if places[each.member].exact else "not exactly",
                after[each.member],
                _source(each, lineage, labels),
                looks.label(each.title, 200),
            )
            for each in lineage.printings
        ),
    )


def _place(printing: Printing) -> Place:
    stated = printing.published
    if stated is not None and stated.precision != "day" and stated.zone_known:
        return Place(moment=stated.value, exact=True)
    if stated is None or stated.value.date() == printing.first_seen.date():
        return Place(moment=printing.first_seen, exact=False)
    return Place(moment=datetime.combine(stated.value.date(), time(12, tzinfo=UTC)), exact=False)


def _says(lineage: Lineage, places: Mapping[int, Place]) -> list[str]:
    number, outlets = len(lineage.printings), len(lineage.outlets)
    said = [f"{number:,} article{'s' * (number != 1)} of {outlets:,} outlet{'s' * (outlets != 1)}."]
    if lineage.origin.member is None:
        name = looks.label(lineage.origin.name)
        said[0] += f" The origin, {name}, is not in the archive: time is counted from the first that is dated."
    else:
        said[0] += " The square is the origin; lines lead from a text to what was taken from it."
    if not all(place.exact for place in places.values()):
        said.append("Hollow: the page states no exact time; it stands where it was first seen, or at noon of its day.")
    if number > MOST:
        said.append(f"Left out: {number - MOST:,} later ones.")
    return said


def _source(printing: Printing, lineage: Lineage, labels: Mapping[str, str]) -> str:
    if printing.parent is None:
        return "origin"
    if printing.parent.member is None:
        return looks.label(lineage.origin.name, 80)
    [parent] = [each for each in lineage.printings if each.member == printing.parent.member]
    return labels.get(parent.outlet, looks.label(parent.outlet, 80))


def _mark(
    printing: Printing, labels: Mapping[str, str], places: Mapping[int, Place], after: Mapping[int, int],
    lineage: Lineage,
) -> dict[str, Any]:  # fmt: skip
    place, label = places[printing.member], labels[printing.outlet]
    is_origin = printing.member == lineage.origin.member
    return {
        "key": printing.member,
        "outlet": label,
        "after": after[printing.member],
        "shape": "square" if is_origin else "circle",
        "size": 170 if is_origin else 90,
        "exact": place.exact,
        "says": f"{label}, {place.moment:%Y-%m-%d %H:%M}" + (", the origin" if is_origin else ""),
    }


def _taken(printings: Sequence[Printing], marks: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The lines from parents to children."""
    drawn = {mark["key"]: mark for mark in marks}
    for each in printings:
        parent = drawn.get(each.parent.member) if each.parent and each.parent.member is not None else None
        if each.parent and parent:
            child = drawn[each.member]
            ends = {"x": parent["after"], "y": parent["outlet"], "x2": child["after"], "y2": child["outlet"]}
            yield {**ends, "sure": each.parent.confidence >= 0.7}


def _line(
    look: Look, marks: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]], outlets: Sequence[str]
) -> dict[str, Any]:  # fmt: skip
    first, last = min(mark["after"] for mark in marks), max(mark["after"] for mark in marks)
    axis: dict[str, Any] = {"domain": False, "ticks": False, "title": None, "labelColor": look.ink, "labelLimit": 220}
    ticks = {sign * after: ("−" if sign < 0 else "") + words for after, words in _TICKS.items() for sign in (1, -1)}
    shown = [each for each in sorted(ticks) if min(first, 0) <= each <= max(last, _MINUTE)]
    written = " : ".join(f"datum.value == {each} ? '{ticks[each]}'" for each in shown)
    far = {
        "type": "symlog",
        "constant": _MINUTE,
        "domain": [min(first * 1.1, -3), max(last * 1.15, _MINUTE)],
        "nice": False,
    }
    time_axis = {**axis, "values": shown, "labelExpr": f"{written} : ''", "grid": True, "labelColor": look.soft}
    x = {"type": "quantitative", "scale": far, "axis": {**time_axis, "title": "after the first", "labelOverlap": True}}
    y = {
        "type": "nominal",
        "scale": {"type": "point", "domain": list(outlets), "padding": 0.6},
        "axis": {**axis, "grid": True},
    }
    dash = {"strokeDash": {"condition": {"test": "datum.sure", "value": [1, 0]}, "value": [4, 3]}}
    return {
        "width": looks.WIDTH - 120,
        "height": _ROW * len(outlets),
        "layer": [
            {
                "data": {"values": list(lines)},
                "mark": {"type": "rule", "color": look.soft, "opacity": 0.7, "aria": False},
                "encoding": {
                    "x": {**x, "field": "x"}, "x2": {"field": "x2"}, "y": {**y, "field": "y"}, "y2": {"field": "y2"},
                    **dash,
                },
            },
            _points(look, marks, x, y),
        ],
    }  # fmt: skip


def _points(
    look: Look, marks: Sequence[Mapping[str, Any]], x: Mapping[str, Any], y: Mapping[str, Any]
) -> dict[str, Any]:  # fmt: skip
    return {
        "data": {"values": list(marks)},
        "mark": {"type": "point", "stroke": look.accent, "strokeWidth": 1.6, "opacity": 1},
        "encoding": {
            "x": {**x, "field": "after"},
            "y": {**y, "field": "outlet"},
            "fill": {"condition": {"test": "datum.exact", "value": look.accent}, "value": look.paper},
            "shape": {"field": "shape", "type": "nominal", "scale": None, "legend": None},
            "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
            "description": {"field": "says", "type": "nominal"},
        },
    }
