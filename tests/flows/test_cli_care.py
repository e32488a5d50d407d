"""init, sources and db, acting as the user who sets an archive up and looks after it."""

import json
import re
import shutil
import socket
import sqlite3
import tomllib
from contextlib import closing

import pytest

from config.sources import load_sources
from flows.owner import this_process
from storage.opening import SCHEMA
from tests.releases.kept import unpacked

TWO = """
[[source]]
slug = "morning-post"
name = "The Morning Post"
country = "KZ"
language = "en"
kind = "feed"
url = "https://post.example/feed"

[[source]]
slug = "old-gazette"
name = "Old Gazette"
kind = "sitemap"
url = "https://gazette.example/sitemap.xml"
active = false
note = "closed"
"""


@pytest.fixture
def two(user):
    """A user whose list has two sources, the second of them off."""
    (user.folder / "two.toml").write_text(TWO)
    return user


# --- init -------------------------------------------------------------------------------------------------------------


def test_init_writes_settings_and_sources_that_work_as_they_are(user, monkeypatch):
    result = user("init", "watch")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["wrote watch/scowatch.env", "wrote watch/sources.toml"]
    assert "SCOWATCH_CONTACT" in result.stderr
    assert load_sources(user.folder / "watch/sources.toml") == load_sources(None)
    monkeypatch.chdir(user.folder / "watch")
    (user.folder / "watch/sources.toml").write_text(TWO)
    assert user("sources", "check").stdout == "2 sources, 1 of them active, in 2 languages\n"


def test_init_leaves_what_is_there_as_it_is(user):
    (user.folder / "scowatch.env").write_text("SCOWATCH_CONTACT=desk@example.org\n")
    result = user("init")
    assert result.exit_code == 0
    assert result.stdout == "wrote sources.toml\n"
    assert "scowatch.env is there already; left as it is" in result.stderr
    assert (user.folder / "scowatch.env").read_text() == "SCOWATCH_CONTACT=desk@example.org\n"


def test_init_says_why_it_cannot_write(user):
    (user.folder / "file").write_text("")
    assert "'file' is a file" in user.refuses("init", "file", code=2)
    assert "file/below: Not a directory" in user.refuses("init", "file/below", code=1)


# --- sources ----------------------------------------------------------------------------------------------------------


def test_sources_list_shows_how_each_stands(two):
    result = two("sources", "list", "--sources", "two.toml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line.split()[:4] for line in result.stdout.splitlines()] == [
        ["source", "of", "state", "last"],
        ["morning-post", "KZ", "en", "new"],
        ["old-gazette", "--", "--", "off"],
    ]
    listed = json.loads(two("sources", "list", "--sources", "two.toml", "--json").stdout)
    assert [(each["slug"], each["state"], each["failures"]) for each in listed] == [
        ("morning-post", "new", 0),
        ("old-gazette", "off", 0),
    ]


def test_sources_list_tells_a_broken_source_from_a_good_one(filled, world_data):
    listed = json.loads(filled("sources", "list", "--json", sources=str(world_data.parent / "sources.toml")).stdout)
    states = {each["slug"]: each for each in listed}
    assert len(states) == 10
    assert states["hollow-creek-bugle"]["state"] == "html"
    assert states["hollow-creek-bugle"]["failures"] == 2
    assert {each["state"] for slug, each in states.items() if slug != "hollow-creek-bugle"} == {"ok"}
    assert states["steppe-herald"]["succeeded_at"].endswith("+00:00")


def test_the_shipped_sources_are_valid(user):
    result = user("sources", "check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"{len(load_sources(None))} sources" in result.stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[[source]\n", "line 1"),
        (TWO.replace('kind = "feed"', 'kynd = "feed"'), "kynd: is not a field (did you mean kind?)"),
        (TWO.replace('kind = "feed"', 'kind = "magazine"'), '"magazine" is not one of feed, sitemap, section'),
        (TWO.replace("old-gazette", "morning-post"), 'slug: "morning-post" is already used'),
        ("", "lists no source"),
        (b"\xff\xfe\x00", "is not UTF-8"),
    ],
)
def test_a_faulty_list_of_sources_is_explained(user, content, sentence):
    (user.folder / "mine.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    for command in (("sources", "check"), ("sources", "list"), ("sources", "export")):
        result = user(*command, "--sources", "mine.toml")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("scowatch: mine.toml: ")
        assert sentence in result.stderr


def test_a_list_of_sources_that_cannot_be_read_is_named(user):
    (user.folder / "folder").mkdir()
    assert "folder: cannot be read: Is a directory" in user.refuses("sources", "check", "--sources", "folder", code=2)
    assert "no.toml: cannot be read: No such file" in user.refuses("sources", "check", sources="no.toml", code=2)


def test_sources_go_out_as_opml_and_come_back_the_same(two):
    exported = two("sources", "export", "--sources", "two.toml")
    assert (exported.exit_code, exported.stderr) == (0, "")
    (two.folder / "out.opml").write_text(exported.stdout)
    imported = two("sources", "import", "out.opml", "--output", "back.toml")
    assert imported.exit_code == 0
    assert "wrote 2 sources to back.toml; 0 outlines have no usable feed address" in imported.stdout
    assert load_sources(two.folder / "back.toml") == load_sources(two.folder / "two.toml")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "in.opml: cannot be read (No such file or directory)"),
        (b"", "in.opml: The document is empty"),
        (b"\x00\xff not XML", "in.opml: The document is not well-formed XML"),
        (b"<rss/>", "in.opml: The document is <rss>, not <opml>"),
        (b'<opml version="2.0"><body><outline text="A folder"/></body></opml>', "in.opml: lists no feed"),
    ],
)
def test_what_is_no_opml_is_refused_and_nothing_written(user, content, sentence):
    if content is not None:
        (user.folder / "in.opml").write_bytes(content)
    assert sentence in user.refuses("sources", "import", "in.opml", "--output", "out.toml", code=2)
    assert not (user.folder / "out.toml").exists()


def test_import_writes_over_nothing(two):
    (two.folder / "in.opml").write_text(two("sources", "export", "--sources", "two.toml").stdout)
    said = two.refuses("sources", "import", "in.opml", "--output", "two.toml", code=2)
    assert "two.toml: is there already" in said
    assert (two.folder / "two.toml").read_text() == TWO
    said = two.refuses("sources", "import", "in.opml", "--output", "no/folder.toml", code=1)
    assert "no/folder.toml: No such file or directory" in said


# --- db ---------------------------------------------------------------------------------------------------------------


def test_upgrade_makes_an_archive_and_does_nothing_to_one_of_today(user):
    for _ in range(2):
        result = user("db", "upgrade")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == "sqlite:///scowatch-data/archive.db has today's schema\n"
    assert json.loads(user("stats", "--json").stdout)["articles"] == 0
    assert user("db", "check").stdout == "all is well\n"


def test_an_upgrade_says_beforehand_what_it_will_do(user):
    said = user("db", "upgrade", "--dry-run")
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.stdout == "sqlite:///scowatch-data/archive.db is not there; it would be made\n"
    assert not (user.folder / "scowatch-data").exists()


@pytest.fixture
def old(user):
    """The user's archive as the first release left it, with a run that was killed."""
    folder = user.folder / "scowatch-data"
    folder.mkdir()
    unpacked("0001", f"sqlite:///{folder / 'archive.db'}", folder)
    with closing(sqlite3.connect(folder / "archive.db")) as connection, connection:
        connection.execute("UPDATE run SET owner = ? WHERE state = 'running'", [f"{socket.gethostname()}:0:0.0"])
    return folder / "archive.db"


def test_an_upgrade_says_what_it_will_do_and_does_it(user, old):
    before = old.read_bytes()
    assert "run `scowatch db upgrade`" in user.refuses("stats", code=1)
    planned = user("db", "upgrade", "--dry-run")
    assert (planned.exit_code, planned.stderr) == (0, "")
    first, *steps, last = planned.stdout.splitlines()
    assert first == f"sqlite:///scowatch-data/archive.db has schema 0001; this version needs {SCHEMA}"
    assert [line.split()[0] for line in steps][:2] == ["0002", "0003"]
    assert steps[-2:] == [
        "then  the fingerprints of 16 texts, by which copies are recognised, anew",
        "then  the search index of 16 texts, anew",
    ]
    assert "in one transaction: roughly 1 s, " in last
    assert old.read_bytes() == before
    done = user("db", "upgrade", "--backup", "before.db")
    assert done.stderr == f"{planned.stdout}wrote before.db\n"
    assert done.stdout == "sqlite:///scowatch-data/archive.db has today's schema\n"
    assert user("db", "check", "--deep").stdout == "all is well\n"
    for how in ((), ("--dry-run",)):
        again = user("db", "upgrade", *how)
        assert (again.stdout, again.stderr) == (done.stdout, "")
    assert user("db", "upgrade", "--dry-run", "--database", "sqlite:///before.db").stdout.startswith(
        "sqlite:///before.db has schema 0001;"
    )
    refused = user("db", "upgrade", "--backup", "before.db", "--database", "sqlite:///before.db")
    assert (refused.exit_code, "before.db: is there already" in refused.stderr) == (2, True)
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999', scowatch = '7.1.0'")
    for command in (("db", "upgrade"), ("db", "upgrade", "--dry-run"), ("stats",)):
        assert "scowatch 7.1.0 has brought it to schema 9999" in user.refuses(*command, code=1)


def test_an_upgrade_is_refused_while_a_run_is_at_work_unless_forced(user, old):
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE run SET owner = ? WHERE state = 'running'", [this_process()])
    said = user.refuses("db", "upgrade", "--backup", "before.db", code=2)
    assert f"a run is at work in this archive ({this_process()})" in said
    assert user("db", "upgrade", "--dry-run").stdout.splitlines()[-1] == f"not while a run is at work: {this_process()}"
    assert not (user.folder / "before.db").exists()
    assert user("db", "upgrade", "--force").exit_code == 0
    assert user("db", "upgrade", "--dry-run").stdout.endswith("has today's schema\n")


@pytest.mark.parametrize("how", [(), ("--quick",), ("--deep",)])
def test_check_finds_nothing_in_a_good_archive(filled, how):
    result = filled("db", "check", *how)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "all is well\n", "")
    assert json.loads(filled("db", "check", "--json", *how).stdout) == {"ok": True, "problems": []}


def meddle(user, *statements):
    with closing(sqlite3.connect(user.folder / "scowatch-data/archive.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_check_names_evidence_that_moved_and_repair_tags_again(filled):
    before = filled("show", "1").stdout
    meddle(filled, "UPDATE evidence SET start = start + 1 WHERE id = (SELECT min(id) FROM evidence)")
    result = filled("db", "check")
    assert result.exit_code == 1
    assert result.stdout.startswith("evidence that is not where it says: 1 (article ")
    assert len(result.stdout.splitlines()) == 1
    [problem] = json.loads(filled("db", "check", "--json").stdout)["problems"]
    assert (problem["name"], problem["count"], problem["repairable"]) == ("evidence-spans", 1, True)
    repaired = filled("db", "repair")
    assert (repaired.exit_code, repaired.stderr) == (0, "")
    assert repaired.stdout == "made anew (evidence that is not where it says): 1\nall is well\n"
    assert filled("db", "check").stdout == "all is well\n"
    assert filled("show", "1").stdout == before


def test_repair_tells_what_is_left(filled):
    (pages,) = (filled.folder / "scowatch-data/warc").glob("*.warc.gz")
    pages.unlink()
    places = "SELECT sort_key FROM article WHERE id < 3"
    meddle(
        filled,
        "DELETE FROM fingerprint WHERE article_id = 2",
        f"DELETE FROM article_index WHERE rowid IN ({places})",
    )
    said = json.loads(filled("db", "repair", "--json").stdout)
    assert [(each["name"], each["count"]) for each in said["mended"]] == [
        ("fingerprints", 1), ("article-index-missing", 2)
    ]  # fmt: skip
    assert [each["name"] for each in said["problems"]] == ["page-files"]
    again = filled("db", "repair")
    assert again.exit_code == 1
    assert again.stdout.startswith(
        f"left: files of kept pages that are not there: 1 ({pages.name}, with 40 kept pages)"
    )


def test_check_names_a_lost_file_once_and_counts_its_pages(filled):
    (pages,) = (filled.folder / "scowatch-data/warc").glob("*.warc.gz")
    pages.unlink()
    result = filled("db", "check")
    assert result.exit_code == 1
    assert f"({pages.name}, with 40 kept pages); restore them from a backup" in result.stdout
    assert len(result.stdout.splitlines()) == 1


def test_check_names_pages_of_a_damaged_file(filled):
    (pages,) = (filled.folder / "scowatch-data/warc").glob("*.warc.gz")
    body = bytearray(pages.read_bytes())
    body[len(body) // 2 : len(body) // 2 + 64] = bytes(64)
    pages.write_bytes(body)
    result = filled("db", "check")
    assert result.exit_code == 1
    [line] = result.stdout.splitlines()
    assert re.match(r"kept pages that cannot be read, or are not what was fetched: [12] \(capture ", line)
    assert filled("db", "check", "--quick").exit_code == 0


def test_what_is_merely_odd_is_told_and_no_failure(filled):
    meddle(filled, "UPDATE run SET finished_at = '2001-01-01 00:00:00.000000' WHERE id = 1")
    result = filled("db", "check", "--quick")
    assert result.exit_code == 0
    assert result.stdout.startswith("rows whose end is before their beginning: 1 (run 1); a clock was set back")


def test_a_backup_answers_as_the_archive_does(filled):
    result = filled("db", "backup", "copy.db")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "wrote copy.db; copy the folder scowatch-data/warc beside it\n"
    assert filled("stats", "--database", "sqlite:///copy.db").stdout == filled("stats").stdout
    assert filled("db", "check", "--database", "sqlite:///copy.db").stdout == "all is well\n"


def test_a_backup_with_its_pages_takes_the_place_of_what_was_lost(filled):
    before = filled("stats").stdout
    result = filled("db", "backup", "--pages", "copy")
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.match(
        r"wrote copy: \d+ articles, \d+ captures, 1 files of pages \(0 linked\); read \d+ pages", result.stdout
    )
    shutil.rmtree(filled.folder / "scowatch-data")
    (filled.folder / "copy").rename(filled.folder / "scowatch-data")
    assert filled("stats").stdout == before
    assert filled("db", "check").stdout == "all is well\n"


def test_a_backup_of_what_is_damaged_says_so_and_is_made(filled):
    (pages,) = (filled.folder / "scowatch-data/warc").glob("*.warc.gz")
    pages.unlink()
    result = filled("db", "backup", "--pages", "copy")
    assert result.exit_code == 0
    assert result.stderr.startswith(f"{pages.name} is not in the archive, and so not in its backup")


def test_a_backup_writes_over_nothing(filled):
    (filled.folder / "copy.db").write_bytes(b"the only copy of a novel")
    assert "copy.db: is there already; name a file" in filled.refuses("db", "backup", "copy.db", code=2)
    assert (filled.folder / "copy.db").read_bytes() == b"the only copy of a novel"
    assert "could not back the archive up to no/copy.db" in filled.refuses("db", "backup", "no/copy.db", code=1)


def test_vacuum_says_what_it_gave_back(filled):
    meddle(filled, "CREATE TABLE padding AS SELECT text || text AS twice FROM article", "DROP TABLE padding")
    result = filled("db", "vacuum")
    assert (result.exit_code, result.stderr) == (0, "")
    before, after = (int(each.replace(",", "")) for each in re.findall(r"[\d,]*\d", result.stdout))
    assert after < before
    assert filled("db", "check", "--deep").stdout == "all is well\n"


def test_stats_of_the_database_for_people_and_machines(filled):
    measured = json.loads(filled("db", "stats", "--json").stdout)
    assert measured["articles"] == json.loads(filled("stats", "--json").stdout)["articles"]
    shown = filled("db", "stats").stdout
    assert f"articles {measured['articles']:>16,}" in shown
    assert f"{measured['pages']['bytes']:,} bytes in 1 files" in shown
    for table in measured["tables"]:
        assert re.search(
            rf"^{table['name']} +{table['rows']:,} +{table['bytes']:,} +{table['index_bytes']:,}$", shown, re.MULTILINE
        )


def test_an_archive_is_copied_to_another_database(filled):
    result = filled("copy", "--to", "sqlite:///other.db")
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.match(r"copied [\d,]+ rows of \d+ tables; both sides are equal\n$", result.stdout)
    other = {"database_url": "sqlite:///other.db"}
    assert filled("stats", **other).stdout == filled("stats").stdout
    assert filled("search", "шос", **other).stdout == filled("search", "шос").stdout != ""
    assert filled("db", "check", "--deep", **other).stdout == "all is well\n"
    assert "holds an archive already" in filled.refuses("copy", "--to", "sqlite:///other.db", code=2)
    told = json.loads(filled("copy", "--to", "sqlite:///third.db", "--json").stdout)
    assert (told["rows"]["article"], told["before"], told["replaced"]) == (
        json.loads(filled("stats", "--json").stdout)["articles"], 0, 0
    )  # fmt: skip
    assert "is not a supported database" in filled.refuses("copy", "--to", "mysql://host/news", code=2)


def test_the_settings_file_of_init_is_read_as_it_stands(user):
    user("init")
    lines = (user.folder / "scowatch.env").read_text().splitlines()
    settings = dict(
        line.removeprefix("#").split("=", 1) for line in lines if line.removeprefix("#").startswith("SCOWATCH_")
    )
    assert settings["SCOWATCH_SOURCES"] == "sources.toml"
    given = {name: value for name, value in settings.items() if value}
    (user.folder / "scowatch.env").write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    assert user("sources", "check").exit_code == 0
    assert len(tomllib.loads((user.folder / "sources.toml").read_text())["source"]) == len(load_sources(None))
