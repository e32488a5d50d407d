"""What orchestration costs: ingest of the real pages against a bare loop that reads them from disk.

Run with `make bench`. Prints wall and CPU seconds, all in the same run on the same machine; read the ratios.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.loopback import real_site, sources_toml  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "extraction-dev"
BARE = """
import gzip, sys
from pathlib import Path
import trafilatura
for path in sorted(Path(sys.argv[1]).glob("*.html.gz")):
    trafilatura.bare_extraction(gzip.decompress(path.read_bytes()).decode("utf-8", "replace"), with_metadata=True)
"""


def measured(name: str, command: list[str], variables: dict[str, str] | None = None) -> tuple[float, str]:
    """Run a command; print and give its wall seconds, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(command, env=variables or dict(os.environ), cwd=ROOT, capture_output=True, text=True)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name:<44} wall {wall:7.1f} s   cpu {cpu:7.1f} s", flush=True)
    if done.returncode:
        sys.exit(done.stderr)
    return wall, done.stdout


def main() -> None:
    """Measure, print."""
    if not DATA.is_dir():
        sys.exit("no measured data: the folder ../shared/data/extraction-dev is absent")
    bare, _ = measured("bare loop: read, trafilatura with metadata", [sys.executable, "-c", BARE, str(DATA / "pages")])
    with tempfile.TemporaryDirectory() as folder, real_site(DATA) as site:
        sources = Path(folder) / "sources.toml"
        sources.write_text(sources_toml(site), "utf-8")
        variables = {
            **os.environ,
            "PREFECT_HOME": f"{folder}/prefect",
            "SCOWATCH_DATA_DIR": f"{folder}/data",
            "SCOWATCH_SOURCES": str(sources),
            "SCOWATCH_ALLOW_PRIVATE_ADDRESSES": "true",
            "SCOWATCH_HOST_DELAY_SECONDS": "0",
            "SCOWATCH_HOST_CONCURRENCY": "16",
        }
        scowatch = [sys.executable, "-m", "flows"]
        warm = {**variables, "SCOWATCH_DATA_DIR": f"{folder}/warm", "SCOWATCH_SOURCES": f"{folder}/none.toml"}
        nothing = Path(folder) / "none.toml"
        nothing.write_text('[[source]]\nslug = "n"\nname = "N"\nkind = "feed"\nurl = "http://127.0.0.1:9"\n')
        subprocess.run([*scowatch, "ingest"], env=warm, cwd=ROOT, capture_output=True, check=False)
        ingest, printed = measured(
            "scowatch ingest, Prefect's database made", [*scowatch, "ingest", "--json"], variables
        )
        plain_variables = {**variables, "SCOWATCH_DATA_DIR": f"{folder}/plain"}
        plain, _ = measured("the same stages without Prefect", [sys.executable, "-m", "tests.plain"], plain_variables)
        again, _ = measured("scowatch ingest again, nothing new", [*scowatch, "ingest", "--json"], variables)
    report = json.loads(printed)
    pages = report["pages_fetched"]
    print(f"pages {pages}, stored {report['stored']}, of which the run itself took {report['seconds']:.1f} s")
    print(f"ingest / bare {ingest / bare:.2f}   without Prefect / bare {plain / bare:.2f}   nothing new {again:.1f} s")
    inside = report["seconds"]
    print(f"pages/s: bare {pages / bare:.1f}   ingest {pages / ingest:.1f}   inside the run {pages / inside:.1f}")


if __name__ == "__main__":
    main()
