"""A text as the set of its shingles, each where it stands: what copies are compared by.

A shingle is a run of three words, or of six characters where words are not spaced. All hashes of a text are made at
once, from the hashes of its tokens.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xxhash
from numpy.typing import NDArray

from extractors.tokens import is_unspaced, tokens_of, tokens_of_paragraphs

#: Tokens below which a text says too little by itself: its title is read as part of it.
SHORT = 25
#: Tokens that are compared; a longer text is known by its beginning.
LONGEST = 10_000
WORDS, CHARACTERS = 3, 6  # tokens in a shingle; dev F1 with 5 words .934 instead of .964

_48_BITS = np.uint64((1 << 48) - 1)
_ODD, _OTHER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)  # of splitmix64 (Steele et al. 2014)

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shingles:
    """A text, normalised and cut."""

    tokens: Sequence[str]  # at most LONGEST
    size: int  # tokens in a shingle: WORDS or CHARACTERS
    hashes: Hashes  # of the shingle that begins at each token, below 2**48; the whole text where it is shorter
    joined: str  # all tokens, also beyond LONGEST, with a blank between them


def shingles(title: str, text: str) -> Shingles:
    """Cut a text.

    Args:
        title: read only when the text is shorter than SHORT, since copies often bring another headline.
        text: without letters or digits it gives no tokens and no hashes.
    """
    tokens = tokens_of_paragraphs(text)
    if 0 < len(tokens) < SHORT:
        tokens = tokens_of(title) + tokens
    joined, kept = " ".join(tokens), tokens[:LONGEST]
    size = CHARACTERS if is_unspaced(joined, len(tokens)) else WORDS
    return Shingles(tokens=kept, size=size, hashes=_hashes(kept, size), joined=joined)


class _TokenHashes(dict[str, int]):
    """Hashes of tokens, kept: most words of a text are those of all texts."""

    MOST = 200_000

    def __missing__(self, token: str) -> int:
        if len(self) >= self.MOST:
            self.clear()
        self[token] = found = xxhash.xxh3_64_intdigest(token.encode())
        return found


_HASH_OF = _TokenHashes()


def _hashes(tokens: Sequence[str], size: int) -> Hashes:
    each = np.fromiter(map(_HASH_OF.__getitem__, tokens), np.uint64, len(tokens))
    if not tokens:
        return each
    count = max(1, len(tokens) - size + 1)
    mixed = np.zeros(count, np.uint64)
    for place in range(min(size, len(tokens))):
        mixed = (mixed * _ODD ^ each[place : place + count]) * _OTHER
    mixed ^= mixed >> np.uint64(29)
    mixed *= _ODD
    return (mixed ^ mixed >> np.uint64(32)) & _48_BITS
