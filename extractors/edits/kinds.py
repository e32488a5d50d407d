"""From two forms of a sentence to the changes between them: numbers, names, quotes, negations, and mere wording."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from extractors.edits.align import Aligner
from extractors.edits.facts import Quotes, Words, has_fact, is_same_name, only_in
from extractors.edits.records import Change, ChangeKind, Significance, Spot
from extractors.edits.wording import is_month
from extractors.tagging.record import Field

FEW = 4  # words of a change in which a number or name without a counterpart is a fact changed, not a phrase added
LONG, LONG_CHARACTERS = 8, 16  # words of a clause, or characters where words are not spaced


class Hunk(NamedTuple):
    """Words in the place of which others stand now."""

    old: range
    new: range


class Sentences(NamedTuple):
    """Two forms of some sentences."""

    old: Words
    new: Words
    quotes: tuple[Quotes, Quotes]  # of the whole texts
    field: Field
    language: str | None

    def change(
        self, kind: ChangeKind, old: Sequence[int], new: Sequence[int], hunk: Hunk, significance: Significance
    ) -> Change:
        """Make the record of a change of the words at these places."""
        before, after = spot(self.old, old, hunk.old.start), spot(self.new, new, hunk.new.start)
        return Change(kind=kind, field=self.field, before=before, after=after, significance=significance)


def spot(words: Words, places: Sequence[int], empty_at: int) -> Spot:
    """Give the span from the first to the last of some words; where there is none, the place before *empty_at*."""
    if places:
        start, end = words[min(places)].start, words[max(places)].end
        return Spot(start=start, end=end, surface=words.text[start:end])
    if empty_at < len(words.tokens):
        at = words[empty_at].start
    else:
        at = words[len(words.tokens) - 1].end if words.tokens else 0
    return Spot(start=at, end=at, surface="")


def changes_of(sentences: Sentences, aligner: Aligner) -> list[Change]:
    """Give the changes between two forms of the same sentences; none where they differ in blanks and hyphens only."""
    old, new = sentences.old.tokens, sentences.new.tokens
    regions = aligner.regions([each.key for each in old], [each.key for each in new])
    found: list[Change] = []
    for start, end, begin, stop in regions:
        hunk = Hunk(range(start, end), range(begin, stop))
        if "".join(old[at].key for at in hunk.old) == "".join(new[at].key for at in hunk.new):
            continue
        facts = [*_numbers(sentences, hunk), *_names(sentences, hunk), *_negations(sentences, hunk)]
        quotes = _quotes(sentences, hunk, is_slight=not facts and _is_slight(sentences, hunk))
        found += [*facts, *quotes] or [_wording(sentences, hunk)]
    return [*dict.fromkeys(found)]


def _numbers(sentences: Sentences, hunk: Hunk) -> Iterator[Change]:
    old, new = sentences.old, sentences.new
    mine = [at for at in hunk.old if old.number(at) is not None]
    theirs = [at for at in hunk.new if new.number(at) is not None]
    if not (mine and theirs):
        figures = [at for at in mine if old[at].is_number], [at for at in theirs if new[at].is_number]
        mine, theirs = figures if _is_small(hunk) else ([], [])
    gone, come = only_in(mine, theirs, lambda at: str(old.number(at)), lambda at: str(new.number(at)))
    for before, after in zip_longest(gone, come):
        dated = (before is not None and old.is_dated(before)) or (after is not None and new.is_dated(after))
        yield sentences.change("date" if dated else "number", _some(before), _some(after), hunk, "significant")
    months = [at for at in hunk.old if _is_date_word(old, at)], [at for at in hunk.new if _is_date_word(new, at)]
    if all(months) and not (gone or come):
        yield sentences.change("date", *months, hunk, "significant")


def _is_date_word(words: Words, at: int) -> bool:
    """Whether a word is a month beside a figure."""
    near = [each for each in (at - 1, at + 1) if 0 <= each < len(words.tokens)]
    return len(words[at].key) > 1 and is_month(words[at].key) and any(words[each].is_number for each in near)


def _names(sentences: Sentences, hunk: Hunk) -> Iterator[Change]:
    old, new = sentences.old, sentences.new
    mine, theirs = [at for at in hunk.old if old.is_name(at)], [at for at in hunk.new if new.is_name(at)]
    gone, come = only_in(mine, theirs, lambda at: old[at].key, lambda at: new[at].key)
    same = [
        (at, place) for at in gone for place in come if is_same_name(old[at].key, new[place].key, sentences.language)
    ]
    gone = [at for at in gone if at not in {each for each, _ in same}]
    come = [at for at in come if at not in {each for _, each in same}]
    if (gone and come) or ((gone or come) and _is_small(hunk)):
        yield sentences.change("name", _run(old, gone), _run(new, come), hunk, "significant")
    elif not (mine or theirs) and hunk.old and hunk.new and _is_small(hunk):
        quotes, others = sentences.quotes
        in_marks = _around(old, hunk.old, quotes, titles=True) and _around(new, hunk.new, others, titles=True)
        titled = old.is_titled(hunk.old.start, hunk.old.stop) and new.is_titled(hunk.new.start, hunk.new.stop)
        is_figure = any(old.number(at) for at in hunk.old) or any(new.number(at) for at in hunk.new)
        if (in_marks or titled) and not is_figure:
            yield sentences.change("name", hunk.old, hunk.new, hunk, "significant")


def _run(words: Words, places: Sequence[int]) -> Sequence[int]:
    """The whole name of which these words are parts."""
    if not places:
        return places
    start, end = min(places), max(places)
    while start and not words[start - 1].initial and words.is_name(start - 1) and words.are_beside(start - 1):
        start -= 1
    while end + 1 < len(words.tokens) and words.is_name(end + 1) and words.are_beside(end):
        end += 1
    return range(start, end + 1)


def _negations(sentences: Sentences, hunk: Hunk) -> Iterator[Change]:
    old, new = sentences.old, sentences.new
    mine, theirs = [at for at in hunk.old if old.is_negation(at)], [at for at in hunk.new if new.is_negation(at)]
    if len(mine) != len(theirs):
        is_alone = len(hunk.old) + len(hunk.new) <= 2 * FEW
        yield sentences.change(
            "negation", hunk.old if is_alone else mine, hunk.new if is_alone else theirs, hunk, "significant"
        )


def _quotes(sentences: Sentences, hunk: Hunk, *, is_slight: bool) -> Iterator[Change]:
    """The quotes that hold the change, whole."""
    before = _around(sentences.old, hunk.old, sentences.quotes[0])
    after = _around(sentences.new, hunk.new, sentences.quotes[1])
    if before or after:
        yield Change(
            kind="quote",
            field=sentences.field,
            before=before or spot(sentences.old, hunk.old, hunk.old.start),
            after=after or spot(sentences.new, hunk.new, hunk.new.start),
            significance="minor" if is_slight else "significant",
        )


def _around(words: Words, places: range, quotes: Quotes, *, titles: bool = False) -> Spot | None:
    """The quote, or the name in quotation marks, that holds the words."""
    here = spot(words, places, places.start)
    at = bisect_left(quotes, (here.start,)) - 1  # they do not overlap: the last that begins before it, or none
    if at < 0:
        return None
    start, end, is_title = quotes[at]
    if here.end >= end or is_title != titles:
        return None
    return Spot(start=start, end=end, surface=words.text[start:end])


def _is_slight(sentences: Sentences, hunk: Hunk) -> bool:
    """Whether it looks like a corrected slip: one word, of which most letters stay, or a figure for a word."""
    if len(hunk.old) != 1 or len(hunk.new) != 1:
        return False
    if (value := sentences.old.number(hunk.old.start)) is not None:
        return value == sentences.new.number(hunk.new.start)
    one, other = sentences.old[hunk.old.start].key, sentences.new[hunk.new.start].key
    common = sum(mine == theirs for mine, theirs in zip(one, other, strict=False))
    common = max(common, sum(mine == theirs for mine, theirs in zip(one[::-1], other[::-1], strict=False)))
    return min(len(one), len(other)) > 3 and max(len(one), len(other)) - common <= 2


def _wording(sentences: Sentences, hunk: Hunk) -> Change:
    kind: ChangeKind = "wording"
    if not hunk.new and _is_long(sentences.old, hunk.old):
        weighs: Significance = "significant" if has_fact(sentences.old, hunk.old) else "minor"
        return sentences.change("removed", hunk.old, hunk.new, hunk, weighs)
    if not hunk.old and _is_long(sentences.new, hunk.new):
        kind = "added"
    return sentences.change(kind, hunk.old, hunk.new, hunk, "minor")


def _is_long(words: Words, places: range) -> bool:
    return len(places) >= (LONG_CHARACTERS if words[places.start].is_character else LONG)


def _is_small(hunk: Hunk) -> bool:
    return max(len(hunk.old), len(hunk.new)) <= FEW


def _some(place: int | None) -> Sequence[int]:
    return () if place is None else (place,)
