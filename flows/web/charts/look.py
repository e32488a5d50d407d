"""How pictures look: the colours of the pages, light and dark; letters that no picture trips over."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from textwrap import wrap
from typing import Any, Literal

Scheme = Literal["light", "dark"]
Row = Mapping[str, Any]

WIDTH = 760  # of what is drawn, in pixels, where that does not follow from the data
STEPS = (0.0, 0.15, 0.28, 0.55, 0.78, 1.0)  # of a ramp: text is read well on each, in both schemes
_LINE = 90  # characters of a note
LONGEST = 32  # characters of a label
FONT = "system-ui, sans-serif"  # of whoever looks at it


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Colours of one scheme; those of text have a contrast of 4.5 to what they stand on (WCAG 2.2, 1.4.3)."""

    paper: str
    ink: str
    soft: str
    line: str
    accent: str
    blank: str  # of what is not known
    few: str  # these three are told apart also by those who see no red, no green or no blue
    bad: str
    ramp: tuple[str, str]  # from little to much


LOOKS: Mapping[Scheme, Look] = {
    "light": Look(
        paper="#fbfaf8", ink="#1d1f21", soft="#565b60", line="#dedbd4", accent="#0b6478", blank="#d5d1c8",
        few="#e9b949", bad="#b5432a", ramp=("#d9ecf0", "#0b5263"),
    ),
    "dark": Look(
        paper="#16181a", ink="#e6e4e0", soft="#a8adb2", line="#373c41", accent="#6fc6d8", blank="#4a5056",
        few="#c79a2e", bad="#e0795f", ramp=("#1b3d45", "#8fdcec"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that can be drawn, and what it shows in words and numbers, for those who do not see it."""

    title: str
    says: str  # a sentence or two
    spec: Mapping[str, Any]  # Vega-Lite
    columns: tuple[str, ...]  # of the table of its numbers
    rows: tuple[tuple[str | int, ...], ...]


def framed(
    look: Look, title: str, notes: Iterable[str], parts: Sequence[Mapping[str, Any]], *, spacing: int = 26
) -> dict[str, Any]:
    """Give the specification of *parts*, one below the other, *spacing* pixels apart, under a title and *notes*."""
    lines = [line for each in notes for line in wrap(each, _LINE)]
    heading = {"text": title, "subtitle": lines, "anchor": "start", "frame": "group", "offset": 14}
    return {
        "title": heading,
        "vconcat": list(parts),
        "spacing": spacing,
        "bounds": "flush",
        "background": look.paper,
        # With room for letters that are wider than those at hand where it was drawn.
        "padding": {"left": 24, "top": 14, "right": 48, "bottom": 14},
        "config": _config(look),
    }


def _config(look: Look) -> dict[str, Any]:
    return {
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "domainColor": look.line, "tickColor": look.line, "gridColor": look.line, "labelColor": look.soft,
            "titleColor": look.soft, "titleFontWeight": "normal", "labelFontSize": 11, "titleFontSize": 11,
        },
        "title": {
            "color": look.ink, "subtitleColor": look.soft, "fontSize": 15, "fontWeight": 600, "subtitleFontSize": 11.5,
            "subtitlePadding": 5, "subtitleLineHeight": 15,
        },
        "text": {"color": look.ink, "fontSize": 11},
    }  # fmt: skip


def heading(text: str) -> dict[str, Any]:
    """Give the title of one part."""
    return {"text": text, "anchor": "start", "frame": "group", "fontSize": 12, "offset": 3}


def text_part(look: Look, text: str) -> dict[str, Any]:
    """Give a part that only says something: of a picture that has nothing to show."""
    mark = {"type": "text", "align": "left", "fontSize": 14, "color": look.soft, "x": 0, "aria": False}
    return {
        "width": WIDTH,
        "height": 60,
        "data": {"values": [{"text": text}]},
        "mark": mark,
        "encoding": text_of("text"),
    }


def text_of(field: str) -> dict[str, Any]:
    """Encode the text of a mark."""
    return {"text": {"field": field, "type": "nominal"}}


def coloured(field: str) -> dict[str, Any]:
    """Encode a colour that stands in the data."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def label(text: str, most: int = LONGEST) -> str:
    """Give *text* as a label: one line, of *most* characters, without any that XML or the order of letters minds.

    >>> label(" a\\x00\\u202e  b" + "c" * 50, 8)
    'a bcccc…'
    """
    kept = (each if _shown(each) else " " if each in "\t\n\r" else "" for each in text[: 4 * most])
    line = " ".join("".join(kept).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _shown(character: str) -> bool:
    # The joiners of Persian and Hindi are the only formats that a word needs (Unicode Standard, 23.2).
    if character in "\u200c\u200d":
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def distinct(labels: Iterable[str]) -> list[str]:
    """Give labels of which no two are equal: a scale would take these for one."""
    given: list[str] = []
    for each in labels:
        name, number = each, 1
        while name in given:
            number += 1
            name = f"{each} ({number})"
        given.append(name)
    return given


def shade(look: Look, share: float) -> str:
    """Give the colour for *share*, 0 to 1, of the most there is: one of six, which the eye tells apart."""
    share = min(STEPS, key=lambda step: abs(step - share))
    low, high = (_parts(each) for each in look.ramp)
    mixed = (round(first + (second - first) * share) for first, second in zip(low, high, strict=True))
    return "#" + "".join(f"{each:02x}" for each in mixed)


def readable(look: Look, fill: str) -> str:
    """Give the colour in which text on *fill* is read best."""
    return max((look.ink, look.paper), key=lambda each: contrast(each, fill))


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted(_luminance(each) for each in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    linear = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (part / 255 for part in _parts(colour))
    )
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _parts(colour: str) -> list[int]:
    return [int(each, 16) for each in re.findall("[0-9a-f]{2}", colour)]


def instant(day: date) -> int:
    """Give the beginning of a day as JavaScript counts it: in milliseconds."""
    return round(datetime.combine(day, time(tzinfo=UTC)).timestamp() * 1000)
