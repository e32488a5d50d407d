"""Who the speakers of a text are to the lexicons: "the envoy" is Bakhtiyor Khakimov, "ШОС" the organization."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors.quotes.find import find_quotes
from extractors.quotes.record import Quote
from extractors.tagging.record import Evidence, Tagging

_SPEAKING = frozenset({"person", "body"})


def quotes_of(title: str, text: str, language: str | None, taggings: Sequence[Tagging]) -> tuple[Quote, ...]:
    """Find who says what in a text that concerns, or may concern, the organization of a lexicon; else nothing.

    Finding quotes costs several times as much as tagging, and most texts concern nobody.
    """
    if all(each.level == "none" for each in taggings):
        return ()
    return attributed(find_quotes(title, text, language), taggings)


def attributed(quotes: Iterable[Quote], taggings: Sequence[Tagging]) -> tuple[Quote, ...]:
    """Give each of *quotes* the entity that its speaker is, if it is one, by the tags of the same text."""
    spans = [*_spans(taggings)]
    return tuple(replace(each, entity=_entity(each, spans)) for each in quotes)


def _spans(taggings: Iterable[Tagging]) -> Iterable[Evidence]:
    """Give the spans of those who can speak: people before bodies, bodies before the organization itself."""
    for tagging in taggings:
        for kind in sorted(_SPEAKING, reverse=True):
            for entity in tagging.entities:
                if entity.kind == kind:
                    yield from entity.evidence
        yield from (each for each in tagging.evidence if each.entity == tagging.tag)


def _entity(quote: Quote, spans: Sequence[Evidence]) -> str | None:
    for each in spans:
        same_place = each.field == quote.field and each.start < quote.speaker_end and quote.speaker_start < each.end
        # Tags show an entity's first few spans; what is named in the same words later is the same.
        if same_place or each.surface.casefold() == quote.speaker.casefold():
            return each.entity
    return None
