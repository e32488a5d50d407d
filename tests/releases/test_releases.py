"""What any release has written is there after an upgrade to today: opened, whole, found, and worked on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from extractors.records import Dated, Entry
from storage import Query, open_archive
from storage.care import check
from storage.frontier import Listing
from storage.opening import SCHEMA
from storage.schema import upgrade
from tests.newsworld import World
from tests.releases.facts import held
from tests.releases.kept import COMMITS, HERE, NEVER, name_of, unpacked
from tests.releases.world import PAGES, TEXTS

LARGEST = 100_000  # bytes of an archive in the repository
LATER = datetime(2027, 6, 1, tzinfo=UTC)
#: Words, and the titles of the articles that have them, in the form that these words have not.
ASKED = {
    "dispatcher": "SCO railways open a dispatchers' desk in Tashkent",
    "уголь морозный": "Страны ШОС договорились о запасе угля на зиму",
    "水文站 菜园": "上海合作组织成员国将共用水文站数据",
    "بذر گندم": "سازمان همکاری شانگهای بانک بذر گندم می‌سازد",
    "title:ferry": "A ferry timetable that all four ports can read",
}


@pytest.fixture(params=sorted(COMMITS))
def kept(request, database_url, tmp_path):
    return unpacked(request.param, database_url, tmp_path)


def test_there_is_an_archive_of_every_schema():
    """If this fails, a schema was added: keep an archive of it, so that all to come are held to upgrade it."""
    scripts = ScriptDirectory(str(Path(__file__).resolve().parents[2] / "storage" / "migrations"))
    for each in scripts.walk_revisions():
        how = (
            f"there is no archive of schema {each.revision}: commit the migration, add\n\n[[release]]\nschema = "
            f'"{each.revision}"\ncommit = "(that commit)"\n\nto tests/releases/releases.toml, run\n\n'
            f"python tests/releases/make.py {each.revision}\n\nand commit what it wrote. If the migration comes to the "
            f"main branch together with a later one, say so under [never] instead."
        )
        assert each.revision in COMMITS or each.revision in NEVER, how
    for schema, commit in COMMITS.items():
        for engine in ("sqlite", "postgresql"):
            packed = HERE / f"{name_of(schema, engine)}.tar.xz"
            assert packed.exists(), f"run: python tests/releases/make.py {schema}"
            assert packed.stat().st_size < LARGEST
            assert f'"commit": "{commit}"' in packed.with_name(f"{name_of(schema, engine)}.json").read_text("utf-8")
    assert SCHEMA not in NEVER, "the newest schema needs an archive, or nobody would see that what it holds changed"


def test_an_archive_of_any_release_is_whole_after_an_upgrade(kept):
    engine = kept.engine()
    with engine.connect() as connection:
        assert held(connection, kept.columns()) == kept.manifest["tables"], "it was not unpacked as it was packed"
    done = upgrade(engine)
    assert (done.found, done.steps == ()) == (kept.schema, kept.schema == SCHEMA)
    with engine.connect() as connection:
        assert held(connection, kept.columns()) == kept.manifest["tables"]
    assert upgrade(engine).steps == ()
    engine.dispose()
    with open_archive(kept.url, kept.folder) as archive:
        assert list(check(archive, deep=True)) == []
        assert archive.stats()["articles"] == len(kept.manifest["articles"]) > 10
        for words, title in ASKED.items():
            assert title in [hit.title for hit in archive.search(Query(words=words))], words
        tagged = {hit.title for hit in archive.search(Query(tag="sco", level="central"))}
        assert {title for title in ASKED.values() if "ferry" not in title} <= tagged
        [first] = archive.search(Query(words="title:dispatchers"))
        document = archive.document(first.id)
        assert [each["title"] for each in document["copies"]] == ["One wall for all trains"]
        [version] = document["versions"]
        known = Query(words="forty wall", as_of=version["replaced_at"] - timedelta(milliseconds=1))
        assert first.id in [hit.id for hit in archive.search(known)]


def test_work_goes_on_in_an_archive_of_any_release(kept):
    engine = kept.engine()
    upgrade(engine)
    engine.dispose()
    bees, gauges = (next(each for each in PAGES if part in each["path"]) for part in ("bees", "gauges"))
    with open_archive(kept.url, kept.folder) as archive:
        archive.end_run(
            archive.begin_run("ingest", "desk", LATER, is_alive=lambda _: False),
            "completed", report={}, lines={}, now=LATER,
        )  # fmt: skip
        world = World(archive)
        for slug, page in (("herald", bees), ("tass", gauges)):
            text = TEXTS[page["path"]].split("\n\n")
            world.bring(slug, "/2027/06/again-1.html", LATER, "Once more", text, language=page["language"])
        copies = archive.search(Query(words="title:once"))
        assert sorted(archive.document(each.id)["kind"] for each in copies) in (["exact"] * 2, ["near"] * 2)
        stories = {archive.document(each.id)["story_id"] for each in copies}
        assert stories == {
            archive.document(each.id)["story_id"]
            for page in (bees, gauges)
            for each in archive.search(Query(words=f'title:"{page["title"]}"'))
        }
        _look_again(archive, world)
        assert list(check(archive, deep=True)) == []


def _look_again(archive, world):
    """An outlet edits what an old release has stored: there is a version more, and the article says what is new."""
    [found] = archive.search(Query(words="title:ferry"))
    before = len(archive.document(found.id)["versions"])
    said = Dated(value=LATER, zone_known=True, precision="second", place="feed", raw=LATER.isoformat())
    listing = Listing(how="feed", origin="https://lantern.example/rss", source_id=world.sources["lantern"].id)
    archive.discover(world.run, [Entry(url=found.url, updated=said)], listing, LATER)
    until = LATER + timedelta(hours=1)
    [lease] = archive.claim(world.run, "desk", now=LATER, until=until, limit=1, urls=[found.url])
    text = TEXTS["/2025/09/ferry-timetable.html"].replace("Four ports", "Five ports").replace("seven", "nine")
    title = "A ferry timetable that all five ports can read"
    world.settle(lease, title, text.split("\n\n"), LATER, published="2025-09-09T08:00:00+00:00")
    document = archive.document(found.id)
    assert len(document["versions"]) == before + 1
    assert "Five ports" in document["text"]
    assert [hit.id for hit in archive.search(Query(words="title:five"))] == [found.id]
