"""`scowatch status`: what it says, its exit code, and what it does without an archive or beside a run."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from flows.owner import this_process
from storage.opening import SCHEMA


def meddle(user, statement, *values):
    with closing(sqlite3.connect(user.folder / "scowatch-data/archive.db")) as connection, connection:
        connection.execute(statement, values)


def moment(**ago):
    return (datetime.now(UTC) - timedelta(**ago)).strftime("%Y-%m-%d %H:%M:%S.%f")


@pytest.fixture
def well(filled):
    """An archive whose last run has just ended, with a list of sources of its own."""
    with closing(sqlite3.connect(filled.folder / "scowatch-data/archive.db")) as connection:
        slugs = [row[0] for row in connection.execute("SELECT slug FROM source ORDER BY slug")]
    listed = "".join(
        f'[[source]]\nslug = "{slug}"\nname = "{slug}"\nkind = "feed"\nurl = "https://{slug}.example/rss"\n'
        for slug in slugs
    )
    (filled.folder / "sources.toml").write_text(listed)
    (filled.folder / "scowatch.env").write_text("SCOWATCH_SOURCES=sources.toml\n")
    meddle(filled, "UPDATE run SET started_at = ?, finished_at = ?", moment(minutes=6), moment(minutes=5))
    meddle(filled, "UPDATE source SET next_poll_at = ?, reason = NULL, failures = 0", moment(hours=-2))
    meddle(filled, "UPDATE source SET polled_at = ?, succeeded_at = ?", moment(minutes=5), moment(minutes=5))
    return filled


def test_all_is_well(well):
    result = well("status")
    assert (result.exit_code, result.stderr) == (0, "")
    said = result.stdout
    assert said.startswith("All is well.\n\nruns\n")
    first = said.splitlines()[3]
    assert " ingest     completed       60 s  " in first
    assert "last poll       5 min ago" in said
    assert SCHEMA in said
    for heading in ("runs", "next", "now"):
        assert f"\n{heading}\n" in said


def test_what_needs_attention_comes_first_with_what_to_do_and_exit_1(well):
    meddle(well, "UPDATE run SET state = 'failed'")
    result = well("status")
    assert result.exit_code == 1
    assert result.stdout.startswith("The last ingest, run 2, failed. Run `scowatch ingest`: it says why.\n")


def test_sources_in_trouble_are_named_and_no_reason_for_alarm(well):
    trouble = "UPDATE source SET reason = 'http_410', failures = 3, detail = ? WHERE id = 1"
    meddle(well, trouble, "The server\x1b[2J answered 410.")
    result = well("status")
    assert result.exit_code == 0
    assert "sources in trouble" in result.stdout
    assert "http_410" in result.stdout
    assert "The server␛[2J answered 410." in result.stdout
    assert "1 failing" in result.stdout


def test_a_source_that_is_switched_off_is_none_of_its_business(well):
    meddle(well, "UPDATE source SET reason = 'dns', next_poll_at = ? WHERE id = 1", moment(days=90))
    listed = (well.folder / "sources.toml").read_text()
    with closing(sqlite3.connect(well.folder / "scowatch-data/archive.db")) as connection:
        [slug] = connection.execute("SELECT slug FROM source WHERE id = 1").fetchone()
    assert "dns" in well("status").stdout
    off = listed.replace(f'slug = "{slug}"\n', f'slug = "{slug}"\nactive = false\n')
    (well.folder / "sources.toml").write_text(off)
    assert "dns" not in well("status").stdout


def test_a_run_under_way_is_told_from_one_whose_process_is_gone(well):
    begin = "INSERT INTO run (flow, owner, state, started_at, handed_over) VALUES ('ingest', ?, 'running', ?, 0)"
    meddle(well, begin, this_process(), moment(minutes=3))
    assert (well("status").exit_code, "running" in well("status").stdout) == (0, True)
    meddle(well, begin, this_process().rsplit(":", 1)[0] + ":1.00", moment(minutes=3))
    result = well("status")
    assert result.exit_code == 1
    assert "is not at work any more" in result.stdout
    assert "killed" in result.stdout


def test_machines_get_all_of_it(well):
    result = well("status", "--json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["ok"], said["attention"]) == (0, True, [])
    assert said["schema"] == SCHEMA
    assert [each["flow"] for each in said["runs"]] == ["ingest", "ingest"]
    assert {"flow": "ingest", "state": "completed", "at": said["runs"][0]["finished_at"]} in said["ended"]
    assert {"name": "run", "label": "ingest completed", "value": 2.0} in said["counted"]
    assert said["space"]["database_bytes"] > 100_000
    assert said["polling"]["next"][0]["source"]


def test_an_empty_archive_says_how_to_begin(user):
    assert user("db", "upgrade").exit_code == 0
    result = user("status")
    assert (result.exit_code, result.stderr) == (1, "")
    assert "Nothing has run on this archive yet. Start `scowatch ingest`." in result.stdout
    assert "no source is known yet" in result.stdout


def test_without_an_archive_the_way_to_one_is_named(user):
    said = user.refuses("status", code=1)
    assert "there is no archive yet; `scowatch ingest` makes one" in said
    assert list(user.folder.iterdir()) == []


def test_it_answers_while_a_run_writes(well):
    with closing(sqlite3.connect(well.folder / "scowatch-data/archive.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE run SET state = 'failed'")
        assert well("status").exit_code == 0
        writer.execute("ROLLBACK")
