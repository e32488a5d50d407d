"""Makes the archive of a release with the code of that release, and a manifest of what it holds.

    python tests/releases/make.py 0012      # of one schema, at the commit that releases.toml names
    python tests/releases/make.py --all

Each is made twice, on SQLite and on PostgreSQL, by the code of its commit, which reads the outlets of world.py
on two days, is killed once, and imports a WARC file.
"""

import argparse
import json
import lzma
import os
import re
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.postgres import from_wheel, running  # noqa: E402
from tests.releases.facts import facts  # noqa: E402
from tests.releases.world import PAGES, SLOW, World, warc_of  # noqa: E402

HERE = Path(__file__).parent
MEANT = {
    "ALLOW_PRIVATE_ADDRESSES": "true", "HOST_DELAY_SECONDS": "0", "POLL_INTERVAL_SECONDS": "0", "WORKERS": "1",
    "POLL_SHORTEST_SECONDS": "0.1", "RETRY_DELAY_SECONDS": "1", "ATTEMPTS": "2", "HOST_WAIT_LIMIT_SECONDS": "1",
    "RECHECK_HOURS": "0.001,0.01", "CONTACT": "nobody@example.org",
    "PAGE_SECONDS": "600",
}  # fmt: skip
ENGINES = ("sqlite", "postgresql")
SCOWATCH = ("-m", "flows")
INGEST = ("-m", "tests.plain")
LONGEST = 600  # seconds that one command may take


def main() -> None:
    """Make what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("schema", nargs="*", help="such as 0012")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--engine", choices=ENGINES, help="only on this one")
    given = parser.parse_args()
    releases = tomllib.loads((HERE / "releases.toml").read_text("utf-8"))["release"]
    wanted = {each["schema"]: each["commit"] for each in releases if given.all or each["schema"] in given.schema}
    if not wanted:
        parser.error(f"name one of {', '.join(each['schema'] for each in releases)}, or --all")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as data, running(Path(data)) as server:
        for schema, commit in wanted.items():
            with checked_out(commit, Path(folder, f"code-{schema}")) as code:
                for engine in (given.engine,) if given.engine else ENGINES:
                    work = Path(folder, f"{schema}-{engine}")
                    work.mkdir()
                    made = Making(
                        code=code, work=work, home=Path(folder, "prefect"), url=_database(server, engine, work)
                    )
                    made.make()
                    made.keep(schema, commit, engine)


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """The code of *commit* in a folder of its own."""
    subprocess.run(["git", "worktree", "add", "--detach", "-q", folder, commit], cwd=ROOT, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", folder], cwd=ROOT, check=True)


def _database(server: URL, engine: str, work: Path) -> URL:
    if engine == "sqlite":
        return URL.create("sqlite", database=str(work / "data" / "archive.db"))
    name = re.sub(r"\W", "_", work.name)
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    return server.set(database=name)


class Making:
    """One archive, made by the commands of one commit."""

    def __init__(self, *, code: Path, work: Path, home: Path, url: URL) -> None:
        self.code, self.work, self.url, self.world = code, work, url, World()
        settings = (code / "config" / "settings.py").read_text("utf-8")
        known = {name: value for name, value in MEANT.items() if f"    {name.lower()}:" in settings}
        self.variables = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SCOWATCH_")},
            **{f"SCOWATCH_{name}": value for name, value in known.items()},
            "SCOWATCH_DATA_DIR": str(work / "data"),
            "SCOWATCH_DATABASE_URL": url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False),
            "SCOWATCH_SOURCES": str(work / "sources.toml"),
            "PREFECT_HOME": str(home),
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
            "PYTHONPATH": str(code),
        }

    def make(self) -> None:
        """Two days, a kill, pages from files, and what else that release could keep."""
        with self.world as world:
            (self.work / "sources.toml").write_text(world.sources(), "utf-8")
            (self.work / "attic.warc").write_bytes(warc_of(PAGES[2:4]))
            attic = str(self.work / "attic.warc")
            if (self.code / "flows" / "warc_backfill.py").exists():
                self._command(str(HERE / "days.py"), world.url("127.0.0.1", ""), attic)
            else:
                self._command(str(HERE / "days.py"), world.url("127.0.0.1", ""))
                self._command(*SCOWATCH, "backfill", "--warc", attic)
            if (self.code / "flows" / "commands" / "watch.py").exists():
                told = "--to", f"json://127.0.0.1:{world.port}/told"
                self._command(*SCOWATCH, "watch", "add", "wagon", "--name", "wagons", "--every", "daily", *told)
                self._command(*SCOWATCH, "watch", "run")
            world.slow = True
            self._killed(*INGEST)

    def _start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, *arguments]
        out: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(command, env=self.variables, cwd=self.code, start_new_session=True, **out)

    def _command(self, *arguments: str) -> None:
        started = self._start(*arguments)
        try:
            said, _ = started.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            raise
        print(" ".join(arguments), "->", started.returncode, file=sys.stderr)
        if started.returncode:
            raise SystemExit(said)

    def _killed(self, *arguments: str) -> None:
        """Kill a run that waits for a page, so that its row and its leases stay behind."""
        started = self._start(*arguments)
        deadline = time.monotonic() + LONGEST
        while not any(each.endswith(SLOW) for each in self.world.asked) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1)
        os.killpg(started.pid, signal.SIGKILL)
        started.communicate()

    def keep(self, schema: str, commit: str, engine: str) -> None:
        """Write what came of it beside this file, and what it holds."""
        dump = self._dump_sqlite() if engine == "sqlite" else self._dump_postgresql()
        held = {"archive.db" if engine == "sqlite" else "archive.sql": dump}
        held |= {f"warc/{path.name}": path.read_bytes() for path in sorted((self.work / "data" / "warc").iterdir())}
        target = HERE / f"{schema}.{engine}.tar.xz"
        _pack(held, target)
        opened = create_engine(self.url)
        with opened.connect() as connection:
            told = {"schema": schema, "commit": commit, "engine": engine, "port": self.world.port, **facts(connection)}
        opened.dispose()
        if len(told["articles"]) < len(PAGES):
            raise SystemExit(f"only {len(told['articles'])} articles were stored; run it again")
        manifest = json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True)
        (HERE / f"{schema}.{engine}.json").write_text(f"{manifest}\n", "utf-8")
        print(f"wrote {target.name}, {target.stat().st_size:,} bytes", file=sys.stderr)

    def _dump_sqlite(self) -> bytes:
        engine = create_engine(self.url)
        with engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        engine.dispose()
        return Path(str(self.url.database)).read_bytes()

    def _dump_postgresql(self) -> bytes:
        """What psql is not needed for: one statement after the other."""
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        command = [str(from_wheel() / "pg_dump"), "--rows-per-insert=100", "--no-owner", "--no-privileges", plain]
        dumped = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        kept = (
            line for line in dumped.splitlines() if not line.startswith(("\\", "--", "SET ", "SELECT pg_catalog.set_"))
        )
        return "\n".join(kept).encode()


def _pack(files: Mapping[str, bytes], target: Path) -> None:
    with lzma.open(target, "wb", preset=9) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            tar.addfile(about, BytesIO(content))


if __name__ == "__main__":
    main()
