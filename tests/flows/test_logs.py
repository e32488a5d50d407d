"""The log as a contract: which events there are, what a line holds, and what never gets into one."""

import ast
import asyncio
import json
import logging
import re
import socket
import sqlite3
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.settings import load_settings
from config.sources import Source, render_sources
from flows import logs
from flows.session import TOLD, now, session
from tests.plain import ingest
from tests.servers import reply

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs/observability.md").read_text("utf-8")
ARTICLE = "<p>The council of the harbour town met for the second time and agreed on the new lighthouse.</p>" * 8


@pytest.fixture
def configured(monkeypatch, environment, tmp_path):
    """Write lines as settings say, and leave no trace of it behind."""
    monkeypatch.chdir(tmp_path)
    logger = logging.getLogger("scowatch")
    before = (logger.handlers[:], logger.level, logger.propagate)
    yield lambda **given: logs.configure(load_settings(**given))
    logger.handlers[:], logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


def lines(capsys) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


# --- the vocabulary ---------------------------------------------------------------------------------------------------


def documented() -> dict[str, tuple[str, set[str]]]:
    rows = re.findall(r"^\| `(\w+\.\w+)` \| (\w+) \| (.*?) \| ", DOCUMENT, flags=re.MULTILINE)
    return {name: (level, set(re.findall(r"`(\w+)`", fields))) for name, level, fields in rows}


def used() -> dict[str, set[str]]:
    """Every event that the code logs, with the fields it gives; where these come as a map, "**"."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (ROOT / "flows").rglob("*.py"):
        if not re.search("^from flows.logs import .*log", path.read_text("utf-8"), flags=re.MULTILINE):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "log":
                assert isinstance(node.args[0], ast.Constant), f"{path}: the name of an event is written out"
                found[str(node.args[0].value)] |= {each.arg or "**" for each in node.keywords}
    return found


def test_the_events_documented_are_those_that_there_are_and_those_that_are_used():
    assert list(documented()) == list(logs.EVENTS)
    assert set(used()) == set(logs.EVENTS)


def test_the_fields_documented_are_those_that_are_given():
    for name, named in used().items():
        fields = documented()[name][1]
        assert named - {"**"} <= fields, name
        assert "**" in named or fields <= named, name


def test_the_levels_documented_are_those_that_hold():
    held = {name: logging.getLevelName(logs.LEVELS.get(name, logging.INFO)).lower() for name in logs.EVENTS}
    assert {name: level for name, (level, _) in documented().items()} == held


# --- a line -----------------------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.dictionaries(st.text(max_size=5), st.text()), st.lists(st.text(), max_size=3))
def test_whatever_others_wrote_makes_one_line_that_is_json_and_harmless(configured, capsys, text, table, several):
    configured(log_level="info", log_format="json")
    capsys.readouterr()
    logs.log("page.failed", detail=text, table=table, several=several)
    written = capsys.readouterr().err
    assert written.endswith("\n")
    assert len(written.splitlines()) == 1
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", written)
    said = json.loads(written)
    assert list(said)[:3] == ["time", "level", "event"]
    assert (said["level"], said["event"]) == ("info", "page.failed")
    assert all(len(each) <= logs.LONGEST for each in (said["detail"], *said["table"].values(), *said["several"]))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://a.example/x?token=secret", "https://a.example/x?…"),
        ("https://a.example/x#secret", "https://a.example/x?…"),
        ("HTTPS://me:secret@a.example:8443/x", "HTTPS://a.example:8443/x"),
        ("https://se:cr@et@a.example", "https://a.example"),
        ("postgresql://me:secret@host/news", "postgresql://…"),
        (
            "could not open postgresql+psycopg://me:s/e@c:ret@h/x: refused",
            "could not open postgresql+psycopg://…: refused",
        ),
        ("tgram://secret/123", "tgram://…"),
        ("(https://a.example/x?secret).", "(https://a.example/x?…)."),
        ("https://a.example/a and https://b.example/?secret", "https://a.example/a and https://b.example/?…"),
        ("no address: a@b", "no address: a@b"),
    ],
)
def test_what_an_address_may_hide_is_left_out_and_the_rest_stays(written, shown):
    assert logs.presentable(written) == shown


@given(st.from_regex(r"[a-z]{2,8}://[!-~]{0,40}", fullmatch=True), st.sampled_from(["?", "#"]))
def test_no_query_and_no_user_is_left_in_any_address(address, sign):
    shown = logs.presentable(f"see {address}{sign}S3CRET and https://S3CRET:S3CRET@a.example/{sign}S3CRET")
    assert "S3CRET" not in shown


def test_an_error_is_told_with_its_place_on_one_line(configured, capsys):
    configured(log_level="error", log_format="json")
    with pytest.raises(ZeroDivisionError) as caught:
        1 / 0  # noqa: B018
    caught.value.args = ("two\nlines",)
    logs.log("source.broken", source="one", **logs.told_of(caught.value))
    [said] = lines(capsys)
    assert said["error"] == "ZeroDivisionError: two␊lines"
    assert re.search(r"test_logs\.py:\d+$", said["where"])


# --- how much, and in which form --------------------------------------------------------------------------------------


def test_nothing_is_written_before_it_is_asked_for():
    code = "from flows.logs import log; log('gap.found', source='one')"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert (ran.stdout, ran.stderr) == (b"", b"")


@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("debug", ["batch.claimed", "run.ended", "gap.found", "run.failed"]),
        ("info", ["run.ended", "gap.found", "run.failed"]),
        ("warning", ["gap.found", "run.failed"]),
        ("error", ["run.failed"]),
    ],
)
def test_the_level_says_what_is_written(configured, capsys, level, written):
    configured(log_level=level)
    for event in ("batch.claimed", "run.ended", "gap.found", "run.failed"):
        logs.log(event)
    assert [each["event"] for each in lines(capsys)] == written


@pytest.mark.parametrize(
    ("form", "terminal", "colour"),
    [("auto", True, True), ("text", False, False), ("text", True, True), ("json", True, None), ("auto", False, None)],
)
def test_the_form_is_for_people_on_a_terminal_and_json_elsewhere(
    configured, capsys, monkeypatch, form, terminal, colour
):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    monkeypatch.setenv("TERM", "xterm")
    configured(log_format=form)
    logs.log("gap.found", source="one", entries=12)
    written = capsys.readouterr().err
    assert written.startswith("{") == (colour is None)
    assert ("\x1b[" in written) == bool(colour)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", written)
    assert re.search(r"gap\.found +(source=one +entries=12|)", plain) if colour is not None else json.loads(written)


def test_a_standard_error_that_is_gone_stops_nobody(configured, monkeypatch):
    class Gone:
        def isatty(self) -> bool:
            return False

        def write(self, _text: str) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Gone())
    configured(log_level="info")
    logs.log("run.ended")


def test_who_listens_to_the_standard_logger_gets_each_line_with_its_fields(configured, caplog):
    configured(log_level="info")
    logger = logging.getLogger("scowatch")
    logger.addHandler(caplog.handler)
    logs.log("gap.found", source="one")
    logger.removeHandler(caplog.handler)
    [record] = caplog.records
    assert json.loads(record.getMessage()) == record.scowatch
    assert record.scowatch["source"] == "one"


# --- a run ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def outlet(server, monkeypatch, configured, tmp_path):
    """An outlet with a good page, one that is gone, and one with a title that would forge a line; and a dead one."""
    forged = '</title>\n{"event": "run.failed"}\x1b[2J'
    entries = "".join(f"<item><title>{n}{forged if n == 3 else ''}</title><link>{server.url(f'/{n}')}</link></item>"
                      for n in (1, 2, 3)).replace("\x1b", "")  # fmt: skip
    feed = f'<rss version="2.0"><channel><title>News</title>{entries}</channel></rss>'.encode()
    page = f"<html><head><title>Rain{forged}</title></head><body>{ARTICLE}</body></html>".encode()
    kind = {"Content_Type": "text/html"}

    def busy(asked):
        """Ask to be left alone, once the other pages were asked for."""
        for _ in range(300):
            if {"/1", "/2"} <= set(server.paths()):
                break
            asked.pause(0.1)
        asked.send(reply(503, Retry_After="7200"))

    server.answers |= {
        "/rss?token=S3CRET": reply(body=feed, Content_Type="application/rss+xml"), "/1": reply(body=page, **kind),
        "/2": reply(404), "/3": busy, "/robots.txt": reply(404), "/dead": reply(410),
    }  # fmt: skip
    about = {"country": "UZ", "language": "en", "kind": "feed"}
    listed = [
        Source(slug="post", name="Post", url=server.url("/rss?token=S3CRET"), **about),
        Source(slug="dead", name="Dead", url=server.url("/dead"), **about),
    ]
    (tmp_path / "sources.toml").write_text(render_sources(listed), "utf-8")
    given = {"SOURCES": "sources.toml", "ALLOW_PRIVATE_ADDRESSES": "true", "HOST_DELAY_SECONDS": "0", "WORKERS": "1"}
    for name, value in given.items():
        monkeypatch.setenv(f"SCOWATCH_{name}", value)
    return server


def test_a_run_tells_what_came_and_what_did_not_and_nothing_is_forged(outlet, monkeypatch, capsys):
    monkeypatch.setenv("SCOWATCH_LOG_LEVEL", "debug")
    report = asyncio.run(ingest())
    written = capsys.readouterr().err
    assert "S3CRET" not in written
    told = defaultdict(list)
    for line in written.splitlines():
        said = json.loads(line)
        assert (said["run"], said["flow"]) == (1, "ingest")
        told[said["event"]].append(said)
    assert [(each["source"], each["ended"]) for each in told["source.polled"]] == [("post", "changed")]
    [dead] = told["source.failed"]
    assert (dead["source"], dead["reason"], dead["failures"]) == ("dead", "http_410", 1)
    ends = {each["reason"]: (each["outcome"], each["host"], each["source"]) for each in told["page.failed"]}
    assert ends["http_404"] == ("failed", outlet.url("").removeprefix("http://").strip("/"), "post")
    assert {each["event"] for each in map(json.loads, written.splitlines())} <= set(logs.EVENTS)
    assert sum(each["pages"] for each in told["batch.stored"]) == 3
    assert (ends["http_503"][0], len(told["host.paused"])) == ("pending", 1)
    [ended] = told["run.ended"]
    assert {name: ended[name] for name in TOLD if name != "seconds"} == {
        name: report[name] for name in TOLD if name != "seconds"
    }
    assert not told["run.failed"]


def test_by_default_a_run_that_goes_well_says_nothing(outlet, capsys):
    asyncio.run(ingest())
    assert capsys.readouterr().err == ""


def test_a_run_that_fails_and_the_next_one_that_finds_a_killed_one_say_so(outlet, capsys):
    async def fail() -> None:
        async with session(load_settings(), "backfill") as opened:
            dead = f"{socket.gethostname()}:1:0.00"  # no process with this number began then
            opened.archive.begin_run("ingest", dead, now(), is_alive=lambda _: True)
            raise LookupError("in the middle")

    with pytest.raises(LookupError):
        asyncio.run(fail())
    asyncio.run(ingest())
    failed, found = lines(capsys)
    assert (failed["event"], failed["level"], failed["flow"]) == ("run.failed", "error", "backfill")
    assert failed["error"] == "LookupError: in the middle"
    assert (found["event"], found["level"], found["run"], found["interrupted"]) == ("run.interrupted", "warning", 3, 2)


def test_a_run_that_takes_over_what_another_held_for_too_long_says_so(outlet, capsys):
    asyncio.run(ingest())
    with closing(sqlite3.connect("scowatch-data/archive.db")) as connection, connection:
        by, until = "elsewhere:1:0", "2025-09-01 00:00:00.000000"
        held = "UPDATE frontier SET state = 'leased', lease_owner = ?, leased_until = ? WHERE url LIKE '%/1'"
        assert connection.execute(held, (by, until)).rowcount == 1
        connection.execute("DELETE FROM host")
    asyncio.run(ingest())
    [taken] = lines(capsys)
    assert (taken["event"], taken["urls"], taken["run"]) == ("lease.taken_over", 1, 2)
    assert taken["hosts"] == [outlet.url("").removeprefix("http://").strip("/")]
