"""What another lexicon would make of the same text."""

from dataclasses import dataclass, fields

from extractors.tagging.record import Evidence, Level, Rejected, Tagging


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What two taggings of one text do not have in common."""

    level_before: Level
    level_after: Level
    topics_added: tuple[str, ...]  # slugs
    topics_removed: tuple[str, ...]
    entities_added: tuple[str, ...]
    entities_removed: tuple[str, ...]
    related_added: tuple[str, ...]
    related_removed: tuple[str, ...]
    evidence_added: tuple[Evidence, ...]
    evidence_removed: tuple[Evidence, ...]
    rejected_added: tuple[Rejected, ...]
    rejected_removed: tuple[Rejected, ...]


def compare(before: Tagging, after: Tagging) -> Difference | None:
    """Compare two taggings of one text; None: they say the same, whatever their confidence and versions."""
    topics, entities, related = (
        tuple({each.slug for each in getattr(tagging, kind)} for tagging in (before, after))
        for kind in ("topics", "entities", "related")
    )
    difference = Difference(
        level_before=before.level,
        level_after=after.level,
        topics_added=tuple(sorted(topics[1] - topics[0])),
        topics_removed=tuple(sorted(topics[0] - topics[1])),
        entities_added=tuple(sorted(entities[1] - entities[0])),
        entities_removed=tuple(sorted(entities[0] - entities[1])),
        related_added=tuple(sorted(related[1] - related[0])),
        related_removed=tuple(sorted(related[0] - related[1])),
        evidence_added=tuple(each for each in after.evidence if each not in before.evidence),
        evidence_removed=tuple(each for each in before.evidence if each not in after.evidence),
        rejected_added=tuple(each for each in after.rejected if each not in before.rejected),
        rejected_removed=tuple(each for each in before.rejected if each not in after.rejected),
    )
    lists = (getattr(difference, field.name) for field in fields(difference) if "level" not in field.name)
    return difference if before.level != after.level or any(lists) else None
