"""Which words beside a verb of saying name the speaker."""

import re
from dataclasses import dataclass
from functools import cache

from extractors.quotes.marks import BLOT
from extractors.quotes.wording import CAPITALS, Wording, is_one_of

Span = tuple[int, int]

LONGEST = 200  # characters that name a speaker, with office and appositions
_NAME_ONLY = re.compile(
    rf"\s*(?:(?:Dr|Mr|Mrs|Ms|Prof|Professor|Sir|President)\.?\s)?[{CAPITALS}][\w'’.-]*"
    rf"(?:\s(?:[a-zа-яё]{{2,3}}\s)?[{CAPITALS}][\w'’.-]*){{1,4}}\s*"
)
_NAME_AT_END = re.compile(rf"(?<!the)(?<!of)\s[{CAPITALS}][\w'’-]+(?:\s[{CAPITALS}][\w'’.-]*)+\s*$")
_FORWARD_END = re.compile(rf"[,;:!?…()،؛؟۔\n{BLOT}]|\.(?=\s|$)|\sсо ссылкой|\s[-–—]\s|$")
_INITIALS = re.compile(
    rf"(?:\b[{CAPITALS}]|\b(?:Mr|Mrs|Ms|Dr|Prof|Jr|Rep|Sen|Gen|Gov|Det|Const|Sgt|Capt|Maj|Lt|Col|Insp|Hon|Rev|St))$"
)
_CONTRAST = re.compile(r",\s(?:while|whereas|but)\s|,\s(?:а|но|тогда как)\s")
_DAY = re.compile(
    r"(?:во?\s(?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)|сегодня|вчера|накануне)\b"
)
_AFTER_DAY = re.compile(rf"\s*{_DAY.pattern}\s+(?=\w)")
# "The police came and"; of a language with endings, a noun and what agrees with it before: "Местные жители пришли и".
_FEW_WORDS = (
    re.compile(r"(?:(?!(?:is|was|were|are|has|have|had|came|went|met|made)\b|\w+ed\b)[\w’'-]+\s+){1,3}"),
    re.compile(r"(?:\w+(?:ый|ий|ая|яя|ое|ые|ие)\s+)?[\w’'-]+\s+"),
)
_AND = re.compile(r"\s(?:and|und|et|y|и)\s+(\w+)")
# "сообщил ТАСС директор порта": the agency was told.
_ADDRESSEE = re.compile(
    r"\s*(?:ТАСС|РИА\sНовости|Интерфаксу|«[^»\n]{2,30}»|журналистам|корреспонденту\s\S+|агентству\s\S+)\s+"
    r"(?=(?!сегодня|вчера|накануне|вечером|утром|днём|днем|позже|ранее)[а-яё-]{4,})"
)
# "Ректор университета Анна Белова | поблагодарила"
_BEFORE_VERB = re.compile(
    r"(?!(?:в|во|на|по|при|после|с|со|к|у|из|от|до|для|за)\s)[\w«»-]+(?:\s[\w«»-]+){0,7}?"
    r"(?=\s[а-яё]{2,}(?:[аеиоуыяё]л|ла|ли|ло|лся|лась|лись)\s)",
    re.IGNORECASE,
)
_COORDINATED = re.compile(r"(?:^|\s)(?:and|but|и|а|но)$")
LAST_NAME = re.compile(rf"(?<=\s)(?<!\s[а-я]\s)(?<!\s[а-я][а-я]\s)[{CAPITALS}][\w’'-]+(?:\s[{CAPITALS}][\w’'.-]*)*\s*$")
_OBLIQUE = ("ом", "ем", "ами", "ями", "ов", "ей", "ам", "ям", "ах", "ях", "у", "ю")
_RELATIVE = re.compile(r",?\s+(?:who|который|которая|которые)$")


@dataclass(frozen=True, slots=True)
class Patterns:
    """The regular expressions of one language."""

    between: re.Pattern[str]
    never: re.Pattern[str]
    openers: re.Pattern[str]
    adjunct: re.Pattern[str]
    that: re.Pattern[str]
    this: re.Pattern[str]
    pronoun: re.Pattern[str]
    breaks: re.Pattern[str]
    circumstance: re.Pattern[str]
    beside: re.Pattern[str]
    mute: re.Pattern[str]


@cache
def patterns_of(wording: Wording) -> Patterns:
    """Compile what a language needs, once."""
    pronouns = "|".join(sorted(wording.pronouns, key=len, reverse=True)) or "(?!)"
    return Patterns(
        between=re.compile(rf"(?:(?:^|\s+|,\s*){wording.between})+\s*$"),
        never=re.compile(rf"(?:^|[\s(]){wording.never}\s*$", re.IGNORECASE),
        openers=re.compile(rf"\s*(?:{wording.openers}\s*)*", re.IGNORECASE),
        adjunct=re.compile(rf"\s*(?:[.,;!?)…]|$|{wording.adjunct})", re.IGNORECASE),
        that=re.compile(wording.that),
        this=re.compile(wording.this),
        pronoun=re.compile(rf"(?:^|[\s,«“\"(—–-])({pronouns})$", re.IGNORECASE),
        circumstance=re.compile(wording.circumstance, re.IGNORECASE),
        mute=re.compile(wording.mute, re.IGNORECASE),
        beside=re.compile(wording.beside),
        breaks=re.compile(rf"(?:^|\s){wording.openers}\s", re.IGNORECASE),
    )


def subject_before(text: str, start: int, end: int, wording: Wording) -> Span | None:
    """Give the words that name who speaks, which end where the verb at *end* begins; None: nobody does."""
    patterns = patterns_of(wording)
    if clause := list(_CONTRAST.finditer(text, start, end))[-1:]:
        start = clause[0].end()
    region = text[start:end].rstrip()
    if patterns.never.search(region[-12:]):
        return None
    if between := patterns.between.search(region):
        region = region[: between.start()].rstrip()
    apposition = region.endswith((",", ")")) and region.endswith(",")
    region = region.rstrip(",").rstrip()
    if region.endswith(")"):  # "Oleg Sedov (left) said"
        region = region[: max(0, region.rfind("("))].rstrip(" ,")
    if not region:
        return None
    if relative := _RELATIVE.search(region):
        region = region[: relative.start()]
    elif (pronoun := patterns.pronoun.search(region)) and is_one_of(pronoun[1], wording.pronouns):
        return start + pronoun.start(1), start + pronoun.end(1)
    elif _COORDINATED.search(region):
        return _first_subject(text, start, start + len(region), wording)
    return _noun_phrase(region[-LONGEST:], start + max(0, len(region) - LONGEST), wording, apposition=apposition)


def _noun_phrase(region: str, at: int, wording: Wording, *, apposition: bool) -> Span | None:
    pieces = list(re.finditer(rf"(?:[^,;:،؛—–(){BLOT}\"“”-]|-(?!-))+", region))
    if not pieces:
        return None
    piece = pieces[-1]
    if apposition:  # "Ann Ray, head of the bank, said"; "the head of the bank, Ann Ray, said"
        tests = (_NAME_ONLY.fullmatch, _NAME_ONLY.match, _NAME_AT_END.search)
        fitting = [[each for each in pieces[-4:] if test(each[0])] for test in tests]
        piece = next((found[-1] for found in fitting if found), pieces[max(-2, -len(pieces))])
    first, last = piece.span()
    breaks = [
        each for each in patterns_of(wording).breaks.finditer(region, first, last) if not _joins(region, each, wording)
    ]
    if breaks and breaks[-1].end() < last:
        first = breaks[-1].end()
    opener = patterns_of(wording).openers.match(region, first, last)
    first = opener.end() if opener and opener.end() < last else first
    first += _circumstance(region[first:last], wording)
    if behind := patterns_of(wording).beside.search(region, first + 1, last):
        last = behind.start()
    words = region[first:last]
    head = words.split(" ", 1)[0]
    if is_one_of(head, wording.pronouns) and not wording.owners.intersection([head.lower()]):
        return at + first, at + first + len(head)  # "she frankly"
    first, last = first + len(words) - len(words.lstrip()), last - len(words) + len(words.rstrip())
    if last <= first or _names_a_document(region[first:last], wording):
        return None
    return at + first, at + last


def _to_next_verb(text: str, start: int, stop: int, wording: Wording) -> int:
    """Give where a speaker ends whom another verb follows: "sagte Stein und betonte"."""
    for each in _AND.finditer(text, start, stop):
        if each[1] in wording.weak or each[1] in wording.strong:
            return each.start()
    return stop


def _joins(region: str, opener: re.Match[str], wording: Wording) -> bool:
    """Say whether an "and" stands inside the name of a body: Center for Disease Control and Prevention."""
    if opener[0].strip() not in ("and", "и") or not (region[opener.end() : opener.end() + 1].isupper()):
        return False
    before = region[: opener.start()].split()[-6:]
    return bool(wording.bodies) and any(
        each[:1].isupper() and each.lower().startswith(wording.bodies) for each in before
    )


def _circumstance(words: str, wording: Wording) -> int:
    """Give the length of what says when and where before a subject: "В ходе встречи | министр"."""
    lead = len(words) - len(words.lstrip())
    if not patterns_of(wording).circumstance.match(words, lead):
        return 0
    if name := LAST_NAME.search(words):
        before = words[: name.start()].lower().split()
        start = name.start()
    else:
        before, start = words.lower().split(), len(words.rstrip())
    while len(before) > 2 and before[-1].startswith(wording.offices) and not before[-1].endswith(_OBLIQUE):
        start = words.lower().rfind(before.pop(), 0, start)
    return start if start < len(words.rstrip()) else words.rstrip().rfind(" ") + 1


def _names_a_document(words: str, wording: Wording) -> bool:
    return is_document(words.lower().split()[-1], wording)


def is_document(word: str, wording: Wording) -> bool:
    """Say whether a noun is for something that reports no speech: a study, figures."""
    return bool(wording.documents) and word.startswith(wording.documents) and not word.startswith(wording.offices)


def _first_subject(text: str, start: int, end: int, wording: Wording) -> Span | None:
    """Give whom a sentence speaks of first: "he asked for peace and said"."""
    pronouns = "|".join(wording.pronouns)
    if found := re.search(rf"\b(?:{pronouns})\b", text[start:end], re.IGNORECASE):
        return start + found.start(), start + found.end()
    opener = patterns_of(wording).openers.match(text, start, end)
    begin = opener.end() if opener else start
    name = _NAME_ONLY.match(text, begin, end)
    if name:
        return begin, begin + len(name[0].rstrip())
    if wording.inverts and (subject := _BEFORE_VERB.match(text, begin, end)):
        return begin, subject.end()
    office = _FEW_WORDS[wording.inverts].match(text, begin, end)
    return (begin, begin + len(office[0].rstrip())) if office else None


def subject_after(text: str, start: int, end: int, wording: Wording) -> Span | None:
    """Give the words that name who speaks, which follow the verb that ends at *start*."""
    at = start
    while found := _FORWARD_END.search(text, at, min(end, start + LONGEST)):
        if found[0] == "." and _INITIALS.search(text, max(start, found.start() - 6), found.start()):
            at = found.end()
            continue
        break
    stop = found.start() if found else min(end, start + LONGEST)
    if day := _AFTER_DAY.match(text, start, stop):
        start = day.end()
    if told := patterns_of(wording).beside.search(text, start + 1, stop):
        stop = told.start()
    if told := _ADDRESSEE.match(text, start, stop):
        start = told.end()
    stop = _to_next_verb(text, start, stop, wording)
    words = text[start:stop]
    first, last = start + len(words) - len(words.lstrip()), stop - len(words) + len(words.rstrip())
    if last <= first:
        return None
    head = text[first:last].split(" ", 1)[0]
    if is_one_of(head, wording.pronouns) and not (head.lower() in wording.owners and " " in text[first:last]):
        return first, first + len(head)
    words = text[first:last]
    if words.islower() and (_DAY if wording.inverts else patterns_of(wording).adjunct).match(words):
        return None  # "said on Monday"
    return first, last
