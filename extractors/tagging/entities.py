"""What a text names besides the organization: its bodies, people, documents, states; and other organizations."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import get_args

from config.lexicon import Entity as Known
from extractors.tagging.level import Place, Sentences, prominence, signs_of
from extractors.tagging.periods import happening, standing
from extractors.tagging.record import Entity, EntityKind, Evidence, Related

# A state is named thirty times in a text; the first few spans show it as well as all.
SPANS = 3


def entities(known: Mapping[str, Known], evidence: Iterable[Evidence], day: date | None) -> tuple[Entity, ...]:
    """Gather the spans that name an entity of the lexicon.

    Args:
        known: the lexicon's entities by slug; what is none of them, or another organization, is passed over.
        evidence: accepted spans, in any order.
        day: of the article.

    Returns:
        One record an entity, by kind and slug, each with its first SPANS spans, the title's first.
    """
    kinds = get_args(EntityKind)
    named = [
        Entity(
            kind=known[slug].kind,  # type: ignore[arg-type]  # the kinds of a lexicon but "related"
            slug=slug,
            name=known[slug].name,
            detail=_detail(known[slug], day),
            evidence=spans,
        )
        for slug, spans in _by_slug(evidence).items()
        if slug in known and known[slug].kind in kinds
    ]
    return tuple(sorted(named, key=lambda each: (kinds.index(each.kind), each.slug)))


def related(
    known: Mapping[str, Known], evidence: Iterable[Evidence], title: str, sentences: Sentences
) -> tuple[Related, ...]:
    """Tag the other organizations that *evidence* names, each with a level of its own; by slug."""
    by_slug = _by_slug(evidence, limit=None)
    places = {slug: [Place(each.field, each.start, each.end) for each in spans] for slug, spans in by_slug.items()}
    found = []
    for slug in sorted(by_slug):
        others = {other: stands for other, stands in places.items() if other != slug}
        level, confidence = prominence(signs_of(title, sentences, places[slug], others))
        found.append(
            Related(
                slug=slug,
                name=known[slug].name,
                level=level,
                confidence=round(confidence, 3),
                evidence=by_slug[slug][:SPANS],
            )
        )
    return tuple(found)


def _detail(entity: Known, day: date | None) -> str:
    if entity.kind in {"summit", "document"}:
        return happening(entity.periods)
    return standing(entity.periods, day)


def _by_slug(evidence: Iterable[Evidence], limit: int | None = SPANS) -> dict[str, tuple[Evidence, ...]]:
    spans: dict[str, list[Evidence]] = defaultdict(list)
    for each in sorted(evidence, key=lambda each: (each.field == "text", each.start)):
        spans[each.entity].append(each)
    return {slug: tuple(found[:limit]) for slug, found in spans.items()}
