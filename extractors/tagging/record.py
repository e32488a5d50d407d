"""What tagging says of a text: frozen, complete when made, and never without the spans on which it rests."""

from dataclasses import dataclass
from typing import Literal

Field = Literal["title", "text"]
# abstain: a short form stands there, and nothing in the text decides what it stands for.
Level = Literal["central", "mention", "abstain", "none"]
EntityKind = Literal["body", "format", "person", "summit", "document", "state"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One span that speaks for a tag. Invariant: field_text[start:end] == surface."""

    start: int  # in characters of the stored field
    end: int
    field: Field
    surface: str
    entity: str  # slug of the lexicon entry, such as "sco" or "rats"; for a topic, the topic's slug
    language: str | None  # of the name form, ISO 639-1; None: in many languages
    rule: str  # why it counts: "name", "abbreviation+company", ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One span that looks like a tag and was turned down, with the confuser that won."""

    start: int
    end: int
    field: Field
    surface: str
    confuser: str  # slug of the confuser; "no_company": nothing nearby supports the reading; "undecided": neither wins
    cue: str  # the words that gave it away; "" where there are none


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A sub-tag and what it rests on."""

    slug: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A body, person, summit, document or state of the organization that a text names."""

    kind: EntityKind
    slug: str
    name: str  # as the lexicon labels it
    detail: (
        str  # office or status on the day of the article ("member since 2017-06-09"), days of a meeting; "": unknown
    )
    evidence: tuple[Evidence, ...]  # the first few spans, never none


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another organization that a text names: a tag of its own."""

    slug: str
    name: str
    level: Level  # central or mention
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagging:
    """Whether a text concerns the organization of a lexicon, and why."""

    tag: str  # slug of the organization, such as "sco"
    level: Level
    confidence: float  # 0..1
    evidence: tuple[Evidence, ...]  # never empty when level is central or mention
    rejected: tuple[Rejected, ...]
    topics: tuple[Topic, ...]  # this and the next only where the text concerns the organization
    entities: tuple[Entity, ...]
    related: tuple[Related, ...]  # in any text
    lexicon: str  # version of the lexicon
    matcher: str  # version of the rules in this package
