"""Give sub-tags to a text that concerns the organization: triggers count only in the organization's context."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from extractors.tagging.level import Place, Sentences
from extractors.tagging.matcher import Hit
from extractors.tagging.record import Evidence, Field, Level, Topic


def topics(
    fields: Mapping[Field, str],
    sentences: Sentences,
    triggers: Iterable[tuple[Field, Hit]],
    places: Sequence[Place],
    level: Level,
) -> tuple[Topic, ...]:
    """Return the topics whose trigger stands in the title or in a sentence that names the organization.

    Args:
        fields: title and text.
        sentences: those of the text.
        triggers: hits of topic terms, each with its field.
        places: where the organization is named; in a text of which it is the main subject, all is its context.
        level: central, or mention.

    Returns:
        Topics by slug, each with its evidence in the order of the text.
    """
    named = {sentences.at(each.start) for each in places if each.field == "text"}
    found: dict[str, list[Evidence]] = defaultdict(list)
    for field, hit in sorted(triggers, key=lambda each: (each[0] == "text", each[1].start, -each[1].end)):
        if level != "central" and field == "text" and sentences.at(hit.start) not in named:
            continue
        evidence = found[hit.term.slug]
        if evidence and evidence[-1].field == field and hit.start < evidence[-1].end:
            continue
        evidence.append(_evidence(fields, field, hit))
    return tuple(Topic(slug=slug, evidence=tuple(found[slug])) for slug in sorted(found))


def _evidence(fields: Mapping[Field, str], field: Field, hit: Hit) -> Evidence:
    return Evidence(
        start=hit.start,
        end=hit.end,
        field=field,
        surface=fields[field][hit.start : hit.end],
        entity=hit.term.slug,
        language=hit.term.language,
        rule="trigger",
    )
