"""The text that some method found, without what news pages put around and into it; datelines and bylines apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from extractors.authors.names import clean_names
from extractors.cleaning.above import title_place
from extractors.cleaning.datelines import find_dateline
from extractors.cleaning.hyphenation import heal
from extractors.cleaning.leadin import is_breadcrumb, is_date_line, is_stamped, read_byline
from extractors.cleaning.lines import LOOKED_AT, Line, key_of, read_line
from extractors.cleaning.tails import reasons

Words = Collection[str]
LEAD = 12  # lines looked at above the first prose
OPENINGS = 3  # paragraphs of prose of which one may begin with the dateline: a standfirst may come first
BYLINES_BELOW = 4  # lines looked at below the last prose
LEAST_KEPT = 0.5  # of the weight of the prose, of all where there is none: more is not taken away


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A text and what was taken out of it."""

    paragraphs: tuple[str, ...]
    dateline: str | None  # as written
    authors: tuple[str, ...]  # named by bylines and dateline in the text
    date: str | None  # the first line that is a date, as written
    dropped: tuple[tuple[str, str], ...]  # (paragraph, reason) in the order of the text


def clean(
    paragraphs: Sequence[str], *, title: str, authors: Sequence[str], language: str | None, attested: Words = ()
) -> Cleaned:
    """Take out of a text what is no part of it.

    Args:
        paragraphs: the text as found; lists, quotes and table rows are paragraphs too.
        title: of the article, which may stand above the text again.
        authors: whom the page credits elsewhere.
        language: of the text, ISO 639-1. The wording of all languages is tried in any case.
        attested: words in lower case by which hyphenation scars may be healed.

    Returns:
        The rest, never less than LEAST_KEPT of the prose: where more would go, nothing does.

    >>> rain = "It rained all day in the valley of the river, and forty houses stand in water."
    >>> found = clean(["By Ann Lee", f"PARIS (AFP) - {rain}", "Read also:"], title="", authors=(), language="en")
    >>> found.paragraphs == (rain,), found.dateline, found.authors
    (True, 'PARIS (AFP)', ('Ann Lee',))
    """
    texts = heal([_without_cell(each) for each in paragraphs], title=title, attested=attested)
    lines = [read_line(text) for text in texts]
    headline = key_of(title[:LOOKED_AT])
    top = title_place(lines, headline)
    why = ["above_title"] * top + reasons(lines[top:])
    named = _mark_ends(lines, why, headline=headline, authors=authors, language=language)
    kept = [place for place, reason in enumerate(why) if not reason]
    if _substance([lines[place] for place in kept]) < LEAST_KEPT * _substance(lines):
        return Cleaned(paragraphs=tuple(texts), dateline=None, authors=(), date=None, dropped=())
    dateline, reporters = _take_dateline(texts, [place for place in kept if lines[place].prose][:OPENINGS])
    dropped = tuple((text, reason) for text, reason in zip(texts, why, strict=True) if reason)
    return Cleaned(
        paragraphs=tuple(texts[place] for place in kept),
        dateline=dateline,
        authors=clean_names((*named, *reporters)),
        date=next((text for text, reason in dropped if reason == "date"), None),
        dropped=dropped,
    )


def _substance(lines: Sequence[Line]) -> int:
    return sum(line.weight for line in lines if line.prose) or sum(line.weight for line in lines)


def _mark_ends(
    lines: Sequence[Line], why: list[str], *, headline: str, authors: Sequence[str], language: str | None
) -> list[str]:
    """Mark title, bylines, dates and paths above the first prose, bylines below the last; return the names."""
    known = frozenset(key_of(each) for each in authors) - {""}
    prose = [place for place, line in enumerate(lines) if line.prose and not why[place]] or [0]
    named: list[str] = []
    for place, line in enumerate(lines[: prose[0] + 1][:LEAD]):
        if not why[place]:
            why[place] = _above(line, headline)
    below = range(prose[-1] + 1, min(prose[-1] + 1 + BYLINES_BELOW, len(lines)))
    for place in below:
        if not why[place] and lines[place].key == headline != "":
            why[place] = "title"
    for place in (*range(min(prose[0], LEAD)), *below):
        if not why[place] and (names := read_byline(lines[place], language=language, known=known)) is not None:
            why[place] = "byline"
            named += names
    return named


def _above(line: Line, headline: str) -> str:
    if line.key and line.key == headline:
        return "title"
    if line.prose:
        return ""
    if is_breadcrumb(line):
        return "breadcrumb"
    return "date" if is_stamped(line) or is_date_line(line.text) else ""


def _take_dateline(texts: list[str], openings: Sequence[int]) -> tuple[str | None, tuple[str, ...]]:
    """Cut the first dateline there is off one of the opening paragraphs."""
    for place in openings:
        if found := find_dateline(texts[place]):
            texts[place] = found.rest
            return found.text, found.authors
    return None, ()


def _without_cell(text: str) -> str:
    """Take a row of one cell, of which old layouts are full, out of its marks; other rows stay as they are."""
    bare = text.strip(" |") if text.startswith("|") else ""
    return bare if bare and "|" not in bare else text
