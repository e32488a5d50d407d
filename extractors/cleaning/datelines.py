"""The dateline before the first sentence: where, when and by which agency, as pages of many scripts write it.

"MOSCOW, September 20. /TASS/.", "АСТАНА, 3 мар — Sputnik.", "新华社北京9月1日电（记者王小明）", "تهران - ایرنا -".
Only the head of a paragraph is looked at. What names no agency and no date is a dateline only in capitals, or with a
city we know.
"""

import re
from dataclasses import dataclass

from extractors.authors.names import clean_names
from extractors.cleaning.lines import key_of
from extractors.cleaning.places import CITIES, OUTLETS
from extractors.credits.named import named
from extractors.months import MONTHS, SOLAR_MONTHS, folded

HEAD = 140  # characters of a paragraph in which a dateline must end
LEAST_REST = 20  # characters that must follow it: a dateline that stands alone is a line of its own
_BEFORE = r"(?P<before>[^/()（）\n]{2,70}?)"
# In order of evidence; `before` holds place and date, `agency` whoever reports.
SLASHED = re.compile(rf"{_BEFORE}\s?/\s?(?P<agency>[^/()\n]{{2,30}}?)\s?/[\s.:,–—-]*")
BRACKETED = re.compile(rf"{_BEFORE}\s?[(（](?P<agency>[^()（）\n]{{2,30}})[)）]\s?(?P<joint>[-–—:.،,।ـ]*)\s*")
AGENCY_FIRST = re.compile(r"(?P<agency>[^\n()/,]{2,20}),\s(?P<before>\d[^\n()/,]{2,20}?)\.\s+")
BARE = re.compile(rf"{_BEFORE}(?P<agency>)\s?(?P<joint>[-–—]{{1,2}}|:)\s+(?=[\W_]*[^\W_])")
JOINT = re.compile(r"[.,،]\s(?![-–—])|\.?\s[-–—ـ]{1,2}\s")
UP_TO_JOINT = re.compile(r"\(?([^\n()/–—:,،]{2,30}?)\)?(\s?[-–—:ـ]{1,2}|[.,،])\s+")
ABBREVIATED = re.compile(r"(?<=[^\W\d_])\.\s(?=\d)")
PIECES = re.compile(r"[,،.、]\s+|[,،.、]$|\s[-–—]\s")
NUMERIC_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?")
CLOCK = re.compile(r"\d{1,2}[:.]\d\d")
NO_WORD = re.compile(r"[\s\d.,()-]+")
MONTH_MARKS = frozenset({"сар", "сарын", "сард", "月", "日"})
DOMAIN = re.compile(r"[\w-]{2,20}\.[a-z]{2,4}", re.IGNORECASE)
LONGEST_PLACE, MOST_PIECES = 4, 4  # words; pieces between commas
SHORTEST_CAPS = 4  # letters of a place in capitals: shorter ones are abbreviations
_NO_PLACES = """
nato unesco unicef opec asean brics covid nasa breaking update exclusive watch live video photo photos opinion analysis
нато юнеско юнисеф обсе опек брикс асеан видео фото срочно молния мнение foto eilmeldung
"""
NO_PLACES = frozenset(_NO_PLACES.split())
# Han: an outlet, place and day, then "wires" or "reports"; the reporters in brackets.
HAN_WIRE = re.compile(
    r"[(（【〔\[]?(?:据|據)?(?P<agency>[\u4e00-\u9fff]{1,8}?(?:社|网|網|报|報)|[\u4e00-\u9fff]{2,6}?时报|大纪元|大紀元)"
    r"(?P<middle>[^。！？；，,\n]{0,40}?)(?:日[电電讯訊](?:讯|訊)?|[电電](?=[\s（(）)】〕\]:：]))"
    r"(?:\s?[（(](?P<by>[^（）()\n]{2,60})[）)])?[)）】〕\]]?[\s:：]*"
)
_NO_BRACKET = r"[^（）()【】〔〕\[\]。\n]"
HAN_REPORT = re.compile(
    rf"[(（【〔\[](?P<by>{_NO_BRACKET}{{0,24}}?記者{_NO_BRACKET}{{2,30}}?(?:報導|报道|電|報道))[)）】〕\]]\s*"
)
REPORTERS = re.compile(
    r"(?:本[报報网網台刊社])?(?:见习|見習|实习|實習|特派|特约|特約)?(?:记者|記者)\s*[:：]?\s*(?P<names>[^）)】/／\d]+)"
)
KOREAN_REPORTER = re.compile(r"(?P<names>[\uac00-\ud7af]{2,4}) 기자")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """What stood before the first sentence of a text."""

    text: str  # as written, trimmed
    authors: tuple[str, ...]  # reporters that it names
    rest: str  # the paragraph without it


def find_dateline(paragraph: str) -> Dateline | None:
    """Cut the dateline off the head of *paragraph*; None when it has none.

    >>> found = find_dateline("MOSCOW, September 20. /TASS/. The council met on Tuesday.")
    >>> found.text, found.rest
    ('MOSCOW, September 20. /TASS/.', 'The council met on Tuesday.')
    """
    head = paragraph[:HEAD]
    end, authors = _han(head) if "\u3400" <= head[:3].strip(" (（【〔[")[:1] <= "\u9fff" else (_other(head), ())
    rest = paragraph[end:].strip()
    if not end or len(rest) < LEAST_REST:
        return None
    return Dateline(text=paragraph[:end].strip(" \t-–—ـ:："), authors=authors, rest=rest)


def reporters(text: str) -> tuple[str, ...]:
    """Return the names behind the Chinese word for reporter, or before the Korean one.

    >>> reporters("记者王小明、李四")
    ('王小明', '李四')
    """
    found = REPORTERS.search(text) or KOREAN_REPORTER.match(text)
    names = clean_names(re.split(r"[\s、，,]+", found["names"])) if found else ()
    return tuple(name for name in names if 2 <= len(name) <= 4 and not name.endswith(("報導", "报道")))


def _han(head: str) -> tuple[int, tuple[str, ...]]:
    if found := HAN_WIRE.match(head):
        return found.end(), reporters(found["by"] or found["middle"])
    if found := HAN_REPORT.match(head):
        return found.end(), reporters(re.split(r"[/／]|\s(?=\S+報導)", found["by"])[0])
    return 0, ()


def _other(head: str) -> int:
    """Return where the dateline of *head* ends, 0 when it has none."""
    for form in (SLASHED, BRACKETED, AGENCY_FIRST):
        found = form.match(head)
        if found and form is BRACKETED and not found["joint"] and not is_agency(found["agency"]):
            continue  # "NASDAQ (ABC) ..."
        if found and _holds(found["before"], found["agency"], after=head[found.end() : found.end() + 1]):
            return found.end()
    for joint in JOINT.finditer(head):
        found = UP_TO_JOINT.match(head, joint.end())
        if found and is_agency(found[1]):
            loose = joint[0][0] in ".,،" and found[2] in ".,،"  # "Ann Lee, Reuters." is no dateline
            if _holds(head[: joint.start()], found[1], after="", dated=loose):
                return found.end()
    found = BARE.match(head)
    if found and _holds(found["before"], "", after=head[found.end() : found.end() + 1], city=found["joint"] == ":"):
        return found.end()
    return 0


def _holds(before: str, agency: str, *, after: str, dated: bool = False, city: bool = False) -> bool:
    """Judge the parts of what may be a dateline.

    Args:
        before: place and date.
        agency: who reports; "" for nobody.
        after: the character behind it all.
        dated: it must have a date.
        city: it must have a date or name a city we know.
    """
    pieces = [piece for each in PIECES.split(ABBREVIATED.sub(" ", before.strip())) if (piece := each.strip(" .,،"))]
    pieces = [piece for piece in pieces if not CLOCK.fullmatch(piece)]
    dates = [*filter(_is_date, pieces)]
    places = [piece for piece in pieces if piece not in dates and not is_agency(piece)]
    if not pieces or len(pieces) > MOST_PIECES or not all(map(_is_place, places)) or (dated and not dates):
        return False
    if agency and is_agency(agency):
        return bool(places or dates)
    if not places or after.islower() or (agency and not _short(agency)):
        return False
    # "Москва — Пекин: ..." is a route.
    known = not agency and key_of(places[0]) in CITIES and (city or not places[0][0].isupper())
    loud = places[0].isupper() and len(places[0]) >= SHORTEST_CAPS and places[0].casefold() not in NO_PLACES
    return known or (loud and not city) or (bool(dates) and not agency)


def is_agency(name: str) -> bool:
    """Say whether *name* is that of a news agency, or the domain of an outlet."""
    return key_of(name) in OUTLETS or named(name) is not None or bool(DOMAIN.fullmatch(name.strip()))


def _short(agency: str) -> bool:
    return len(agency.split()) <= 3 and not any(map(str.isdigit, agency))


def _is_place(piece: str) -> bool:
    words = piece.split()
    cased = words and words[0][:1].lower() != words[0][:1].upper()
    if not words or len(words) > LONGEST_PLACE or any(map(str.isdigit, piece)):
        return False
    return words[0][:1].isupper() if cased else words[0][:1].isalpha()


def _is_date(piece: str) -> bool:
    if not any(map(str.isdigit, piece)) or len(piece) > 40:
        return False
    if NUMERIC_DATE.fullmatch(piece.rstrip(" гyж.")):
        return True
    words = NO_WORD.split(folded(piece))
    return any(word in MONTHS or word in SOLAR_MONTHS or word in MONTH_MARKS for word in words)
