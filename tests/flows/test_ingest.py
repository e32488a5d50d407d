"""The real command over real HTTP, Prefect and all: what comes in, that it adds up, and that it comes in once."""

import gzip
import json
import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.sources import render_sources
from flows import companion, guard
from flows.demo.world import DemoWorld
from storage import Query, open_archive
from storage.care import check
from tests.letterboxes import Hook
from tests.loopback import Site, real_site, rss, sources_toml

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = "<p>The council of the harbour town met for the second time and agreed on the new lighthouse.</p>" * 8


@pytest.fixture(scope="module")
def prefect_server(prefect_home: dict[str, str]) -> Iterator[dict[str, str]]:
    """A Prefect server for all commands: each can start its own (test_companion.py), for two thirds of its time."""
    off = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = companion.server_command(guard.SERVER, listening.fileno())
        environment = {**os.environ, **prefect_home, **off}
        process = subprocess.Popen(command, env=environment, pass_fds=(listening.fileno(),), stdout=subprocess.DEVNULL)
        yield {**prefect_home, "PREFECT_API_URL": f"http://127.0.0.1:{listening.getsockname()[1]}/api"}
    process.terminate()
    process.wait(60)


@pytest.fixture
def variables(tmp_path: Path, prefect_server: dict[str, str]) -> dict[str, str]:
    ours = {
        "SCOWATCH_DATA_DIR": str(tmp_path / "data"),
        "SCOWATCH_SOURCES": str(tmp_path / "sources.toml"),
        "SCOWATCH_ALLOW_PRIVATE_ADDRESSES": "true",
        "SCOWATCH_HOST_DELAY_SECONDS": "0",
        "SCOWATCH_HOST_CONCURRENCY": "16",
    }
    return {**os.environ, **prefect_server, **ours}


def scowatch(variables: dict[str, str], *arguments: str, code: int = 0) -> dict[str, Any]:
    """Run a command with --json; give what it printed."""
    command = [sys.executable, "-m", "flows", *arguments, "--json"]
    done = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout)


def adds_up(report: dict[str, Any]) -> bool:
    ended = sum(report[name] for name in ("stored", "duplicates", "updated", "unchanged", "pending", "handed_over"))
    failed = sum(report["failed"].values()) + sum(report["refused"].values())
    seen = report["entries_seen"] == report["known"] + report["new"]
    return seen and report["new"] + report["resumed"] == ended + failed


def test_all_real_pages_arrive_and_a_second_run_adds_nothing(shared, tmp_path, variables):
    with real_site(shared / "data" / "extraction-dev") as site:
        (tmp_path / "sources.toml").write_text(sources_toml(site), "utf-8")
        pages = len([path for path in site.pages if path.endswith(".html")])
        first = scowatch(variables, "ingest")
        assert adds_up(first)
        assert first["entries_seen"] == first["new"] == first["pages_fetched"] == pages == 452
        without = sum(first["failed"].values()) + sum(first["refused"].values())
        assert first["stored"] + first["duplicates"] + without == pages
        assert without <= 3, "pages without any text, or that are a wall"
        with open_archive(f"sqlite:///{tmp_path}/data/archive.db", tmp_path / "data") as archive:
            before = sorted(hit.url for hit in archive.search(Query(limit=None)))
        assert len(before) == first["stored"] + first["duplicates"]
        site.log.clear()
        second = scowatch(variables, "ingest", "--all")
        assert adds_up(second)
        assert second["stored"] == second["pages_fetched"] == second["new"] == second["resumed"] == 0
        assert second["polls"] == {"unchanged": 5}
        assert site.statuses() == Counter({304: 5})
        with open_archive(f"sqlite:///{tmp_path}/data/archive.db", tmp_path / "data") as archive:
            assert sorted(hit.url for hit in archive.search(Query(limit=None))) == before


def test_the_sample_world_shows_every_behaviour(tmp_path, variables):
    with DemoWorld() as world:
        (tmp_path / "sources.toml").write_text(render_sources(world.sources()), "utf-8")
        first = scowatch(variables, "ingest")
        world.day = 2
        second = scowatch(variables, "ingest", "--all")
        history = scowatch(variables, "backfill", "--sitemap", world.sitemap)
        again = scowatch(variables, "backfill", "--sitemap", world.sitemap)
        old = scowatch(variables, "backfill", "--sitemap", world.sitemap, "--until", "2020-01-01")
        retagged = scowatch(variables, "reprocess", "--stage", "tag")
        extracted = scowatch(variables, "reprocess", "--stage", "extract")
    assert all(map(adds_up, (first, second, history, again, old)))
    assert first["failed"] == {"http_410": 1}
    assert first["refused"] == {"no_usable_link": 1}
    assert first["polls"] == {"changed": 9, "html": 1}
    assert first["duplicate_kinds"].keys() >= {"exact", "syndicated"}
    assert (second["updated"], second["stored"], second["polls"]) == (1, 0, {"unchanged": 8, "changed": 1, "html": 1})
    assert history["stored"] == 5
    assert (again["stored"], again["pages_fetched"], again["new"]) == (0, 0, 0)
    assert (old["entries_seen"], old["skipped"]) == (0, {"outside_dates": history["entries_seen"]})
    assert retagged["changes"].keys() == {"unchanged"}
    assert extracted["changes"].keys() <= {"unchanged", "same_url"}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_it_all_works_on_postgresql_too(tmp_path, variables, database_url):
    variables |= {"SCOWATCH_DATABASE_URL": database_url}
    with DemoWorld() as world:
        (tmp_path / "sources.toml").write_text(render_sources(world.sources()), "utf-8")
        first = scowatch(variables, "ingest")
        world.day = 2
        second = scowatch(variables, "ingest", "--all")
    assert adds_up(first)
    assert adds_up(second)
    assert (second["updated"], second["new"], second["polls"]) == (1, 0, {"unchanged": 8, "changed": 1, "html": 1})
    with open_archive(database_url, tmp_path / "data") as archive:
        assert archive.stats()["articles"] == first["stored"] + first["duplicates"]
        assert len(list(archive.search(Query(words="上海合作组织")))) == 2
        assert list(check(archive)) == []


def test_a_hostile_feed_is_counted_and_nothing_else_is_lost(tmp_path, variables):
    bomb = gzip.compress(b"<html>" + b"<p>bomb</p>" * 30_000_000)
    pages = {
        "/good": ("text/html", f"<html lang=en><title>Good</title><body><article>{ARTICLE}".encode()),
        "/empty": ("text/html", b""),
        "/nothing": ("text/html", b"<html><body></body></html>"),
        "/large": ("text/html", b"<html>" + b"x" * 200_000_000),
        "/picture": ("image/png", b"\x89PNG"),
        "/bomb": ("text/html", bomb),
        "/feed-1.xml": ("text/html", b"<!doctype html><html><body><h1>We have a new site</h1></body></html>"),
    }
    with Site(pages) as site:
        site.encoded.add("/bomb")
        names = ("good", "empty", "nothing", "large", "picture", "bomb", "gone")
        site.pages["/feed-0.xml"] = ("application/rss+xml", rss([f"{site.url}/{name}" for name in names]))
        (tmp_path / "sources.toml").write_text(sources_toml(site), "utf-8")
        report = scowatch(variables, "ingest")
        listed = subprocess.run(
            [sys.executable, "-m", "flows", "sources", "list"], env=variables, cwd=ROOT, capture_output=True, text=True
        )
    assert adds_up(report)
    assert report["stored"] == 1
    assert report["polls"] == {"changed": 1, "html": 1}
    assert report["refused"] == {"too_large": 2, "not_html": 1}
    assert sum(report["failed"].values()) == 3
    assert report["failed"]["http_404"] == 1
    assert "html" in listed.stdout


def test_a_run_that_can_read_no_source_exits_with_1(tmp_path, variables):
    with Site({"/feed-0.xml": ("text/html", b"<html>no feed</html>")}) as site:
        (tmp_path / "sources.toml").write_text(sources_toml(site), "utf-8")
        report = scowatch(variables, "ingest", code=1)
    assert report["polls"] == {"html": 1}
    assert report["stored"] == 0


def test_a_run_tells_watches_of_what_it_brought_and_never_fails_for_them(tmp_path, variables):
    with DemoWorld() as world, Hook() as hook:
        hook.answers["broken"] = 500
        (tmp_path / "sources.toml").write_text(render_sources(world.sources()), "utf-8")
        for target in ("sound", "broken"):
            command = ("watch", "add", "--tag", "sco", "--old", "--name", target, "--to", hook.url(target))
            subprocess.run([sys.executable, "-m", "flows", *command], env=variables, cwd=ROOT, check=True)
        first = scowatch(variables, "ingest")
        assert adds_up(first)
        assert first["told"] == 1
        [problem] = first["untold"]
        assert problem.startswith("broken: json://127.0.0.1:")
        [posted] = hook.at("sound")
        assert posted.json["title"] == "sound: 14 stories"
        world.day = 2
        second = scowatch(variables, "ingest", "--all")
        assert (second["told"], second["untold"]) == (0, []), "an edited story is no new one"
        assert len(hook.at("sound")) == 1
