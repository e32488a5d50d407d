"""Prose that means nothing, for tests that must know which texts have what in common: equal seeds, equal sentences."""

import random
from itertools import product

SYLLABLES = ("ba", "co", "di", "fe", "gu", "la", "mi", "no", "pe", "ra", "so", "tu", "va", "we", "zi")
VOCABULARY = ["".join(three) for three in product(SYLLABLES, repeat=3)]


def sentence(seed: int) -> str:
    """A sentence of eighteen words that no other seed gives."""
    return " ".join(random.Random(seed).choices(VOCABULARY, k=18)).capitalize() + "."


def story(first: int, count: int = 14) -> str:
    """So many sentences, of seeds that follow each other."""
    return " ".join(map(sentence, range(first, first + count)))
