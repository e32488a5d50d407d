"""Where the text begins, when the page repeats its title: what stands above it belongs to the portal."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractors.cleaning.lines import HAN, WORDS, Line, key_of, weigh

SHORTEST_TITLE = 16  # weight; a shorter one may be the name of a section, too
LEAST_BELOW = 400  # weight of the prose that a title must have below it
STEM = 5  # letters by which words of all inflected forms are compared
# Share of its words that prose above the title has in common with title and text, and still is of something else.
# Teasers of other news have at most .26 on 402 measured pages, an introduction has .5 and more.
STRANGE = 0.35


def title_place(lines: Sequence[Line], headline: str) -> int:
    """Return where the title stands as a line of its own, with the text below it; 0 where that can't be told.

    Args:
        lines: the text as found.
        headline: key_of the title.
    """
    if weigh(headline) < SHORTEST_TITLE:
        return 0
    place = next((place for place, line in enumerate(lines) if line.key == headline), 0)
    if sum(line.weight for line in lines[place + 1 :] if line.prose) < LEAST_BELOW:
        return 0
    above = _stems(line.text for line in lines[:place] if line.prose)
    if not above:
        return place
    below = _stems([headline, *(line.text for line in lines[place + 1 :])])
    return place if len(above & below) < STRANGE * len(above) else 0


def _stems(texts: Iterable[str]) -> set[str]:
    """Return the beginnings of all longer words, and in Han, which has no blanks, all pairs of characters."""
    key = key_of(" ".join(texts))
    words = {word[:STEM] for word in WORDS.findall(HAN.sub(" ", key)) if len(word) >= STEM}
    return words | {first + second for first, second in pairwise(HAN.findall(key))}
