"""What an upgrade from the first schema to today's costs: time and room for each thing it does, on both engines.

    python tests/bench/upgrade.py 100000            # articles of some 250 words, in eight languages
    python tests/bench/upgrade.py 100000 sqlite

Prints seconds of this machine, those of this process on its processor, and bytes. It is these by which `scowatch db
upgrade` foretells (storage.anew, storage.schema).
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from storage import schema  # noqa: E402
from storage.engine import open_engine, writing  # noqa: E402
from tests.bench.archive import Made, articles  # noqa: E402
from tests.postgres import running  # noqa: E402

ROWS = {
    "frontier": "(id, url, fetch_url, host, state, next_try_at, discovered_at, finished_at) "
    "VALUES (:id, :url, :url, 'a.example', 'done', :moment, :moment, :moment)",
    "capture": "(id, frontier_id, url, fetched_at, media_type, digest, length, warc_file, warc_offset) "
    "VALUES (:id, :id, :url, :moment, 'text/html', :hash, 1, 'x.warc.gz', :id)",
    "story": "(id, origin_id, size, started_at) VALUES (:id, :id, 1, :moment)",
    "article": "(id, url, frontier_id, capture_id, title, text, authors, published, language, extractor, text_hash, "
    "story_id, kind, score, level, first_seen_at, changed_at) VALUES (:id, :url, :id, :id, :title, :text, '[]', "
    ":moment, :language, '1', :hash, :id, 'original', 0, :level, :moment, :moment)",
    "fingerprint": "(article_id, story_id, text_hash, prints, numbers, tokens) "
    "VALUES (:id, :id, :hash, :prints, '[]', 9)",
    "tag": "(id, article_id, kind, slug, level, confidence, lexicon) "
    "VALUES (:id, :id, 'topic', :topic, :level, 1, 'v')",
    "evidence": '(id, tag_id, accepted, field, start, "end", surface) '
    "VALUES (:id, :id, true, 'title', 0, 1, :surface)",
}
AT_A_TIME = 2_000


def fill(engine: Engine, count: int) -> None:
    """Make an archive as the first release would, but for its index of words, which is made anew in any case."""
    with writing(engine, "make the first schema") as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    made = articles(count)
    while some := list(islice(made, AT_A_TIME)):
        with writing(engine, "fill") as connection:
            _enter(connection, some)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("VACUUM ANALYZE"))
        else:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _enter(connection: Connection, some: list[Made]) -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": each.id, "url": f"https://a.example/{each.id}",
            "moment": each.published.strftime("%Y-%m-%d %H:%M:%S.%f"), "hash": f"{each.id:064x}", "title": each.title,
            "text": each.text, "language": each.language,
            "level": each.level, "topic": each.topic, "surface": each.title[:1], "prints": b"12345678" * 40,
        }
        for each in some
    ]  # fmt: skip
    for table, rest in ROWS.items():
        connection.execute(text(f"INSERT INTO {table} {rest}"), rows)


class Watch:
    """Notes when what is told begins, and how large the log of SQLite gets."""

    def __init__(self, log: Path | None) -> None:
        self.log, self.peak = log, 0
        self.spent: dict[str, list[float]] = {}
        self._what, self._at = "", (time.monotonic(), time.process_time())

    def note(self, line: str) -> None:
        now = time.monotonic(), time.process_time()
        spent = self.spent.setdefault(self._what, [0.0, 0.0])
        spent[0] += now[0] - self._at[0]
        spent[1] += now[1] - self._at[1]
        if not line.endswith(" texts") or " of " not in line or not line[0].isdigit():
            self._what = line
        self._at = now
        if self.log is not None and self.log.exists():
            self.peak = max(self.peak, self.log.stat().st_size)


def size(engine: Engine) -> int:
    if engine.dialect.name == "sqlite":
        return Path(str(engine.url.database)).stat().st_size
    with engine.connect() as connection:
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)


@contextmanager
def database(name: str, folder: Path) -> Iterator[URL]:
    if name == "sqlite":
        yield URL.create("sqlite", database=str(folder / "archive.db"))
        return
    (folder / "pg").mkdir()
    with running(folder / "pg") as server:
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE upgraded"))
        admin.dispose()
        yield server.set(database="upgraded")


def measure(name: str, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, database(name, Path(folder)) as url:
        engine = open_engine(url)
        fill(engine, count)
        before = size(engine)
        watch = Watch(Path(folder, "archive.db-wal") if name == "sqlite" else None)
        planned = schema.plan(engine)
        began = time.monotonic(), time.process_time()
        schema.upgrade(engine, note=watch.note)
        watch.note("")
        seconds, own = time.monotonic() - began[0], time.process_time() - began[1]
        print(f"{name}, {count:,} articles: {seconds:,.1f} s, {own:,.1f} of them of this process")
        print(f"  foretold {planned.seconds:,.0f} s and {planned.bytes:,} bytes")
        print(f"  {before:,} bytes before, {size(engine):,} after; log at most {watch.peak:,}")
        for what, (wall, cpu) in watch.spent.items():
            print(f"  {wall:>8.1f} s {cpu:>8.1f}  {what}")
        engine.dispose()


if __name__ == "__main__":
    for engine_name in sys.argv[2:] or ("sqlite", "postgresql"):
        measure(engine_name, int(sys.argv[1]))
