"""What ingest costs: real pages and variants of them from 50 hosts, against a bare pool that extracts the same files.

Run with `make bench` (ARGS='--pages 1000' for a quick look). All in one run on one machine; read the ratio, and on a
machine that others use as well the CPU seconds. Ends with 1 where what is promised does not hold. How it is measured
stands in docs/performance.md.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench import watching  # noqa: E402
from tests.bench.bare import PROCESSES  # noqa: E402
from tests.bench.corpus import HOSTS, listed  # noqa: E402
from tests.bench.newsserver import sources_toml  # noqa: E402
from tests.bench.watching import Watched  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "extraction-dev"
OTHERS = ROOT / ".venv-bench" / "bin" / "python"
MOST_RATIO, MOST_MEMORY = 1.15, 1 << 30
PEERS = ("trafilatura, with metadata", "news-please")


def script(name: str) -> str:
    return str(Path(__file__).with_name(name))


@contextmanager
def server(folder: Path, pages: int, port: int) -> Iterator[psutil.Process]:
    """Serve the corpus from a process of its own."""
    command = [sys.executable, script("newsserver.py"), str(DATA), str(folder), str(pages), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield psutil.Process(process.pid)
        finally:
            process.kill()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("0.0.0.0", 0))
        return int(free.getsockname()[1])


def bare(how: str, name: str, corpus: Path, pages: int, port: int) -> Watched:
    """Measure what ingest is compared with; see tests/bench/bare.py."""
    python = str(OTHERS) if how == "loop" and OTHERS.exists() else sys.executable
    command = [python, script("bare.py"), how, name, str(DATA), str(corpus), str(pages), str(port)]
    return watching.run(command, dict(os.environ), ROOT)


def settings(folder: Path, sources: Path) -> dict[str, str]:
    """The environment of a run: Prefect's own database stands, as after an installation; the archive does not."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("SCOWATCH_")},
        "PREFECT_HOME": str(folder / "prefect"),
        "SCOWATCH_DATA_DIR": str(folder / "data"),
        "SCOWATCH_SOURCES": str(sources),
        "SCOWATCH_ALLOW_PRIVATE_ADDRESSES": "true",
        "SCOWATCH_HOST_DELAY_SECONDS": "0",  # the machine is the limit here, not politeness
        "BENCH_TIMES": str(folder / "times.json"),
    }


def ingest(folder: Path, corpus: Path, pages: int, port: int) -> tuple[Watched, dict[str, Any], dict[str, float]]:
    """Run `scowatch ingest` over the corpus; give what was seen of it, its report and its clocks."""
    sources, nothing = folder / "sources.toml", folder / "none.toml"
    sources.write_text(sources_toml(listed(DATA, pages), port), "utf-8")
    nothing.write_text('[[source]]\nslug = "n"\nname = "N"\nkind = "feed"\nurl = "http://127.0.0.1:9"\n')
    command = [sys.executable, script("timed.py"), "ingest", "--json"]
    warm = {**settings(folder, nothing), "SCOWATCH_DATA_DIR": str(folder / "warm")}
    subprocess.run(command, env=warm, cwd=ROOT, capture_output=True, check=False)
    with server(corpus, pages, port) as host:
        found = watching.run(command, settings(folder, sources), ROOT)
        spent = host.cpu_times()
    found.by_kind["server of the pages"] = spent.user + spent.system
    times = json.loads((folder / "times.json").read_text("utf-8"))
    return found, json.loads(found.output), times


def stages(found: Watched, times: dict[str, float], pages: int) -> None:
    """Print CPU milliseconds a page, stage by stage."""
    rows = {name: seconds for name, seconds in times.items() if name != "whole process"}
    rows["workers: start, extraction, walls, prints, tags"] = found.by_kind["workers"]
    rows["Prefect's server"] = found.by_kind["Prefect's server"]
    for name, seconds in sorted(rows.items(), key=lambda row: -row[1]):
        print(f"  {name:<52} {1000 * seconds / pages:7.2f} ms a page {seconds:8.1f} s")


def sizes(folder: Path, stored: int) -> None:
    """Print the bytes stored for an article."""
    database = sum(each.stat().st_size for each in (folder / "data").glob("archive.db*"))
    warc = sum(each.stat().st_size for each in (folder / "data").glob("warc/*"))
    print(f"bytes stored an article: database {database / stored:,.0f}, WARC {warc / stored:,.0f}")


def tell(name: str, found: Watched, pages: int) -> None:
    rate = f"{pages / found.wall:6.1f} pages/s"
    print(f"{name:<56} {rate}   wall {found.wall:7.1f} s   CPU {1000 * found.cpu / pages:6.2f} ms a page", flush=True)


def peers(corpus: Path, pages: int, port: int) -> None:
    """Measure other extractors, one process each."""
    for name in PEERS:
        if name == "news-please" and not OTHERS.exists():
            print(f"{name}: not measured, since it is installed by `make bench-extract` only")
            continue
        tell(f"(b) {name}, a loop", bare("loop", name, corpus, pages, port), pages)


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--peers", type=int, default=452, help="pages that other extractors read")
    parser.add_argument("--corpus", type=Path, help="folder for the pages, kept for the next time; needs --port")
    parser.add_argument("--port", type=int, default=0, help="of the hosts; the pages name it")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit("no measured data: the folder ../shared/data/extraction-dev is absent")
    port, pages = options.port or free_port(), options.pages
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        corpus = options.corpus or folder / "corpus"
        if not corpus.exists() or len(list(corpus.iterdir())) < pages:
            subprocess.run(
                [sys.executable, script("corpus.py"), str(DATA), str(corpus), str(pages), str(port)], check=True
            )
        print(f"{pages:,} pages of {HOSTS} hosts; {PROCESSES} processes; load {os.getloadavg()[0]:.1f}")
        base = bare("pool", "extract", corpus, pages, port)
        tell("(a) bare pool: read, unpack, extract", base, pages)
        whole = bare("pool", "analyse", corpus, pages, port)
        tell("    the same, with walls, prints, paragraphs, tags", whole, pages)
        found, report, times = ingest(folder, corpus, pages, port)
        tell("scowatch ingest", found, pages)
        missed = judge(base, whole, found, report, times, folder)
        peers(corpus, min(options.peers, pages), port)
        return missed


def judge(
    base: Watched, whole: Watched, found: Watched, report: dict[str, Any], times: dict[str, float], folder: Path
) -> int:
    """Print what came out, and say whether it is what was promised."""
    pages, inside = report["pages_fetched"], report["seconds"]
    print(
        f"fetched {pages}, stored {report['stored']}, duplicates {report['duplicates']}, {inside:.1f} s inside the run"
    )
    stages(found, times, pages)
    serving = found.by_kind["server of the pages"]
    print(f"the server of the pages, not among them: {1000 * serving / pages:.2f} ms a page")
    wall, alone = found.wall / base.wall, (found.wall - serving / PROCESSES) / base.wall
    print(f"ingest / (a): wall {wall:.2f}, less what the server took of the cores {alone:.2f} (at most {MOST_RATIO})")
    print(f"ingest / (a): CPU {found.cpu / base.cpu:.2f}, with the server {(found.cpu + serving) / base.cpu:.2f}")
    print(f"ingest / (a) with walls, prints, tags: wall {found.wall / whole.wall:.2f}, CPU {found.cpu / whole.cpu:.2f}")
    curve = ", ".join(f"{used >> 20} at {at:.0f} s" for at, used in found.memory[:: max(1, len(found.memory) // 8)])
    print(f"memory of all processes (PSS): at most {found.peak >> 20} MB; {curve}")
    sizes(folder, report["stored"])
    return int(alone > MOST_RATIO or found.peak > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
