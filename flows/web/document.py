"""One article as the API gives it; FastAPI describes it and checks what it sends.

The fields are the columns of the tables in docs/archive.md, which says what each means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from extractors.tagging.record import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in a text."""

    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two versions of a text."""

    kind: str
    field: str
    significance: str
    before: Spot
    after: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An earlier text of an article."""

    id: int
    article_id: int
    capture_id: int
    title: str
    text: str
    text_hash: str
    seen_at: datetime
    replaced_at: datetime
    significance: str | None
    changes: Sequence[Change] | None
    reasons: Sequence[str] | None
    times: int
    seen_again_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A place in title or text on which a tag rests, or which was turned down."""

    id: int
    tag_id: int
    accepted: bool
    field: str
    start: int
    end: int
    surface: str
    entity: str | None
    language: str | None
    rule: str | None
    confuser: str | None
    cue: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What an article is about, with the evidence."""

    id: int
    article_id: int
    organization: str
    kind: str
    slug: str
    name: str | None
    detail: str | None
    level: Level
    confidence: float
    lexicon: str
    matcher: str
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One fetch of a page that is kept."""

    id: int
    frontier_id: int
    url: str
    fetched_at: datetime
    media_type: str
    charset: str | None
    digest: str
    length: int
    warc_file: str
    warc_offset: int
    pruned_at: datetime | None
    revisit_of: int | None
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """One listing that named the article."""

    id: int
    frontier_id: int
    source_id: int | None
    how: str
    origin: str
    seen_at: datetime
    guid: str | None
    title: str | None
    summary: str | None
    authors: Sequence[str]
    published: datetime | None
    published_zone_known: bool | None
    published_precision: str | None
    published_place: str | None
    published_raw: str | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another article of the same story."""

    id: int
    url: str
    title: str
    kind: str
    copy_of: int | None
    score: float
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article with all that is known of it."""

    id: int
    url: str
    frontier_id: int
    capture_id: int
    source_id: int | None
    source: str | None
    title: str
    text: str
    authors: Sequence[str]
    organizations: Sequence[str]
    published: datetime | None
    published_zone_known: bool | None
    published_precision: str | None
    published_place: str | None
    published_raw: str | None
    modified: datetime | None
    modified_zone_known: bool | None
    modified_precision: str | None
    modified_place: str | None
    modified_raw: str | None
    dates: Sequence[Mapping[str, Any]]
    language: str | None
    script: str | None
    site_name: str | None
    dateline: str | None
    credits: Sequence[Mapping[str, Any]]
    agency: str | None
    section: str | None
    keywords: Sequence[str]
    image: str | None
    amp_url: str | None
    canonical_claim: str | None
    twin_key: str | None
    page_type: str
    choice_method: str | None
    choice_reason: str | None
    dropped: Sequence[str]
    host_page: int | None
    extractor: str
    outlet: str
    length: int
    sort_key: int
    text_hash: str
    story_id: int
    kind: str
    copy_of: int | None
    score: float
    level: Level
    first_seen_at: datetime
    changed_at: datetime
    vanished_at: datetime | None
    vanished_status: str | None
    returned_at: datetime | None
    copies: Sequence[Other]
    versions: Sequence[Version]
    tags: Sequence[Tag]
    captures: Sequence[Capture]
    discoveries: Sequence[Discovery]
