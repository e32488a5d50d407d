"""What goes into a report on one story, and the report: every judgement with its confidence and its evidence."""

from dataclasses import dataclass
from datetime import datetime

from extractors.records import Dated


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """Whom a page names as the source of its text: an agency or another outlet."""

    name: str  # "TASS": one for each agency, however a page writes it
    hosts: frozenset[str] = frozenset()  # its own, without "www."; their subdomains too; none: known by name alone
    confidence: float = 0.85  # 0..1: that the text is theirs, by this credit alone; below 0.5: they are quoted in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article of the story."""

    key: int
    outlet: str  # slug of the source, or else the host
    name: str  # of the outlet, as it calls itself
    host: str  # without "www."
    url: str  # canonical
    title: str  # "" when the page states none
    text: str  # paragraphs separated by one blank line
    published: Dated | None
    first_seen: datetime  # aware UTC; follows the order of polling, which is chance
    language: str | None = None
    credits: tuple[Credited, ...] = ()
    canonical_claim: str | None = None  # address of a page of another site that this one calls the original


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason for a judgement."""

    slug: str
    says: str  # a sentence for the analyst


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the text comes from: a member, or somebody whose own text is not in the archive."""

    member: int | None  # key; None: outside the archive
    name: str  # of the outlet, the agency or the host
    confidence: float  # 0..1
    evidence: tuple[Evidence, ...]  # the strongest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """From whom a member took the text."""

    member: int | None  # key; None: an origin outside the archive
    confidence: float  # 0..1
    evidence: tuple[Evidence, ...]  # the strongest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """How long a member was published after the origin or, where that is not in the archive, the first printing."""

    seconds: int | None  # negative: before it. None: a date is missing, states the day only, or names no zone
    days: int | None  # between the stated days, where that is all there is; None: seconds say it, or a date is missing
    reason: str  # "exact", "day_only", "no_zone" or "no_date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of sentences inside one paragraph. Invariant: text_of_article[start:end] == text."""

    start: int  # in characters
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """One member, next to the text it is compared with: the reference."""

    member: int
    outlet: str
    name: str
    url: str
    title: str
    published: Dated | None
    first_seen: datetime
    parent: Parent | None  # None: it is the origin
    delay: Delay | None  # None: it is the one that delays are counted from
    title_kept: bool | None  # False: other letters or figures than the reference; None: it is that, or one has none
    kept: float  # share of the reference that stands in it, 0..1, in words or, where they are not spaced, characters
    taken: float  # share of its own text that stands in the reference, 0..1
    added: tuple[Passage, ...]  # places in its own text
    removed: tuple[Passage, ...]  # places in the text of the reference
    whole: bool  # False: the text is so long that only its beginning was compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """The report on one story."""

    origin: Origin
    reference: int  # key of the member the others are compared with: the origin, or what is nearest to it
    counted_from: int  # key of the member whose publication delays are counted from: the origin, or the first printing
    outlets: tuple[str, ...]  # each once, in the order of their first printing
    printings: tuple[Printing, ...]  # every member once, by date (published, or else first seen), then key
