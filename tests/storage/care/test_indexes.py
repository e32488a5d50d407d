"""Whether the full-text indexes hold what follows from the tables, by today's analyser, and are brought in step."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from storage.care import check, repair
from storage.tables import article, version
from tests.storage.care.conftest import dump
from tests.storage.care.test_check import names


@pytest.mark.parametrize("what", ["article", "version", "quote"])
def test_an_index_with_other_terms_or_strays_is_made_anew(filled, what):
    before = dump(filled.archive)
    sqlite = filled.archive.engine.dialect.name == "sqlite"
    column = ("speaker" if what == "quote" else "title") if sqlite else "terms"
    more, empty = ("", "") if sqlite or what != "quote" else (", speaker", ", ''")
    of_first = "SELECT sort_key FROM article WHERE id = 1" if what == "article" else "SELECT 1"
    filled.change(text(f"UPDATE {what}_index SET {column} = 'nonsense' WHERE rowid = ({of_first})"))
    filled.change(text(f"INSERT INTO {what}_index (rowid, {column}{more}) VALUES (99, 'stray'{empty})"))
    assert {str(each).split(": ")[1].split("; ")[0] for each in check(filled.archive)} == {
        f"1 ({what} 1)", f"1 ({what} 99)"
    }  # fmt: skip
    assert names(filled.archive) == {f"{what}-index-terms", f"{what}-index-strays"}
    assert {each.name for each in repair(filled.archive)} == {f"{what}-index-terms", f"{what}-index-strays"}
    assert dump(filled.archive) == before
    assert names(filled.archive, deep=True) == set()


def test_labels_of_other_tags_are_found_and_made_anew(filled):
    before = dump(filled.archive)
    filled.change(text("UPDATE tag SET slug = 'another'"))
    assert names(filled.archive) == {"article-index-terms"}
    list(repair(filled.archive))
    assert names(filled.archive, deep=True) == set()
    assert dump(filled.archive)["article_index"] != before["article_index"]
    filled.change(text("UPDATE tag SET slug = 'sco'"))
    list(repair(filled.archive))
    assert dump(filled.archive)["article_index"] == before["article_index"]


def test_an_index_of_an_earlier_analyser_is_found_and_made_anew_beyond_the_sample(filled, monkeypatch):
    before = dump(filled.archive)
    with monkeypatch.context() as earlier:
        earlier.setattr("storage.fulltext.terms", lambda field, _language=None: field.split())
        for table in ("article", "version", "quote"):
            filled.change(text(f"DELETE FROM {table}_index"))
        list(repair(filled.archive))
        assert dump(filled.archive) != before
    monkeypatch.setattr("storage.care.invariants.SAMPLE", 1)
    stale = {"article-index-terms", "version-index-terms", "quote-index-terms"}
    assert names(filled.archive) == stale
    assert {each.name: each.count for each in repair(filled.archive)}["article-index-terms"] == 3
    assert dump(filled.archive) == before


def test_an_article_that_is_dated_anew_takes_another_place(filled):
    [first, *_] = filled.rows(article)
    filled.change(update(article).where(article.c.id == 1).values(published=filled.now - timedelta(days=700)))
    assert names(filled.archive) == {"article-index-terms"}
    assert [each.count for each in repair(filled.archive)] == [1]
    [again, *_] = filled.rows(article)
    assert again.sort_key < first.sort_key
    assert names(filled.archive, deep=True) == set()


def test_a_row_whose_time_cannot_be_read_keeps_no_other_from_its_index(on_file):
    on_file.change(text("DELETE FROM article_index"))
    on_file.change(text("UPDATE article SET first_seen_at = 'yesterday' WHERE id = 1"))
    found = {each.name: each.count for each in check(on_file.archive)}
    assert found == {"values": 1, "article-index-missing": 2, "times": 1}
    list(repair(on_file.archive))
    assert names(on_file.archive) == {"values", "times"}


def test_versions_are_indexed_in_the_language_that_their_article_has_now(filled, texts):
    [first] = filled.rows(version)
    edited = texts["bridge"].replace(".", " and not 12 but 370 people came.", 1)
    lease = filled.claim_edited("https://c.example/3", hours=4)
    filled.settle(filled.worked(lease, edited, language="ru"))
    assert [row.language for row in filled.rows(article)] == ["en", "en", "ru"]
    assert {row.id for row in filled.rows(version)} > {first.id}
    assert names(filled.archive, deep=True) == set()


def test_a_search_index_that_is_damaged_within_is_found_by_a_deep_look_and_built_anew(on_file):
    before = dump(on_file.archive)
    on_file.change(
        text(
            "UPDATE article_index_content SET c1 = 'other words' WHERE id = (SELECT min(id) FROM article_index_content)"
        )
    )
    assert "index-structure" in names(on_file.archive, deep=True)
    assert {each.name for each in repair(on_file.archive, deep=True)} == {"index-structure", "article-index-terms"}
    assert names(on_file.archive, deep=True) == set()
    assert dump(on_file.archive) == before
