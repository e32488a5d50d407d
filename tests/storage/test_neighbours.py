import random
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, insert, make_url, select

from extractors.fingerprint import fingerprint, fingerprint_of
from extractors.records import Fingerprint
from extractors.shingles import shingles
from storage import neighbours, tables
from storage.clusters import cluster
from storage.engine import open_engine, writing
from storage.postings import STORIES_A_PRINT
from tests.prose import sentence, story

NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)
STORY = story(0)


@pytest.fixture
def connection(database_url):
    engine = open_engine(make_url(database_url))
    tables.metadata.create_all(engine)
    with writing(engine, "test the index") as opened:
        yield opened
    engine.dispose()


def make_fingerprint(prints, text_hash=None):
    prints = tuple(prints)
    return Fingerprint(text_hash=text_hash or f"{hash(prints):x}", prints=prints, tokens=99)


def add_article(connection, key, story, fp, text=""):
    """Enter an article in all the tables that the index points at, then in the index."""
    url = {"url": f"https://example.org/{key}"}
    if connection.scalar(select(tables.story.c.id).where(tables.story.c.id == story)) is None:
        connection.execute(insert(tables.story), {"id": story, "size": 1, "started_at": NOON})
    work = {"id": key, "fetch_url": "", "host": "", "state": "done", "next_try_at": NOON, "discovered_at": NOON}
    connection.execute(insert(tables.frontier), work | url)
    place = {"media_type": "", "digest": "", "length": 0, "warc_file": "", "warc_offset": 0}
    connection.execute(insert(tables.capture), {"id": key, "frontier_id": key, "fetched_at": NOON} | place | url)
    links = {"id": key, "frontier_id": key, "capture_id": key, "story_id": story}
    content = {"title": "", "text": text, "authors": [], "extractor": "", "text_hash": fp.text_hash}
    judged = {"kind": "original", "score": 0, "level": "none", "first_seen_at": NOON, "changed_at": NOON}
    connection.execute(insert(tables.article), links | content | judged | url)
    neighbours.post(connection, article=key, story=story, fp=fp)


def postings(connection):
    rows = connection.execute(select(tables.sketch).order_by(tables.sketch.c.print, tables.sketch.c.story_id))
    return [tuple(row) for row in rows]


def test_an_empty_index_knows_nothing(connection):
    assert neighbours.find(connection, make_fingerprint([4, 8])) == ([], {})


def test_what_was_posted_comes_back_whole(connection):
    posted = make_fingerprint([2**48 - 4, 8, 0, 16])
    add_article(connection, 1, 1, posted)
    asked = make_fingerprint([0, 8, 16, 20, 2**48 - 4])
    found, frequency = neighbours.find(connection, asked)
    assert [(each.article, each.story, each.fingerprint) for each in found] == [(1, 1, posted)]
    assert frequency == {0: 1, 8: 1, 16: 1, 2**48 - 4: 1}


def test_the_same_text_is_found_by_its_hash_alone_and_the_oldest_first(connection):
    for key in (2, 1, 3):
        add_article(connection, key, 1, make_fingerprint([4], "same"))
    found, frequency = neighbours.find(connection, make_fingerprint([99], "same"))
    assert ([each.article for each in found], frequency) == ([1], {})


def test_a_text_without_words_finds_nothing_not_even_another(connection):
    empty = fingerprint("", "")
    add_article(connection, 1, 1, empty)
    assert neighbours.find(connection, empty) == ([], {})


def test_copies_of_a_story_add_no_postings_but_new_prints_do(connection):
    add_article(connection, 1, 1, make_fingerprint([4, 8]))
    add_article(connection, 2, 1, make_fingerprint([8, 4, 12]))
    assert postings(connection) == [(4, 1), (8, 1), (12, 1)]


def test_a_print_of_many_stories_takes_no_more(connection):
    for key in range(1, STORIES_A_PRINT + 4):
        add_article(connection, key, key, make_fingerprint([4, 1000 + key]))
    kept = [story for each, story in postings(connection) if each == 4]
    assert kept == list(range(1, STORIES_A_PRINT + 1))
    assert neighbours.find(connection, make_fingerprint([4]))[1] == {4: STORIES_A_PRINT}


def test_stories_that_share_too_little_are_not_loaded(connection):
    add_article(connection, 1, 1, make_fingerprint([4, 8]))
    assert neighbours.find(connection, make_fingerprint([4, 8, 12, 16]))[0] == []


def test_the_first_members_of_the_best_stories_are_compared(connection):
    for number in range(1, 11):
        for member in range(8):
            add_article(
                connection, number * 100 + member, number, make_fingerprint(range(number + 4), f"{number} {member}")
            )
    found, frequency = neighbours.find(connection, make_fingerprint(range(16)))
    assert {each.story for each in found} == set(range(3, 11))
    assert [each.article for each in found if each.story == 5] == [500 + member for member in range(neighbours.MEMBERS)]
    assert (frequency[0], frequency[13], 14 in frequency) == (STORIES_A_PRINT, 1, False)


def test_a_withdrawn_article_is_not_found_again(connection):
    fp = make_fingerprint([4, 8, 12, 16])
    add_article(connection, 1, 1, fp)
    neighbours.withdraw(connection, article=1)
    assert neighbours.find(connection, fp) == ([], {})
    assert postings(connection) == []
    neighbours.withdraw(connection, article=1)
    neighbours.post(connection, article=1, story=1, fp=fp)
    assert [each.article for each in neighbours.find(connection, fp)[0]] == [1]


def test_withdrawing_leaves_what_others_hold(connection):
    add_article(connection, 1, 1, make_fingerprint([4, 8, 12]))
    add_article(connection, 2, 1, make_fingerprint([8, 16]))
    add_article(connection, 3, 2, make_fingerprint([4, 12]))
    neighbours.withdraw(connection, article=1)
    assert postings(connection) == [(4, 2), (8, 1), (12, 2), (16, 1)]


def decided(connection, text):
    cut = shingles("Other headline", text)
    return neighbours.decide(connection, fingerprint_of(cut), lambda: cut)


def test_a_copy_is_known_through_the_database(connection):
    add_article(connection, 1, 7, fingerprint("Title", STORY), STORY)
    verdict = decided(connection, f"TIANJIN (Agency) — {STORY} Nobody was hurt.")
    assert (verdict.kind, verdict.of, verdict.story) == ("near", 1, 7)
    assert decided(connection, STORY.upper()).kind == "exact"
    assert decided(connection, story(100)).kind == "original"


def test_what_the_stored_text_shares_with_many_stories_counts_for_little(connection):
    stored, new = f"{sentence(100)} {story(0, 6)}", f"{story(0, 6)} {sentence(200)}"
    add_article(connection, 1, 1, fingerprint("", stored), stored)
    assert decided(connection, new).kind == "near"
    for key in range(2, 20):
        add_article(connection, key, key, fingerprint("", f"{story(0, 6)} {story(100 * key, 20)}"))
    assert decided(connection, new).kind == "original"


def test_the_clusters_are_those_of_the_stream_on_every_engine(connection):
    dice = random.Random(5)
    texts = [
        f"{story(100 * dice.randrange(30), dice.randint(6, 14))} {sentence(dice.randrange(40))}" for _ in range(90)
    ]
    found = {}
    for key, text in enumerate(texts, 1):
        verdict = decided(connection, text)
        found[key] = verdict.story or key
        add_article(connection, key, found[key], fingerprint("", text), text)
    streamed = cluster((str(key), "Other headline", text) for key, text in enumerate(texts, 1))
    assert {int(each.id): int(each.cluster) for each in streamed} == found
    assert 20 < len(set(found.values())) < 40


def test_statements_do_not_grow_with_the_text_or_the_archive(connection):
    for key in range(1, 30):
        add_article(connection, key, key, make_fingerprint([*range(8), *range(key * 1000, key * 1000 + 200)]))
    seen = []
    event.listen(connection, "before_cursor_execute", lambda *called: seen.append(called[2]))
    long = make_fingerprint([*range(8), *range(5000, 5240)])
    connection.execute(insert(tables.story), {"id": 99, "size": 1, "started_at": NOON})
    seen.clear()
    neighbours.find(connection, long)
    assert len(seen) == 3
    neighbours.withdraw(connection, article=1)
    assert len(seen) == 6
    neighbours.post(connection, article=1, story=99, fp=long)
    assert len(seen) == 8


def test_the_stored_fingerprint_has_the_columns_of_its_record():
    columns = [each.name for each in tables.fingerprint.columns]
    assert columns == ["article_id", "story_id", *(field.name for field in fields(Fingerprint))]
