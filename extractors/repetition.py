"""What an outlet repeats on page after page and is no part of any article, learned from its pages.

A paragraph that many pages of a host share, while the rest of them differs, is boilerplate: a call to subscribe, an
author's box, a disclaimer. This is the oldest sign of it (Bar-Yossef and Rajagopalan 2002, "Template detection via
data mining"; Yi, Liu and Li 2003, "Eliminating noisy information in web pages"), and needs no rule for the outlet.

Two things recur as well and are text. Copies and updates of a story share most of their words with *one* other page,
and are no evidence (`is_new`; storage.blocks asks deduplication as well). Background that a newsroom pastes below its
news stands on a few pages among many, and is long: it takes more pages, and a greater share of them, to call a longer
paragraph boilerplate (`recurs`).

Of 3,147 reports of a news agency in their order, full of templates, corrections and re-sent stories, no paragraph is
dropped, nor of any 10 or 30 in a row, nor where only those of one topic are read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xxhash

from extractors.records import Block
from extractors.tokens import tokens_of_paragraph

#: Blocks of a page that are looked at: as many at its beginning and its end, where boilerplate stands.
MOST_BLOCKS = 200
MOST_CHARACTERS = 2_000  # of a block: by them a longer one is known
#: Pages on which a block must stand, and the share of pages that must have it, by its length in tokens.
SHORT, SHORT_PAGES, SHORT_SHARE = 20, 3, 1 / 3
LONG, LONG_PAGES, LONG_SHARE = 100, 5, 1 / 2  # what is longer than 100 is never dropped
#: Pages over which the share is taken at least, once there are so many: few in a row prove nothing.
SPAN = 20
#: A page of which so much stood on earlier pages is a copy, or an update, of one of them. Where a host has nothing but
#: 3 to 15 variants of one story (348 stories, 1,649 texts), paragraphs wrongly dropped: 5 with .33, 10 with .5, 22 with
#: .8, 75 without this rule.
COPIED = 1 / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How often a block stood on the pages of its host, which are numbered in the order they were counted."""

    tokens: int
    pages: int
    first_page: int
    last_page: int


def blocks_of(text: str) -> tuple[Block, ...]:
    """Give the blocks of a text whose paragraphs are separated by blank lines, each once, in its order.

    >>> blocks_of("Subscribe to our channel!") == blocks_of("SUBSCRIBE to our “channel”")
    True
    """
    paragraphs = text.split("\n\n")
    blocks = (_block(paragraphs[at]) for at in _looked_at(len(paragraphs)))
    return tuple({block.digest: block for block in blocks if block.tokens}.values())


def is_new(blocks: Iterable[Block], seen: Mapping[int, Seen], pages: int) -> bool:
    """Say whether a page is evidence of its own: it is not when it copies or updates an earlier page of the host.

    Args:
        blocks: of the page.
        seen: those of them that earlier pages held, by digest.
        pages: how many pages of the host were counted before.
    """
    own = copied = 0
    for block in blocks:
        before = seen.get(block.digest)
        if before is None:
            own += block.tokens
        elif not recurs(before, pages):
            copied += block.tokens
    return own > 0 and copied < COPIED * (own + copied)


def recurs(seen: Seen, pages: int) -> bool:
    """Decide whether a block is boilerplate of its host, of which *pages* pages were counted.

    The share is taken over the pages from the first that had it to the last, so that what an outlet began or ceased to
    print is known all the same.

    >>> recurs(Seen(tokens=6, pages=3, first_page=1, last_page=4), pages=4)
    True
    >>> recurs(Seen(tokens=60, pages=3, first_page=1, last_page=4), pages=4)
    False
    """
    if seen.tokens > LONG:
        return False
    span = max(seen.last_page - seen.first_page + 1, min(SPAN, pages - seen.first_page + 1))
    fewest, share = (SHORT_PAGES, SHORT_SHARE) if seen.tokens <= SHORT else (LONG_PAGES, LONG_SHARE)
    return seen.pages >= fewest and seen.pages >= share * span


def without_recurring(text: str, recurring: frozenset[int]) -> tuple[str, tuple[str, ...]]:
    """Drop the paragraphs of *text* whose digests are in *recurring*; give what is left, and what was dropped.

    A text of which nothing would be left stays whole.
    """
    if not recurring:
        return text, ()
    paragraphs = text.split("\n\n")
    out = [at for at in _looked_at(len(paragraphs)) if _block(paragraphs[at]).digest in recurring]
    dropped = tuple(paragraphs[at] for at in out)
    for at in reversed(out):
        del paragraphs[at]
    return ("\n\n".join(paragraphs), dropped) if any(_block(each).tokens for each in paragraphs) else (text, ())


def _looked_at(paragraphs: int) -> Sequence[int]:
    half = MOST_BLOCKS // 2
    return range(paragraphs) if paragraphs <= MOST_BLOCKS else (*range(half), *range(paragraphs - half, paragraphs))


def _block(paragraph: str) -> Block:
    tokens = tokens_of_paragraph(paragraph[:MOST_CHARACTERS])
    return Block(digest=xxhash.xxh3_64_intdigest(" ".join(tokens).encode()) >> 1, tokens=len(tokens))
