"""Facets: what is counted is what asking for it, too, would find; on both engines the same."""

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest

from config.errors import InputError
from storage import Facet, Facets, Query
from storage.facets import SHOWN
from tests.chance import QUERIES, fill

ASKABLE = ("language", "outlet", "source", "country", "level", "agency", "tag", "topic", "entity")


def counts(found: Facet) -> dict[str, int]:
    return {each.value: each.count for each in found.values}


def by_name(found: Facets) -> Iterator[tuple[str, Facet]]:
    return ((each.name, getattr(found, each.name)) for each in fields(Facets)[2:])


def test_a_count_is_what_asking_for_it_would_find(newsroom):
    fill(newsroom)
    seen = 0
    for query in QUERIES:
        found = newsroom.archive.facets(query)
        assert found.looked_at == newsroom.archive.count(query) > 0
        assert not found.capped
        for name in ASKABLE:
            if name == "tag" and (query.topic or query.entity):
                continue  # asked for with a tag, a topic must be of that organization
            if getattr(query, name) is None:
                for value, count in counts(getattr(found, name)).items():
                    assert newsroom.archive.count(replace(query, **{name: value})) == count, (query, name, value)
                    seen += 1
    assert seen > 100


def test_every_article_is_counted_once_where_it_has_one_value(newsroom):
    fill(newsroom, 36)
    for query in QUERIES:
        found = newsroom.archive.facets(query)
        for name, facet in by_name(found):
            if not facet.more and facet.without is not None and (name != "level" or query.tag is None):
                assert sum(counts(facet).values()) + facet.without == found.looked_at, (query, name)
    months = newsroom.archive.facets(Query()).month
    hits = list(newsroom.archive.search(Query(limit=None)))
    days = [(hit.published or hit.first_seen).strftime("%Y-%m") for hit in hits]
    assert counts(months) == {each: days.count(each) for each in sorted(set(days), reverse=True)[:SHOWN]}
    assert months.more == len(set(days)) - SHOWN > 0


def test_the_most_frequent_come_first_and_times_latest_first(newsroom):
    fill(newsroom)
    for name, facet in by_name(newsroom.archive.facets(Query())):
        order = [(each.value,) if name in {"year", "month"} else (-each.count, each.value) for each in facet.values]
        assert order == sorted(order, reverse=name in {"year", "month"}), name


def test_an_entity_has_its_name_and_kind(on_sqlite):
    fill(on_sqlite)
    found = {each.value: each for each in on_sqlite.archive.facets(Query()).entity.values}
    assert (found["china"].name, found["china"].kind) == ("CHINA", "state")


def test_of_too_many_articles_the_newest_are_looked_at(newsroom):
    fill(newsroom, 10)
    found = newsroom.archive.facets(Query(), 4)
    newest = [hit.outlet for hit in newsroom.archive.search(Query(limit=None)) if hit.id > 6]
    assert (found.looked_at, found.capped) == (4, True)
    assert counts(found.outlet) == {each: newest.count(each) for each in newest}
    assert not newsroom.archive.facets(Query(), 10).capped


def test_nothing_found_has_no_values(newsroom):
    found = newsroom.archive.facets(Query(words="nowhere"))
    assert found.looked_at == 0
    assert [facet for _, facet in by_name(found) if facet.values or facet.more or facet.without] == []


def test_what_cannot_be_read_is_refused(on_sqlite):
    with pytest.raises(InputError):
        on_sqlite.archive.facets(Query(words='"'))
