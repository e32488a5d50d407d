"""What a search costs in a small archive and in one of a million articles, on SQLite and PostgreSQL; and an insert.

Run with `make bench-search`; ARGS="100000" takes fewer articles, ARGS="1000000 sqlite" one engine, and a folder as
third argument keeps the archives, so that a second run need not make them again. Prints milliseconds of this machine.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import URL

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from storage import Archive, Query, open_archive, tables  # noqa: E402
from tests.bench import archive as made_up  # noqa: E402
from tests.postgres import running  # noqa: E402

SMALL, LARGE, ASKED, FIRST_PAGE = 10_000, 1_000_000, 200, 20


def queries(archive: Archive, seed: int = 7) -> Iterator[Query]:
    """Ask for two words of one article, which is drawn by chance, with two filters that it passes."""
    dice = random.Random(seed)
    with archive.engine.connect() as connection:
        newest = connection.scalar(text("SELECT max(id) FROM article WHERE source_id IS NOT NULL")) or 0
        columns = [tables.article.c[name] for name in ("id", "text", "language", "level", "published", "outlet")]
        asked = 0
        while asked < ASKED:
            row = connection.execute(
                select(*columns, tables.source.c.slug)
                .join(tables.source, tables.source.c.id == tables.article.c.source_id)
                .where(tables.article.c.id >= dice.randint(1, newest))  # bench-insert leaves gaps
                .order_by(tables.article.c.id)
                .limit(1)
            ).one()
            topic = connection.scalar(
                select(tables.tag.c.slug).where(tables.tag.c.article_id == row.id, tables.tag.c.kind == "topic")
            )
            cut = (
                [row.text[at : at + 3] for at in range(0, len(row.text), 3)]
                if row.language == "zh"
                else row.text.split()
            )
            filters = {
                "language": {"language": row.language},
                "source": {"source": row.slug},
                "since": {"since": row.published - timedelta(days=dice.choice([7, 90, 365]))},
                "until": {"until": row.published + timedelta(days=dice.choice([7, 90, 365]))},
                "originals": {"originals": True},
                **({"tag": {"tag": "sco"}, "topic": {"topic": topic}} if topic else {"level": {"level": row.level}}),
            }
            chosen = {name: value for each in dice.sample(sorted(filters), 2) for name, value in filters[each].items()}
            yield Query(words=" ".join(dice.sample(cut, 2)), limit=FIRST_PAGE, snippets=True, **chosen)
            asked += 1


def timed(call: Callable[[], object]) -> float:
    """Give the milliseconds that *call* takes."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1e3


def report(name: str, milliseconds: list[float]) -> None:
    """Print the median, the 95th percentile and the worst."""
    ordered = sorted(milliseconds)
    p95 = ordered[int(len(ordered) * 0.95)]
    print(
        f"  {name:<34} median {statistics.median(ordered):7.1f}  p95 {p95:7.1f}  worst {ordered[-1]:7.1f} ms",
        flush=True,
    )


def ask(archive: Archive) -> None:
    """Measure first pages."""
    asked = list(queries(archive))
    for query in asked[:20]:
        archive.page(query)
    report("two words, two filters", [timed(lambda query=query: archive.page(query)) for query in asked])
    newest = [replace(query, order="newest") for query in asked]
    report("the same, newest first", [timed(lambda query=query: archive.page(query)) for query in newest])
    wordless = [replace(query, words=None) for query in asked]
    report("two filters alone", [timed(lambda query=query: archive.page(query)) for query in wordless])
    unfiltered = [Query(words=query.words, snippets=True) for query in asked]
    report("two words alone", [timed(lambda query=query: archive.page(query)) for query in unfiltered])
    report("count up to 10,000", [timed(lambda query=query: archive.count(query)) for query in asked])


def command(url: str, words: str) -> None:
    """Measure `scowatch search`, from start to end."""
    environment = {**os.environ, "SCOWATCH_DATABASE_URL": url}
    asked = [Path(sys.executable).parent / "scowatch", "search", words, "--level", "central"]

    def run() -> None:
        subprocess.run(asked, env=environment, check=True, capture_output=True)

    report("`scowatch search`, end to end", [timed(run) for _ in range(10)])


def database(server: URL, name: str) -> str:
    """Make a database, if it is not there; give its URL."""
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
            connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return server.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


def with_archive(url: str, folder: Path, count: int) -> None:
    """Make an archive of so many articles, if it is not there, and measure."""
    with open_archive(url, folder, create=True) as archive:
        with archive.engine.connect() as connection:
            held = connection.scalar(text("SELECT count(*) FROM source")) and connection.scalar(
                text("SELECT max(id) FROM article")
            )
        begun = time.perf_counter()
        if not held:
            made_up.fill(archive, made_up.articles(count))
        print(
            f"{archive.engine.dialect.name}, {count:,} articles ({time.perf_counter() - begun:.0f} s to make)",
            flush=True,
        )
        ask(archive)
        words = next(iter(queries(archive, seed=9))).words or ""
    command(url, words)


def main() -> None:
    """Measure, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    engines = [sys.argv[2]] if len(sys.argv) > 2 else ["sqlite", "postgresql"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[3] if len(sys.argv) > 3 else temporary)
        if "sqlite" in engines:
            for size in sorted({min(SMALL, count), count}):
                with_archive(f"sqlite:///{folder}/{size}.db", folder, size)
        if "postgresql" in engines:
            data = folder / "postgresql"
            data.mkdir(exist_ok=True)
            with running(data, settings="-c shared_buffers=1GB -c maintenance_work_mem=1GB") as server:
                for size in sorted({min(SMALL, count), count}):
                    with_archive(database(server, f"articles{size}"), folder, size)


if __name__ == "__main__":
    main()
