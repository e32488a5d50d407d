"""What changed on a page: is the difference real, what kind is it of, and does it matter?

Sentences are aligned first and words only inside the sentences that changed, so that the cost is that of reading both
texts, and bounded for hostile ones. Lines that say nothing (extractors.edits.boring) are left out beforehand.

An edit is *boring* when no word of the article changed: other white space, quotation marks, dashes, accents, case,
hyphens; other counters, times of update, links, captions, advertisements; sentences in another order. It is
*significant* when anything is that can be checked or is missed:

-   a number, date or name has changed, was put in or taken out, and so has a denial ("not");
-   the words of a quote have changed, other than by a slip corrected;
-   a passage was removed that holds a number, name, denial or quote, or is of LONG words;
-   a note of correction was added, or so much that the text grew by a third (GROWN);
-   the headline has one of the first two, or shares no more than half of its words with the one before.

All else is *minor*: other wording, sentences added. What it cannot see: that another verb turns a sentence round
("praised", "condemned"), a denial inside a word (Turkish -ma-, Persian نـ), and most names in scripts without capitals.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from extractors.analyze import fold
from extractors.edits.align import Aligner
from extractors.edits.boring import boring_lines
from extractors.edits.facts import Quotes, Words, has_fact, names_inside, quotes_in
from extractors.edits.kinds import Sentences, changes_of
from extractors.edits.pairing import ALIKE, Pair, dice, pair
from extractors.edits.records import Change, Edit, Reading, Significance, Spot
from extractors.edits.tokens import Sentence, Token, sentences_of, tokens_in
from extractors.edits.wording import CORRECTIONS

LONG, LONG_CHARACTERS = 20, 40  # words of a passage that is missed whatever it says; characters where not spaced
GROWN = 1 / 3  # of the words of the earlier text, and LONG at least
NOTE = 40  # characters of a sentence by which a note of correction is known
MOST = 200  # changes that are given; the significance is that of all
LIMIT = 100_000  # characters of a text that are compared word by word; the longest of 452 measured articles has 53,147
PAIRED = 2_000  # changed sentences of one text that are compared with each other; what is beyond is gone, or new
_ORDER: tuple[Significance, ...] = ("boring", "minor", "significant")
_NOTES = tuple(fold(each) for each in CORRECTIONS)


def compare(old: Reading, new: Reading, language: str | None = None, *, repeated: Collection[str] = ()) -> Edit:
    """Say what *new* has changed in *old*.

    Args:
        old: what the page said before.
        new: what it says.
        language: of the text, ISO 639-1; decides little: how names are written and declined.
        repeated: paragraphs that the outlet repeats on its pages: they may come and go.

    >>> one, other = Reading(title="Rain", text="It killed 12."), Reading(title="Rain", text="It killed 14.")
    >>> [(each.kind, each.before.surface, each.after.surface) for each in compare(one, other).changes]
    [('number', '12', '14')]
    """
    if old == new:
        return Edit(significance="boring", changes=(), reasons=())
    return _Comparison(old, new, language, frozenset(repeated)).edit()


class _Side:
    """One reading, cut up."""

    def __init__(self, reading: Reading, repeated: frozenset[str]) -> None:
        self.title, self.text = reading.title, reading.text[:LIMIT]
        self.rest = Spot(start=len(self.text), end=len(reading.text), surface=reading.text[LIMIT:])
        self.all = sentences_of(self.text)
        self.boring = boring_lines(self.text, self.all, repeated)
        self.sentences = [each for at, each in enumerate(self.all) if at not in self.boring]
        self.boring_keys = Counter((slug, self.all[at].key) for at, slug in self.boring.items())
        self.quotes: Quotes = quotes_in(self.text)
        self.size = sum(len(each.tokens) for each in self.sentences)


class _Comparison:
    """Two readings, compared."""

    def __init__(self, old: Reading, new: Reading, language: str | None, repeated: frozenset[str]) -> None:
        self._old, self._new, self._language = _Side(old, repeated), _Side(new, repeated), language
        self._aligner, self._pairs_left = Aligner(), PAIRED
        self._added = 0  # words
        sides = (self._old, self._new)
        parts = (Words(side.text, each.tokens, frozenset(), language) for side in sides for each in side.sentences)
        self._names = names_inside(parts)
        self._reasons = {slug for slug, _ in (sides[0].boring_keys - sides[1].boring_keys)}
        self._reasons |= {slug for slug, _ in (sides[1].boring_keys - sides[0].boring_keys)}

    def edit(self) -> Edit:
        changes = (*self._headline(), *self._in_text(), *self._rest())
        if not changes and not self._reasons:
            self._reasons.add("typography")
        significance: Significance = max((each.significance for each in changes), key=_ORDER.index, default="boring")
        return Edit(significance=significance, changes=changes[:MOST], reasons=tuple(sorted(self._reasons)))

    def _headline(self) -> Iterator[Change]:
        old, new = self._old.title[:LIMIT], self._new.title[:LIMIT]
        tokens, others = tokens_in(old), tokens_in(new)
        keys, other_keys = [each.key for each in tokens], [each.key for each in others]
        if "".join(keys) == "".join(other_keys):
            return
        sides = (self._words(old, tokens, is_title=True), self._words(new, others, is_title=True))
        sentences = Sentences(*sides, (quotes_in(old), quotes_in(new)), "title", self._language)
        facts = [
            each for each in changes_of(sentences, self._aligner) if each.kind not in {"wording", "added", "removed"}
        ]
        other = dice(Counter(keys), Counter(other_keys)) <= ALIKE or any(each.significance != "minor" for each in facts)
        before, after = Spot(start=0, end=len(old), surface=old), Spot(start=0, end=len(new), surface=new)
        weighs: Significance = "significant" if other else "minor"
        yield Change(kind="headline", field="title", before=before, after=after, significance=weighs)
        yield from facts

    def _rest(self) -> Iterator[Change]:
        """What is too long to be compared."""
        old, new = self._old.rest, self._new.rest
        if old.surface.split() != new.surface.split():
            yield Change(kind="wording", field="text", before=old, after=new, significance="minor")

    def _words(self, text: str, tokens: Sequence[Token], *, is_title: bool = False) -> Words:
        """Every word of a headline may have a capital: there a name is what is one in the text."""
        given = tuple(each._replace(initial=True) for each in tokens) if is_title else tokens
        return Words(text, given, self._names, self._language)

    def _in_text(self) -> Iterator[Change]:
        old, new = self._old.sentences, self._new.sentences
        regions = self._aligner.regions([each.key for each in old], [each.key for each in new])
        gone = Counter(old[at].key for start, end, _, _ in regions for at in range(start, end))
        come = Counter(new[at].key for _, _, begin, stop in regions for at in range(begin, stop))
        moved = gone & come
        if moved:
            self._reasons.add("order")
        left, right = moved.copy(), moved.copy()
        changes: list[Change] = []
        for start, end, begin, stop in regions:
            mine, theirs = _without(old[start:end], left), _without(new[begin:stop], right)
            where = old[start - 1].end if start else 0, new[begin - 1].end if begin else 0
            changes += self._in_region(mine, theirs, where)
        grown = self._added >= max(LONG, GROWN * self._old.size)
        return (replace(each, significance="significant") if grown and _is_addition(each) else each for each in changes)

    def _in_region(self, old: Sequence[Sentence], new: Sequence[Sentence], where: tuple[int, int]) -> Iterator[Change]:
        """Give the changes between sentences that stand in the same place, which begins at *where* in each text."""
        self._pairs_left -= len(old) + len(new)
        pairs = (
            pair(old, new)
            if self._pairs_left >= 0
            else [Pair(range(len(old)), range(0)), Pair(range(0), range(len(new)))]
        )
        at, place = where
        for each in pairs:
            mine, theirs = old[each.old.start : each.old.stop], new[each.new.start : each.new.stop]
            if mine and theirs:
                sides = self._words(self._old.text, _tokens(mine)), self._words(self._new.text, _tokens(theirs))
                quotes = self._old.quotes, self._new.quotes
                yield from changes_of(Sentences(*sides, quotes, "text", self._language), self._aligner)
            for passage in _passages(mine if not theirs else (), self._old.text):
                yield self._removed(passage, place)
            for passage in _passages(theirs if not mine else (), self._new.text):
                yield self._brought(passage, at)
            at, place = mine[-1].end if mine else at, theirs[-1].end if theirs else place

    def _removed(self, passage: Sequence[Sentence], place: int) -> Change:
        words, quotes = self._words(self._old.text, _tokens(passage)), self._old.quotes
        start, end = passage[0].start, passage[-1].end
        quoted = any(begin < end for begin, _, is_title in quotes[bisect_left(quotes, (start,)) :][:1] if not is_title)
        long = LONG_CHARACTERS if words[0].is_character else LONG
        weighs = quoted or len(words.tokens) >= long or has_fact(words, range(len(words.tokens)))
        return Change(
            kind="removed",
            field="text",
            before=Spot(start=start, end=end, surface=self._old.text[start:end]),
            after=Spot(start=place, end=place, surface=""),
            significance="significant" if weighs else "minor",
        )

    def _brought(self, passage: Sequence[Sentence], at: int) -> Change:
        text, start, end = self._new.text, passage[0].start, passage[-1].end
        self._added += sum(len(each.tokens) for each in passage)
        corrects = any(fold(text[each.start : each.start + NOTE]).startswith(_NOTES) for each in passage)
        return Change(
            kind="added",
            field="text",
            before=Spot(start=at, end=at, surface=""),
            after=Spot(start=start, end=end, surface=text[start:end]),
            significance="significant" if corrects else "minor",
        )


def _is_addition(change: Change) -> bool:
    return change.kind == "added"


def _without(sentences: Sequence[Sentence], moved: Counter[str]) -> list[Sentence]:
    """Leave out what stands elsewhere in the other text, as often as it does."""
    kept = []
    for each in sentences:
        if moved[each.key] > 0:
            moved[each.key] -= 1
        else:
            kept.append(each)
    return kept


def _tokens(sentences: Iterable[Sentence]) -> tuple[Token, ...]:
    return tuple(token for each in sentences for token in each.tokens)


def _passages(sentences: Sequence[Sentence], text: str) -> Iterator[list[Sentence]]:
    """Put together what follows each other in *text*."""
    passage: list[Sentence] = []
    for each in sentences:
        if passage and text[passage[-1].end : each.start].strip():
            yield passage
            passage = []
        passage.append(each)
    if passage:
        yield passage
