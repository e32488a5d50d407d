"""How much of one text stands in another, sentence by sentence, whatever was retyped, cut or put in between.

A token of one text is found in another when it is part of a run of tokens (a shingle, Broder 1997) that stands there;
a sentence is kept when enough of its tokens are. This costs one pass over each text, and neither moved paragraphs nor
a wrong letter here and there disturb it, as they would an alignment by edit distance.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.lineage.records import Passage
from extractors.tokens import tokens_of

#: Characters compared of one text, and of all texts of a story together.
MOST_CHARACTERS, MOST_OF_STORY = 200_000, 10_000_000
#: Share of the tokens of a sentence that must be found for it to be the same sentence.
KEPT = 0.5
_WORDS, _CHARACTERS = 3, 6  # tokens in a shingle, as in extractors.fingerprint
_LONGEST = 400  # characters of a sentence: Thai writes no full stops
_HAN_OR_SO = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_SENTENCE_END = re.compile(r"(?<![.!?…؟۔।])[.!?…؟۔।]+[\"'»”’)\]]*\s+|[。！？]+[”’」』）]*\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A part of a text, between full stops; its tokens stand at tokens[first:last] of the text."""

    start: int  # in characters
    end: int
    paragraph: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text made ready to be compared."""

    text: str
    tokens: tuple[str, ...]  # of all sentences
    sentences: tuple[Sentence, ...]  # those that have tokens
    whole: bool  # False: only its beginning

    def tokens_in(self, sentence: Sentence) -> tuple[str, ...]:
        """Give the tokens of one sentence."""
        return self.tokens[sentence.first : sentence.last]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shingles:
    """What others are looked up in: the runs of tokens of a text, and its sentences."""

    size: int
    runs: frozenset[int]
    sentences: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How much of a text stands in another."""

    share: float  # of its tokens, 0..1
    missing: tuple[bool, ...]  # for each of its sentences: it does not stand there


def limit_of(members: int) -> int:
    """Give how many characters of each text are compared in a story of so many members.

    >>> limit_of(3), limit_of(500)
    (200000, 20000)
    """
    return min(MOST_CHARACTERS, MOST_OF_STORY // max(1, members))


def read(text: str, limit: int = MOST_CHARACTERS) -> Text:
    """Cut the first *limit* characters of *text* into sentences, and these into tokens."""
    tokens: list[str] = []
    sentences = []
    for paragraph, start, end in _parts(text[:limit]):
        first = len(tokens)
        tokens += map(sys.intern, tokens_of(text[start:end]))  # copies share their words: one of each is enough
        if len(tokens) > first:
            sentences.append(Sentence(start=start, end=end, paragraph=paragraph, first=first, last=len(tokens)))
    return Text(text=text, tokens=tuple(tokens), sentences=tuple(sentences), whole=len(text) <= limit)


def _parts(text: str) -> Iterator[tuple[int, int, int]]:
    """Give number of the paragraph, start and end of each part."""
    start = 0
    for number, paragraph in enumerate(text.split("\n\n")):
        end_of_it = start + len(paragraph)
        for end in (*(match.end() for match in _SENTENCE_END.finditer(text, start, end_of_it)), end_of_it):
            while end - start > _LONGEST:
                cut = text.rfind(" ", start + 1, start + _LONGEST) + 1 or start + _LONGEST
                yield number, start, cut
                start = cut
            yield number, start, end
            start = end
        start += len("\n\n")


def size_for(texts: Iterable[Text]) -> int:
    """Choose how many tokens make a shingle: characters where most of *texts* write words without spaces."""
    tokens = unspaced = 0
    for each in texts:
        tokens += len(each.tokens)
        unspaced += sum(1 for token in each.tokens if _HAN_OR_SO.match(token))
    return _CHARACTERS if 2 * unspaced > tokens else _WORDS


def runs_of(tokens: Sequence[str], size: int) -> list[int]:
    """Hash each run of *size* tokens, in order; of fewer tokens there is one run."""
    runs = zip(*(tokens[start:] for start in range(size)), strict=False)
    return [hash(run) for run in runs] or [hash(tuple(tokens))] * bool(tokens)


def shingles(text: Text, size: int) -> Shingles:
    """Make what find() looks in."""
    sentences = frozenset(text.tokens_in(each) for each in text.sentences)
    return Shingles(size=size, runs=frozenset(runs_of(text.tokens, size)), sentences=sentences)


def find(text: Text, other: Shingles) -> Found:
    """Look for *text* in another.

    Returns:
        The share counts the tokens found in sentences that are kept: of the others, a run of words here and there is
        chance. A text without tokens has the share 0.

    >>> one, other = read("It rained in Samarkand all day."), read("Yes. It rained in Samarkand, all night. Alas.")
    >>> find(one, shingles(other, 3)).share
    0.8333333333333334
    """
    covered = _covered(text.tokens, other)
    kept = 0
    missing = []
    for each in text.sentences:
        count = sum(covered[each.first : each.last])
        length = each.last - each.first
        if count < length and text.tokens_in(each) in other.sentences:
            count = length  # a short one, between other neighbours
        missing.append(count < KEPT * length)
        kept += 0 if missing[-1] else count
    return Found(share=kept / (len(text.tokens) or 1), missing=tuple(missing))


def _covered(tokens: Sequence[str], other: Shingles) -> bytearray:
    """Mark with 1 the tokens that are part of a run found in the other text."""
    covered, length = bytearray(len(tokens)), min(other.size, len(tokens))
    marks = b"\1" * length
    for start, run in enumerate(runs_of(tokens, other.size)):
        if run in other.runs:
            covered[start : start + length] = marks
    return covered


def passages(text: Text, wanted: Sequence[bool]) -> tuple[Passage, ...]:
    """Join the *wanted* sentences, where they are neighbours in one paragraph, to passages."""
    places: list[list[int]] = []  # start, end, paragraph, number of its last sentence
    for number, (sentence, is_wanted) in enumerate(zip(text.sentences, wanted, strict=True)):
        if not is_wanted:
            continue
        if places and places[-1][2:] == [sentence.paragraph, number - 1]:
            places[-1][1], places[-1][3] = sentence.end, number
        else:
            places.append([sentence.start, sentence.end, sentence.paragraph, number])
    return tuple(_passage(text.text, start, end) for start, end, *_ in places)


def _passage(text: str, start: int, end: int) -> Passage:
    stripped = text[start:end].strip()
    start = text.index(stripped, start)
    return Passage(start=start, end=start + len(stripped), text=stripped)
