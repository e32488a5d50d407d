"""A hit of the matcher in its field, and what is asked of several of them."""

from bisect import bisect
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from extractors.tagging.matcher import Hit
from extractors.tagging.record import Evidence, Field

FIELDS: tuple[Field, Field] = ("title", "text")


class Mention(NamedTuple):
    """One hit in one field; the title stands before the text."""

    field: Field
    hit: Hit

    @property
    def order(self) -> tuple[bool, int]:
        """Give the place of the mention in title and text together."""
        return self.field == "text", self.hit.start

    def overlaps(self, other: "Mention") -> bool:
        """Say whether the two share a character."""
        return self.field == other.field and self.hit.start < other.hit.end and other.hit.start < self.hit.end

    def gap(self, other: "Mention") -> int:
        """Count the characters between the two; below 0 when they overlap."""
        return max(self.hit.start - other.hit.end, other.hit.start - self.hit.end)


def evidence_of(fields: Mapping[Field, str], mention: Mention, rule: str, entity: str | None = None) -> Evidence:
    """Make a span of *mention* that counts by *rule*, for *entity* or else for what its term stands for."""
    start, end = mention.hit.start, mention.hit.end
    return Evidence(
        start=start,
        end=end,
        field=mention.field,
        surface=fields[mention.field][start:end],
        entity=entity or mention.hit.term.slug,
        language=mention.hit.term.language,
        rule=rule,
    )


def longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Drop every mention that overlaps a longer one (or an equal one before it); return the rest in order."""
    kept: list[Mention] = []
    taken: dict[Field, list[tuple[int, int]]] = {field: [] for field in FIELDS}
    for each in sorted(mentions, key=lambda each: (each.hit.start - each.hit.end, each.order)):
        spans, span = taken[each.field], (each.hit.start, each.hit.end)
        place = bisect(spans, span)
        clear_before = place == 0 or spans[place - 1][1] <= span[0]
        if clear_before and (place == len(spans) or span[1] <= spans[place][0]):
            spans.insert(place, span)
            kept.append(each)
    return sorted(kept, key=lambda each: each.order)
