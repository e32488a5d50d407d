"""What stands above the first sentence of a text: title, bylines, dates, the way through the site."""

import re
from collections.abc import Collection

from extractors.authors.names import clean_names
from extractors.cleaning.datelines import is_agency, reporters
from extractors.cleaning.lines import FRAME, HAN, LABEL, Line
from extractors.cleaning.marks import AUTHOR
from extractors.dates import parse_date
from extractors.months import MONTHS, SOLAR_MONTHS, folded

LONGEST_DATE, LONGEST_BYLINE = 75, 110  # characters
LONGEST_SIGN = 30  # characters behind "Author:" that may be initials or "our desk" instead of a name
MOST_WORDS_BESIDE_A_DATE = 4  # "Published on Tuesday in World"
DIGIT = re.compile(r"\d")
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
FILLERS = frozenset(["at", "on", "of", "the", "am", "pm", "p.m", "a.m", "г", "года"])
MOST_HAN = 14  # characters of Han in a line with a date: "2025年9月1日 星期一 来源：..."
CLOCK = re.compile(r"\W*(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?\W*")
DAY = re.compile(r"\W*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\W*")
# Above a text, a line that begins so is one of date, source, counter and buttons.
STAMP = re.compile(r"\W*(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\d{4}年\d{1,2}月\d{1,2}日\s*\d{1,2}[:：]\d\d)")
LONGEST_STAMPED = 160  # weight
JOINTS = re.compile(r"[|｜•·/]{1,2}|\s[-–—]\s|\s{2,}")
NO_WORD = re.compile(r"[\s\d.,:;|/()\[\]،–—-]+")
SENTENCE = re.compile(r"(?:[^\W\d]{4,}|\d)[.!?]$")
BREADCRUMB = re.compile(
    r"(?:home|главная|首页|首頁|خانه|صفحه نخست|الرئيسية|صفحہ اول|होम|басты бет|башкы бет|bosh sahifa|нүүр"
    r"|asosiy|start|startseite|inicio|accueil|strona główna|ana sayfa|you are here|вы здесь)\W",
    re.IGNORECASE,
)
STEPS = re.compile(r"\s[>»›/→]\s|[>»›]")
# Words that a byline begins with when no colon follows them; a name must.
BY = re.compile(
    r"(?:(?:written|story|words|text|report|reported|posted|published|article)?\s*by|подготовил[аи]?|записал[аи]?"
    r"|(?:本[报報网網]|特约|见习)?(?:记者|記者)|撰文|بقلم|كتبت?|του συντάκτη|oprac)\b\.?\s*",
    re.IGNORECASE,
)
PREPOSITIONS = {
    "de": "von", "fr": "par", "es": "por", "pt": "por", "it": "di", "nl": "door", "el": "από", "da": "af", "sv": "av",
}  # fmt: skip
NAME = re.compile(r"[^\W\d_][^\s\d_,;|]*(?:\s[^\W\d_][^\s\d_,;|]*){1,4}|[\u3400-\u9fff]{2,4}")
AFTER_NAME = re.compile(r"\s*[,;|•·–—/(]\s*|\s-\s")  # office, place or date; two names are joined by a word
HAN_REPORTERS = re.compile(
    r"[(（【〔\[]?\s*(?:[\u3400-\u9fff]{0,6}(?:记者|記者))\s*[:：]?\s*[\u3400-\u9fff、，,\s]{2,30}?"
    r"(?:\s*[/／]?\s*[\u3400-\u9fff]{0,4}(?:報導|报道|摄|攝))?\s*[)）】〕\]]?"
)
KOREAN_REPORTER = re.compile(r"\[?[\uac00-\ud7af]{2,4} 기자(?:\s\S+@\S+)?\]?")


def is_date_line(text: str) -> bool:
    """Say whether a line holds a date or a time of day and next to nothing else.

    >>> is_date_line("Published on Tuesday 10 January 2012 08:26"), is_date_line("It rained on 3 May 2012.")
    (True, False)
    """
    bare = ORDINAL.sub("", text[: 2 * LONGEST_DATE].strip(" |•·()[]【】\t-–—"))
    if len(bare) > LONGEST_DATE or "@" in bare or not DIGIT.search(bare) or len(HAN.findall(bare)) > MOST_HAN:
        return False
    if CLOCK.fullmatch(bare) or DAY.fullmatch(bare):
        return True
    words = [word for word in NO_WORD.split(folded(bare)) if word]
    others = [word for word in words if word not in MONTHS and word not in SOLAR_MONTHS and word not in FILLERS]
    if len(others) > MOST_WORDS_BESIDE_A_DATE or (others and SENTENCE.search(bare)):
        return False
    parts = [part for each in JOINTS.split(bare) if (part := each.strip())]
    return any(parse_date(each, place="text") is not None for each in (" ".join(parts), *parts))


def is_stamped(line: Line) -> bool:
    """Say whether a line above the text begins with a full date in figures."""
    return not line.prose and line.weight <= LONGEST_STAMPED and bool(STAMP.match(line.text))


def is_breadcrumb(line: Line) -> bool:
    """Say whether a line shows the way from the front page here: "Home > World > Rain"."""
    return line.weight <= 160 and bool(STEPS.search(line.text)) and bool(BREADCRUMB.match(line.text.strip(" |>»›\t")))


def read_byline(line: Line, *, language: str | None, known: Collection[str]) -> tuple[str, ...] | None:
    """Return the names in a byline, which may be none; None when the line is no byline.

    Args:
        line: a short line at either end of the text.
        language: of the text, ISO 639-1; says which preposition stands before a name.
        known: keys of the names that the page gives its authors elsewhere.

    >>> from extractors.cleaning.lines import read_line
    >>> read_byline(read_line("By Ann Lee and Bo Li, Herald"), language="en", known=())
    ('Ann Lee', 'Bo Li')
    """
    text = line.text.strip(" |•·—–-\t")
    if len(text) > LONGEST_BYLINE or line.prose:
        return None
    if line.key in known:
        return clean_names([text])
    if HAN_REPORTERS.fullmatch(text) or KOREAN_REPORTER.fullmatch(text):
        return reporters(text.strip("()（）【】〔〕[]"))
    name, _, office = text.rstrip(",").rpartition(", ")
    if _is_name(name) and is_agency(office):
        return clean_names([name, office])
    if AUTHOR.labels(line):
        rest = LABEL.split(text, maxsplit=1)[-1]
        return _names(rest) or (() if len(rest) <= LONGEST_SIGN else None)
    return _after_lead_in(text, language)


def _after_lead_in(text: str, language: str | None) -> tuple[str, ...] | None:
    found = BY.match(text) or _preposition(text, language)
    return (_names(text[found.end() :]) or None) if found else None


def _names(text: str) -> tuple[str, ...]:
    """Return the names that *text* begins with, less what follows them."""
    return tuple(
        name for name in clean_names(AFTER_NAME.split(text.strip(FRAME))[:1]) if is_agency(name) or _is_name(name)
    )


def _is_name(text: str) -> bool:
    """Say whether a text looks like the name of a person: few words, with capitals where the script has them."""
    return bool(NAME.fullmatch(text)) and _capital(text)


def _preposition(text: str, language: str | None) -> re.Match[str] | None:
    word = PREPOSITIONS.get(language or "")
    found = re.match(rf"{word}\s+(?=[^\W\d_])", text, re.IGNORECASE) if word else None
    return found if found and not SENTENCE.search(text) and _capital(AFTER_NAME.split(text[found.end() :])[0]) else None


def _capital(name: str) -> bool:
    """Say whether every word but particles begins with a capital, where the script has them."""
    words = [word for word in name.split() if len(word) > 3] or name.split()
    return all(not word[0].islower() for word in words)
