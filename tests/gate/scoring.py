"""Measures of tagging over labelled texts, for sets that travel with the repository."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from extractors.tagging.record import Tagging


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Shares between 0 and 1, and the texts that went wrong."""

    precision: float  # concerned or not: abstaining counts as not
    recall: float
    level: float  # share of texts with the right one of central, mention, none
    topics: float  # micro-F1 over the texts that are labelled as concerned
    wrong: tuple[str, ...]  # one line a text, for the message of a failed test


def score(texts: Iterable[Mapping[str, Any]], taggings: Iterable[Tagging]) -> Score:
    """Compare the labels of *texts* (label, topics) with their *taggings*, in the same order.

    >>> from types import SimpleNamespace as Said
    >>> said = [Said(level="central", topics=[Said(slug="energy")]), Said(level="abstain", topics=[])]
    >>> texts = [{"id": 1, "label": "mention", "topics": ["energy", "trade"]}, {"id": 2, "label": "none", "topics": []}]
    >>> score(texts, said)
    Score(precision=1.0, recall=1.0, level=0.5, topics=0.667, wrong=('1: mention, not central; missed trade',))
    """
    concerned, topics = _Counts(), _Counts()
    right, wrong = 0, []
    for text, tagging in zip(texts, taggings, strict=True):
        level = "none" if tagging.level == "abstain" else tagging.level
        concerned.add(set() if text["label"] == "none" else {"yes"}, set() if level == "none" else {"yes"})
        right += level == text["label"]
        said = [f"{text['label']}, not {tagging.level}"] if level != text["label"] else []
        if text["label"] != "none":
            labelled, found = set(text["topics"]), {each.slug for each in tagging.topics}
            topics.add(labelled, found)
            said += [f"missed {slug}" for slug in sorted(labelled - found)]
            said += [f"added {slug}" for slug in sorted(found - labelled)]
        if said:
            wrong.append(f"{text['id']}: {'; '.join(said)}")
    return Score(
        precision=_share(concerned.both, concerned.found),
        recall=_share(concerned.both, concerned.labelled),
        level=_share(right, concerned.texts),
        topics=_share(2 * topics.both, topics.found + topics.labelled),
        wrong=tuple(wrong),
    )


@dataclass(slots=True)
class _Counts:
    texts: int = 0
    labelled: int = 0
    found: int = 0
    both: int = 0

    def add(self, labelled: set[str], found: set[str]) -> None:
        self.texts += 1
        self.labelled += len(labelled)
        self.found += len(found)
        self.both += len(labelled & found)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 1.0
