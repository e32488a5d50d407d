"""What of a text is no part of it: the reason for every such paragraph, by its words and its place."""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence

from extractors.cleaning.furniture import ADVERT, RIGHTS, SHARE, SUBSCRIBE
from extractors.cleaning.leadin import is_date_line
from extractors.cleaning.lines import FRAME, LOOKED_AT, Line, read_line
from extractors.cleaning.marks import COUNTER, CREDIT, DESK, TAGS
from extractors.cleaning.phrases import Phrases
from extractors.cleaning.wording import ABOUT, COMMENTS, RELATED

# Tables, and whether a whole sentence may be meant: "Photo: ..." often is one, "По материалам ..." may begin any.
ANYWHERE = (
    ("share", SHARE, False),
    ("advert", ADVERT, False),
    ("credit", CREDIT, True),
    ("related", RELATED, True),
)
AT_THE_ENDS = (
    ("counter", COUNTER, False),
    ("desk", DESK, False),
    ("tags", TAGS, False),
    ("rights", RIGHTS, True),
    ("subscribe", SUBSCRIBE, True),
)
NEWS_DESK = re.compile(
    r"\W{0,2}(?:(?:additional )?reporting|editing|edited|writing|compiled|translated) by\b", re.IGNORECASE
)
LONGEST_DESK = 300  # weight
MID_SUBSCRIBE = 150  # weight of a box that stands between paragraphs
COPYRIGHT = re.compile(r"\W{0,3}(?:©|\([cс]\)\s*\d|copyright\b)", re.IGNORECASE)
CONTACT = re.compile(r"\W*(?:e-?mail|mail|тел|tel|电话|電話|contact)?\W*[\w.+-]+@[\w-]+\.[\w.-]+\W*", re.IGNORECASE)
INITIALS = re.compile(r"\((?:mit )?[a-z]{2,4}(?:/[a-z]{2,4}){0,3}\)")
HAN_DESK = re.compile(r"[(（\[【]?[\u4e00-\u9fff]{0,6}(?:编辑|編輯|责编|責編)\s*[:：]")
# "Photo" and a site at the end of a caption.
CAPTION = re.compile(
    r"(?:фото|photo|foto|снимок|сурет|сүрөт|акс|fot)\W{1,3}(?:с сайта\s)?\S{1,40}\.[a-zа-я]{2,4}\W*$", re.IGNORECASE
)
STAMPED = re.compile(
    r"(?:\d{1,2}[.:/]\d\d(?:[.:/]\d{2,4})?\W+\S.*|\S.*\W[|/—–(]\s?\d{1,2}[.:]\d\d\W*"
    r"|\S.*\d{4}-\d{1,2}-\d{1,2}(?:\s\d\d?:\d\d(?::\d\d)?)?\W*)",
    re.DOTALL,
)
FEWEST_STAMPED = 3  # lines of a list of news, each with its time
CELLS = re.compile(r"\s*[|\\•·]\s*|\s+[-–—]\s*|\s*[-–—]\s+")
PARTS = re.compile(r"[\[\]|•·/]+")
FEWEST_CELLS, LONGEST_CELL = 5, 16  # of a menu; the second is a mean, in weight
LONGEST_CAPTION = 200  # weight
MARKERS = frozenset({"related", "share", "subscribe", "rights", "tags"})  # below them only prose is text
RULE = re.compile(r"[\W_]*")
LONGEST_COPYRIGHT = 260  # weight
SHARE_BEFORE = 0.5  # of the prose: what heads a block at the end stands below it
ABOUT_LINES = 4  # paragraphs about an author
MID_LINKS, MOST_LINKS = 3, 60  # links under one heading: between paragraphs, and at the end
MID_SHORTEST = 20  # weight of a link between paragraphs; what is shorter heads the next one


def reasons(lines: Sequence[Line]) -> list[str]:
    """Return why each line is no part of the text, as a slug; "" for what is.

    Buttons, credits and links go wherever they stand; notes on rights, sources, tags and subscriptions, dates and
    addresses only above the first prose and below the last. A heading of links takes the titles below it with it, one
    of comments all that follows.
    """
    found = [_anywhere(line) for line in lines]
    prose = _running(lines, found)
    if not prose:
        return found
    _block(lines, found, prose, total=sum(lines[place].weight for place in prose))
    _links(lines, found, prose)
    _news_lists(lines, found)
    last = max((place for place in prose if not found[place]), default=prose[0])
    for place, line in enumerate(lines):
        if not found[place] and (place < prose[0] or place > last):
            found[place] = _end(line) or _slight(line)
        elif not found[place] and not line.prose and line.weight <= MID_SUBSCRIBE and SUBSCRIBE.match(line):
            found[place] = "subscribe"
    marker = next((place for place in range(last + 1, len(lines)) if found[place] in MARKERS), len(lines))
    for place in range(marker, len(lines)):
        found[place] = found[place] or "below"
    return found


def _running(lines: Sequence[Line], found: Sequence[str]) -> list[int]:
    """Return the places of running text: at either end, what speaks as a note on the page does is none."""
    prose = deque(place for place, line in enumerate(lines) if line.prose and not found[place])
    while prose and _end(lines[prose[0]]):
        prose.popleft()
    while prose and _end(lines[prose[-1]]):
        prose.pop()
    return [*prose]


def _anywhere(line: Line) -> str:
    if line.weight <= LONGEST_CAPTION and not line.prose and CAPTION.search(line.text):
        return "credit"
    return _first(line, ANYWHERE)


def _end(line: Line) -> str:
    if line.weight <= LONGEST_COPYRIGHT and COPYRIGHT.match(line.text):
        return "rights"
    if line.weight <= LONGEST_DESK and NEWS_DESK.match(line.text):
        return "desk"
    return _first(line, AT_THE_ENDS)


def _first(line: Line, tables: Iterable[tuple[str, Phrases, bool]]) -> str:
    return next((slug for slug, phrases, prose in tables if (prose or not line.prose) and phrases.match(line)), "")


def _slight(line: Line) -> str:
    """Name what says nothing by itself at either end: a date, an address, a rule."""
    if line.prose or line.weight > LOOKED_AT:
        return ""
    if is_date_line(line.text):
        return "date"
    if "@" in line.text and CONTACT.fullmatch(line.text):
        return "contact"
    if INITIALS.fullmatch(line.text) or HAN_DESK.match(line.text):
        return "desk"
    return _bar(line)


def _bar(line: Line) -> str:
    """Name a row of buttons, a menu, or a rule."""
    parts = [read_line(part) for part in PARTS.split(line.text) if part.strip()]
    if len(parts) > 1 and all(map(_is_button, parts)):
        return "share"
    cells = [cell for cell in CELLS.split(line.text) if cell]
    if len(cells) >= FEWEST_CELLS and line.weight <= LONGEST_CELL * len(cells):
        return "menu"
    return "rule" if RULE.fullmatch(line.text) else ""


def _is_button(part: Line) -> bool:
    return is_date_line(part.text) or any(table.match(part) for table in (SHARE, COUNTER, COMMENTS))


def _block(lines: Sequence[Line], found: list[str], prose: Sequence[int], *, total: int) -> None:
    """Mark what follows a heading of comments, and the few paragraphs about an author at the end."""
    above = 0
    for place, line in enumerate(lines):
        if above >= SHARE_BEFORE * total and above:
            if COMMENTS.match(line):
                found[place:] = ["comments"] * (len(lines) - place)
                return
            if ABOUT.match(line) and len(prose) - bisect_right(prose, place) <= ABOUT_LINES:
                found[place:] = ["about_author"] * (len(lines) - place)
                return
        if line.prose and not found[place]:
            above += line.weight


def _links(lines: Sequence[Line], found: list[str], prose: Sequence[int]) -> None:
    """Mark the titles below each heading of links."""
    last = max((place for place in prose if not found[place]), default=-1)
    for place, line in enumerate(lines):
        if found[place] != "related" or not RELATED.heads(line):
            continue
        most, shortest = (MOST_LINKS, 0) if place > last else (MID_LINKS, MID_SHORTEST)
        for below in range(place + 1, min(place + 1 + most, len(lines))):
            title = lines[below]
            if title.prose or title.weight < shortest or (found[below] and found[below] != "related"):
                break
            found[below] = "related"


def _news_lists(lines: Sequence[Line], found: list[str]) -> None:
    """Mark runs of lines of which each is a headline with its time of day."""
    run: list[int] = []
    for place in range(len(lines) + 1):
        line = lines[place] if place < len(lines) else None
        if line and not line.prose and line.weight <= LONGEST_CAPTION and STAMPED.fullmatch(line.text.strip(FRAME)):
            run.append(place)
            continue
        if len(run) >= FEWEST_STAMPED:
            for each in run:
                found[each] = found[each] or "related"
        run = []
