"""forget and db prune, acting as the operator who is asked to take a page down."""

import json
import sqlite3
from contextlib import closing

import pytest

from storage import open_archive
from storage.care import check


def ask(user, query):
    with closing(sqlite3.connect(user.folder / "scowatch-data/archive.db")) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def page(filled):
    """An article of the sample world without copies, since all its outlets are on one host: key, URL, title."""
    alone = "SELECT id FROM story WHERE size = 1"
    return ask(filled, f"SELECT id, url, title FROM article WHERE story_id IN ({alone}) ORDER BY id")[0]


def test_what_would_go_is_said_and_nothing_goes(filled, page):
    key, url, _ = page
    told = filled("forget", url, "--dry-run")
    assert told.exit_code == 0
    assert f"would go: {url}" in told.stdout
    assert filled("forget", str(key), "--dry-run").stdout.splitlines()[1:] == told.stdout.splitlines()[1:]
    [target] = json.loads(filled("forget", url, "--dry-run", "--json").stdout)["targets"]
    assert (target["pages"], target["addresses"][0]) == (1, url)
    assert filled("forget", "--list").stdout == ""
    assert ask(filled, f"SELECT count(*) FROM article WHERE id = {key}") == [(1,)]


def test_nobody_is_asked_where_nobody_can_answer(filled, page):
    assert "say --yes" in filled.refuses("forget", page[1], code=2)
    assert "name what is to be forgotten" in filled.refuses("forget", code=2)
    assert "is neither a URL" in filled.refuses("forget", "nobody", code=2)
    assert "is no host" in filled.refuses("forget", "--host", "a b", "--yes", code=2)


def test_a_page_is_taken_down_and_proved_gone(filled, page):
    key, url, title = page
    made = filled("forget", url, "--yes", "--json", "--why", "order 12", "--who", "legal desk")
    assert made.exit_code == 0
    certificate = json.loads(made.stdout)
    [done] = certificate["forgotten"]
    assert (certificate["clean"], certificate["found"], done["database_written_anew"]) == (True, [], True)
    assert (done["rows"]["article"], len(done["digests"]) >= 1, done["why"], done["who"]) == (
        1,
        True,
        "order 12",
        "legal desk",
    )
    assert "backups" in certificate["note"]
    assert title not in made.stdout
    assert f"there is no article {key}" in filled.refuses("show", str(key), code=2)
    looked = filled("forget", "--check", url)
    assert looked.exit_code == 0
    assert looked.stdout.startswith("nothing is left but the tombstones\n")
    assert filled("forget", "--check", "https://never.example/").exit_code == 1
    [row] = json.loads(filled("forget", "--list", "--json").stdout)
    assert (row["why"], row["is_host"]) == ("order 12", False)
    assert "order 12 · legal desk" in filled("forget", "--list").stdout
    with open_archive(filled.folder / "scowatch-data") as archive:
        assert list(check(archive, deep=True)) == []


def test_what_was_forgotten_may_be_allowed_again(filled, page):
    assert filled("forget", page[1], "--yes", "--quick").exit_code == 0
    assert filled("forget", "--allow", page[1]).stdout == f"{page[1]} may be fetched again\n"
    again = filled("forget", "--allow", page[1])
    assert (again.exit_code, again.stdout) == (1, f"{page[1]} was not forgotten\n")
    assert "name what" in filled.refuses("forget", "--allow", code=2)
    assert filled("forget", "--finish").exit_code == 0


def test_a_source_is_named_by_its_slug(filled):
    [(slug,)] = ask(
        filled,
        "SELECT slug FROM source JOIN article ON source_id = source.id GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
    )
    told = filled("forget", slug, "--dry-run")
    assert told.exit_code == 0
    assert f"take {slug} out of the list of sources" in told.stdout
    assert filled("forget", slug, "--yes", "--quick").exit_code == 0
    assert ask(filled, "SELECT count(*) FROM tombstone")[0][0] >= 1


def test_raw_pages_are_pruned_by_the_settings(filled):
    assert "set SCOWATCH_WARC_KEEP_DAYS" in filled.refuses("db", "prune", code=2)
    assert filled("db", "prune", warc_keep_days="30").stdout == "0 files of 0 bytes went, with 0 captures\n"
    with open_archive(filled.folder / "scowatch-data") as archive:
        archive.pages.close()
    folder = filled.folder / "scowatch-data/warc"
    names = sorted(path.name for path in folder.glob("*.warc.gz"))
    for name in names:  # as if they had been written long ago
        day = name.split("-")[1]
        (folder / name).rename(folder / name.replace(day, "20200101"))
        with closing(sqlite3.connect(filled.folder / "scowatch-data/archive.db")) as connection, connection:
            connection.execute("UPDATE capture SET warc_file = replace(warc_file, ?, '20200101')", (day,))
    told = filled("db", "prune", "--dry-run", warc_keep_days="30")
    assert f"{len(names)} files" in told.stdout
    assert list(folder.glob("*.warc.gz"))
    [made] = [json.loads(filled("db", "prune", "--json", warc_keep_days="30").stdout)]
    assert (len(made["files"]), made["captures"] > 0) == (len(names), True)
    assert not list(folder.glob("*20200101*.warc.gz"))
    assert filled("db", "check").stdout == "all is well\n"
    assert "its raw page was pruned" in filled("show", "1").stdout
