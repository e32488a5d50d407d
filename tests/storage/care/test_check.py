"""Whether an archive holds what it says: each invariant is broken on purpose, named, and mended where it can be."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, text, update

from config.errors import StorageError
from extractors.fingerprint import fingerprint as make_fingerprint
from storage import open_archive
from storage.care import INVARIANTS, check, repair
from storage.care.invariants import snapshot
from storage.tables import (
    article,
    block,
    capture,
    erasure,
    evidence,
    fingerprint,
    frontier,
    quote,
    sketch,
    story,
    tombstone,
    version,
)
from storage.tombstones import digest_of
from tests.storage.care.conftest import dump


def names(archive, **how):
    return {each.name for each in check(archive, **how)}


def of_story(newsroom, key):
    """The prints that are posted for a story."""
    return [row.print for row in newsroom.rows(sketch) if row.story_id == key]


BROKEN = {
    "evidence-spans": lambda _: [update(evidence).where(evidence.c.field == "text").values(start=evidence.c.start + 1)],
    "evidence-spans, of another length": lambda _: [update(evidence).values(end=evidence.c.start - 1)],
    "evidence-spans, of other words": lambda _: [update(evidence).values(surface="ШОС")],
    "quote-spans": lambda _: [update(quote).values(end=quote.c.end + 1)],
    "article-level": lambda _: [update(article).where(article.c.id == 1).values(level="mention")],
    "article-level, of an untagged one": lambda _: [update(article).where(article.c.id == 2).values(level="central")],
    "article-level, of one that is tagged": lambda _: [update(article).where(article.c.id == 1).values(level="none")],
    "fingerprints": lambda _: [delete(fingerprint).where(fingerprint.c.article_id == 2)],
    "fingerprints, of another hash": lambda _: [update(article).where(article.c.id == 2).values(text_hash="0")],
    "fingerprints, of another text": lambda _: [
        update(fingerprint).where(fingerprint.c.article_id == 1).values(prints=b"12345678", tokens=1)
    ],
    "fingerprints, cut off": lambda _: [update(fingerprint).values(prints=b"12345")],
    "version-hashes": lambda _: [update(version).values(text_hash="0")],
    "sketch": lambda _: [delete(sketch).where(sketch.c.story_id == 1)],
    "sketch-strays": lambda _: [insert(sketch).values(print=8, story_id=1)],
    "story-size": lambda _: [update(story).where(story.c.id == 1).values(size=2)],
    "story-size, of an empty story": lambda room: [insert(story).values(id=77, size=1, started_at=room.now)],
    "story-origin": lambda _: [update(story).where(story.c.id == 2).values(origin_id=1)],
    "story-origin, missing": lambda _: [update(story).where(story.c.id == 2).values(origin_id=None)],
    "article-index-missing": lambda _: [
        text("DELETE FROM article_index WHERE rowid = (SELECT sort_key FROM article WHERE id = 3)")
    ],
    "article-index-strays, of another place": lambda _: [update(article).values(sort_key=article.c.sort_key + 2**30)],
    "article-index-terms, of another outlet": lambda _: [update(article).where(article.c.id == 2).values(outlet="a")],
    "article-index-terms, of another length": lambda _: [update(article).where(article.c.id == 2).values(length=0)],
    "version-index-missing": lambda _: [text("DELETE FROM version_index")],
    "quote-index-missing": lambda _: [text("DELETE FROM quote_index")],
    "frontier-article": lambda _: [update(frontier).where(frontier.c.id == 2).values(article_id=99)],
    "frontier-lease": lambda room: [
        update(frontier).where(frontier.c.state == "done").values(lease_owner="desk", leased_until=room.now)
    ],
    "blocks": lambda _: [insert(block).values(host="a", digest=1, tokens=9, pages=3, first_page=4, last_page=5)],
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_derived_and_broken_is_named_and_made_anew_and_nothing_else_is_touched(filled, tag_again, what):
    before = dump(filled.archive, without_keys=True)
    for statement in BROKEN[what](filled):
        filled.change(statement)
    assert dump(filled.archive, without_keys=True) != before
    assert what.split(",")[0] in names(filled.archive)
    mended = [each.name for each in repair(filled.archive, tag_again(filled))]
    assert what.split(",")[0] in mended
    assert names(filled.archive, deep=True) == set()
    after = dump(filled.archive, without_keys=True)
    for name in ("quote", "quote_index") if what == "quote-spans" else ():  # found by hand there, and now by the reader
        assert after.pop(name) != before.pop(name)
    assert after == before


LOST = {
    "change-spans": lambda _: [
        update(version).values(changes=[{"field": "text", "before": {"start": 3, "end": 9, "surface": "elsewhere"}}])
    ],
    "copies": lambda _: [update(article).where(article.c.id == 3).values(copy_of=1)],
    "copies, of nothing": lambda _: [update(article).where(article.c.id == 3).values(copy_of=None)],
    "copies, of itself": lambda _: [update(article).where(article.c.id == 3).values(copy_of=3)],
    "revisits": lambda _: [update(capture).where(capture.c.revisit_of.is_not(None)).values(digest="0")],
    "revisits, of what was pruned": lambda room: [
        update(capture).where(capture.c.revisit_of.is_(None)).values(pruned_at=room.now)
    ],
    "forgotten": lambda room: [
        insert(tombstone).values(
            kind="page", digest=digest_of("https://a.example/1"), host="a.example", page="0", forgotten_at=room.now,
            why="", who="",
        )
    ],
    "erasures": lambda room: [insert(erasure).values(warc_file="scowatch-20250901-0007.warc.gz", asked_at=room.now)],
    "pages": lambda _: [update(capture).where(capture.c.id == 1).values(digest="0")],
    "times": lambda room: [update(article).values(first_seen_at=room.now + timedelta(days=1))],
}  # fmt: skip


@pytest.mark.parametrize("what", LOST)
def test_what_cannot_be_made_anew_is_named_and_left(filled, tag_again, what):
    for statement in LOST[what](filled):
        filled.change(statement)
    assert names(filled.archive) == {what.split(",")[0]}
    before = dump(filled.archive)
    assert list(repair(filled.archive, tag_again(filled))) == []
    assert dump(filled.archive) == before


def test_what_ended_for_nothing_is_fetched_again(filled, tag_again):
    filled.discover("https://e.example/5")
    filled.change(update(frontier).where(frontier.c.url == "https://e.example/5").values(state="done"))
    filled.change(update(frontier).where(frontier.c.url == "https://d.example/4").values(state="refused"))
    [problem] = check(filled.archive)
    assert (problem.name, problem.count) == ("frontier-end", 2)
    assert [each.count for each in repair(filled.archive)] == [2]
    assert {lease.url for lease in filled.claim()} == {"https://d.example/4", "https://e.example/5"}


def test_a_lease_of_nobody_is_free_again(filled):
    filled.claim("https://d.example/4")
    assert names(filled.archive) == set(), "a lease of a dead owner is no error"
    filled.change(update(frontier).where(frontier.c.state == "leased").values(lease_owner=None))
    assert names(filled.archive) == {"frontier-lease"}
    assert [each.name for each in repair(filled.archive)] == ["frontier-lease"]
    assert [lease.url for lease in filled.claim()] == ["https://d.example/4"]


def test_a_crowded_print_is_emptied_to_what_it_may_hold(on_sqlite):
    room, prints = on_sqlite, make_fingerprint("News", "the same short words in every text").prints
    for number in range(10):
        room.bring(f"https://s{number}.example/1", f"{'the same short words in every text'} {number} " + "x" * number)
    assert names(room.archive, deep=True) == set()
    crowded = {row.print for row in room.rows(sketch)} & {*prints}
    assert crowded, "the texts have prints in common"


def test_derived_rows_of_nothing_go_and_lost_links_are_told(on_file, texts):
    before = dump(on_file.archive)
    with on_file.archive.engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        copied = "organization, kind, slug, name, detail, level, confidence, lexicon, matcher FROM tag LIMIT 1"
        raw.execute(f"INSERT INTO tag SELECT 99, 98, {copied}")
        raw.execute(
            "INSERT INTO evidence (tag_id, accepted, field, start, \"end\", surface) VALUES (99, 1, '', 0, 0, '')"
        )
        raw.execute("INSERT INTO sketch VALUES (5, 97)")
        raw.execute("PRAGMA foreign_keys=ON")
    [problem] = [each for each in check(on_file.archive) if each.name == "orphans"]
    assert "1 in tag.article_id, 1 in sketch.story_id" in str(problem)
    assert "orphans" in {each.name for each in repair(on_file.archive)}
    assert names(on_file.archive) == set()
    assert dump(on_file.archive) == before
    with on_file.archive.engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("UPDATE discovery SET source_id = 96")
        raw.execute("PRAGMA foreign_keys=ON")
    [problem] = check(on_file.archive)
    assert (problem.name, problem.severity, problem.repairable) == ("links", "lost", False)


def test_values_that_cannot_be_read_are_found_and_stop_nothing(on_file):
    on_file.change(text("UPDATE version SET changes = '[broken'"))
    on_file.change(text("UPDATE article SET first_seen_at = 'yesterday' WHERE id = 1"))
    [problem, *_] = check(on_file.archive)
    assert problem.name == "values"
    assert problem.examples == ("1 in article.first_seen_at", "1 in version.changes")


def test_pages_that_are_lost_cut_off_or_exchanged_are_found(filled, tmp_path):
    first, second, third, again, _ = filled.rows(capture)
    assert again.revisit_of == second.id
    filled.change(update(capture).where(capture.c.id == first.id).values(warc_offset=third.warc_offset))
    [swapped] = check(filled.archive)
    assert "capture 1 of https://a.example/1: another page is kept at its place" in str(swapped)
    filled.archive.pages.close()
    [path] = (tmp_path / "warc").glob("*.gz")
    path.write_bytes(path.read_bytes()[: third.warc_offset + 200])
    [cut] = check(filled.archive)
    assert (cut.name, cut.count) == ("pages", 3)
    assert path.name in str(cut)
    assert [(each.name, each.count) for each in check(filled.archive, quick=True)] == [("pages", 1)]
    path.unlink()
    [lost] = check(filled.archive)
    assert (lost.name, lost.severity) == ("page-files", "lost")
    assert f"{path.name}, with 5 kept pages" in str(lost)


def test_a_damaged_database_file_is_found_wherever_the_damage_is(on_file, tmp_path):
    on_file.archive.close()
    whole = (tmp_path / "sqlite.db").read_bytes()
    size = int.from_bytes(whole[16:18], "big")
    told = []
    for page in range(1, len(whole) // size, 4):
        path = tmp_path / f"damaged{page}.db"
        path.write_bytes(whole[: page * size] + b"\xff" * 64 + whole[page * size + 64 :])
        try:
            with open_archive(f"sqlite:///{path}", tmp_path) as damaged:
                problems = list(check(damaged)) or pytest.fail(f"nothing was found of the damage to page {page}")
                told.append(problems[0].name)
                if told[-1] == "database-file":
                    assert len(problems) == 1
                    with pytest.raises(StorageError, match="restore the database from a backup"):
                        list(repair(damaged))
        except StorageError as error:
            told.append(str(error))
    assert len(told) > 10
    assert told.count("database-file") > len(told) // 2


def test_a_sentence_names_the_thing_the_number_and_what_to_do(filled):
    filled.change(text("DELETE FROM article_index"))
    [problem] = check(filled.archive)
    assert str(problem) == (
        "articles that are not in the search index: 3 (article 1, article 2, article 3); "
        "`scowatch db repair` puts that right"
    )


def test_a_check_sees_one_moment_while_others_write(filled, texts):
    with snapshot(filled.archive.engine, "look") as connection:
        seen = connection.scalar(text("SELECT count(*) FROM article"))
        filled.bring("https://late.example/1", texts["orchard"])
        assert connection.scalar(text("SELECT count(*) FROM article")) == seen == 3
    assert names(filled.archive) == set()


def test_a_large_archive_is_sampled_unless_all_is_asked_for(filled, monkeypatch):
    monkeypatch.setattr("storage.care.invariants.SAMPLE", 1)
    filled.change(update(fingerprint).where(fingerprint.c.article_id == 1).values(tokens=1))
    assert names(filled.archive) == set()
    assert names(filled.archive, deep=True) == {"fingerprints"}


def test_every_invariant_has_a_name_of_its_own_and_is_broken_by_a_test_here():
    named = [each.name for each in INVARIANTS]
    assert len({*named}) == len(named)
    elsewhere = {
        "database-file", "orphans", "links", "values", "index-structure", "frontier-end", "page-files",
        "version-index-strays", "version-index-terms", "quote-index-strays",
        "quote-index-terms",
    }  # fmt: skip
    assert {each.split(",")[0] for each in (*BROKEN, *LOST)} | elsewhere == {*named}
