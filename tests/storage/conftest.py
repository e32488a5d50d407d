"""Archives on a real SQLite and a real PostgreSQL, and a newsroom that fills them."""

import logging
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import Executable, Row, Table, select, text
from sqlalchemy.engine import URL, make_url

from config.sources import Source
from extractors.fingerprint import fingerprint
from extractors.records import Analysis, Article, Dated, Ending, Entry, Failed, Page
from extractors.repetition import blocks_of, without_recurring
from extractors.tagging.record import Evidence, Field, Level, Tagging
from extractors.urls import canonical_url
from storage import Archive, Query, open_archive
from storage.articles import Settled, Worked
from storage.frontier import Discovered, How, Listing
from storage.leases import Lease
from storage.retries import RetryPolicy
from storage.sources import SourceState
from storage.tables import metadata
from tests.postgres import empty_database


@pytest.fixture
def archive(database_url: str, tmp_path: Path) -> Iterator[Archive]:
    """An empty archive, on each engine in turn."""
    with open_archive(database_url, tmp_path, create=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def two_archives(postgres: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Archive]]:
    """An empty archive on SQLite and one on PostgreSQL, for all tests of a module."""
    folder = tmp_path_factory.mktemp("two")
    with (
        empty_database(postgres) as url,
        open_archive(f"sqlite:///{folder}/archive.db", folder / "sqlite", create=True) as sqlite,
        open_archive(url, folder / "postgresql", create=True) as postgresql,
    ):
        yield sqlite, postgresql


@pytest.fixture
def now() -> datetime:
    """A moment; tests that need another add to it."""
    return datetime(2025, 9, 1, 12, tzinfo=UTC)


# --- builders ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Newsroom:
    """An archive with a run begun in it, and short ways to bring pages in."""

    archive: Archive
    now: datetime
    run: int
    policy: ClassVar = RetryPolicy(attempts=3, delay_seconds=60, delay_limit_seconds=600)

    def sources(self, *slugs: str) -> list[SourceState]:
        """Make the archive know a feed of each name."""
        about = {"country": "UZ", "language": "en", "kind": "feed"}
        return self.archive.sync_sources(
            [Source(slug=each, name=each, url=f"https://{each}.example/rss", **about) for each in slugs]
        )

    def dated(self, moment: datetime) -> Dated:
        return Dated(value=moment, zone_known=True, precision="second", place="feed", raw=moment.isoformat())

    def entry(self, url: str, **fields: Any) -> Entry:
        return Entry(url=url, **{"published": self.dated(self.now), **fields})

    def discover(
        self, *entries: str | Entry, origin: str = "https://feed.example/rss", source_id: int | None = None,
        how: How = "feed", now: datetime | None = None,
    ) -> Discovered:  # fmt: skip
        """Discover *entries*; a URL stands for an entry of that URL."""
        listed = [self.entry(each) if isinstance(each, str) else each for each in entries]
        listing = Listing(how=how, origin=origin, source_id=source_id)
        return self.archive.discover(self.run, listed, listing, now or self.now)

    def claim(self, *urls: str, limit: int = 100, after: timedelta = timedelta(0), **given: Any) -> list[Lease]:
        """Claim what is due (of *urls*, if any) some time after now, for an hour."""
        moment = self.now + after
        asked = {"now": moment, "until": moment + timedelta(hours=1), "limit": limit, "urls": urls or None, **given}
        return self.archive.claim(asked.pop("run", self.run), asked.pop("owner", "desk"), **asked)

    def page(self, url: str, body: bytes = b"<html>page</html>", **fields: Any) -> Page:
        plain = {
            "url": url, "final_url": url, "moved_permanently": False, "status": 200, "media_type": "text/html",
            "charset": "utf-8", "etag": None, "last_modified": None, "body": body, "fetched_at": self.now,
        }  # fmt: skip
        return Page(**{**plain, **fields})

    def tagging(self, title: str = "", text: str = "", *surfaces: str, level: Level = "none", **fields: Any) -> Tagging:
        """A tagging by hand: each of *surfaces* is evidence where it first stands, in the text or else in the title."""
        spans = tuple(self.span(title, text, each) for each in surfaces)
        plain = {
            "tag": "sco", "confidence": 0.9, "rejected": (), "topics": (), "entities": (), "related": (),
            "lexicon": "test", "matcher": "test",
        }  # fmt: skip
        return Tagging(**{**plain, "level": level, "evidence": spans, **fields})

    def span(self, title: str, text: str, surface: str, entity: str = "sco") -> Evidence:
        field: Field = "text" if surface in text else "title"
        start = (text if field == "text" else title).index(surface)
        place = {"start": start, "end": start + len(surface), "field": field, "surface": surface}
        return Evidence(entity=entity, language="en", rule="name", **place)

    def analysis(
        self, url: str, text: str, title: str = "News", *, tagging: Tagging | Sequence[Tagging] = (),
        recurring: frozenset[int] = frozenset(), **fields: Any,
    ) -> Analysis:  # fmt: skip
        blocks = blocks_of(text)
        text, dropped = without_recurring(text, recurring)
        plain = {
            "url": canonical_url(url), "title": title, "text": text, "authors": ("A. Writer",),
            "published": self.dated(self.now), "language": "en", "site_name": None, "image": None, "extractor": "test",
            "dropped": dropped,
        }  # fmt: skip
        record = Article(**{**plain, **fields})
        said = (tagging,) if isinstance(tagging, Tagging) else tuple(tagging) or (self.tagging(),)
        about = {"fingerprint": fingerprint(title, text), "taggings": said, "blocks": blocks}
        return Analysis(article=record, **about)

    def worked(self, lease: Lease, text: str, title: str = "News", **fields: Any) -> Worked:
        """A fetched page of that text; the same text gives the same bytes."""
        page = self.page(lease.fetch_url, f"<title>{title}</title>{text}".encode())
        said = self.analysis(fields.pop("url", lease.url), text, title, **{"stands_at": lease.url, **fields})
        return Worked(lease=lease, fetched=page, analysis=said)

    def settle(self, *batch: Worked, now: datetime | None = None) -> list[Settled]:
        return self.archive.settle(batch, self.policy, now or self.now)

    def bring(
        self, url: str, text: str, title: str = "News", *, source_id: int | None = None, **fields: Any
    ) -> Settled:
        """Take one page all the way: listed, claimed, fetched, settled."""
        self.discover(url, source_id=source_id)
        [lease] = self.claim(str(canonical_url(url)))
        [settled] = self.settle(self.worked(lease, text, title, **fields))
        return settled

    def claim_edited(self, url: str, hours: int = 1) -> Lease:
        """List *url* as edited so many hours from now, and claim it again."""
        self.discover(self.entry(url, updated=self.dated(self.now + timedelta(hours=hours))))
        [lease] = self.claim(str(canonical_url(url)))
        return lease

    def failed(self, lease: Lease, ending: Ending = "retry", reason: str = "timeout") -> Worked:
        told = {"reason": reason, "detail": f"It ended as {reason}.", "ending": ending, "fetched_at": self.now}
        return Worked(lease=lease, fetched=Failed(url=lease.fetch_url, **told), analysis=None)

    @property
    def url(self) -> str:
        return self.archive.engine.url.render_as_string(hide_password=False)

    def rows(self, table: Table) -> list[Row[Any]]:
        """All rows of *table*, in the order of their keys."""
        with self.archive.engine.connect() as connection:
            return list(connection.execute(select(table).order_by(*table.primary_key.columns)).all())

    def change(self, statement: Executable) -> None:
        """Meddle with the database."""
        with self.archive.engine.execution_options(writes=True).begin() as connection:
            connection.execute(statement)

    def urls(self, **asked: Any) -> list[str]:
        """The URLs that a search finds."""
        return [hit.url for hit in self.archive.search(Query(**asked))]


Begin = Callable[[Archive], Newsroom]


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """News of our own writing, eight sentences each."""
    return tomllib.loads((Path(__file__).parent / "texts.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def newsroom_of() -> Begin:
    """Begin a run in an archive."""

    def begin(archive: Archive) -> Newsroom:
        now = datetime(2025, 9, 1, 12, tzinfo=UTC)
        return Newsroom(archive, now, archive.begin_run("ingest", "desk", now, is_alive=lambda _: True))

    return begin


@pytest.fixture(scope="session")
def standing(postgres: URL) -> Iterator[URL]:
    """A PostgreSQL database with an archive that stays from test to test: to make one takes half a second."""
    with empty_database(postgres) as url:
        yield make_url(url).set(drivername="postgresql+psycopg")


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with an empty archive, to be copied."""
    path = tmp_path_factory.mktemp("blank") / "archive.db"
    open_archive(f"sqlite:///{path}", path.parent, create=True).close()
    return path


def _empty(archive: Archive) -> None:
    """Forget everything; a tenth of the time that TRUNCATE takes."""
    with archive.engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '20s'"))
        connection.execute(text("DELETE FROM article_index"))
        connection.execute(text("DELETE FROM quote_index"))
        connection.execute(text("DELETE FROM version_index"))
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
            if "id" in table.c:
                connection.execute(text(f"ALTER SEQUENCE {table.name}_id_seq RESTART"))


@pytest.fixture(params=["sqlite", "postgresql"])
def newsroom(request: pytest.FixtureRequest, tmp_path: Path, newsroom_of: Begin, blank: Path) -> Iterator[Newsroom]:
    """A run begun in an empty archive, on each engine in turn."""
    url = f"sqlite:///{shutil.copy(blank, tmp_path / 'archive.db')}"
    if request.param == "postgresql":
        url = request.getfixturevalue("standing").render_as_string(hide_password=False)
    with open_archive(url, tmp_path, create=True) as opened:
        if request.param == "postgresql":
            _empty(opened)
        yield newsroom_of(opened)


@pytest.fixture
def on_sqlite(tmp_path: Path, newsroom_of: Begin, blank: Path) -> Iterator[Newsroom]:
    """A run begun in an empty archive on SQLite, for what has nothing to do with the engine."""
    with open_archive(f"sqlite:///{shutil.copy(blank, tmp_path / 'sqlite.db')}", tmp_path) as opened:
        yield newsroom_of(opened)


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """What storage says, also where a run before has sent its lines elsewhere."""
    monkeypatch.setattr(logging.getLogger("scowatch"), "propagate", True)
    return caplog
