"""Counts over time: a strip for all articles, and one for each value.

Strips, not colours: seven colours nobody tells apart, and some people not two.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flows.web.charts import look as looks
from flows.web.charts.look import WIDTH, Look, Picture, Scheme, instant
from storage.periods import DAY, next_period
from storage.trends import OTHER, Trend

HEIGHT, FIRST_HEIGHT = 46, 84  # of a strip
_LETTERS = 6.0  # width of one, about


def trend_picture(
    found: Trend, scheme: Scheme, name: Callable[[str | None], str], notes: Sequence[str] = (), *,
    one_scale: bool = False,
) -> Picture:  # fmt: skip
    """Draw *found*.

    Args:
        found: the numbers.
        scheme: of colours.
        name: writes a value of its field.
        notes: what was asked for, a line each.
        one_scale: for all strips but that of all articles; or each has its own, in which small numbers are seen.
    """
    look = looks.LOOKS[scheme]
    title = f"Articles per {found.step}" + (f", by {found.by}" if found.by else "")
    strips = _strips(found, name)
    if any(point.count for point in found.points):
        parts = [_strip(look, found, strip, one_scale=one_scale, is_last=strip is strips[-1]) for strip in strips]
    else:
        parts = [looks.text_part(look, "Nothing to show.")]
    says = _says(found, one_scale=one_scale)
    return Picture(
        title=title,
        says=" ".join(says),
        spec=looks.framed(look, title, [*notes, *says], parts),
        columns=("Begins on", *(label for label, _, _ in strips), "Known"),
        rows=tuple(
            (
                each.isoformat(),
                *(counts.get(each, 0) for _, counts, _ in strips),
                "no data" if each in found.no_data else "yes",
            )
            for each in found.periods
        ),
    )


def _says(found: Trend, *, one_scale: bool) -> list[str]:
    total, blank = sum(point.count for point in found.points), len(found.no_data)
    if not total:
        return ["No article answers this."]
    what = "article" if found.by != "topic" else "topic"
    last = next_period(found.periods[-1], found.step) - DAY
    said = [f"{total:,} {what}{'s' * (total != 1)} from {found.periods[0]} to {last}."]
    if found.by == "topic":
        said[0] += " An article may have several."
    if len(found.values) > 1:
        said.append(
            "All on one scale." if one_scale else "Each strip has its own scale: the number beside it is its top."
        )
        if one_scale and found.by != "topic":
            said[-1] = "All but the first on one scale."
    if blank:
        of = f"{blank:,} {found.step}s" if blank > 1 else f"one {found.step}"
        said.append(f"Shaded: {of} of which nothing is known, as no source was reached.")
    return said


Strip = tuple[str, dict[date, int], bool]  # label, articles by period, and whether these are all


def _strips(found: Trend, name: Callable[[str | None], str]) -> list[Strip]:
    counts: dict[str | None, dict[date, int]] = {value: {} for value in found.values}
    whole: dict[date, int] = {}
    for point in found.points:
        if point.count:
            counts[point.value][point.period] = point.count
            whole[point.period] = whole.get(point.period, 0) + point.count
    if found.by is None:
        return [("all", whole, True)]
    named = ("all others" if each == OTHER else looks.label(name(each)) for each in counts)
    if found.by == "topic":  # of which an article may have several: they make no whole
        return [(label, each, False) for label, each in zip(looks.distinct(named), counts.values(), strict=True)]
    labels = looks.distinct(["all", *named])
    return [(label, each, each is whole) for label, each in zip(labels, (whole, *counts.values()), strict=True)]


def _strip(look: Look, found: Trend, strip: Strip, *, one_scale: bool, is_last: bool) -> dict[str, Any]:
    label, counts, is_whole = strip
    of_all = (point.count for point in found.points) if one_scale and not is_whole else counts.values()
    highest = max(of_all, default=1)
    begin, end = instant(found.periods[0]), instant(next_period(found.periods[-1], found.step))
    axis = _time_axis(found, labels=is_last)
    return {
        "width": WIDTH,
        "height": FIRST_HEIGHT if is_whole else HEIGHT,
        # The mark keeps the number behind a label that is written from the right.
        "title": looks.heading(f"{label}\u200e  {sum(counts.values()):,}"),
        "encoding": {
            "x": {"field": "from", "type": "temporal", "axis": axis, "scale": {"type": "utc", "domain": [begin, end]}},
            "x2": {"field": "to"},
        },
        "layer": [
            *_shades(look, found, with_words=is_whole),
            {
                "data": {"values": list(_bars(found, label, counts))},
                "mark": {"type": "bar", "color": look.accent, "stroke": look.paper, "strokeWidth": 0.4},
                "encoding": {
                    "y": {
                        "field": "count", "type": "quantitative", "title": None,
                        "scale": {"domain": [0, highest], "nice": False},
                        "axis": {"values": [highest], "format": ",d", "domain": False, "ticks": False},
                    },
                    "y2": {"datum": 0},
                    "description": {"field": "says", "type": "nominal"},
                },
            },
        ],
    }  # fmt: skip


def _time_axis(found: Trend, *, labels: bool) -> dict[str, Any]:
    days = (found.periods[-1] - found.periods[0]).days
    written = "%-d %b" if days <= 120 else "%b %Y" if days <= 4 * 366 else "%Y"
    shown = {"grid": False, "tickSize": 4, "tickCount": 8, "labelOverlap": True, "title": None, "format": written}
    return {**shown, "labels": labels, "ticks": labels}


def _bars(found: Trend, label: str, counts: dict[date, int]) -> Iterator[dict[str, Any]]:
    for period, count in counts.items():
        yield {
            "from": instant(period),
            "to": instant(next_period(period, found.step)),
            "count": count,
            "says": f"{label}, {found.step} from {period}: {count:,}",
        }


def _shades(look: Look, found: Trend, *, with_words: bool) -> Iterator[dict[str, Any]]:
    """What lies behind the bars where nothing is known."""
    shades = list(_runs(found))
    if not shades:
        return
    yield {"data": {"values": shades}, "mark": {"type": "rect", "color": look.blank, "aria": False}}
    if with_words:
        mark = {"type": "text", "color": looks.readable(look, look.blank), "aria": False}
        place = {"x": {"field": "middle", "type": "temporal"}, "x2": None, **looks.text_of("word")}
        yield {"data": {"values": shades}, "mark": mark, "encoding": place}


def _runs(found: Trend) -> Iterator[dict[str, Any]]:
    """Periods of which nothing is known, those that follow each other as one."""
    width = WIDTH / max(1, len(found.periods))
    for is_blank, run in groupby(found.periods, key=found.no_data.__contains__):
        periods = list(run)
        if is_blank:
            begin, end = instant(periods[0]), instant(next_period(periods[-1], found.step))
            room = len(periods) * width
            word = "no data" if room > 8 * _LETTERS else "?" if room > 2 * _LETTERS else ""
            yield {"from": begin, "to": end, "middle": (begin + end) // 2, "word": word}
