"""What is known of each source on each day: no news, and no data, are told apart by sign and by colour."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Any

from flows.web.charts import look as looks
from flows.web.charts.look import Look, Picture, Scheme
from storage.coverage import Covered, State
from storage.periods import DAY, Step, first_day, next_period, periods

WORDS: Mapping[State, str] = {
    "ok": "news",
    "no_news": "no news",
    "low": "fewer than usual",
    "gap": "gap, not all found yet",
    "no_data": "no data: not reached",
    "off": "not polled",
}
#: Signs are seen where colours are not. That of news is its number.
SIGNS: Mapping[State, str] = {"ok": "", "no_news": "0", "low": "↓", "gap": "!", "no_data": "×", "off": "–"}
#: Of several days the first of these is shown: what is missing must not hide behind what is there.
_WORST: tuple[State, ...] = ("gap", "no_data", "low", "ok", "no_news", "off")
MOST_DAYS = 62  # that are shown one by one
MOST_SOURCES = 60  # those with the most trouble
_TROUBLE = frozenset({"gap", "no_data", "low"})
_ROW, _NARROW, _WIDE = 20, 12, 26  # pixels
_LABEL = 5  # columns that a date takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One source in one period."""

    source: str
    period: date
    state: State
    seen: int
    days: Mapping[State, int]  # of the period, by state


def coverage_picture(covered: Iterable[Covered], scheme: Scheme) -> Picture:
    """Draw what Archive.coverage gives."""
    look, rows = looks.LOOKS[scheme], [each for each in covered if each.source]
    title = "What is known of each source"
    step, cells = _cells(rows)
    shown, left_out = _chosen(cells)
    says = _says(cells, step, left_out)
    parts = [_legend(look), _map(look, cells, shown, step)] if cells else [looks.text_part(look, "Nothing to show.")]
    return Picture(
        title=title,
        says=" ".join(says),
        spec=looks.framed(look, title, says, parts, spacing=34),
        columns=("Source", f"{step.capitalize()}", "State", "Listed", "Days"),
        rows=tuple((each.source, each.period.isoformat(), WORDS[each.state], each.seen, _days(each)) for each in cells),
    )


def _cells(rows: Sequence[Covered]) -> tuple[Step, list[Cell]]:
    """Put days together where there are too many to be seen."""
    if not rows:
        return "day", []
    first, last = min(row.day for row in rows), max(row.day for row in rows)
    days = (last - first).days + 1
    lengths: dict[Step, int] = {"day": 1, "week": 7, "month": 31}
    step: Step = next((step for step, length in lengths.items() if days <= MOST_DAYS * length), "year")
    states: defaultdict[tuple[str, date], Counter[State]] = defaultdict(Counter)
    seen: Counter[tuple[str, date]] = Counter()
    for row in rows:
        key = row.source, first_day(row.day, step)
        states[key][row.state] += 1
        seen[key] += row.seen
    return step, [
        Cell(
            source=source,
            period=period,
            state=next(state for state in _WORST if counts[state]),
            seen=seen[source, period],
            days=dict(counts),
        )
        for (source, period), counts in states.items()
    ]


def _chosen(cells: Sequence[Cell]) -> tuple[list[str], int]:
    """The sources that are shown, by name, and the number of those left out."""
    trouble: Counter[str] = Counter()
    for cell in cells:
        trouble[cell.source] += sum(number for state, number in cell.days.items() if state in _TROUBLE)
    chosen = sorted(trouble, key=lambda source: (-trouble[source], source))[:MOST_SOURCES]
    return sorted(chosen), len(trouble) - len(chosen)


def _says(cells: Sequence[Cell], step: Step, left_out: int) -> list[str]:
    if not cells:
        return ["Nothing is known of these days."]
    first, last = min(cell.period for cell in cells), max(cell.period for cell in cells)
    said = [f"Each {step} from {first} to {next_period(last, step) - DAY} (UTC); numbers count what was listed."]
    if step != "day":
        said.append(f"Of the days of a {step} the worst is shown.")
    if left_out:
        said.append(f"Left out: {left_out:,} sources with less trouble.")
    return said


def _days(cell: Cell) -> str:
    return ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in sorted(cell.days.items()))


def _legend(look: Look) -> dict[str, Any]:
    """The signs, each with what it means, above the picture."""
    at, values = 10, []
    for state, words in WORDS.items():
        sign = SIGNS[state] or "12"
        values.append({"at": at, "after": at + 16, "sign": sign, "words": words, **_colours(look, state, 0.55)})
        at += 44 + 7 * len(words)
    scale = {"domain": [0, at], "range": [0, at]}

    def placed(field: str) -> dict[str, Any]:
        return {"x": {"field": field, "type": "quantitative", "scale": scale, "axis": None}, "y": {"value": 9}}

    text = {"type": "text", "baseline": "middle", "aria": False}
    return {
        "width": at,
        "height": 18,
        "data": {"values": values},
        "layer": [
            {"mark": {**_BOX, "width": 22, "height": 18}, "encoding": {**placed("at"), **_FILLED}},
            {"mark": text, "encoding": {**placed("at"), **looks.text_of("sign"), "color": looks.coloured("ink")}},
            {"mark": {**text, "align": "left"}, "encoding": {**placed("after"), **looks.text_of("words")}},
        ],
    }


_BOX: Mapping[str, Any] = {"type": "rect", "cornerRadius": 2, "strokeWidth": 1, "aria": False}
_FILLED: Mapping[str, Any] = {"color": looks.coloured("fill"), "stroke": looks.coloured("edge")}


def _map(look: Look, cells: Sequence[Cell], shown: Sequence[str], step: Step) -> dict[str, Any]:
    columns = list(periods(min(cell.period for cell in cells), max(cell.period for cell in cells), step))
    width = max(_NARROW, min(_WIDE, 900 // len(columns)))
    names = dict(zip(shown, looks.distinct(map(looks.label, shown)), strict=True))
    axis: dict[str, Any] = {"title": None, "domain": False, "ticks": False, "labelLimit": 220, "labelColor": look.ink}
    written = {"day": "%-d %b", "week": "%b %Y", "month": "%Y", "year": "%Y"}[step]
    dates = {
        **axis, "orient": "top", "labelAngle": 0, "labelAlign": "left", "labelColor": look.soft,
        "labelOffset": -width / 2, "values": [each.isoformat() for each in _labelled(columns, step)],
        "labelExpr": f"utcFormat(toDate(datum.value), '{written}')",
    }  # fmt: skip
    days, sources = [each.isoformat() for each in columns], list(names.values())
    described = {"description": {"field": "says", "type": "nominal"}}
    return {
        "width": width * len(columns),
        "height": _ROW * len(shown),
        "data": {"values": list(_marks(look, cells, names, width))},
        "encoding": {
            "x": {"field": "period", "type": "nominal", "axis": dates, "scale": {"domain": days, "padding": 0.06}},
            "y": {"field": "source", "type": "nominal", "axis": axis, "scale": {"domain": sources, "padding": 0.06}},
        },
        "layer": [
            {"mark": {**_BOX, "aria": True}, "encoding": {**_FILLED, **described}},
            {
                "mark": {"type": "text", "fontSize": 10, "aria": False},
                "encoding": {**looks.text_of("sign"), "color": looks.coloured("ink")},
            },
        ],
    }


def _labelled(columns: Sequence[date], step: Step) -> list[date]:
    """The columns that have a date above them, and the first where none is near."""
    places = [place for place, each in enumerate(columns) if _is_marked(each, step)]
    if not places or places[0] >= _LABEL:
        places.insert(0, 0)
    return [columns[place] for place in places if place == 0 or place <= len(columns) - 2]


def _is_marked(first: date, step: Step) -> bool:
    """Say whether a Monday, a quarter, a year or a decade begins."""
    if step == "day":
        return first.weekday() == 0
    if step == "week":
        return first.day <= 7 and first.month % 3 == 1
    return first.month == 1 and (step == "month" or first.year % 10 == 0)


def _marks(look: Look, cells: Sequence[Cell], names: Mapping[str, str], width: int) -> Iterator[dict[str, Any]]:
    most = max((cell.seen for cell in cells if cell.source in names), default=1)
    for cell in cells:
        if cell.source in names:
            number = _number(cell.seen)
            fits = len(number) * 6 <= width - 2
            yield {
                "source": names[cell.source],
                "period": cell.period.isoformat(),
                "sign": SIGNS[cell.state] or (number if fits else ""),
                "says": f"{names[cell.source]}, {cell.period}: {WORDS[cell.state]}, {cell.seen:,} listed",
                **_colours(look, cell.state, log(1 + cell.seen) / log(1 + max(1, most))),
            }


def _number(seen: int) -> str:
    return str(seen) if seen < 1_000 else f"{seen // 1_000}k"


def _colours(look: Look, state: State, share: float) -> dict[str, str]:
    fill = {
        "ok": looks.shade(look, share),
        "no_news": look.paper,
        "low": look.few,
        "gap": look.bad,
        "no_data": look.blank,
        "off": look.paper,
    }[state]
    edge = look.line if state == "no_news" else fill
    return {"fill": fill, "edge": edge, "ink": looks.readable(look, fill) if state != "off" else look.soft}
