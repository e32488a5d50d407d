"""The days that an address speaks of: which part of an outlet's history a sitemap or an archive page lists.

A number in an address may be a date or just a number: `sitemap-2019.xml` may be a year or come after
`sitemap-2018.xml` and 2,017 others. So addresses are read together, as one index lists them. Those that differ in
nothing but their figures are sisters, and a date counts only if every sister has one, and only as finely as the
coarsest says it: beside `2024-05-7.xml` the end of `2024-05-12.xml` is a page, not a day.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from extractors.urls import LIMIT

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([/._-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)", re.ASCII)
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[/._-](1[0-2]|0?[1-9])|(0[1-9]|1[0-2]))(?!\d)", re.ASCII)
_WEEK = re.compile(r"(?<!\d)((?:19|20)\d\d)[/._-]?w([0-4]\d|5[0-3])(?!\d)", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)", re.ASCII)
_FIGURES = re.compile(r"\d+", re.ASCII)
# Folders in which WordPress and others keep files by the day they were made, which says nothing of what is in them.
_MADE_THEN = re.compile(r"/(?:wp-content|uploads?|files?|static|assets|cache)/", re.IGNORECASE)
_PARAMETERS = {
    "y": "y", "yyyy": "y", "year": "y", "m": "m", "mm": "m", "month": "m", "d": "d", "dd": "d", "day": "d",
    "from": "", "to": "", "since": "", "until": "", "start": "", "end": "", "begin": "", "ym": "", "period": "",
}  # fmt: skip


class Span(NamedTuple):
    """From the beginning of one day to the beginning of another, in UTC."""

    begin: datetime
    end: datetime  # the first moment after it


def spans_of(urls: Sequence[str]) -> list[Span | None]:
    """Say for each of some addresses that stand in one list which days it speaks of; None: it doesn't say.

    Days are taken as UTC's, whatever the clock of the outlet.

    >>> [str(each and each.begin.date()) for each in spans_of(["/s-2024-05.xml", "/s-2024-06.xml", "/s-7.xml"])]
    ['2024-05-01', '2024-06-01', 'None']
    """
    sisters: dict[str, list[int]] = defaultdict(list)
    for at, url in enumerate(urls):
        sisters[_FIGURES.sub("0", url)].append(at)
    found: list[Span | None] = [None] * len(urls)
    for group in sisters.values():
        readings = [_readings(urls[at]) for at in group]
        for finest in range(3):
            spans = [each[finest] for each in readings]
            if all(spans):
                # A date that is the same for all sisters is that of the software or of the cache.
                told_apart = len(group) == 1 or len(set(spans)) > 1
                for at, span in zip(group, spans, strict=True):
                    found[at] = span if told_apart else None
                break
    return found


def span_of(url: str) -> Span | None:
    """Say which days a lone address speaks of; see spans_of."""
    return spans_of([url])[0]


def _readings(url: str) -> tuple[Span | None, Span | None, Span | None]:
    """Read *url* by days, by months or weeks, and by years; a coarser reading holds the finer."""
    try:
        parts = urlsplit(url[:LIMIT])
    except ValueError:
        return None, None, None
    path = "" if _MADE_THEN.search(parts.path) else parts.path
    text = f"{path} {_dated_parameters(parts.query)}"
    months = _hull(_days(_MONTH, text)) or _hull(_days(_WEEK, text))
    return _hull(_days(_DAY, text)), months, _hull(_days(_YEAR, text))


def _dated_parameters(query: str) -> str:
    """Give the values of parameters whose names speak of dates, year, month and day joined to a date."""
    pieces: dict[str, str] = {}
    values = []
    for name, value in parse_qsl(query)[:50]:
        kind = _PARAMETERS.get(name.lower(), "" if "date" in name.lower() else None)
        if kind and len(value) <= 4:
            pieces.setdefault(kind, value.zfill(2))
        elif kind is not None:
            values.append(value)
    joined = [pieces[each] for each in "ymd" if each in pieces] if "y" in pieces else []
    return " ".join([*values, "-".join(joined)])


def _days(form: re.Pattern[str], text: str) -> Iterator[tuple[date, date]]:
    """Yield first and last day of each date of one form in *text*."""
    for found in form.finditer(text):
        try:
            if form is _DAY:
                day = date(int(found[1]), int(found[3]), int(found[4]))
                yield day, day
            elif form is _MONTH:
                first = date(int(found[1]), int(found[2] or found[3]), 1)
                yield first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            elif form is _WEEK:
                first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
                yield first, first + timedelta(days=6)
            else:
                yield date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
        except ValueError:
            continue  # the 31st of April, or week 53 of a year with 52


def _hull(days: Iterator[tuple[date, date]]) -> Span | None:
    """Give the span from the first to the last of *days*."""
    bounds = [bound for pair in days for bound in pair]
    if not bounds:
        return None
    first, after = min(bounds), max(bounds) + timedelta(days=1)
    return Span(
        datetime(first.year, first.month, first.day, tzinfo=UTC),
        datetime(after.year, after.month, after.day, tzinfo=UTC),
    )
