"""Does memory stay flat? Extract the development pages again and again in one process and print what it holds.

Run by name, with the number of extractions (10,000) if you like. Prints the resident memory after each thousand, and
at the end a line {"pages", "first_mb", "last_mb", "pages_per_second"}, where the first is taken after a tenth of them.
"""

import gzip
import json
import sys
import time
from itertools import cycle, islice
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from extractors.article import extract_article  # noqa: E402

PAGES = ROOT.parent / "shared/data/extraction-dev/pages"


def main(count: int) -> None:
    held = psutil.Process().memory_info
    paths = sorted(PAGES.glob("*.html.gz"))
    first = last = 0
    started = time.process_time()
    for number, path in enumerate(islice(cycle(paths), count), 1):
        extract_article(gzip.decompress(path.read_bytes()), url=f"https://{path.name}.example/")
        if number in {count // 10, count} or number % 1_000 == 0:
            last = held().rss // 1_000_000
            first = first or last
            print(f"{number:>6} pages: {last} MB", flush=True)
    speed = round(count / (time.process_time() - started), 1)
    print(json.dumps({"pages": count, "first_mb": first, "last_mb": last, "pages_per_second": speed}))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
