"""What feeds and pages call a date, as a moment in UTC.

Forms read: RFC 822 and its successors; ISO 8601 (calendar dates, extended and basic); figures with year or day
first; year-month-day as Chinese, Japanese, Korean and Mongolian write it; dates in words in the languages of
extractors.months, Solar Hijri dates among them. General parsers guess where we refuse. The rules that may surprise:

-   `01/09/2025` and `01.09.2025` are the first of September; month first only where day first is impossible, or an
    English weekday says so. `month_first` reads it the other way for who knows better.
-   A figure nobody can account for (a second date, a range, a counter) makes the whole unreadable.
-   Two-digit years follow RFC 5322, 4.3: 00-49 are 2000-2049. They need dots, slashes or a month in words.
-   Years 1349-1430 are Solar Hijri (1970-2051); from 1431 on they are Lunar Hijri, which is passed over: Arabic
    pages put such a day beside the Gregorian one.
-   Years 2513-2643 are Buddhist (1970-2100) in figures or beside a month in Thai.
-   Fractions of seconds are dropped. A leap second is read as second 59, 24:00 as midnight of the next day.
-   An offset of `-0000` is UTC. Which zone a name means is said in extractors.zones.
"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Literal

from extractors.months import MONTHS, MOST_WORDS, SOLAR_MONTHS, folded
from extractors.records import Dated, Place, Precision
from extractors.zones import PHRASES, ZONES

# Longest string looked at, in characters; the longest real forms spell out weekday, month and zone and have 80.
LIMIT = 200
YEARS = range(1970, 2101)
SOLAR_YEARS = range(1349, 1431)
BUDDHIST_YEARS, BUDDHIST_ERA = range(2513, 2644), 543
_SOLAR_LEAPS = (1, 5, 9, 13, 17, 22, 26, 30)  # years of the 33-year cycle
_NEW_YEAR_1404 = date(2025, 3, 21).toordinal()
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")

# Forms rewritten to "Y-M-D h:m:s" before anything is read; patterns meet folded text.
_COMPACT = (
    (re.compile(r"^(\d{4})(\d\d)(\d\d)t?\s?(\d\d)(\d\d)(\d\d)(?!\d)"), r"\1-\2-\3 \4:\5:\6"),
    (re.compile(r"^(\d{4})(\d\d)(\d\d)t(\d\d):?(\d\d)(?!\d)"), r"\1-\2-\3 \4:\5"),
    (re.compile(r"^(\d{4})(\d\d)(\d\d)(?!\d)"), r"\1-\2-\3"),
    (re.compile(r"(?<![\d./-])(?<!\d:)(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(?=\d)"), r"\1\2\3\2"),
    (re.compile(r"(\d)\s?h\s?(\d\d)(?!\d)"), r"\1:\2"),
    (re.compile(r"(?<![\d:./-])(\d{1,2})\s?(?=[ap]\.?\s?m\b)"), r"\1:00 "),
    (re.compile(r"\bthu [2-7]\b"), " "),  # Vietnamese weekdays are numbered
    (re.compile(r"(\d{1,2})\sthang\s(\d{1,2}),?\s(?:nam\s)?(\d{4})"), r"\3-\2-\1 "),
)
_LUNAR = re.compile(
    r"\d{1,2}[\s-](?:محرم|صفر|(?:ربیع|جماد[یه]|ذو?|ذی)\s?[^\W\d]+|رجب|شعبان|رمضان|شوال)[\s,،-]*1[45]\d\d(?!\w)"
    r"|(?<!\d)14(?:3[1-9]|[4-9]\d)([/-])\d{1,2}\1\d{1,2}(?!\d)"
)
_WITH_UNITS = (
    (re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]?"), r"\1-\2-\3 "),
    (_LUNAR, " "),
    (re.compile(r"(\d{4})\s?оны?\s(\d{1,2})\s?(?:-?р)?\s?сар(?:ын)?\s(\d{1,2})(?:-?н[ыи]+)?"), r"\1-\2-\3 "),
    (re.compile(r"(\d)\s?[时時点點시]\s?(\d)(?=\s?[分분])"), r"\1:0\2"),
    (re.compile(r"(\d)\s?[时時点點시]\s?(\d)"), r"\1:\2"),
    (re.compile(r"(\d)\s?[时時点點시]"), r"\1:00 "),
    (re.compile(r"(\d)\s?[分분]\s?(\d\d)\s?[秒초]"), r"\1:\2 "),
)
_HAN_NUMBER = re.compile(r"[〇零一二三四五六七八九十]+(?=\s?[年月日号號时時点點分])")
_HAN_DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | {"零": "0"}

_YEAR_FIRST = re.compile(r"(?<![\d./-])(?<!\d:)(?P<y>\d{4})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<![\d./-])(?<!\d:)(?P<d>\d{1,2})([-/.])(?P<m>\d{1,2})\2(?P<y>\d{4}|(?<!-)\d\d)(?![\d:])")
_TIME = re.compile(
    r"(?:(?P<before>\b[ap]m|上午|凌晨|早上|清晨|午前|오전|下午|晚上|中午|傍晚|午後|오후)\s?)?"
    r"(?<![\d:+-])(?P<h>\d{1,2})(?P<sep>[:.])(?P<m>\d\d)(?:(?P=sep)(?P<s>\d\d?)(?:[.,]\d+)?)?(?![\d:])"
    r"(?:\s?(?:(?P<after>[ap])\.?\s?m\b\.?|(?P<later>[مص]|ب\.ظ|ق\.ظ|عصر|[πμ](?=\.μ))\b))?"
)
_OFFSET = re.compile(r"[\s(\[]*(?P<utc>utc|gmt)?\s?(?P<sign>[+-])(?P<h>\d{1,2})(?::?(?P<m>\d\d))?(?![\d:])")
_ZONE_NAME = re.compile(r"[\s(\[,]*(?:по\s)?(?P<names>(?P<name>[^\W\d_]+)(?:[\s-][^\W\d_]+)?)")
_TOKEN = re.compile(r"\d+|[^\s\d.,:;/()\[\]|،–—-]+")
_AFTERNOON = frozenset({"下午", "晚上", "中午", "午后", "傍晚", "午後", "오후", "p", "pm", "م", "ب.ظ", "عصر", "μ"})
Calendar = Literal["gregorian", "solar", "thai"]
THAI = re.compile("[ก-๎]")
MOST_BETWEEN, MOST_BESIDE = 5, 3  # words from day to year, to month: more is a sentence that holds two figures
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile("|".join(_WEEKDAYS))
_FILLERS = frozenset({"de", "del", "of", "the"})


def parse_date(raw: str, *, place: Place, assumed_zone: tzinfo = UTC) -> Dated | None:
    """Read the one date that *raw* states.

    Args:
        raw: as a feed, a sitemap or a page writes it, in any language of extractors.months.
        place: where it was found; handed through.
        assumed_zone: zone of the clock where *raw* names none, or one that extractors.zones does not know.

    Returns:
        The moment, cut to seconds; a day without a time is its midnight in *assumed_zone*. None: no date, more
        than one, an impossible one, one outside 1970-2100, or text longer than LIMIT or that can't be stored.

    Source: RFC 5322, 3.3 and 4.3; RFC 3339; ISO 8601.

    >>> parse_date("1 сентября 2025 г., 15:07 мск", place="time").value.isoformat()
    '2025-09-01T12:07:00+00:00'
    """
    if (read := read_clock(raw)) is None:
        return None
    clock, zone, precision = read
    value = clock.replace(tzinfo=zone or assumed_zone).astimezone(UTC)
    if value.year not in YEARS:  # the day was, but the zone moved it
        return None
    return Dated(value=value, zone_known=zone is not None, precision=precision, place=place, raw=raw.strip())


def read_clock(raw: str) -> tuple[datetime, tzinfo | None, Precision] | None:
    """Read what the clock of the source showed: a naive moment, the zone if *raw* names one, and the precision.

    >>> read_clock("2025-09-01 15:07 MSK")[0].isoformat()
    '2025-09-01T15:07:00'
    """
    return _read(raw) if raw and len(raw) <= LIMIT else None


@lru_cache(maxsize=1_000)  # a page states each of its dates several times, and its judge reads them again
def _read(raw: str) -> tuple[datetime, tzinfo | None, Precision] | None:
    if _UNSTORABLE.search(raw):
        return None
    day, rest = _take_figures(_rewritten(folded(raw)))
    hours, precision, zone, rest = _take_time(rest)
    if day is None:
        day, rest = _take_words(rest)
    if day is None or hours is None or any(map(str.isdecimal, rest)):
        return None
    zone = zone or next((zone for phrase, zone in PHRASES.items() if phrase in raw), None)
    return datetime.combine(day, time()) + hours, zone, precision


def month_first(dated: Dated) -> Dated | None:
    """Read `01/09/2025` as the ninth of January; None where *dated* is not of this kind.

    >>> month_first(parse_date("01/09/2025", place="text")).value.date().isoformat()
    '2025-01-09'
    """
    text, read = _rewritten(folded(dated.raw)), read_clock(dated.raw)
    if not read or _YEAR_FIRST.search(text) or not _DAY_FIRST.search(text) or read[0].day > 12:
        return None
    swapped = read[0].replace(month=read[0].day, day=read[0].month)
    return replace(dated, value=dated.value + (swapped - read[0]))


def _rewritten(text: str) -> str:
    if "年" in text:
        text = _HAN_NUMBER.sub(lambda number: _han(number[0]), text)
    for pattern, result in _COMPACT if text.isascii() else _COMPACT + _WITH_UNITS:
        text = pattern.sub(result, text)
    return text


def _han(numeral: str) -> str:
    """Turn 二十一, 二〇二五 or 十 into figures."""
    if "十" not in numeral:
        return "".join(_HAN_DIGITS[each] for each in numeral)
    tens, _, ones = numeral.partition("十")
    return f"{_HAN_DIGITS.get(tens, '1')}{_HAN_DIGITS.get(ones, '0')}"


def _take_figures(text: str) -> tuple[date | None, str]:
    """Take a date written in figures out of *text*; return it with what is left."""
    for pattern in (_YEAR_FIRST, _DAY_FIRST):
        if found := pattern.search(text):
            year, month, day = _year(found["y"]), int(found["m"]), int(found["d"])
            year -= BUDDHIST_ERA if year in BUDDHIST_YEARS else 0
            if pattern is _DAY_FIRST and (month > 12 >= day or _is_month_first(text, year, day, month)):
                month, day = day, month
            rest = f"{text[: found.start()]} {text[found.end() :].removeprefix('t')}"
            return _day(year, month, day, solar=year in SOLAR_YEARS), rest
    return None, text


def _is_month_first(text: str, year: int, first: int, second: int) -> bool:
    """Say whether an English weekday in *text* fits "first/second/year" only if that is month and day."""
    found = _WEEKDAY.search(text)
    if not found or first > 12 or not (day := _day(year, second, first, solar=False)):
        return False
    named = _WEEKDAYS.index(found[0])
    swapped = _day(year, first, second, solar=False)
    return day.weekday() != named and swapped is not None and swapped.weekday() == named


def _take_words(text: str) -> tuple[date | None, str]:
    """Take a date with its month in words out of *text*, of which nothing but words may be left."""
    tokens = [token for token in _TOKEN.findall(text) if token not in _FILLERS]
    figures = [index for index, token in enumerate(tokens) if token.isdecimal()]
    if len(figures) != 2 or figures[1] - figures[0] > MOST_BETWEEN:
        return None, text
    months = [*_months(tokens)]
    if not months:
        return None, text
    # "mar, 2 sep 2025": Spanish `mar` is also Tuesday, so the name with more figures beside it is the month.
    index, month, calendar = max(months, key=lambda each: sum(abs(each[0] - figure) == 1 for figure in figures))
    first, second = (tokens[figure] for figure in figures)
    if abs(index - figures[len(first) == 4]) > MOST_BESIDE:
        return None, text
    in_between = figures[0] < index < figures[1]
    if len(first) == 4 and len(second) <= 2:
        return _day(_year(first, calendar), month, int(second), solar=calendar == "solar"), ""
    if len(first) <= 2 and (len(second) == 4 or (len(second) == 2 and in_between)):
        return _day(_year(second, calendar), month, int(first), solar=calendar == "solar"), ""
    return None, text


def _months(tokens: list[str]) -> list[tuple[int, int, Calendar]]:
    """Return (index, month, calendar) of every token, or run of tokens, that names a month."""
    named: list[tuple[int, int, Calendar]] = []
    index = 0
    while index < len(tokens):
        length = 1
        for length in range(min(MOST_WORDS, len(tokens) - index), 0, -1):
            name = " ".join(tokens[index : index + length])
            if month := MONTHS.get(name):
                named.append((index, month, "thai" if THAI.match(name) else "gregorian"))
                break
            if month := SOLAR_MONTHS.get(name):
                named.append((index, month, "solar"))
                break
        index += length
    return named


def _year(figures: str, calendar: Calendar = "gregorian") -> int:
    year = int(figures)
    if calendar == "thai":
        year += 2500 if year < 100 else 0
        return year - BUDDHIST_ERA if year in BUDDHIST_YEARS else year
    if len(figures) > 2:
        return year
    return year + (2000 if year < 50 else 1900)


def _day(year: int, month: int, day: int, *, solar: bool) -> date | None:
    try:
        found = _from_solar(year, month, day) if solar else date(year, month, day)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _from_solar(year: int, month: int, day: int) -> date:
    """Convert a Solar Hijri date by the 33-year rule, which agrees with Iran's calendar for 1304-1472."""
    leap = year % 33 in _SOLAR_LEAPS
    last = 31 if month <= 6 else 30 if month <= 11 or leap else 29
    if year not in SOLAR_YEARS or not (1 <= month <= 12 and 1 <= day <= last):
        raise ValueError(f"no such Solar Hijri date: {year}-{month}-{day}")
    days = 31 * (month - 1) - max(0, month - 7) + day - 1
    return date.fromordinal(_NEW_YEAR_1404 + _solar_days(year) - _solar_days(1404) + days)


def _solar_days(year: int) -> int:
    """Count the days of the Solar Hijri years before *year*."""
    cycles, rest = divmod(year, 33)
    return 365 * year + 8 * cycles + sum(leap < rest for leap in _SOLAR_LEAPS)


def _take_time(text: str) -> tuple[timedelta | None, Precision, tzinfo | None, str]:
    """Take time and zone out of *text*.

    Returns:
        Time since midnight (None: an impossible one), its precision, the zone if known, and what is left.
    """
    found = _TIME.search(text)
    if not found:
        zone, rest = _take_zone(text)
        return timedelta(), "day", zone, rest
    hour, minute, second = int(found["h"]), int(found["m"]), int(found["s"] or 0)
    half = found["before"] or found["after"] or found["later"]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    zone, tail = _take_zone(text[found.end() :])
    possible = minute < 60 and second <= 60 and (hour < 24 or (hour, minute, second) == (24, 0, 0))
    since_midnight = timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
    precision: Precision = "second" if found["s"] else "minute"
    return since_midnight if possible else None, precision, zone, f"{text[: found.start()]} {tail}"


def _take_zone(text: str) -> tuple[tzinfo | None, str]:
    """Take the zone off the start of *text*; return it, if known, and what is left."""
    if found := _OFFSET.match(text):
        hours, minutes = int(found["h"]), int(found["m"] or 0)
        if found["utc"] or found["m"] or len(found["h"]) == 2:  # not the figure of "- 1 September"
            offset = timedelta(hours=hours, minutes=minutes) * (-1 if found["sign"] == "-" else 1)
            known = minutes < 60 and timedelta(hours=-12) <= offset <= timedelta(hours=14)
            return timezone(offset) if known else None, text[found.end() :]
    if found := _ZONE_NAME.match(text):
        for group in ("names", "name"):
            if zone := ZONES.get((found[group] or "").replace("-", " ")):
                return zone, text[found.end(group) :]
    return None, text
