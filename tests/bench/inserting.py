"""What storing an article costs in an archive of ten thousand and in one of a million: all that follows extraction.

Run with `make bench-insert FOLDER=...`, the folder in which `make bench-search ARGS="1000000 sqlite FOLDER"` has made
the archives. Measured is Archive.settle with batches of 100, as a run stores them: captures, copies looked for, tags,
the search index. Prints milliseconds an article; read the ratio.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import text

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from extractors.fingerprint import fingerprint  # noqa: E402
from extractors.records import Analysis, Article, Dated, Entry, Page  # noqa: E402
from extractors.repetition import blocks_of  # noqa: E402
from extractors.tagging.record import Tagging  # noqa: E402
from storage import Archive, open_archive  # noqa: E402
from storage.articles import Worked  # noqa: E402
from storage.frontier import Listing  # noqa: E402
from storage.leases import Lease  # noqa: E402
from storage.retries import RetryPolicy  # noqa: E402
from tests.bench import archive as made_up  # noqa: E402
from tests.bench import dedup  # noqa: E402

SIZES = 10_000, 1_000_000
BATCH, WARMING, MEASURED = 100, 6, 30  # articles; batches
PLAIN = Tagging(
    tag="sco", level="none", confidence=0.9, evidence=(), rejected=(), topics=(), entities=(), related=(),
    lexicon="bench", matcher="bench",
)  # fmt: skip
POLICY = RetryPolicy(attempts=3, delay_seconds=60, delay_limit_seconds=600)


def worked(lease: Lease, made: made_up.Made) -> Worked:
    """What comes of fetching and extracting an article."""
    seen = made.published + timedelta(minutes=20)
    page = Page(
        url=lease.fetch_url, final_url=lease.fetch_url, moved_permanently=False, status=200, media_type="text/html",
        charset="utf-8", etag=None, last_modified=None, body=made.text.encode(), fetched_at=seen,
    )  # fmt: skip
    dated = Dated(value=made.published, zone_known=True, precision="second", place="feed", raw="")
    article = Article(
        url=lease.url, title=made.title, text=made.text, authors=(), published=dated, language=made.language,
        site_name=None, image=None, extractor="bench",
    )  # fmt: skip
    print_ = fingerprint(made.title, made.text)
    return Worked(
        lease=lease,
        fetched=page,
        analysis=Analysis(article=article, fingerprint=print_, taggings=(PLAIN,), blocks=blocks_of(made.text)),
    )


def store(archive: Archive, run: int, batch: list[made_up.Made]) -> float:
    """List, claim and store; give the seconds that storing takes."""
    now = batch[-1].published + timedelta(hours=1)
    urls = {f"https://www.outlet{each.source}.example/new/{run}/{each.id}": each for each in batch}
    archive.discover(run, [Entry(url=url) for url in urls], Listing(how="urls", origin="bench", source_id=None), now)
    leases = archive.claim(run, "bench", now=now, until=now + timedelta(hours=1), limit=BATCH)
    done = [worked(lease, urls[lease.fetch_url]) for lease in leases]
    assert len(done) == len(batch), "something else is due in this archive"
    begun = time.perf_counter()
    archive.settle(done, POLICY, now)
    return time.perf_counter() - begun


@contextmanager
def batches(path: Path, size: int) -> Iterator[Iterator[float]]:
    """Open an archive, fill its index of copies if that is empty, and give what each further batch takes to store."""
    with open_archive(path) as archive:
        with archive.engine.connect() as connection:
            newest = int(connection.scalar(text("SELECT max(id) FROM article")) or 0)
            held = int(connection.scalar(text("SELECT max(article_id) FROM fingerprint")) or 0)
        if not held:
            dedup.fill(str(path), 1, size, seed=size)
        run = archive.begin_run("bench", "bench", made_up.START, is_alive=lambda _: True)
        made = made_up.articles((WARMING + MEASURED) * BATCH, first=newest + 1, seed=newest)
        yield (store(archive, run, batch) for batch in iter(lambda: list(islice(made, BATCH)), []))
        archive.end_run(run, "completed", report={}, lines={}, now=made_up.START)  # its hosts are free for the next


def main() -> None:
    """Measure in turns, since the machine may be slower in one minute than in the next; print."""
    folder = Path(sys.argv[1])
    with ExitStack() as stack:
        stored = [stack.enter_context(batches(folder / f"{size}.db", size)) for size in SIZES]
        pairs = [(next(stored[0]), next(stored[1])) for _ in range(WARMING + MEASURED)][WARMING:]
    for size, seconds in zip(SIZES, zip(*pairs, strict=True), strict=True):
        each = [1e3 * one / BATCH for one in seconds]
        print(f"{size:>9,} articles: {statistics.median(each):.2f} ms an article (mean {statistics.mean(each):.2f})")
    print(f"large / small: {statistics.median(large / small for small, large in pairs):.2f}, pair by pair")


if __name__ == "__main__":
    main()
