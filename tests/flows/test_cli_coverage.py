"""coverage, asked by a user and by a program."""

import csv
import io
import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from config.sources import Source, render_sources
from storage import open_archive

ENDINGS = ("stored", "duplicate", "failed", "refused", "pending")
ALL = ("--since", "2025-08-01")  # older than all that the sample world has published


def rows(user, *arguments, **settings):
    result = user("coverage", *arguments, "--format", "jsonl", **settings)
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_coverage_adds_up_to_what_stats_count(filled):
    total = Counter()
    for row in rows(filled, *ALL):
        assert row["seen"] == sum(row[name] for name in ENDINGS)
        total.update({name: row[name] for name in ("fetched", *ENDINGS)})
    counted = json.loads(filled("stats", "--json").stdout)
    assert total["stored"] == counted["by_kind"]["original"]
    assert total["stored"] + total["duplicate"] >= counted["articles"]
    assert total["pending"] == counted["frontier"].get("pending", 0)
    assert 0 < total["fetched"] <= counted["captures"]


def test_every_day_of_every_source_has_its_row(filled):
    found = rows(filled)
    days = {row["day"] for row in found}
    slugs = {row["source"] for row in found}
    with open_archive(f"sqlite:///{filled.folder}/scowatch-data/archive.db", filled.folder) as archive:
        assert slugs - {""} == set(archive.health(datetime.now(UTC)))
    assert len(days) <= 30
    today = {row["source"]: row for row in found if row["day"] == max(days)}
    dead = today.pop("hollow-creek-bugle")  # its server is broken
    assert (dead["state"], dead["polls_ok"]) == ("no_data", 0)
    assert dead["polls_failed"] == sum(dead["reasons"]["polls_failed"].values()) > 0
    assert {(row["polls_ok"], row["polls_failed"]) for row in today.values()} == {(2, 0)}
    assert {row["state"] for row in today.values()} <= {"ok", "no_news"}


def test_coverage_can_be_narrowed_to_a_source_and_days(filled):
    every = rows(filled, *ALL)
    [source, day] = next((row["source"], row["day"]) for row in every if row["stored"])
    after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    narrowed = rows(filled, "--source", source, "--since", day, "--until", after)
    assert len(narrowed) == 1
    # What to expect of a day is counted from the days before it, whatever is asked for.
    assert narrowed == [row for row in every if (row["source"], row["day"]) == (source, day)]


def test_people_and_spreadsheets_are_told_the_same(filled):
    told = rows(filled, *ALL)
    table = filled("coverage", *ALL).stdout.splitlines()
    listed = list(csv.DictReader(io.StringIO(filled("coverage", *ALL, "--format", "csv").stdout)))
    assert table[0].split() == [
        "source", "day", "state", "polls", "expected", "seen", "fetched", "stored", "duplicate", "failed", "refused",
        "pending",
    ]  # fmt: skip
    assert len(table) - 1 == len(listed) == len(told)
    for line, cells, row in zip(table[1:], listed, told, strict=True):
        words = line.split()
        assert words[:3] == [row["source"] or "-", row["day"], row["state"]]
        assert words[5:12] == [str(row[name]) for name in ("seen", "fetched", *ENDINGS)]
        assert json.loads(cells.pop("reasons")) == row.pop("reasons")
        assert cells == {name: "" if value is None else str(value) for name, value in row.items()}


def test_the_reasons_of_failures_are_named(filled):
    [row] = [row for row in rows(filled, *ALL) if row["failed"]][:1]
    reason, count = next(iter(row["reasons"]["failed"].items()))
    said = filled("coverage", "--source", row["source"], *ALL).stdout
    assert f"{count} {reason}" in said


def test_a_source_that_is_not_in_the_list_or_inactive_is_off(user):
    about = {"country": "KZ", "language": "ru", "kind": "feed"}
    listed = [
        Source(slug=slug, name=slug, url=f"https://{slug}.example/rss", active=slug == "on", **about)
        for slug in ("on", "off", "gone")
    ]
    with open_archive(f"sqlite:///{user.folder}/archive.db", user.folder, create=True) as archive:
        archive.sync_sources(listed)
    (user.folder / "list.toml").write_text(render_sources(listed[:2]), "utf-8")
    found = rows(user, "--database", "sqlite:///archive.db", "--sources", "list.toml")
    assert {row["source"]: row["state"] for row in found} == {"on": "no_data", "off": "off", "gone": "off"}


def test_a_source_that_nobody_knows_is_said_to_be_unknown(filled):
    nobody = filled("coverage", "--source", "nobody")
    assert (nobody.exit_code, nobody.stdout) == (0, "")
    assert "nothing is known of these days; `scowatch sources list` names the sources" in nobody.stderr


def test_a_list_of_sources_that_cannot_be_read_is_refused(filled):
    said = filled.refuses("coverage", "--sources", "none.toml", code=2)
    assert "none.toml: cannot be read" in said
