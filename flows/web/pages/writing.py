"""How pages write what is stored: dates, numbers, languages, directions."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

#: Written from right to left, whatever the country: Arabic, Central Kurdish, Dhivehi, Persian, Hebrew, Kashmiri,
#: Pashto, Sindhi, Uyghur, Urdu, Yiddish.
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
#: Written in either direction, as the country has it: Azerbaijani, Kazakh, Kurdish, Kyrgyz, Malay, Punjabi, Uzbek.
EITHER = frozenset({"az", "kk", "ku", "ky", "ms", "pa", "uz"})
_SCRIPTS = {"Arab": "rtl", "Hebr": "rtl", "Syrc": "rtl", "Thaa": "rtl"}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SCRIPT = re.compile(r"[A-Z][a-z]{3}")


def direction(language: str | None, script: str | None = None) -> str:
    """Give the value of a `dir` attribute; "auto" where the browser must look at the letters."""
    if script is not None:
        return _SCRIPTS.get(script, "ltr")
    if language is None or language in EITHER or not _LANGUAGE.fullmatch(language):
        return "auto"
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def language_tag(language: str | None, script: str | None = None) -> str:
    """Give the value of a `lang` attribute (BCP 47); "" where it is unknown, which is a value of its own."""
    if language is None or not _LANGUAGE.fullmatch(language):
        return ""
    # Only Chinese needs its script: it decides which shapes of the same characters are shown.
    told = script if language == "zh" and script and _SCRIPT.fullmatch(script) else None
    return f"{language}-{told}" if told else language


def day(moment: date | None) -> str:
    """Write a day: 1 Sep 2025."""
    return "" if moment is None else f"{moment.day} {moment:%b} {moment.year}"


def clock(moment: datetime | None) -> str:
    """Write a moment to the minute: 1 Sep 2025, 14:10 UTC."""
    if moment is None:
        return ""
    moment = moment.astimezone(UTC)
    return f"{day(moment)}, {moment:%H:%M} UTC"


def moment(moment: datetime | None, precision: str | None, *, zone_known: bool | None) -> str:
    """Write a date as exactly as its page states it, and no more exactly."""
    if moment is None or precision == "day":
        return day(moment)
    return clock(moment) if zone_known else f"{clock(moment).removesuffix(' UTC')}, no zone stated"


def number(value: float) -> str:
    """Write a number with commas; of one that is not whole, one place."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def percent(share: float) -> str:
    """Write a share; only what is all of it is 100 %, and only nothing is 0 %."""
    if 0.995 <= share < 1:
        return "99 %"
    return "under 1 %" if 0 < share < 0.005 else f"{share:.0%}".replace("%", " %")


def short(text: str | None, most: int = 300) -> str:
    """Give the beginning of a text on one line; "…" says that there is more."""
    line = " ".join((text or "")[: most * 2].split())
    return line if len(line) <= most and len(text or "") <= most * 2 else f"{line[:most].rstrip()}…"


def paragraphs(text: str) -> Sequence[str]:
    """Cut a text at its blank lines."""
    return [each for each in text.split("\n\n") if each.strip()]
