"""The filters of a question as people see them: fields of a form, and what is set, each with the way to unset it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

from extractors.tagging.record import Level
from flows.web.pages import linking, names, wording, writing
from storage import Query
from storage.parameters import NAMES

_PLAIN = Query()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One field of Query."""

    field: str
    label: str
    kind: str = "text"  # or "date", "flag", "choice", "number"
    hint: str = ""

    @property
    def name(self) -> str:
        """The parameter of the address."""
        return NAMES.get(self.field, self.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A field of the form, with what was typed into it."""

    filter: Filter
    value: str
    options: tuple[tuple[str, str], ...]  # value and label: all that a choice has, or some that a text may be

    @property
    def kind(self) -> str:
        """The type of the element; a date that is no plain day is shown as it was written."""
        is_day = len(self.value) <= 10
        return "text" if self.filter.kind == "date" and not is_day else self.filter.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter that is set."""

    label: str
    without: str  # address of the same question without it


GROUPS: Mapping[str, tuple[Filter, ...]] = {
    "About": (
        Filter(field="tag", label="Organization", hint="sco"),
        Filter(field="level", label="How central", kind="choice"),
        Filter(field="topic", label="Topic", hint="energy"),
        Filter(field="entity", label="Person, body, state …", hint="rats"),
    ),
    "Where": (
        Filter(field="language", label="Language", hint="ru"),
        Filter(field="country", label="Country of the source", hint="UZ"),
        Filter(field="outlet", label="Outlet", hint="tass.com"),
        Filter(field="source", label="Source", hint="kun-uz"),
        Filter(field="agency", label="News agency", hint="tass"),
    ),
    "When": (
        Filter(field="since", label="Published from", kind="date"),
        Filter(field="until", label="Published before", kind="date"),
        Filter(field="seen_since", label="First seen from", kind="date"),
        Filter(field="seen_until", label="First seen before", kind="date"),
        Filter(field="as_of", label="As the archive knew it on", kind="date"),
    ),
    "Which": (
        Filter(field="originals", label="Originals only", kind="flag"),
        Filter(field="copies", label="Copies only", kind="flag"),
        Filter(field="has_versions", label="Edited after publication", kind="flag"),
        Filter(field="story", label="Number of the story", kind="number"),
    ),
}
_FILTERS = {each.field: each for group in GROUPS.values() for each in group}


def fieldsets(
    given: Mapping[str, str], known: Mapping[str, Iterable[tuple[str, str]]]
) -> list[tuple[str, list[Input]]]:  # fmt: skip
    """Give the fields of the form, by group.

    Args:
        given: what was typed, by parameter.
        known: by field, values and labels that are worth offering.
    """
    choices = {"level": [("", "any"), *((each, wording.in_words("level", each)) for each in get_args(Level))]}
    return [
        (
            title,
            [
                Input(
                    filter=each,
                    value=_day(given.get(each.name, "")),
                    options=tuple(choices.get(each.field, known.get(each.field, ()))),
                )
                for each in group
            ],
        )
        for title, group in GROUPS.items()
    ]


def _day(value: str) -> str:
    """Of a moment that begins a day only the day, as the form has it."""
    return value.removesuffix("T00:00:00+00:00")


def chips(query: Query) -> list[Chip]:
    """Give the filters that are set, in the order of the form."""
    return [
        Chip(
            label=_said(each, getattr(query, each.field)),
            without=linking.search_url(replace(query, **{each.field: getattr(_PLAIN, each.field)})),
        )
        for each in _FILTERS.values()
        if getattr(query, each.field) != getattr(_PLAIN, each.field)
    ]


def _said(of: Filter, value: Any) -> str:
    match of.field, value:
        case _, datetime():
            midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
            return f"{of.label} {writing.day(value) if midnight else writing.clock(value)}"
        case _, bool():
            return of.label
        case "language", _:
            return f"{of.label}: {names.language(value)}"
        case "country", _:
            return f"{of.label}: {names.country(value)}"
        case "level", _:
            return f"{of.label}: {wording.in_words('level', value)}"
    return f"{of.label}: {value}"
