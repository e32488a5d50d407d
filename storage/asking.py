"""What can be asked of an archive; the half of Archive that writes nothing. One method, one transaction."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any, Unpack

from sqlalchemy import Engine

from storage import (
    coverage,
    documents,
    edits,
    exports,
    facets,
    health,
    quotes,
    search,
    sources,
    status,
    stories,
    tag_names,
    time_limit,
    totals,
    trends,
)
from storage.coverage import CoverageQuery, Covered
from storage.edits import Edited, EditQuery, Vanished
from storage.engine import reading
from storage.exports import FullArticle
from storage.facets import Facets
from storage.health import Health
from storage.periods import Step
from storage.queries import Hit, Page, Query
from storage.quotes import QuoteHit, QuoteQuery
from storage.results import Answer, Moment, Narrowed, answer, narrowed_by, query_from
from storage.sources import SourceState
from storage.status import Status
from storage.stories import Story
from storage.tag_names import TagName
from storage.trends import By, Matrix, Trend
from storage.warc import WarcFolder


class Asking:
    """Questions in, records out."""

    engine: Engine
    pages: WarcFolder

    def search(self, question: Query | str | None = None, **narrowed: Unpack[Narrowed]) -> Answer[Hit]:
        """Give the articles that answer a Query, or words and filters: search("energy", tag="sco").

        Words alone ask for all articles, the best first; a Query has a limit. See storage.results for what an Answer
        can do; raise InputError when a filter cannot be read.
        """
        query = query_from(question, narrowed)
        return answer(self.engine, "search the archive", Hit, query, search.search, in_parts=True)

    def articles(self, question: Query | str | None = None, **narrowed: Unpack[Narrowed]) -> Answer[FullArticle]:
        """Give the articles that `search` finds, in full: texts, authors, tags, where from."""
        query = query_from(question, narrowed)
        return answer(self.engine, "read whole articles", FullArticle, query, exports.articles, in_parts=True)

    def limit_time(self, seconds: float) -> None:
        """End what takes longer from now on by a StorageError; for archives that are only read."""
        time_limit.limit_time(self.engine, seconds)

    def page(self, query: Query, after: str | None = None) -> Page:
        """Give a page of the answer to *query*: `limit` hits, after those of the page that gave *after*."""
        with reading(self.engine, "search the archive") as connection:
            return search.page(connection, query, after)

    def count(self, query: Query, most: int = 10_000) -> int:
        """Count the articles that answer *query*, up to *most*; its limit does not count."""
        with reading(self.engine, "count what is found") as connection:
            return search.count(connection, query, most)

    def facets(self, query: Query, most: int = facets.MOST) -> Facets:
        """Count what the articles that answer *query* have in common; of more than *most*, the newest."""
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
            return documents.document(connection, key)

    def tag_names(self, keys: Collection[int]) -> dict[int, tuple[TagName, ...]]:
        """Give the tags of each of these articles, without their evidence."""
        with reading(self.engine, "read the tags of articles") as connection:
            return tag_names.tag_names(connection, keys)

    def story(self, key: int) -> Story | None:
        """Give the articles of one story; None when there is none with that key."""
        with reading(self.engine, f"read story {key}") as connection:
            return stories.load(connection, key)

    def story_of(self, article_key: int) -> int | None:
        """Give the key of the story of an article; None when there is no such article."""
        with reading(self.engine, f"look for the story of article {article_key}") as connection:
            return stories.story_of(connection, article_key)

    def quotes(self, question: QuoteQuery | str | None = None, **narrowed: Any) -> Answer[QuoteHit]:
        """Give who said what: of a QuoteQuery, or of words and its fields: quotes("gas", since="2025-09-01")."""
        asked = question if isinstance(question, QuoteQuery) else QuoteQuery(about=question, limit=None)
        return answer(self.engine, "look for quotes", QuoteHit, narrowed_by(asked, narrowed), quotes.quotes)

    def edits(self, question: EditQuery | None = None, **narrowed: Any) -> Answer[Edited]:
        """Give what was edited, the newest first: of an EditQuery, or of its fields: edits(significant=True)."""
        asked = narrowed_by(question or EditQuery(limit=None), narrowed)
        return answer(self.engine, "list edits", Edited, asked, edits.edits)

    def vanished(self, question: EditQuery | None = None, **narrowed: Any) -> Answer[Vanished]:
        """Give the articles whose pages are no longer there, the latest first; asked as `edits`."""
        asked = narrowed_by(question or EditQuery(limit=None), narrowed)
        return answer(self.engine, "list vanished pages", Vanished, asked, edits.vanished)

    def stats(self) -> dict[str, Any]:
        """Count what the archive holds."""
        with reading(self.engine, "count the archive") as connection:
            return totals.stats(connection)

    def coverage(
        self, now: datetime, *, source_slug: str | None = None, since: Moment | None = None,
        until: Moment | None = None, active: Collection[str] | None = None,
    ) -> Answer[Covered]:  # fmt: skip
        """Give what is known of each source on each day; see storage.coverage."""
        asked = CoverageQuery(now=now, source=source_slug, active=active)
        asked = narrowed_by(asked, {"since": since, "until": until})
        return answer(self.engine, "read the coverage", Covered, asked, coverage.days)

    def health(self, now: datetime) -> dict[str, Health]:
        """Give how each source is doing, by slug."""
        with reading(self.engine, "read the health of the sources") as connection:
            return health.health(connection, now)

    def sources(self) -> list[SourceState]:
        """Give the state of every source that was ever listed, by slug."""
        with reading(self.engine, "read the sources") as connection:
            return sources.states(connection)

    def status(self, now: datetime, *, active: Collection[str] | None = None) -> Status:
        """Give how the archive is doing, of its sources those of these slugs only where they are given."""
        with reading(self.engine, "look at the archive") as connection:
            return status.status(connection, Path(str(self.pages)), now, active=active)
