"""Picking the text of a page among what several methods take for it.

Parameters were chosen on the development pages with models that had not seen the page (five folds by publisher): F1
.952 for the reader alone, .960 with this judge and a second opinion on 9 % of the pages, .900 for trafilatura.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.maintext.words import folded_letters
from extractors.records import Choice

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]

DOUBT = 0.15  # weight of what may be wrong over that of the text; 11 % of the development pages have more
# In doubt, the log-odds of a block are what the reader says, weakened, and trafilatura's word for or against it.
# Its yes counts by the share of its text that the reader believes, its no by the share of the reader's that it has:
# of old portals it takes too much or the wrong part. Where the reader is at a loss, its yes counts more.
READER_WEIGHT, SECOND_FOR, SECOND_AGAINST = 0.8, 3.0, -1.5
AT_A_LOSS, MORE = 0.75, 3.0  # doubt, and how many times more
WHOLE_BODY = 400  # letters that JSON-LD must state to be taken for the text where the page shows less than half of it
SHOWN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What one method takes for the text."""

    method: str
    paragraphs: tuple[str, ...]
    expected: float  # F1 it should reach by what all methods say of its blocks, 0..1
    link_density: float  # share of its letters that are links, 0..1


@dataclass(frozen=True, slots=True, kw_only=True)
class MainText:
    """The text that the judge took, and what it had to choose from."""

    paragraphs: tuple[str, ...]  # empty: there is none
    choice: Choice
    candidates: tuple[Candidate, ...] = ()


def judge(candidates: Sequence[Candidate], *, stated: Sequence[str], doubt: float) -> MainText:
    """Pick the text among the candidates.

    Args:
        candidates: in the order of trust.
        stated: articleBody of the page's JSON-LD, as paragraphs.
        doubt: how unsure the reader was.

    Returns:
        The candidate with the highest expected F1, on a tie the first. But a body that JSON-LD states whole wins
        where the page shows less than half of it: such a text is drawn by a script.
    """
    best = max(candidates, key=lambda each: each.expected, default=None)
    body = len(folded_letters(" ".join(stated)))
    shown = len(folded_letters(" ".join(best.paragraphs))) if best and body else 0
    if body >= WHOLE_BODY and shown < SHOWN * body:
        choice = Choice(
            method="json-ld", reason=f"the page shows {shown} of the {body} letters that its JSON-LD states"
        )
        return MainText(paragraphs=tuple(stated), choice=choice, candidates=tuple(candidates))
    if best is None:
        return MainText(paragraphs=(), choice=Choice(method="none", reason="no method found a text"))
    others = "".join(f"; {each.method} {each.expected:.2f}" for each in candidates if each is not best)
    choice = Choice(method=best.method, reason=f"expected F1 {best.expected:.2f}, doubt {doubt:.2f}{others}")
    return MainText(paragraphs=best.paragraphs, choice=choice, candidates=tuple(candidates))


def doubtful(chances: Numbers, size: Numbers) -> float:
    """Say how much of a text may be wrong: letters that are taken or left by mistake, over those that should be taken.

    >>> doubtful(np.array([0.5, 1.0]), np.array([100.0, 100.0]))
    0.3333333333333333
    """
    return float((np.minimum(chances, 1 - chances) * size).sum() / max((chances * size).sum(), 1))


def weigh(chances: Numbers, second: Mask, size: Numbers) -> Numbers:
    """Bring the reader's chances and a second opinion together."""
    bounded = np.clip(chances, 0.001, 0.999)
    likely = chances * size
    shared = float(likely[second].sum())
    believed, covered = shared / max(float(size[second].sum()), 1), shared / max(float(likely.sum()), 1)
    yes = SECOND_FOR * believed * (MORE if doubtful(chances, size) > AT_A_LOSS else 1)
    odds = READER_WEIGHT * np.log(bounded / (1 - bounded)) + np.where(second, yes, SECOND_AGAINST * covered)
    weighed: Numbers = 1 / (1 + np.exp(-odds))
    return weighed


def expected_f1(mask: Mask, chances: Numbers, size: Numbers) -> float:
    """Estimate the F1 of a choice of blocks from the chance of each to be right.

    >>> expected_f1(np.array([True, False]), np.array([1.0, 0.0]), np.array([10.0, 10.0]))
    1.0
    """
    right = float((chances * size)[mask].sum())
    taken, wanted = float(size[mask].sum()), float((chances * size).sum())
    return 2 * right / (taken + wanted) if taken + wanted else 0.0
