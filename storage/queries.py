"""What can be asked of the archive and what it answers: Query, Hit, Page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from extractors.tagging.record import Level

Order = Literal["relevance", "newest", "oldest"]
Span = tuple[int, int]  # start and end, in characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question to the archive; every field that is not None, or is true, narrows the answer.

    storage.parameters has the same question as plain words, as URLs and saved searches hold it.
    """

    words: str | None = None  # in the language of storage.wording
    tag: str | None = None  # slug of an organization, such as "sco": of a lexicon, or named beside it
    topic: str | None = None  # slug; with `tag`, of that organization where a lexicon is of it
    entity: str | None = None  # slug of a body, format, person, summit, document or state; with `tag` as `topic`
    level: Level | None = None  # how much it concerns `tag`, or else the subject of the archive, the first lexicon's
    language: str | None = None  # ISO 639-1
    source: str | None = None  # slug
    country: str | None = None  # of the source, ISO 3166-1 alpha-2
    outlet: str | None = None  # registered domain of the article, such as "tass.com"
    story: int | None = None  # key
    agency: str | None = None  # slug of the news agency whose work the text is or on whose report it rests
    since: datetime | None = None  # published (or else first seen) at or after
    until: datetime | None = None  # before
    seen_since: datetime | None = None  # first seen at or after
    seen_until: datetime | None = None  # before
    has_versions: bool = False  # its text was edited
    originals: bool = False  # leave out copies
    copies: bool = False  # leave out originals
    as_of: datetime | None = None  # as the archive knew it then
    order: Order = "relevance"  # newest where there are no words
    snippets: bool = False  # each hit comes with a passage of its text
    limit: int | None = 20  # None: all


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """Where an article answers the words of a query; without words, how its text begins."""

    title: tuple[Span, ...]  # of the whole title
    text: str  # a passage of the stored text, letter for letter; "…" stands where it is cut
    spans: tuple[Span, ...]  # of `text`


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article of an answer."""

    id: int
    url: str
    title: str
    published: datetime | None
    first_seen: datetime
    language: str | None
    source: str | None
    country: str | None
    outlet: str
    agency: str | None
    level: Level  # under the first lexicon
    kind: str
    story: int
    score: float  # relevance; 0.0 where there are no words
    snippet: Snippet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Part of an answer. What is written to the archive meanwhile neither repeats nor hides what later pages give."""

    hits: tuple[Hit, ...]
    after: str | None  # ask with this for the next page; None: this is the last
