"""Passages whose marks run on over the verb: «Yes, — he said. — We will come»; “It is so. – he said."""

import re
from collections.abc import Iterator, Sequence

from extractors.quotes.marks import Passage, is_speech
from extractors.quotes.wording import Wording

_ASIDE = re.compile(r"[,.!?…]\s*[-–—]\s+(?=(?P<words>[^,.!?…]{2,80})[,.!?…])")
_REST = re.compile(r"[,.]\s*[-–—]\s*")


def split_by_verbs(text: str, spoken: Sequence[Passage], wording: Wording) -> list[Passage]:
    """Take what says who speaks out of the passages that it stands in."""
    return [piece for each in spoken for piece in _split(text, each, wording)]


def _split(text: str, passage: Passage, wording: Wording) -> Iterator[Passage]:
    start, outer = passage.start, passage.outer_start
    for match in _ASIDE.finditer(text, passage.start, min(passage.end + 1, len(text))):
        if match.start() <= start or match.start("words") >= passage.end or not _speaks(match["words"], wording):
            continue
        yield Passage(start, match.start() + 1, outer, match.start() + 1)
        rest = _REST.match(text, match.end("words"), passage.end)
        if rest is None:
            return
        start = outer = rest.end()
    left = Passage(start, passage.end, outer, passage.outer_end, closed=passage.closed)
    if start == passage.start or is_speech(text, left):
        yield left


def _speaks(words: str, wording: Wording) -> bool:
    """Say whether *words* begin, or begin and end, as those of a speaker and a verb do: "he said"."""
    if words[:1].isupper():
        return False
    first = words.lower().split()
    return any(each in wording.strong or each in wording.weak for each in (first[0], first[-1], *first[1:2]))
