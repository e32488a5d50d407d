"""How much of one text stands in another, and what the two say differently where they run side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from extractors.boilerplate import cues
from extractors.fingerprint import MODULUS, sample
from extractors.shingles import CHARACTERS, Shingles

Weights = NDArray[np.float64]
Places = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: A gap of so many tokens on either side, between two passages in common, is one passage retyped or retouched.
_GAP_WORDS, _GAP_CHARACTERS = 8, 12
# Tokens around a word of boilerplate that count as its sentence, and what they weigh.
_REACH, _CUED = 10, 0.15
_TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Two texts side by side. "Weight" is in tokens, of which those that other stories hold too count less.

    All that the model of extractors.dedup is told; the order of the fields is that of its inputs.
    """

    retyped_least: float  # share of the weight that both have, small gaps included: of the side with less of it, 0..1
    retyped_most: float  # and of the side with more, 0..1
    covered: float  # the same without the gaps: 0..1
    contained: float  # 0..1
    plain_most: float  # the share of tokens, unweighted, of the side with more, 0..1
    common: float  # weight of what both have, of the shorter side
    left: float  # weight of what the shorter side has alone
    left_longer: float  # and of what the longer side has alone
    tokens: float  # of the shorter side
    contradicted: float  # numbers that only the one has, where the other also has some that only it has
    contradicted_share: float  # of these and of those that both have, 0..1
    contradicted_density: float  # contradicted, per token
    substituted: float  # gaps with different numbers on either side
    exchanged: float  # gaps with nothing but numbers on both sides, per hundred tokens: a form filled in anew
    cued: float  # share of what both have, of the shorter side, that reads as boilerplate, 0..1
    numbers_alone: float  # numbers that only the shorter side has
    lead: float  # share of the first quarter of the longer side that both have, 0..1
    lead_shorter: float  # and of the shorter side's, 0..1
    passages: float  # runs in common, per token
    retouched: float  # share of the runs that a small gap parts from the one before, 0..1

    def row(self) -> tuple[float, ...]:
        """Give the inputs of the model."""
        return _inputs(self)


_inputs: Callable[[Overlap], tuple[float, ...]] = attrgetter(*(field.name for field in fields(Overlap)))


def weights(cut: Shingles, frequency: Mapping[int, int]) -> Weights:
    """Weigh each token of a text: 1 / the stories that hold what stands here, less where it reads as boilerplate.

    Args:
        cut: the text.
        frequency: in how many stories each of its prints stands; absent means in none. Tokens between two prints
            take the frequency of the nearer one.
    """
    at = sample(cut)
    prints = cut.hashes[at]
    held = np.array([1 / max(1, frequency.get(each, 1)) for each in prints.tolist()])
    found = np.ones(len(cut.tokens))
    # Longer texts keep fewer of their prints, so that one which only short texts keep says less of frequency.
    for kept in (np.full(len(at), fill_value=True), prints % np.uint64(MODULUS) == 0):
        if kept.any():
            found = np.minimum(found, held[kept][_nearest(at[kept], len(cut.tokens))])
    for place in cues(cut.tokens):
        sentence = slice(max(0, place - _REACH), place + _REACH + 1)
        found[sentence] = np.minimum(found[sentence], _CUED)
    return found


def _nearest(at: Places, count: int) -> Places:
    """Give for each of so many tokens which of the places *at* is the nearest."""
    middle = (at[1:] + at[:-1]) // 2 + 1
    return np.searchsorted(middle, np.arange(count), "right")


def overlap(one: Shingles, other: Shingles, weigh: tuple[Weights, Weights]) -> Overlap | None:
    """Lay two texts side by side.

    Args:
        one: a text.
        other: another.
        weigh: what `weights` gives of each.

    Returns:
        What they have in common; None when that is nothing, or when one is written in words and the other not.
    """
    if len(one.tokens) > len(other.tokens):
        one, other, weigh = other, one, (weigh[1], weigh[0])
    if one.size != other.size:
        return None
    here, there = _found(one, other)
    if not len(here):
        return None
    mine, theirs = _covered(here, one), _covered(_found(other, one)[0], other)
    return _laid((one, other), weigh, (mine, theirs), _Gaps(one, other, here, there))


def _laid(
    texts: tuple[Shingles, Shingles], weigh: tuple[Weights, Weights], both: tuple[Mask, Mask], gaps: _Gaps
) -> Overlap:
    (one, other), (mine, theirs) = texts, both
    shares = _share(mine, weigh[0]), _share(theirs, weigh[1])
    mine_retyped, theirs_retyped = gaps.closed(mine, theirs)
    retyped = _share(mine_retyped, weigh[0]), _share(theirs_retyped, weigh[1])
    total, common = float(weigh[0].sum()), float(weigh[0][mine_retyped].sum())
    return Overlap(
        retyped_least=min(retyped),
        retyped_most=max(retyped),
        covered=min(shares),
        contained=max(shares),
        plain_most=max(float(mine.mean()), float(theirs.mean())),
        common=common,
        left=total - common,
        left_longer=float(weigh[1].sum()) * (1 - retyped[1]),
        tokens=len(one.tokens),
        **_contradictions(one, other),
        substituted=gaps.substituted,
        exchanged=100 * gaps.exchanged / len(one.tokens),
        cued=float((weigh[0][mine] <= _CUED).mean()) if mine.any() else 0.0,
        lead=_lead(theirs),
        lead_shorter=_lead(mine),
        passages=gaps.passages / len(one.tokens),
        retouched=gaps.count / gaps.passages,
    )


def _contradictions(one: Shingles, other: Shingles) -> dict[str, float]:
    numbers, others = _numbers(one.tokens), _numbers(other.tokens)
    alone, both = len(numbers - others), len(numbers & others)
    contradicted = min(alone, len(others - numbers))
    return {
        "contradicted": contradicted,
        "contradicted_share": contradicted / (both + contradicted + 0.5),
        "contradicted_density": contradicted / len(one.tokens),
        "numbers_alone": min(alone, 20),
    }


class _Gaps:
    """The small gaps between passages in common, where one text says a few words differently."""

    def __init__(self, one: Shingles, other: Shingles, here: Places, there: Places) -> None:
        ours, size = np.diff(here), one.size
        steps = np.diff(there)
        longest = _GAP_CHARACTERS if size == CHARACTERS else _GAP_WORDS
        mine, theirs = ours - size, steps - size
        small = (mine >= 0) & (theirs >= 0) & (mine <= longest) & (theirs <= longest) & (mine + theirs > 0)
        found = np.flatnonzero(small)
        self.passages = int(((ours != 1) | (steps != 1)).sum()) + 1
        self.count = int((small & (mine > 0) & (theirs > 0)).sum())
        self._spans = [
            (int(here[at]) + size, int(here[at + 1]), int(there[at]) + size, int(there[at + 1])) for at in found
        ]
        sides = [(set(one.tokens[a:b]), set(other.tokens[c:d])) for a, b, c, d in self._spans]
        differ = [(left, right, _numbers(left), _numbers(right)) for left, right in sides]
        contradict = [each for each in differ if each[2] and each[3] and each[2] != each[3]]
        self.substituted = len(contradict)
        self.exchanged = sum(left == numbers and right == others for left, right, numbers, others in contradict)

    def closed(self, mine: Mask, theirs: Mask) -> tuple[Mask, Mask]:
        """Give what both sides have in common, with the gaps."""
        mine, theirs = mine.copy(), theirs.copy()
        for a, b, c, d in self._spans:
            mine[a:b] = theirs[c:d] = True
        return mine, theirs


def _found(one: Shingles, other: Shingles) -> tuple[Places, Places]:
    """Give the places of the shingles of *one* that stand in *other*, and where there they first do."""
    order = np.argsort(other.hashes, kind="stable")
    ordered = other.hashes[order]
    at = np.searchsorted(ordered, one.hashes).clip(max=len(ordered) - 1)
    here = np.flatnonzero(ordered[at] == one.hashes)
    return here, order[at[here]]


def _covered(starts: Places, cut: Shingles) -> Mask:
    """Say of each token whether a shingle that begins at one of *starts* covers it."""
    change = np.zeros(len(cut.tokens) + cut.size + 1, np.intp)
    np.add.at(change, starts, 1)
    np.add.at(change, starts + cut.size, -1)
    covered: Mask = change.cumsum()[: len(cut.tokens)] > 0
    return covered


def _share(covered: Mask, weigh: Weights) -> float:
    return float(weigh[covered].sum() / (weigh.sum() + _TINY))


def _lead(covered: Mask) -> float:
    return float(covered[: max(1, len(covered) // 4)].mean())


def _numbers(tokens: Iterable[str]) -> set[str]:
    return {token for token in tokens if token[0].isdigit()}
