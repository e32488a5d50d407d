"""Say whether a text is new, and if not, of what it is a copy.

A copy may be cut, expanded, retyped or set in another site's boilerplate, so what counts is *containment*: how much
of one text stands in the other. Containment alone is a trap (shared boilerplate, digests, forms filled with other
figures), and so is any single limit. The texts are laid side by side (extractors.overlap), and what they have in
common is judged by gradient-boosted trees that were taught from labelled pairs: tests/training/copies.py. All their
monotone inputs are held so: more in common never makes a pair less of a copy, more contradictions never more.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from extractors.fingerprint import FEWEST
from extractors.overlap import Overlap, overlap, weights
from extractors.records import Fingerprint, Neighbour, Verdict
from extractors.shingles import Shingles
from extractors.trees import Trees, sum_of_leaves, unpacked


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The limits around the model, with what other values cost where that was measured.

    Measured on the development set, cross-validated by cluster, as `make train` does; see docs/performance.md.
    """

    candidates: int = 8  # stories looked at by their prints
    shared: int = 3  # prints in common, at least
    # Weighted share of the one sample in the other, at least; .1 loses nothing, .15 loses .006 of recall.
    estimated: float = 0.08
    compared: int = 3  # texts laid side by side, the most promising first; 8 give the same at twice the cost
    sure: float = 0.9  # probability beyond which no further text is looked at; without: 5 more hard negatives
    copy: float = 0.5  # probability from which on a text is a copy; .65: recall of real pairs -.01, precision +.003
    near: float = 0.7  # share of both sides in common: the text was retouched, and not cut or expanded


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    neighbour: Neighbour
    overlap: Overlap
    probability: float


def rank_stories(prints: int, postings: Iterable[tuple[int, int]], parameters: Parameters = Parameters()) -> list[int]:
    """Choose the stories worth a look, best first.

    Args:
        prints: how many the new text has.
        postings: (print, story) rows of the index, for these prints.
        parameters: see Parameters.

    Returns:
        At most `candidates` stories that share enough prints, by the summed weight of these prints; on a tie the
        older story (the smaller key) first. A print weighs 1 / its stories: what stands in many is boilerplate.

    >>> rank_stories(6, [(4, 1), (8, 1), (12, 1), (4, 2), (8, 2), (12, 2), (20, 2), (4, 3)])
    [2, 1]
    """
    rows = list(postings)
    stories_of = Counter(each for each, _ in rows)
    total = prints - len(stories_of) + sum(1 / stories for stories in stories_of.values())
    weight: defaultdict[int, float] = defaultdict(float)
    shared: Counter[int] = Counter()
    for each, story in rows:
        weight[story] += 1 / stories_of[each]
        shared[story] += 1
    enough = (
        story
        for story, common in weight.items()
        if shared[story] >= parameters.shared
        # As in `promising`, of a member that has no more prints than a text must have.
        and common >= parameters.estimated * min(total, common + max(0, FEWEST - shared[story]))
    )
    return sorted(enough, key=lambda story: (-weight[story], story))[: parameters.candidates]


def promising(
    fingerprint: Fingerprint,
    neighbours: Iterable[Neighbour],
    frequency: Mapping[int, int],
    parameters: Parameters = Parameters(),
) -> list[Neighbour]:
    """Choose the articles worth reading, best first, by what the samples say of how much stands in which.

    Args:
        fingerprint: of the new text.
        neighbours: members of the stories that rank_stories chose.
        frequency: in how many stories each print of the new text stands; absent means in none.
        parameters: see Parameters.
    """
    weight = {each: 1 / max(1, frequency.get(each, 1)) for each in fingerprint.prints}
    total = sum(weight.values())
    found = []
    for each in neighbours:
        theirs = each.fingerprint.prints
        shared = weight.keys() & theirs
        if len(shared) < parameters.shared:
            continue
        common = sum(weight[each] for each in sorted(shared))  # sorted: the sum of floats depends on their order
        contained = max(common / total, common / (common + len(theirs) - len(shared)))
        if contained >= parameters.estimated:
            found.append((-contained, each.article, each))
    return [each for _, _, each in sorted(found, key=lambda item: item[:2])[: parameters.compared]]


def judge(
    fingerprint: Fingerprint,
    candidates: Sequence[Neighbour],
    frequency: Mapping[int, int],
    read: Callable[[Neighbour | None], Shingles],
    parameters: Parameters = Parameters(),
) -> Verdict:
    """Decide what a text is to its *candidates*.

    Args:
        fingerprint: of the new text; one without tokens is an original, always.
        candidates: what `promising` chose, or an article of the very same text.
        frequency: in how many stories each print of the new text and of the candidates stands.
        read: gives the text of a candidate, and the new one for None; called for as few as may be.
        parameters: see Parameters.

    Returns:
        "exact" for the same normalised text, "near" when both sides are mostly covered, "syndicated" when one is
        mostly contained in the other, else "original". Of several copies it names the most probable one; on a tie,
        the more promising.
    """
    if not fingerprint.tokens or not candidates:
        return ORIGINAL
    for each in candidates:
        if each.fingerprint.text_hash == fingerprint.text_hash:
            return Verdict(kind="exact", of=each.article, story=each.story, score=1.0)
    best = _most_probable(candidates, frequency, read, parameters)
    if best is None or best.probability < parameters.copy:
        return ORIGINAL
    return Verdict(
        kind="near" if best.overlap.covered >= parameters.near else "syndicated",
        of=best.neighbour.article,
        story=best.neighbour.story,
        score=round(best.overlap.retyped_most, 4),
    )


def _most_probable(
    candidates: Sequence[Neighbour],
    frequency: Mapping[int, int],
    read: Callable[[Neighbour | None], Shingles],
    limits: Parameters,
) -> _Compared | None:
    best: _Compared | None = None
    text = read(None)
    weigh = weights(text, frequency)
    for each in candidates:
        other = read(each)
        laid = overlap(text, other, (weigh, weights(other, frequency)))
        if laid is None or (each.gathers and laid.covered < limits.near):
            continue
        found = _Compared(neighbour=each, overlap=laid, probability=probability(laid))
        if best is None or found.probability > best.probability:
            best = found
        if best.probability > limits.sure:
            break
    return best


#: What a text is that nothing resembles.
ORIGINAL = Verdict(kind="original", of=None, story=None, score=0.0)


def probability(laid: Overlap, trees: Trees | None = None) -> float:
    """Say how probable it is that two texts laid side by side are copies of one, 0..1.

    Args:
        laid: what they have in common.
        trees: another model than ours.
    """
    trees = trees or _trained()
    odds = sum_of_leaves(np.array([laid.row()], np.float32), trees, trees.roots)[0]
    return float(1 / (1 + np.exp(-odds)))


@cache
def _trained() -> Trees:
    return unpacked(files("extractors").joinpath("copies.npz").read_bytes())
