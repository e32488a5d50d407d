"""Find the people of an organization in a text, by any spelling of their names, and tell them from their namesakes.

A person is found by given name and surname together, in the spellings of extractors.tagging.spelling and in a case
that both words share. Then the bare surname in the rest of the text, and anywhere in the title, is theirs too, unless
the text names somebody else of that surname: then it belongs to the one whose full name stands nearest before.

A full name is not believed when it is common, or no more than initials, and neither an office nor the organization
stands in its sentence; nor beside words of another walk of life (a footballer) without them.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from extractors.fold import fold
from extractors.tagging.level import Place
from extractors.tagging.naming import WORD, Line, Word, patronymic
from extractors.tagging.record import Evidence, Field
from extractors.tagging.roster import Person, Roster, Surname

__all__ = ["People", "Person"]

_FIELDS: tuple[Field, ...] = ("title", "text")
# A text that repeats itself without end must not cost without end.
_MENTIONS_LIMIT = 400
_ASKED = 20  # mentions of one person that are asked for their company
_PARTS = re.compile(r"\w{4,}")  # the words of an office, each of which may stand before a surname
_UNSPACED = "\u2e80"  # from here on scripts have no blanks between words


@dataclass(frozen=True, slots=True)
class _Mention:
    field: Field
    start: int
    end: int
    kind: Literal["full", "initials", "bare", "other"]  # other: somebody else of the surname
    surnames: tuple[str, ...]  # that it may be
    person: Person | None = None


class People:
    """Some persons, compiled: build it once and use it for all texts."""

    def __init__(self, persons: Iterable[Person], offices: Iterable[str] = (), others: Iterable[str] = ()) -> None:
        """Compile *persons*.

        Args:
            persons: of two with the same name, the first wins.
            offices: beginnings of words that speak for an office: "envoy", "посл", "秘书长".
            others: beginnings of words that speak for another walk of life: "footballer", "полузащитник".
        """
        self.persons = {each.slug: each for each in persons}
        self._roster = Roster(self.persons.values())
        self._offices = tuple(fold(each.rstrip("*")).lower for each in offices)
        self._titles = tuple(word for each in self._offices for word in _PARTS.findall(each))
        self._others = tuple(fold(each.rstrip("*")).lower for each in others)

    def find(
        self, fields: Mapping[Field, str], named: Sequence[Place] = (), listed: Sequence[tuple[Place, Person]] = ()
    ) -> tuple[Evidence, ...]:
        """Find the persons whom a text names.

        Args:
            fields: title and text.
            named: where the organization is named.
            listed: full names that a matcher found, for scripts without capitals.

        Returns:
            Spans in the order of the text, title first: rule "person" for a full name or one with initials, "surname"
            for a surname that stands for it.
        """
        roster = self._roster
        surnames = {word for text in fields.values() for word in set(WORD.findall(text)) if roster[word]}
        if not surnames and not listed:
            return ()
        lines = {field: Line(field, fields.get(field, "")) for field in _FIELDS}
        found = (each for field in _FIELDS for each in self._mentions(lines[field], surnames))
        mentions = list(itertools.islice(found, _MENTIONS_LIMIT))
        mentions += [
            _Mention(place.field, place.start, place.end, "full", roster.surnames.get(person.slug, ()), person)
            for place, person in listed
        ]
        mentions = _apart(mentions)
        believed = self._believed(mentions, lines, named)
        return tuple(
            Evidence(
                start=each.start,
                end=each.end,
                field=each.field,
                surface=fields[each.field][each.start : each.end],
                entity=person.slug,
                language=None,
                rule="surname" if each.kind == "bare" else "person",
            )
            for each, person in _owned(mentions, believed)
        )

    def _mentions(self, line: Line, among: set[str]) -> Iterator[_Mention]:
        end = 0
        for word in line.words(among):
            if word.start >= end and not line.part(word):
                mention = self._read(line, word, self._roster[word.text])
                if mention is not None:
                    end = mention.end
                    yield mention

    def _read(self, line: Line, word: Word, surnames: tuple[Surname, ...]) -> _Mention | None:
        """Say what the surname *word* stands for; None: nothing can be said."""
        before, after = line.before(word), line.after(word)
        names = tuple(dict.fromkeys(each.name for each in surnames))
        full = self._full(line, word, before, after, surnames)
        if full is not None:
            return _Mention(line.field, *full[0], "full", *full[1])
        if surnames[0].leads:
            return self._alone(line, word, surnames, before, foreign=bool(after) and not after[0].text.isupper())
        leading = [] if before and line.monsieur(before[0]) else _initials(before)[::-1]
        trailing = [] if leading else _initials(after)
        if not leading and not trailing:
            foreign = len(after) > 1 and patronymic(after[1].text)
            return self._alone(line, word, surnames, before, foreign=foreign)
        found = self._roster.initialled(surnames, (leading or trailing)[0].text)
        start = leading[0].start if leading else word.start
        end = trailing[-1].end + 1 if trailing else word.end
        if found is None:
            return _Mention(line.field, start, end, "other", names)
        return _Mention(line.field, start, end, "initials", (found[1].name,), found[0])

    def _alone(
        self, line: Line, word: Word, surnames: tuple[Surname, ...], before: list[Word], *, foreign: bool
    ) -> _Mention | None:
        """Say whether a surname without a given name of its persons is bare, or that of somebody else (*foreign*)."""
        names = tuple(dict.fromkeys(each.name for each in surnames))
        if before and not foreign:
            foreign = line.given(before[0], word) and not fold(before[0].text).lower.startswith(self._titles)
        if foreign:  # headlines may write every word with a capital: there it says nothing
            return _Mention(line.field, word.start, word.end, "other", names) if line.field == "text" else None
        if max(word.text) < "\u0400" and not any("n" in each.cases for each in surnames):
            return None  # Khakimova: in Latin script no case, but a woman
        return _Mention(line.field, word.start, word.end, "bare", names)

    def _full(
        self, line: Line, word: Word, before: list[Word], after: list[Word], surnames: tuple[Surname, ...]
    ) -> tuple[tuple[int, int], tuple[tuple[str, ...], Person]] | None:
        """Return the span, the surname and the person when the surname *word* stands with a given name."""
        leading = tuple(each for each in surnames if each.leads)
        trailing = tuple(each for each in surnames if not each.leads)
        for place, each in enumerate(before):
            found = None if line.part(each) or each.initial else self._roster.holder(trailing, each.text)
            if found is not None:
                return (each.start, word.end), ((found[1].name,), found[0])
            if not (each.initial or patronymic(each.text)) or place == 2:
                break
        if after and not line.part(after[0]):
            found = self._roster.holder(leading + trailing, after[0].text)
            if found is not None:
                last = after[1] if len(after) > 1 and patronymic(after[1].text) else after[0]
                return (word.start, last.end), ((found[1].name,), found[0])
        return None

    def _believed(self, mentions: list[_Mention], lines: Mapping[Field, Line], named: Sequence[Place]) -> set[str]:
        """Return the slugs of the persons who are meant, and are no namesakes."""
        held: dict[str, list[_Mention]] = {}
        for each in mentions:
            if each.person is not None:
                held.setdefault(each.person.slug, []).append(each)
        return {slug for slug, each in held.items() if self._meant(each[:_ASKED], lines, named)}

    def _meant(self, mentions: list[_Mention], lines: Mapping[Field, Line], named: Sequence[Place]) -> bool:
        person = mentions[0].person
        weak = (person is not None and person.common) or all(each.kind == "initials" for each in mentions)
        if not weak and not any(self._says(self._others, lines, each) for each in mentions):
            return True
        return any(self._says(self._offices, lines, each) for each in mentions) or any(
            place.field == each.field and _within(lines[each.field], place, each)
            for each in mentions
            for place in named
        )

    def _says(self, forms: tuple[str, ...], lines: Mapping[Field, Line], mention: _Mention) -> bool:
        if not forms:
            return False
        line = lines[mention.field]
        start, end = line.near(mention.start, mention.end)
        return _begins(fold(line.text[start:end]).lower, forms)


def _initials(beside: list[Word]) -> list[Word]:
    """Return the initials right beside a surname, the nearest first."""
    return list(itertools.takewhile(lambda each: each.initial, beside))


def _owned(mentions: list[_Mention], believed: set[str]) -> Iterator[tuple[_Mention, Person]]:
    """Give each mention of one who is meant, and each bare surname with whose it is."""
    owners: dict[str, set[Person | None]] = {}
    for each in mentions:
        for name in each.surnames if each.kind != "bare" else ():
            owners.setdefault(name, set()).add(_owner(each, believed))
    last: dict[str, Person | None] = {}
    for each in mentions:
        if each.kind == "bare":
            name = next((name for name in each.surnames if name in owners), "")
            only = next(iter(owners[name])) if name and len(owners[name]) == 1 else None
            owner = only if each.field == "title" else last.get(name)
        else:
            owner = _owner(each, believed)
            last.update(dict.fromkeys(each.surnames, owner))
        if owner is not None:
            yield each, owner


def _owner(mention: _Mention, believed: set[str]) -> Person | None:
    return mention.person if mention.person is not None and mention.person.slug in believed else None


def _apart(mentions: list[_Mention]) -> list[_Mention]:
    """Order *mentions* as in the text, title first, of two that overlap only the first."""
    kept: list[_Mention] = []
    for each in sorted(mentions, key=lambda each: (_FIELDS.index(each.field), each.start, -each.end)):
        if not kept or each.field != kept[-1].field or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _within(line: Line, place: Place, mention: _Mention) -> bool:
    start, end = line.near(mention.start, mention.end)
    return start <= place.start < end


def _begins(text: str, beginnings: tuple[str, ...]) -> bool:
    """Say whether a word of *text* begins so; in scripts without blanks, whether it stands anywhere."""
    for each in beginnings:
        place = text.find(each)
        while place >= 0:
            if not place or each >= _UNSPACED or not text[place - 1].isalnum():
                return True
            place = text.find(each, place + 1)
    return False
