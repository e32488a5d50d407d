"""The stage of the drills: a news site on loopback, an archive, real commands, and the question what was lost."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text

from storage import Archive, open_archive
from storage.care import check
from tests.loopback import Site, rss, sources_toml

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("river", "council", "school", "bridge", "market", "winter", "letter", "garden", "engine", "harvest", "museum")
PATIENCE = 600.0  # seconds, for what must happen


@dataclass
class Told:
    """What a drill did, what the operator saw, and what was lost."""

    did: list[str] = field(default_factory=list)
    saw: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lost = self.lost or ["nothing"]
        named = (("done", self.did), ("seen", self.saw), ("lost", lost))
        return "\n".join(f"  {name}  {line}" for name, lines in named for line in lines)


def story(number: int) -> bytes:
    """An article that no other resembles: its words are drawn by its number."""
    draw = random.Random(number)
    sentences = [" ".join(draw.choices(WORDS, k=12)) + f" {number}-{n}." for n in range(20)]
    paragraphs = "".join(f"<p>{' '.join(sentences[at : at + 4])}</p>" for at in range(0, 20, 4))
    return f"<html lang=en><title>Story {number}</title><body><article><h1>Story {number}</h1>{paragraphs}".encode()


class Stage:
    """A site with *pages* articles in feeds, an archive of its own, and commands that are run for real."""

    def __init__(self, folder: Path, *, pages: int = 60, feeds: int = 3, **settings: str) -> None:
        self.folder, self.pages, self.told = folder, pages, Told()
        folder.mkdir(parents=True, exist_ok=True)
        self.data = Path(settings.get("SCOWATCH_DATA_DIR", folder / "data"))
        self.site = Site({f"/story/{number}": ("text/html", story(number)) for number in range(pages)})
        links = [f"{self.site.url}/story/{number}" for number in range(pages)]
        for feed in range(feeds):
            self.site.pages[f"/feed-{feed}.xml"] = ("application/rss+xml", rss(links[feed::feeds]))
        (folder / "sources.toml").write_text(sources_toml(self.site), "utf-8")
        plain = {name: value for name, value in os.environ.items() if not name.startswith("SCOWATCH_")}
        self.variables = plain | {
            "SCOWATCH_SOURCES": str(folder / "sources.toml"),
            "SCOWATCH_DATA_DIR": str(self.data),
            "SCOWATCH_CONTACT": "drill@example.org",
            "SCOWATCH_ALLOW_PRIVATE_ADDRESSES": "true",
            "SCOWATCH_HOST_DELAY_SECONDS": "0",
            "SCOWATCH_HOST_CONCURRENCY": "4",
            "SCOWATCH_BATCH_PAGES": "5",
            "SCOWATCH_WORKERS": "1",
            "SCOWATCH_LOG_LEVEL": "warning",
            "SCOWATCH_LOG_FORMAT": "text",
            "SCOWATCH_PAGE_SECONDS": "120",  # drills are played on busy machines too
            **settings,
        }

    # --- what is done ------------------------------------------------------------------------------------------------

    def did(self, what: str) -> None:
        """Note what was done to the system."""
        self.told.did.append(what)

    def start(
        self, *command: str, before: Sequence[str] = (), clock_off: float = 0.0, **settings: str
    ) -> "subprocess.Popen[str]":
        """Start `scowatch` with this command; "plain" is an ingest without Prefect, with the same words at its end.

        Args:
            command: and its arguments.
            before: a program that runs it, with its arguments.
            clock_off: seconds by which its clock is ahead; of "plain" only.
            settings: further variables of the environment.
        """
        module = ("tests.drills.plainly",) if command[0] == "plain" else ("flows", *command)
        if clock_off:
            module = ("tests.drills.shifted", str(clock_off))
        return subprocess.Popen(
            [*before, sys.executable, "-m", *module], env=self.variables | settings, cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def end(self, run: "subprocess.Popen[str]", *, code: int | None = 0) -> str:
        """Wait for a command to end with *code*; note and give what it said to the operator."""
        out, said = run.communicate(timeout=2 * PATIENCE)
        self.output = out
        lines = [line for line in said.splitlines() if line.strip()]
        self.told.saw += [f"{line}  (exit {run.returncode})" for line in lines] or [f"(exit {run.returncode})"]
        assert code is None or run.returncode == code, (run.returncode, out[-2000:], said)
        assert "Traceback" not in said, said
        return said

    def run(
        self, *command: str, code: int | None = 0, before: Sequence[str] = (), clock_off: float = 0.0, **settings: str
    ) -> str:
        """Run a command to its end."""
        return self.end(self.start(*command, before=before, clock_off=clock_off, **settings), code=code)

    # --- what came of it ---------------------------------------------------------------------------------------------

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """The archive as it is now."""
        where = self.variables.get("SCOWATCH_DATABASE_URL", f"sqlite:///{self.data / 'archive.db'}")
        with open_archive(where, self.data) as opened:
            yield opened

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with self.archive() as archive, archive.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def change(self, statement: str) -> None:
        """Meddle with the database."""
        with self.archive() as archive, archive.engine.begin() as connection:
            connection.execute(text(statement))

    def reports(self) -> list[tuple[str, dict[str, Any] | None]]:
        """State and report of each run."""
        return [
            (state, json.loads(report) if isinstance(report, str) else report)
            for state, report in self.rows("SELECT state, report FROM run ORDER BY id")
        ]

    def audit(self, *, fetched_once: bool = True, pages: int | None = None) -> None:
        """Note what was lost: pages without their article, pages fetched twice, what `db check --deep` finds."""
        lost, wanted = self.told.lost, self.pages if pages is None else pages
        with self.archive() as archive:
            lost += [str(problem) for problem in check(archive, deep=True) if problem.severity != "odd"]
        articles = self.rows("SELECT count(*), count(DISTINCT url) FROM article")[0]
        if articles != (wanted, wanted):
            lost.append(f"of {wanted} pages there are {articles[0]} articles with {articles[1]} addresses")
        lost += [f"{url}: {state} ({reason})" for url, state, reason in self.unfinished()]
        if fetched_once:
            lost += [f"{path} was fetched {n} times" for (path, _), n in self.fetched().items() if n > 1]

    def unfinished(self) -> list[tuple[Any, ...]]:
        """URLs that did not end well."""
        return self.rows("SELECT url, state, reason FROM frontier WHERE state <> 'done' ORDER BY id")

    def fetched(self) -> dict[tuple[str, int], int]:
        """How often each story was asked for, by path and status."""
        return {key: count for key, count in self.site.log.items() if key[0].startswith("/story/")}


def wait_until(happened: Callable[[], object], what: str, run: "subprocess.Popen[str] | None" = None) -> None:
    """Wait for what must happen, while *run* is under way."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert run is None or run.poll() is None, f"the run ended before {what}: {run.communicate()}"
        assert time.monotonic() < deadline, f"{what} never happened"
        time.sleep(0.02)
