"""What deduplication keeps of a text: a hash that equal texts share, and a sample of shingles that copies share.

The sample is taken by modulus (Broder 1997, "On the resemblance and containment of documents"): unlike MinHash it
still tells how much of a *shortened* copy stands in the longer one, whatever their lengths. It only finds candidates;
whether they are copies is said by the texts themselves (extractors.dedup).
"""

import numpy as np
import xxhash
from numpy.typing import NDArray

from extractors.records import Fingerprint
from extractors.shingles import Shingles, shingles

#: One print in so many is kept of a text that is long enough.
MODULUS = 8
#: Prints at least, of a text that has so many shingles.
FEWEST = 24
#: Prints at most: a longer text is known by its beginning, and a look-up stays bounded.
MOST = 128


def fingerprint(title: str, text: str) -> Fingerprint:
    """Make what deduplication looks up of one article.

    Args:
        title: see extractors.shingles; a short text is not known without it.
        text: without letters or digits it yields no tokens and no prints; such a fingerprint equals no other
            (see extractors.dedup.judge), though its hash is always the same.

    >>> fingerprint("", "The “Summit” opens.").text_hash == fingerprint("", 'the "sum-mit" opens').text_hash
    True
    """
    return fingerprint_of(shingles(title, text))


def fingerprint_of(cut: Shingles) -> Fingerprint:
    """Make the same of a text that is cut already."""
    return Fingerprint(
        text_hash=xxhash.xxh3_128_hexdigest(cut.joined.encode()),
        prints=tuple(cut.hashes[sample(cut)].tolist()),
        tokens=len(cut.tokens),
    )


def sample(cut: Shingles) -> NDArray[np.intp]:
    """Give the places of the shingles that are kept, in text order, without repeats.

    One in eight; of a short text one in four, two or all, so that its sample holds that of a longer copy.
    """
    modulus = MODULUS
    while len(kept := _first_of_each(cut, modulus)) < FEWEST and modulus > 1:
        modulus //= 2
    return kept[:MOST]


def _first_of_each(cut: Shingles, modulus: int) -> NDArray[np.intp]:
    at = np.flatnonzero(cut.hashes % np.uint64(modulus) == 0)
    places = dict(zip(reversed(cut.hashes[at].tolist()), reversed(at.tolist()), strict=True))
    return np.array(sorted(places.values()), np.intp)
