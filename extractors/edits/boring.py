"""Lines that change without anything being said anew: counters, times of update, links, captions, advertisements.

The cleaner (extractors.cleaning) removes most of them, where it is sure that no word of an article goes. Here nothing
is removed: the worst that a mistake does is that an edit of such a line goes unnoticed, so the end of a page is looked
at more boldly.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from extractors.cleaning.furniture import ADVERT, RIGHTS, SHARE, SUBSCRIBE
from extractors.cleaning.lines import SENTENCE_END, UNMARKED, Line, read_line
from extractors.cleaning.marks import COUNTER, CREDIT, TAGS
from extractors.cleaning.phrases import Phrases
from extractors.cleaning.wording import ABOUT, COMMENTS, RELATED
from extractors.dates import parse_date
from extractors.dating.labels import label_of
from extractors.dating.relative import parse_relative
from extractors.edits.tokens import Sentence, Token
from extractors.edits.wording import is_month

LONGEST_STAMP = 120  # characters of a line that gives a time
LINES = 200  # that are looked at, at the beginning of a text and again at its end
LONGEST_LINK = 150  # weight of a line that is a headline: letters, a Han character as three
STAMP_WORDS, STAMP_LETTERS = 4, 24  # beside figures and months; more is a sentence that tells of a time
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # whether "two hours ago" is a time does not depend on now
_TABLES: tuple[tuple[str, tuple[Phrases, ...]], ...] = (
    ("counter", (COUNTER,)),
    ("caption", (CREDIT,)),
    ("links", (RELATED, TAGS)),
    ("furniture", (SHARE, ADVERT, SUBSCRIBE, RIGHTS, COMMENTS, ABOUT)),
)


def boring_lines(text: str, sentences: Sequence[Sentence], repeated: frozenset[str] = frozenset()) -> dict[int, str]:
    """Say which sentences of *text* are boring lines, and of what kind.

    Args:
        text: of a page.
        sentences: as sentences_of cuts it.
        repeated: paragraphs that the outlet is known to repeat on its pages.

    Returns:
        By place in *sentences* the slug: "counter", "caption", "links", "furniture", "time" or "repeated". A line of
        links is also what follows the heading of a list of links, and what trails behind the last sentence.
    """
    alone = [at for at, each in enumerate(sentences) if each.alone]
    looked_at = alone if len(alone) <= 2 * LINES else (*alone[:LINES], *alone[-LINES:])
    lines = {at: read_line(text[sentences[at].start : sentences[at].end]) for at in looked_at}
    found = dict(_repeated(text, sentences, repeated))
    for at, line in lines.items():
        if at not in found and (slug := _slug(line, sentences[at].tokens)):
            found[at] = slug
    for at in (*_listed(sentences, lines, found), *_trailing(text, sentences, lines, found)):
        found.setdefault(at, "links")
    return found


def _repeated(text: str, sentences: Sequence[Sentence], repeated: frozenset[str]) -> Iterator[tuple[int, str]]:
    if not repeated:
        return
    spans = []
    start = 0
    for paragraph in text.split("\n\n"):
        if paragraph in repeated:
            spans.append((start, start + len(paragraph)))
        start += len(paragraph) + 2
    at = 0
    for begin, end in spans:
        while at < len(sentences) and sentences[at].start < begin:
            at += 1
        while at < len(sentences) and sentences[at].end <= end:
            yield at, "repeated"
            at += 1


def _slug(line: Line, tokens: Sequence[Token]) -> str:
    if is_stamp(line.text, tokens):
        return "time"
    return next((slug for slug, tables in _TABLES if any(table.match(line) for table in tables)), "")


def is_stamp(text: str, tokens: Sequence[Token]) -> bool:
    """Say whether a line gives a time and says nothing else: "Updated 14:05", "5 minutes ago", "1 сентября 2025"."""
    if len(text) > LONGEST_STAMP or not any(token.is_number for token in tokens):
        return False
    words = [token.key for token in tokens if not token.is_number and not is_month(token.key)]
    spaced = sum(not token.is_character for token in tokens if token.key in words)
    if spaced > STAMP_WORDS or sum(map(len, words)) > STAMP_LETTERS:
        return False
    if parse_date(text, place="text") or parse_relative(text, fetched_at=_SOME_DAY):
        return True
    told = any(token.is_number and token.key.count(":") + token.key.count(".") // 2 for token in tokens)
    dated = told or any(is_month(token.key) for token in tokens)
    return dated and label_of(text) in {"published", "modified"}


def _listed(sentences: Sequence[Sentence], lines: dict[int, Line], found: dict[int, str]) -> Iterator[int]:
    """What stands below the heading of a list of links, up to the next sentence."""
    in_list = False
    for at in range(len(sentences)):
        line = lines.get(at)
        if found.get(at) == "links" and line is not None and RELATED.heads(line):
            in_list = True
        elif in_list and (line is None or line.prose or SENTENCE_END.search(line.text)):
            in_list = False
        elif in_list:
            yield at


def _trailing(text: str, sentences: Sequence[Sentence], lines: dict[int, Line], found: dict[int, str]) -> Iterator[int]:
    """Lines behind the last sentence, unless that announces them: "The dead are:"."""
    at = len(sentences)
    while at and _is_link(lines.get(at - 1)):
        at -= 1
    before = next((each for each in range(at - 1, -1, -1) if each not in found), None)
    if before is None or text[sentences[before].start : sentences[before].end].rstrip().endswith((":", "：")):
        return
    yield from range(at, len(sentences))


def _is_link(line: Line | None) -> bool:
    if line is None or line.prose or line.weight > LONGEST_LINK or line.text.rstrip().endswith((":", "：")):
        return False
    return not SENTENCE_END.search(line.text.rstrip("“")) and not UNMARKED.search(line.text)
