"""What recognising copies costs: an article's look-up, judgement and entry, in a small archive and in a large one.

Run with `make bench-dedup`. Articles are made up: 400 words by Zipf's law, a fifth of them copies of earlier ones,
cut, retouched or set in boilerplate. Of the large archive most is filler, entered in bulk: prints like theirs, with no
text behind them. Prints milliseconds, bytes and ratios of the same run; read the ratios.
"""

import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, create_engine, event, insert
from sqlalchemy.engine import make_url

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from extractors.fingerprint import fingerprint_of  # noqa: E402
from extractors.shingles import shingles  # noqa: E402
from storage import neighbours, tables  # noqa: E402
from storage.clusters import cluster  # noqa: E402
from storage.engine import open_engine  # noqa: E402

SMALL, LARGE, MEASURED = 10_000, 1_000_000, 3_000
BATCH = 50  # articles of one transaction, as a run stores them
STREAM = 100_000
SYLLABLES = [first + second for first in "bcdfghjklmnprstvz" for second in "aou"]
WORDS = ["".join(parts) for parts in product(SYLLABLES, repeat=3)]
FOOTERS = [" ".join(random.Random(number).choices(WORDS, k=30)) for number in range(50)]


def articles(count: int, seed: int) -> Iterator[str]:
    """Make texts; every fifth is a copy of one of the last two thousand."""
    dice, numpy_dice = random.Random(seed), np.random.default_rng(seed)
    weight = 1 / np.arange(1, len(WORDS) + 1)
    cumulated = np.cumsum(weight / weight.sum())
    recent: list[list[str]] = []
    for number in range(count):
        if number % 5 == 4:
            words = list(dice.choice(recent))
            words = words[: dice.randint(len(words) // 3, len(words))]
            for _ in range(len(words) // 50):
                words[dice.randrange(len(words))] = dice.choice(WORDS)
        else:
            words = [WORDS[place] for place in np.searchsorted(cumulated, numpy_dice.random(dice.randint(200, 600)))]
            recent = [*recent[-2_000:], words]
        yield " ".join([*words, dice.choice(FOOTERS)])


def fill(path: str, first: int, count: int, seed: int) -> None:
    """Enter filler: prints as articles have them, most of them of one story, a tenth of a few thousand."""
    dice = np.random.default_rng(seed)
    size = round(statistics.mean(len(fingerprint_of(shingles("", text)).prints) for text in articles(200, seed)))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    for begin in range(first, first + count, 20_000):
        keys = np.arange(begin, min(begin + 20_000, first + count))
        prints = dice.integers(0, 2**45, (len(keys), size)) * 8
        prints[:, :5] = dice.integers(0, 3_000, (len(keys), 5)) * 8
        connection.executemany(
            "INSERT INTO fingerprint VALUES (?, ?, ?, ?, ?)",
            ((key, key, f"{key:032x}", row.tobytes(), 430) for key, row in zip(keys.tolist(), prints, strict=True)),
        )
        rows = np.column_stack([prints[:, 5:].ravel(), np.repeat(keys, size - 5)])
        rows = rows[np.argsort(rows[:, 0])]
        connection.executemany("INSERT OR IGNORE INTO sketch VALUES (?, ?)", map(tuple, rows.tolist()))
        connection.commit()
    connection.close()


def measure(connection: Connection, texts: list[str], first: int) -> tuple[list[float], list[float], float]:
    """Give the seconds of each match and of each entry, and all seconds with fingerprints and commits."""
    stored: dict[int, str] = {}
    match, entry = [], []
    started = time.perf_counter()
    for key, text in enumerate(texts, first):
        cut = shingles("", text)
        print_ = fingerprint_of(cut)
        begun = time.perf_counter()
        verdict = neighbours.decide(connection, print_, lambda cut=cut: cut, read=lambda key: ("", stored.get(key, "")))
        matched = time.perf_counter()
        story = key if verdict.story is None else verdict.story
        neighbours.post(connection, article=key, story=story, fp=print_)
        match.append(matched - begun)
        entry.append(time.perf_counter() - matched)
        stored[key] = text
        if key % BATCH == 0:
            connection.commit()
    connection.commit()
    return match, entry, time.perf_counter() - started


def in_an_archive_of(path: str, size: int) -> float:
    """Measure inserts in an archive of so many articles; give the median of match and entry together, in seconds."""
    engine = open_engine(make_url(f"sqlite:///{path}"))
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))
    with engine.begin() as connection:
        tables.metadata.create_all(connection, tables=[tables.sketch, tables.fingerprint])
    held = count(path)
    fill(path, held, size - held, seed=size)
    with engine.connect() as connection:
        match, entry, seconds = measure(connection, list(articles(MEASURED, seed=size)), 10 * LARGE + size)
    engine.dispose()
    both = [one + other for one, other in zip(match, entry, strict=True)]
    ordered = sorted(match)
    print(
        f"{size:>9,} articles: insert median {statistics.median(both) * 1e3:.2f} ms, match median "
        f"{statistics.median(match) * 1e3:.2f} p95 {ordered[int(len(ordered) * 0.95)] * 1e3:.2f} ms, "
        f"{MEASURED / seconds:.0f} articles/s; index {bytes_of(path) / count(path):.0f} bytes/article",
        flush=True,
    )
    return statistics.median(both)


def count(path: str) -> int:
    """Count the articles entered."""
    connection = sqlite3.connect(path)
    held = int(connection.execute("SELECT count(*) FROM fingerprint").fetchone()[0])
    connection.close()
    return held


def bytes_of(path: str) -> int:
    """Say how large the database is."""
    connection = sqlite3.connect(path)
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    connection.close()
    return int(pages * size)


def bare(texts: list[str], path: str) -> float:
    """Give the seconds that a bare loop takes: hash each text, look the hash up, store both."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        tables.metadata.create_all(connection, tables=[tables.fingerprint])
        started = time.perf_counter()
        for key, text in enumerate(texts):
            row = {"article_id": key, "story_id": key, "text_hash": f"{hash(text):x}", "prints": b"", "tokens": 0}
            connection.execute(insert(tables.fingerprint), row)
        seconds = time.perf_counter() - started
    engine.dispose()
    return seconds


def main() -> None:
    """Measure, print."""
    large = int(sys.argv[1]) if len(sys.argv) > 1 else LARGE
    stream = min(STREAM, large)
    with tempfile.TemporaryDirectory() as folder:
        small = in_an_archive_of(f"{folder}/index.db", SMALL)
        grown = in_an_archive_of(f"{folder}/index.db", large)
        print(f"insert in the large archive / in the small one: {grown / small:.2f}")
        started = time.perf_counter()
        found = sum(
            each.kind != "original" for each in cluster((str(k), "", t) for k, t in enumerate(articles(stream, 1)))
        )
        seconds = time.perf_counter() - started
        made = time.perf_counter()
        texts = list(articles(min(stream, 20_000), 1))
        made = (time.perf_counter() - made) * stream / len(texts)
        alone = bare(texts, f"{folder}/bare.db") * stream / len(texts)
        print(f"stream of {stream:,}: {stream / (seconds - made):.0f} articles/s, {found / stream:.3f} of them copies")
        print(f"stream / bare loop that stores a hash: {(seconds - made) / alone:.1f}")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
