"""What the backfill of WARC files costs: the real pages in WARC files against a bare loop over the same files.

Run by name. The two are timed in turns, in this one process; read the ratios. CPU seconds are those of the main process
and of the workers; where they add up to less than twice those of the bare loop, and the main process has less than
half, two processors are worth it. Reading runs in the main process.
"""

import asyncio
import gzip
import json
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from config.lexicon import load_lexicon  # noqa: E402
from config.settings import Settings  # noqa: E402
from extractors.analysis import analyse  # noqa: E402
from extractors.records import Entry, Page  # noqa: E402
from extractors.tagging.tagger import Tagger  # noqa: E402
from flows.progress import Progress  # noqa: E402
from flows.session import session  # noqa: E402
from flows.sitemaps import Dates  # noqa: E402
from flows.warc_backfill import take_warcs  # noqa: E402
from storage.warc import WarcFolder  # noqa: E402
from storage.warc_import import read_responses  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "extraction-dev"
FILES, ROUNDS = 4, 2


def page(url: str, body: bytes) -> Page:
    """A page as a crawler would have kept it."""
    return Page(
        url=url, final_url=url, moved_permanently=False, status=200, media_type="text/html", charset=None, etag=None,
        last_modified=None, body=body, fetched_at=datetime(2025, 9, 1, tzinfo=UTC),
    )  # fmt: skip


def write_files(folder: Path) -> list[Path]:
    """Spread the real pages over some WARC files."""
    lines = [json.loads(line) for line in (DATA / "gold.jsonl").read_text("utf-8").splitlines()]
    for number in range(FILES):
        with WarcFolder(folder / str(number), software="bench") as warc:
            for line in lines[number::FILES]:
                body = gzip.decompress((DATA / "pages" / f"{line['id']}.html.gz").read_bytes())
                address = f"https://{line['publisher']}/{line['id']}.html"
                warc.append(page(address, body), "0", now=datetime.now(UTC), same_as=None)
    return sorted(folder.glob("*/*.warc.gz"))


def bare(paths: list[Path], tagger: Tagger) -> int:
    """Read with warcio, extract, tag; keep nothing."""
    count = 0
    for path in paths:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "response":
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    analyse(page(url, record.content_stream().read()), Entry(url=url), [tagger])
                    count += 1
    return count


async def backfill(paths: list[Path], folder: Path) -> float:
    """Run the backfill into a new archive; give the seconds without the opening of the archive."""
    async with session(Settings(data_dir=folder), "backfill") as opened:
        started = time.perf_counter()
        await take_warcs(opened, paths, Dates(), Progress(None))
        return time.perf_counter() - started


def main() -> None:
    """Measure, print."""
    if not DATA.is_dir():
        sys.exit("no measured data: the folder ../shared/data/extraction-dev is absent")
    tagger = Tagger(load_lexicon())
    with tempfile.TemporaryDirectory() as name:
        paths = write_files(Path(name) / "given")
        bare(paths[:1], tagger)  # what is loaded at the first page, in both
        for turn in range(ROUNDS):
            started, cpu = time.perf_counter(), time.process_time()
            count = bare(paths, tagger)
            plain, plain_cpu = time.perf_counter() - started, time.process_time() - cpu
            cpu, workers = time.process_time(), children()
            whole = asyncio.run(backfill(paths, Path(name) / f"archive-{turn}"))
            main_cpu, workers = time.process_time() - cpu, children() - workers
            cpu = time.process_time()
            assert count == sum(1 for path in paths for _ in read_responses(path, limit_bytes=10_000_000))
            read = time.process_time() - cpu
            print(
                f"{count} pages   bare {count / plain:.1f} pages/s   backfill {count / whole:.1f} pages/s", flush=True
            )
            print(f"backfill / bare {plain / whole:.2f}")
            ours = f"workers {workers:.1f}, main {main_cpu:.1f}, of that reading {read:.1f}"
            print(f"cpu s: bare {plain_cpu:.1f}   backfill: {ours}", flush=True)


def children() -> float:
    """CPU seconds of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
