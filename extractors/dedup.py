"""Say whether a text is new, and if not, of what it is a copy.

A copy may be cut, expanded, retyped or set in another site's boilerplate, so what counts is *containment*: how much
of one text stands in the other. Containment alone is a trap (shared boilerplate, digests, forms filled with other
figures), hence the weights and the vetoes below.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractors.fingerprint import SHORT
from extractors.records import Fingerprint, Neighbour, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The limits of the decision, each with what another value would cost.

    Measured by pair on the development set (6,487 articles, 18 languages; all pairs / pairs of real articles): as it
    stands precision .980 / .967, recall .946 / .974, F1 .963 / .970, and 26 of 3,993 listed hard negatives merged.
    """

    candidates: int = 8  # stories compared; 4 give the same, 2 three more hard negatives
    shared: int = 4  # prints in common, at least; 3 and 6 give the same
    contained: float = 0.35  # weighted share of the shorter side; .3: 19 more hard negatives, .4: recall -.016
    covered: float = 0.2  # weighted share of the longer side; .1: precision -.030, .3: recall -.023
    covered_plainly: float = 0.35  # below it the lead must match; no such check: 12 more hard negatives
    lead: float = 0.25  # share of the longer side's prints that is its lead
    lead_matched: float = 0.2  # share of the lead that must match, else it is a digest that quotes; .3: recall -.013
    numbers_agree: float = 0.6  # shared / (shared + contradicting); without this check F1 .938 / .936
    numbers_agree_but_one: float = 0.34  # the same when a single number contradicts; .6: recall -.002
    tokens_a_number: int = 128  # a stray clock or counter in so much text is none; without this F1 .958 / .946
    short_equal: float = 0.9  # share of prints in common where a side is shorter than fingerprint.SHORT
    roundup_stories: int = 3  # a text that matches so many stories is a roundup; without: 3 more hard negatives ...
    roundup_match: float = 0.1  # ... if each of them stands in this share of it, at least,
    roundup_half: float = 0.5  # ... and none in this
    near: float = 0.7  # both sides covered: the text retouched (edited: median .76), not cut or expanded (cut: .53)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Overlap:
    """What a text and one neighbour have in common."""

    neighbour: Neighbour
    shared: frozenset[int]
    of_text: float  # weighted share of the text that stands in the neighbour, 0..1
    of_neighbour: float  # weighted share of the neighbour that stands in the text, 0..1

    @property
    def contained(self) -> float:
        return max(self.of_text, self.of_neighbour)

    @property
    def covered(self) -> float:
        return min(self.of_text, self.of_neighbour)


def rank_stories(postings: Iterable[tuple[int, int]], parameters: Parameters = Parameters()) -> list[int]:
    """Choose the stories worth comparing, best first.

    Args:
        postings: (print, story) rows of the index, for the prints of the new text.
        parameters: see Parameters.

    Returns:
        At most `candidates` stories that share enough prints, by the summed weight of these prints; on a tie the
        older story (the smaller key) first. A print weighs 1 / its stories: what stands in many is boilerplate.

    >>> rank_stories([(4, 1), (8, 1), (12, 1), (16, 1), (4, 2), (8, 2), (12, 2), (16, 2), (20, 2), (4, 3)])
    [2, 1]
    """
    rows = list(postings)
    stories_of = Counter(each for each, _ in rows)
    weight: defaultdict[int, float] = defaultdict(float)
    shared: Counter[int] = Counter()
    for each, story in rows:
        weight[story] += 1 / stories_of[each]
        shared[story] += 1
    enough = (story for story in weight if shared[story] >= parameters.shared)
    return sorted(enough, key=lambda story: (-weight[story], story))[: parameters.candidates]


def judge(
    fingerprint: Fingerprint,
    neighbours: Iterable[Neighbour],
    frequency: Mapping[int, int],
    parameters: Parameters = Parameters(),
) -> Verdict:
    """Decide what a text is to its *neighbours*.

    Args:
        fingerprint: of the new text; one without tokens is an original, always.
        neighbours: the candidates, from storage.neighbours.find().
        frequency: in how many stories each print of the new text stands; absent means in none.
        parameters: see Parameters.

    Returns:
        "exact" for the same normalised text, "near" when both sides are mostly covered, "syndicated" when one is
        mostly contained in the other, else "original". Of several copies it names the one of the largest
        containment; on a tie, of the largest coverage; on a tie, the first by key.
    """
    candidates = sorted(neighbours, key=lambda each: each.article) if fingerprint.tokens else []
    for each in candidates:
        if each.fingerprint.text_hash == fingerprint.text_hash:
            return Verdict(kind="exact", of=each.article, story=each.story, score=1.0)
    weights = {each: 1 / max(1, frequency.get(each, 1)) for each in fingerprint.prints}
    overlaps = [_overlap(weights, each) for each in candidates]
    copies = [each for each in overlaps if _is_copy(fingerprint, each, parameters)]
    if not copies or _is_roundup(overlaps, parameters):
        return Verdict(kind="original", of=None, story=None, score=0.0)
    best = max(copies, key=lambda each: (each.contained, each.covered))
    return Verdict(
        kind="near" if best.covered >= parameters.near else "syndicated",
        of=best.neighbour.article,
        story=best.neighbour.story,
        score=round(best.contained, 4),
    )


def _overlap(weights: Mapping[int, float], neighbour: Neighbour) -> _Overlap:
    """Weigh what both sides share; a print that only the neighbour has weighs 1, as if no other story held it."""
    theirs = neighbour.fingerprint.prints
    shared = frozenset(weights.keys() & theirs)
    common = sum(weights[each] for each in shared)
    return _Overlap(
        neighbour=neighbour,
        shared=shared,
        of_text=common / (sum(weights.values()) or 1),
        of_neighbour=common / (common + len(theirs) - len(shared) or 1),
    )


def _is_copy(fingerprint: Fingerprint, overlap: _Overlap, limits: Parameters) -> bool:
    other = overlap.neighbour.fingerprint
    longer = fingerprint if overlap.of_text <= overlap.of_neighbour else other
    return (
        len(overlap.shared) >= limits.shared
        and overlap.contained >= limits.contained
        and overlap.covered >= limits.covered
        and (overlap.covered >= limits.covered_plainly or _lead_matches(longer.prints, overlap.shared, limits))
        and _numbers_agree(fingerprint, other, limits)
        and _long_or_equal(fingerprint, other, len(overlap.shared), limits)
    )


def _lead_matches(prints: Sequence[int], shared: frozenset[int], limits: Parameters) -> bool:
    lead = prints[: max(1, int(len(prints) * limits.lead))]
    return len(shared.intersection(lead)) >= limits.lead_matched * len(lead)


def _numbers_agree(one: Fingerprint, other: Fingerprint, limits: Parameters) -> bool:
    """Tell a form filled with other figures: each side has numbers that the other lacks."""
    contradicting = min(len(one.numbers - other.numbers), len(other.numbers - one.numbers))
    if contradicting * limits.tokens_a_number < min(one.tokens, other.tokens):
        return True
    shared = len(one.numbers & other.numbers)
    least = limits.numbers_agree_but_one if contradicting == 1 else limits.numbers_agree
    return shared >= least * (shared + contradicting)


def _long_or_equal(one: Fingerprint, other: Fingerprint, shared: int, limits: Parameters) -> bool:
    most = max(len(one.prints), len(other.prints))
    return min(one.tokens, other.tokens) >= SHORT or shared >= limits.short_equal * most


def _is_roundup(overlaps: Iterable[_Overlap], limits: Parameters) -> bool:
    """Tell a digest by its parts: it matches several stories, none of them in half of its text."""
    share: defaultdict[int, float] = defaultdict(float)
    for each in overlaps:
        share[each.neighbour.story] = max(share[each.neighbour.story], each.of_text)
    matched = [each for each in share.values() if each >= limits.roundup_match]
    return len(matched) >= limits.roundup_stories and max(matched) < limits.roundup_half
