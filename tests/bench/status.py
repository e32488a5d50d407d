"""What a look at a large archive costs: `archive.status()`, on which status, /metrics and /health rest.

Makes an archive of a million articles, as many URLs (300,000 of them waiting), 100,000 runs and 10,000 sources, by SQL
and without texts of any sense, in the folder given (used again when it is there) or on the PostgreSQL of `--database`.
Returns 1 when the floor is missed.
"""

import argparse
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from storage import Archive, open_archive
from storage.engine import writing

ARTICLES, RUNS, SOURCES, TIMES, MOST_SECONDS = 1_000_000, 100_000, 10_000, 20, 0.1

NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n) AS n",
    "postgresql": "generate_series(1, {}) AS n(i)",
}
MOMENT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 1735689600 + n.i * {}, 'unixepoch')",
    "postgresql": "to_timestamp(1735689600 + n.i * {})",
}
ROWS = (
    """INSERT INTO run (id, flow, owner, state, started_at, finished_at, report)
    SELECT n.i, 'ingest', 'host:1:2', CASE WHEN n.i % 50 = 0 THEN 'failed' ELSE 'completed' END, {run}, {run},
    '{{"stored": 3, "x": "{long}"}}' FROM {runs}""",
    """INSERT INTO source (id, slug, name, kind, url, polled_at, succeeded_at, next_poll_at, failures, reason,
    silent_since, rhythm) SELECT n.i, 'source-' || n.i, 'x', 'feed', 'https://a.example/' || n.i, {moment}, {moment},
    {moment}, CASE WHEN n.i % 10 = 0 THEN 4 ELSE 0 END, CASE WHEN n.i % 10 = 0 THEN 'http_404' END,
    CASE WHEN n.i % 15 = 0 THEN {moment} END, '{{"x": "{long}"}}' FROM {sources}""",
    """INSERT INTO frontier (id, url, fetch_url, host, state, next_try_at, discovered_at, article_id)
    SELECT n.i, 'https://a.example/' || n.i, 'x', 'a.example', CASE WHEN n.i % 10 < 3 THEN 'pending' ELSE 'done' END,
    {moment}, {moment}, n.i FROM {articles}""",
    """INSERT INTO capture (id, frontier_id, url, fetched_at, media_type, digest, length, warc_file, warc_offset)
    SELECT n.i, n.i, 'x', {moment}, 'text/html', 'x', 1, 'x', 1 FROM {one}""",
    "INSERT INTO story (id, origin_id, size, started_at) SELECT n.i, n.i, 1, {moment} FROM {one}",
    """INSERT INTO article (id, url, frontier_id, capture_id, title, text, authors, published, published_precision,
    extractor, text_hash, story_id, kind, score, level, first_seen_at, changed_at, sort_key)
    SELECT n.i, 'https://a.example/' || n.i, n.i, 1, 'Title', '{long}', '[]', {moment}, 'second', 'x', 'x', 1,
    'original', 1, 'none', {later}, {later}, n.i FROM {articles}""",
    "INSERT INTO counter VALUES ('run', 'ingest completed', 98000), ('run', 'ingest failed', 2000)",
)


def fill(connection: Connection) -> None:
    engine = connection.dialect.name
    counts = {"runs": RUNS, "sources": SOURCES, "articles": ARTICLES, "one": 1}
    given = {name: NUMBERS[engine].format(count) for name, count in counts.items()}
    spans = {"moment": "30", "later": "30 + 600", "run": "300"}
    given |= {name: MOMENT[engine].format(span) for name, span in spans.items()}
    for statement in ROWS:
        began = time.perf_counter()
        said = statement.format(**given, long="word " * 200)
        connection.exec_driver_sql(said.replace("%", "%%") if engine == "postgresql" else said)
        print(f"{statement.split()[2]:<10} filled in {time.perf_counter() - began:6.1f} s", flush=True)


def measure(archive: Archive) -> float:
    """Give the median of the processor time of a look, which a busy machine does not change much."""
    wall, cpu = [], []
    active = {f"source-{number}" for number in range(1, SOURCES - 50)}
    for _ in range(TIMES):
        began, worked = time.perf_counter(), time.process_time()
        archive.status(datetime.now(UTC), active=active)
        wall.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - worked))
    print(f"on the clock: median {statistics.median(wall):.1f} ms, first {wall[0]:.1f}, worst {max(wall):.1f}")
    print(f"processor:    median {statistics.median(cpu):.1f} ms, first {cpu[0]:.1f}, worst {max(cpu):.1f}")
    return statistics.median(cpu) / 1000


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--database", help="of an empty database on PostgreSQL")
    given = asked.parse_args()
    url = given.database or f"sqlite:///{given.folder / 'archive.db'}"
    with open_archive(url, given.folder, create=True) as archive:
        if not archive.status(datetime.now(UTC)).runs:
            with writing(archive.engine, "fill") as connection:
                fill(connection)
        return int(measure(archive) > MOST_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
