"""What ingest is measured against: the same files read, unpacked and extracted, and nothing else.

`pool extract` and `pool analyse` have a bare pool of two processes do the work of a worker of ingest: extraction alone,
or also walls, fingerprint, paragraphs, tags and quotes. What they find goes back to the parent, as in any pool, and is
dropped. `loop NAME` is one of tests/bench/peers.py in one process. Each prints a line of JSON.
"""

# ruff: noqa: PLC0415

import gzip
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.corpus import Listed, address, listed  # noqa: E402

PROCESSES, AT_A_TIME = 2, 8
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def tools() -> Any:
    """What a worker of ingest loads once."""
    from config.lexicon import load_lexicons
    from config.sites import load_site_rules
    from extractors.tagging.tagger import Tagger

    return load_site_rules(None), [Tagger(each) for each in load_lexicons("sco")]


def body_of(folder: Path, page: Listed) -> bytes:
    """Read a page."""
    return gzip.decompress((folder / f"{page.name}.html.gz").read_bytes())


def extract(folder: Path, port: int, page: Listed) -> Any:
    """Extract a page, as a worker of ingest does."""
    from extractors.article import extract_article
    from extractors.records import Entry

    url = f"{address(page.host, port)}{page.path}"
    rules = tools()[0]
    return extract_article(
        body_of(folder, page), url=url, charset="utf-8", entry=Entry(url=url), rules=rules, fetched_at=NOW
    )


def analyse(folder: Path, port: int, page: Listed) -> Any:
    """Do all that a worker of ingest does."""
    from extractors.analysis import analyse as all_of
    from extractors.records import Entry, Page

    url = f"{address(page.host, port)}{page.path}"
    fetched = Page(
        url=url, final_url=url, moved_permanently=False, status=200, media_type="text/html", charset="utf-8", etag=None,
        last_modified=None, body=body_of(folder, page), fetched_at=NOW,
    )  # fmt: skip
    return all_of(fetched, Entry(url=url), tools()[1], tools()[0])


def pool(work: Any, folder: Path, port: int, pages: list[Listed]) -> int:
    """Have a bare pool do *work* on all pages; give how many brought something."""
    with ProcessPoolExecutor(PROCESSES) as processes:
        done = processes.map(partial(work, folder, port), pages, chunksize=AT_A_TIME)
        return sum(type(each).__name__ in {"Article", "Analysis"} for each in done)


def loop(name: str, folder: Path, port: int, pages: list[Listed]) -> int:
    """Have another extractor read all pages, one after the other."""
    from tests.bench.peers import TOOLS

    read = TOOLS[name]()
    return sum(bool(read(body_of(folder, page), f"{address(page.host, port)}{page.path}")) for page in pages)


def main() -> None:
    """Measure one of them."""
    how, name, data, folder, count, port = sys.argv[1:]
    pages = listed(Path(data), int(count))
    started = time.perf_counter()
    if how == "pool":
        brought = pool({"extract": extract, "analyse": analyse}[name], Path(folder), int(port), pages)
    else:
        brought = loop(name, Path(folder), int(port), pages)
    print(json.dumps({"wall": time.perf_counter() - started, "brought": brought}))


if __name__ == "__main__":
    main()
