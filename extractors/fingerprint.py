"""What deduplication keeps of a text: a hash that equal texts share, and a sample of shingles that copies share.

The sample is taken by modulus (Broder 1997, "On the resemblance and containment of documents"): unlike MinHash it
still tells how much of a *shortened* copy stands in the longer one, whatever their lengths.
"""

import re
import unicodedata
from collections.abc import Sequence

import xxhash

from extractors.han import SIMPLIFIED
from extractors.records import Fingerprint

#: Tokens below which a text says too little by itself: its title is read as part of it.
SHORT = 25

# Dev F1 and index rows an article by sampling rate: one in 2 .969, 70; one in 4 .964, 41; one in 8 .958, 30.
_MODULUS = 4
_FEWEST = 24
#: Prints at most: a longer text is known by its beginning, and a look-up stays bounded.
MOST = 256
_WORDS, _CHARACTERS = 3, 6  # tokens in a shingle; dev F1 with 5 words .934 instead of .964
_48_BITS = (1 << 48) - 1

_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # Thai and Lao, Kana, Han
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u3099\u309a"
_INVISIBLE = "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
_APOSTROPHES = "'`\u00b4\u2018-\u201b\u02b9-\u02bc\u2032"
_DROPPED = re.compile(f"[{_MARKS}{_INVISIBLE}{_APOSTROPHES}]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u2011]\s?(?=[^\W\d_])")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}([,. ])\d{3}(?:\1\d{3})*(?!\d)")
_TOKEN = re.compile(rf"[{_UNSPACED}]|\d+(?:[.,]\d+)?|[^\W\d_{_UNSPACED}]+")
_UNSPACED_TOKEN = re.compile(f"[{_UNSPACED}]")

# What Unicode does not decompose and copies exchange all the same: Arabic yeh and kaf for the Persian ones, the
# dotless i, crossed letters, Arabic and Persian digits.
_FOLDED = SIMPLIFIED | str.maketrans("يكıøłđ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "یکiold01234567890123456789")


def normalise(text: str) -> str:
    r"""Fold away what differs between copies: case, accents, hyphenation, apostrophes, digits, Chinese script.

    >>> normalise("It’s 1,000 km to Samar-\nqand – CAFÉ 上海合作組織")
    'its 1000 km to samarqand – cafe 上海合作组织'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_FOLDED)
    text = _HYPHEN.sub("", _DROPPED.sub("", text.casefold()))
    return _THOUSANDS.sub(lambda number: number[0].replace(number[1], ""), text)


def tokens_of(text: str) -> list[str]:
    """Give the normalised words of *text*, or its characters where words are not spaced."""
    return _TOKEN.findall(normalise(text))


def fingerprint(title: str, text: str) -> Fingerprint:
    """Make what deduplication compares of one article.

    Args:
        title: read only when the text is shorter than SHORT, since copies often bring another headline.
        text: without letters or digits it yields no tokens and no prints; such a fingerprint equals no other
            (see extractors.dedup.judge), though its hash is always the same.

    >>> fingerprint("", "The “Summit” opens.").text_hash == fingerprint("", 'the "sum-mit" opens').text_hash
    True
    """
    tokens = tokens_of(text)
    if 0 < len(tokens) < SHORT:
        tokens = tokens_of(title) + tokens
    return Fingerprint(
        text_hash=xxhash.xxh3_128_hexdigest(" ".join(tokens).encode()),
        prints=_sample(_shingles(tokens)),
        numbers=frozenset(token for token in tokens if token[0].isdigit()),
        tokens=len(tokens),
    )


def _shingles(tokens: Sequence[str]) -> list[int]:
    """Hash each run of tokens, once, in text order."""
    unspaced = len(_UNSPACED_TOKEN.findall("".join(tokens)))
    size = _CHARACTERS if 2 * unspaced > len(tokens) else _WORDS
    runs = zip(*(tokens[start:] for start in range(size)), strict=False)
    shingles = [" ".join(run) for run in runs] or [" ".join(tokens)] * bool(tokens)
    hashes = (xxhash.xxh3_64_intdigest(each.encode()) & _48_BITS for each in shingles)
    return list(dict.fromkeys(hashes))


def _sample(prints: Sequence[int]) -> tuple[int, ...]:
    """Keep one print in four; of a short text one in two or all, so that its sample holds that of a longer copy."""
    modulus = _MODULUS
    while len(kept := [each for each in prints if each % modulus == 0]) < _FEWEST and modulus > 1:
        modulus //= 2
    return tuple(kept[:MOST])
