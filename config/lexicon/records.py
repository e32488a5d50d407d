"""The Lexicon record and its parts: entities, and the terms by which texts name them or give them away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["body", "format", "person", "summit", "document", "state", "related"]
Role = Literal[
    "name", "short", "company", "office", "profession", "place", "occasion", "setting", "expansion", "cue", "block",
    "topic", "body", "format", "person", "summit", "document", "state", "related",
]  # fmt: skip
Group = Literal["states", "leaders", "neighbours", "terms"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Spellings in one language that all say the same."""

    role: Role
    slug: str  # the entity, confuser, topic or companion that the forms stand for
    language: str | None  # ISO 639 code; None: in any language
    forms: tuple[str, ...]  # alternatives written out; a form that ends with * is a stem
    needs: int = 0  # role short: company points without which the form says nothing
    weight: float = 1.0  # role topic: how much a form says alone, 0..1; 0: a phrase in which triggers say nothing
    event: bool = False  # role topic: the forms name what has a day of its own, such as a meeting
    within: tuple[str, ...] = ()  # role short: languages of texts in which the entry counts; (): in all
    common: bool = False  # role short: an ordinary word, too; without company it is not even doubtful
    group: Group | None = None  # as what the term keeps company
    letters: tuple[str, ...] = ()  # confusers: the short forms they are mistaken for; (): every one
    mark: str = "P"  # P seen in pages, E in an encyclopedia, K general knowledge only


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What an entity was, or when it took place."""

    what: str  # office, status or place, such as "Secretary-General", "observer"
    since: date | None  # None: from the beginning
    until: date | None  # the last day; None: to this day


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Something of the organization, or another organization, that texts name."""

    kind: Kind
    slug: str
    name: str  # for people to read, in English
    as_of: date  # up to when the facts were checked
    mark: str
    common: bool  # a person whose name many bear
    periods: tuple[Period, ...]  # offices of a person, statuses of a state, days of a summit, in order
    place: str | None  # slug of the place of a summit: the terms of role place name it
    occasion: str | None  # slug of what kind of meeting it was, by the terms of role occasion; None: any kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Hosts whose texts make a reading of the short forms likelier or less likely."""

    slug: str
    hosts: tuple[str, ...]  # without www.; their subdomains count, too
    points: int  # of company; below 0: against it


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All that the tagger knows of one organization."""

    version: str
    tag: str  # slug of the organization
    name: str
    as_of: date  # up to which the facts were checked where an entry says nothing else
    listed: str | None  # slug of the topic of a text that only lists the organization among others; None: none
    terms: tuple[Term, ...]
    entities: Mapping[str, Entity]  # by slug
    outlets: tuple[Outlet, ...]
    endings: Mapping[str, tuple[str, ...]]  # by language: what may be glued to the end of a form
    prefixes: Mapping[str, tuple[str, ...]]  # by language: what may be glued to its beginning
