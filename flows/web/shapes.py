"""What the API answers, where the archive has no record for it; FastAPI describes these and checks what it sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from extractors.lineage.records import Lineage
from storage import Hit, QuoteHit
from storage.coverage import Covered
from storage.edits import Edited, Vanished
from storage.periods import Step
from storage.trends import By, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many articles answer a question."""

    number: int
    at_least: bool  # there may be more: it was not counted further


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles:
    """A page of the articles that answer a question."""

    hits: Sequence[Hit]
    next: str | None  # address of the next page, without the host; null: this is the last
    count: Count | None  # null on all pages but the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """A page of quotes."""

    quotes: Sequence[QuoteHit]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """A page of edits, the newest first."""

    edits: Sequence[Edited]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VanishedPages:
    """A page of articles whose pages are no longer there, the latest first."""

    vanished: Sequence[Vanished]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Every day of every source."""

    days: Sequence[Covered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """How many articles in each period; one that has several topics counts for each."""

    by: By | None
    step: Step
    periods: Sequence[date]  # first days, UTC; without a hole
    values: Sequence[str | None]  # null: of an article that has none; "": all that have no place of their own
    points: Sequence[Point]
    no_data: Sequence[date]  # periods without articles in which no source was reached


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryAnswer(Lineage):
    """One story: its articles, whose text it is, who copied whom, what each kept, cut and added."""

    story: int
    size: int  # all its articles; those seen last may be left out of `printings`
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStanding:
    """One source, how its polling stands, and what it has brought of late."""

    slug: str
    name: str
    country: str | None
    language: str | None
    kind: str
    url: str
    state: str  # ok, new, silent, or the reason of the last failure
    failures: int
    detail: str | None
    polled_at: datetime | None
    succeeded_at: datetime | None
    next_poll_at: datetime | None
    moved_to: str | None
    moved_by: str | None
    moved_at: datetime | None
    claimed_url: str | None
    silent_since: datetime | None
    entries_per_week: float
    article_share: float | None
    last_entry_at: datetime | None
    open_gaps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Every source that was ever listed, by slug."""

    sources: Sequence[SourceStanding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What the archive holds, in numbers."""

    stats: Mapping[str, int | datetime | Mapping[str, int] | None]
