"""Which meeting a text speaks of: a word for a meeting and the name of its place in one sentence, and the time."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from config.lexicon import Entity
from extractors.tagging.given import Given
from extractors.tagging.level import Place, Sentences
from extractors.tagging.mention import Mention, longest
from extractors.tagging.record import Field

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)
_NEAR = timedelta(days=400)  # news of a meeting begins about a year before it, and goes on as long
_Where = tuple[Field, int]  # the title has one sentence, 0


def meetings(
    known: Iterable[Entity],
    given: Given,
    sentences: Sentences,
    mentions: Mapping[str, Sequence[Mention]],
    named: Iterable[Place],
) -> list[tuple[Mention, str]]:
    """Find the places that stand for a meeting of the organization.

    Args:
        known: the lexicon's summits.
        given: title, text and day.
        sentences: those of the text.
        mentions: hits by role; places and occasions are read.
        named: where the organization is named.

    Returns:
        The mention of the place, and the slug of the meeting: where the sentence names the organization, a kind of
        meeting and its place. Of several in one place it is that of a year in the sentence, else the one nearest to
        the day of the article; one that cannot be told is left out.
    """
    organization = {_where(sentences, each.field, each.start) for each in named}
    occasions: dict[_Where, set[str]] = defaultdict(set)
    for occasion in mentions.get("occasion", ()):
        occasions[_where(sentences, occasion.field, occasion.hit.start)].add(occasion.hit.term.slug)
    places = [(each, _where(sentences, each.field, each.hit.start)) for each in longest(mentions.get("place", ()))]
    places = [(each, here) for each, here in places if here in organization and here in occasions]
    if not places:
        return []
    held: dict[str | None, list[Entity]] = defaultdict(list)
    for each in known:
        held[each.place].append(each)
    years = _years(given.fields, sentences)
    found = []
    for place, here in places:
        fitting = [each for each in held[place.hit.term.slug] if each.occasion in {None, *occasions[here]}]
        if chosen := _choose(fitting, years[here], given.day):
            found.append((place, chosen.slug))
    return found


def _where(sentences: Sentences, field: Field, start: int) -> _Where:
    return field, sentences.at(start) if field == "text" else 0


def _years(fields: Mapping[Field, str], sentences: Sentences) -> dict[_Where, set[int]]:
    years: dict[_Where, set[int]] = defaultdict(set)
    for field, text in fields.items():
        for match in _YEAR.finditer(text):
            years[_where(sentences, field, match.start())].add(int(match[0]))
    return years


def _choose(fitting: Sequence[Entity], years: set[int], day: date | None) -> Entity | None:
    opened = [(each.periods[0].since, each) for each in fitting if each.periods and each.periods[0].since]
    of_year = [each for since, each in opened if since.year in years]
    if of_year:
        return of_year[0] if len(of_year) == 1 else None
    if years or day is None:
        return opened[0][1] if len(opened) == 1 and not years else None
    near = [(abs(since - day), each) for since, each in opened if abs(since - day) <= _NEAR]
    return min(near, key=lambda pair: pair[0])[1] if near else None
