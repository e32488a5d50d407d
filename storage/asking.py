"""What can be asked of an archive; the half of Archive that writes nothing. One method, one transaction."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from storage import coverage, edits, facets, health, labels, quotes, search, sources, stories, trends
from storage.coverage import Covered
from storage.edits import Edited, EditQuery, Vanished
from storage.engine import reading
from storage.facets import Facets
from storage.health import Health
from storage.labels import Label
from storage.periods import Step
from storage.queries import Hit, Page, Query
from storage.quotes import QuoteHit, QuoteQuery
from storage.sources import SourceState
from storage.stories import Story
from storage.trends import By, Matrix, Trend


class Asking:
    """Questions in, records out."""

    engine: Engine

    def search(self, query: Query) -> Iterator[Hit]:
        """Give the articles that answer *query*, lazily; raise InputError when its words cannot be read."""
        with reading(self.engine, "search the archive") as connection:
            yield from search.search(connection, query)

    def page(self, query: Query, after: str | None = None) -> Page:
        """Give a page of the answer to *query*: `limit` hits, after those of the page that gave *after*."""
        with reading(self.engine, "search the archive") as connection:
            return search.page(connection, query, after)

    def count(self, query: Query, most: int = 10_000) -> int:
        """Count the articles that answer *query*, up to *most*; its limit does not count."""
        with reading(self.engine, "count what is found") as connection:
            return search.count(connection, query, most)

    def facets(self, query: Query, most: int = facets.MOST) -> Facets:
        """Count what the articles that answer *query* have in common; of more than *most*, the newest by key."""
        with reading(self.engine, "count what is found") as connection:
            return facets.facets(connection, query, most)

    def trend(self, query: Query, now: datetime, *, by: By | None = None, step: Step | None = None) -> Trend:
        """Count the articles that answer *query* over time; see storage.trends."""
        with reading(self.engine, "count over time") as connection:
            return trends.trend(connection, query, now, by=by, step=step)

    def matrix(self, query: Query, rows: By = "outlet", columns: By = "topic") -> Matrix:
        """Count the articles that answer *query* by two fields."""
        with reading(self.engine, "count by two fields") as connection:
            return trends.matrix(connection, query, rows, columns)

    def document(self, key: int) -> dict[str, Any] | None:
        """Give all that is known of one article; None when there is none with that key."""
        with reading(self.engine, f"read article {key}") as connection:
            return search.document(connection, key)

    def labels(self, keys: Collection[int]) -> dict[int, tuple[Label, ...]]:
        """Give the tags of each of these articles, without their evidence."""
        with reading(self.engine, "read the tags of articles") as connection:
            return labels.labels(connection, keys)

    def story(self, key: int) -> Story | None:
        """Give the articles of one story; None when there is none with that key."""
        with reading(self.engine, f"read story {key}") as connection:
            return stories.load(connection, key)

    def story_of(self, article_key: int) -> int | None:
        """Give the key of the story of an article; None when there is no such article."""
        with reading(self.engine, f"look for the story of article {article_key}") as connection:
            return stories.story_of(connection, article_key)

    def quotes(self, query: QuoteQuery) -> Iterator[QuoteHit]:
        """Give, lazily, who said what; raise InputError when the question cannot be read."""
        with reading(self.engine, "look for quotes") as connection:
            yield from quotes.quotes(connection, query)

    def edits(self, query: EditQuery) -> Iterator[Edited]:
        """Give, lazily, what was edited, the newest first."""
        with reading(self.engine, "list edits") as connection:
            yield from edits.edits(connection, query)

    def vanished(self, query: EditQuery) -> Iterator[Vanished]:
        """Give, lazily, the articles whose pages are no longer there, the latest first."""
        with reading(self.engine, "list vanished pages") as connection:
            yield from edits.vanished(connection, query)

    def stats(self) -> dict[str, Any]:
        """Count what the archive holds."""
        with reading(self.engine, "count the archive") as connection:
            return search.stats(connection)

    def coverage(
        self, now: datetime, *, source_slug: str | None = None, since: datetime | None = None,
        until: datetime | None = None, active: Collection[str] | None = None,
    ) -> Iterator[Covered]:  # fmt: skip
        """Give, lazily, what is known of each source on each day; see storage.coverage."""
        with reading(self.engine, "read the coverage") as connection:
            yield from coverage.coverage(
                connection, now, source_slug=source_slug, since=since, until=until, active=active
            )

    def health(self, now: datetime) -> dict[str, Health]:
        """Give how each source is doing, by slug."""
        with reading(self.engine, "read the health of the sources") as connection:
            return health.health(connection, now)

    def sources(self) -> list[SourceState]:
        """Give the state of every source that was ever listed, by slug."""
        with reading(self.engine, "read the sources") as connection:
            return sources.states(connection)
