"""Tagging stored texts again: what changes is said before it is stored, and an article has its old tags or its new."""

from collections import Counter
from contextlib import suppress
from dataclasses import asdict, replace

import pytest

from extractors.tagging.record import Entity, Related, Topic
from storage.care import check
from storage.quotes import QuoteQuery
from storage.tables import article, evidence, tag

NAME = "Shanghai Cooperation Organization"
TITLE = "SCO meets"


class Desk:
    """A newsroom that tags again, and keeps what it was told."""

    def __init__(self, newsroom, body):
        self.newsroom, self.body, self.told = newsroom, body, []

    def bring(self, before):
        """Bring articles in, each tagged as *before* says by its name."""
        for name, said in before.items():
            self.newsroom.bring(f"https://a.example/{name}", self.body, TITLE, language=name, tagging=said)

    def retag(self, after, *, store=True, limit=2):
        """Tag all again, as *after* says; count the changes."""
        self.told, last = [], 0

        def tag_again(stored):
            said = after[stored.language]
            return said if isinstance(said, tuple) else (said,)

        while (last := self.newsroom.archive.retag(tag_again, self.told.extend, last, limit, store=store)) != 0:
            pass
        return Counter(each.change for each in self.told)

    def differences(self):
        return {each.url.removeprefix("https://a.example/"): each.differences for each in self.told}

    def stored(self):
        return [self.newsroom.rows(table) for table in (article, tag, evidence)]

    def said(self, *surfaces, level="central", **fields):
        return self.newsroom.tagging(TITLE, self.body, *surfaces, level=level, **fields)

    def span(self, surface, entity):
        return self.newsroom.span(TITLE, self.body, surface, entity)

    def topic(self, slug, surface):
        return Topic(slug=slug, evidence=(self.span(surface, slug),))

    def person(self, **fields):
        plain = {"kind": "person", "slug": "khakimov", "name": "Khakimov", "detail": "envoy"}
        return Entity(**{**plain, "evidence": (self.span("Samarkand", "khakimov"),), **fields})


@pytest.fixture
def desk(newsroom, texts):
    return Desk(newsroom, texts["summit"])


def test_tagging_again_counts_what_changed_and_goes_on_where_it_stopped(desk):
    before = {
        "same": desk.said(NAME),
        "lost": desk.said(NAME, level="mention"),
        "longer": desk.said("Shanghai"),
        "won": desk.said(level="none"),
        "never": desk.said(level="none"),
        "doubt": desk.said(NAME),
    }
    after = {
        "same": before["same"],
        "lost": desk.said(level="none"),
        "longer": desk.said(NAME),
        "won": desk.said(NAME, "SCO"),
        "never": desk.said(level="none"),
        "doubt": desk.said(level="abstain"),
    }
    desk.bring(before)
    assert desk.retag(after) == {
        "unchanged": 2, "mention_to_none": 1, "other_evidence": 1, "none_to_central": 1, "central_to_abstain": 1
    }  # fmt: skip
    assert [each.id for each in desk.told] == [1, 2, 3, 4, 5, 6]
    levels = ["central", "none", "central", "central", "none", "abstain"]
    assert [row.level for row in desk.newsroom.rows(article)] == levels
    assert [row.surface for row in desk.newsroom.rows(evidence)].count("Shanghai") == 0
    assert len(desk.newsroom.rows(evidence)) == 1 + 0 + 1 + 2 + 0 + 0
    found = [f"https://a.example/{each}" for each in ("same", "longer", "won")]
    assert desk.newsroom.urls(tag="sco", order="oldest") == found
    assert list(check(desk.newsroom.archive)) == []
    assert desk.retag(after) == {"unchanged": 6}


def test_the_tagger_is_given_what_is_stored(desk):
    desk.bring({"en": desk.said(NAME)})
    given = []

    def tag_again(stored):
        given.append(stored)
        return (desk.said(NAME),)

    desk.newsroom.archive.retag(tag_again, lambda _: None, 0, 10)
    [stored] = given
    assert asdict(stored) == {
        "id": 1, "url": "https://a.example/en", "title": TITLE, "text": desk.body, "language": "en",
        "published": desk.newsroom.now, "level": "central",
    }  # fmt: skip


def test_a_difference_says_what_came_and_what_went(desk):
    related = Related(
        slug="csto", name="CSTO", level="mention", confidence=0.5, evidence=(desk.span("Samarkand", "csto"),)
    )
    old = desk.said(NAME, topics=(desk.topic("energy", "rail links"),), entities=(desk.person(),))
    new = desk.said(
        NAME, "Shanghai", level="mention", topics=(desk.topic("transport", "rail links"),), related=(related,),
        lexicon="test2", matcher="3",
    )  # fmt: skip
    desk.bring({"one": old})
    assert desk.retag({"one": new}) == {"central_to_mention": 1}
    [found] = desk.differences()["one"]
    said = asdict(found)
    added, removed = said.pop("evidence_added"), said.pop("evidence_removed")
    assert said == {
        "organization": "sco",
        "lexicon_before": "test", "lexicon_after": "test2", "matcher_before": "test", "matcher_after": "3",
        "level_before": "central", "level_after": "mention",
        "topics_added": ("transport",), "topics_removed": ("energy",),
        "entities_added": (), "entities_removed": ("person khakimov",),
        "related_added": ("csto",), "related_removed": (),
        "changed": (),
    }  # fmt: skip
    assert [(each["kind"], each["slug"], each["surface"]) for each in added] == [
        ("organization", "sco", "Shanghai"), ("topic", "transport", "rail links"), ("related", "csto", "Samarkand")
    ]  # fmt: skip
    assert [(each["kind"], each["slug"], each["surface"]) for each in removed] == [
        ("topic", "energy", "rail links"), ("person", "khakimov", "Samarkand")
    ]  # fmt: skip
    for each in (*added, *removed):
        assert desk.body[each["start"] : each["end"]] == each["surface"]


def test_a_detail_that_changed_is_told(desk):
    desk.bring({"one": desk.said(NAME, entities=(desk.person(),))})
    now = desk.said(NAME, entities=(desk.person(detail="minister"),), confidence=0.8)
    assert desk.retag({"one": now}) == {"other_details": 1}
    [found] = desk.differences()["one"]
    assert found.changed == (
        {"kind": "organization", "slug": "sco", "what": "confidence", "before": 0.9, "after": 0.8},
        {"kind": "person", "slug": "khakimov", "what": "detail", "before": "envoy", "after": "minister"},
    )
    assert [row.detail for row in desk.newsroom.rows(tag)] == [None, "minister"]


def test_an_unchanged_article_keeps_its_rows_and_gets_todays_versions(desk):
    desk.bring({"one": desk.said(NAME, entities=(desk.person(),)), "two": desk.said(level="none")})
    before = desk.stored()
    assert desk.retag({
        "one": desk.said(NAME, entities=(desk.person(),), lexicon="later", matcher="9"),
        "two": desk.said(level="none", lexicon="later", matcher="9"),
    }) == {"unchanged": 2}  # fmt: skip
    articles, tags, spans = desk.stored()
    assert (articles, spans) == (before[0], before[2])
    assert [row.id for row in tags] == [row.id for row in before[1]]
    assert {(row.lexicon, row.matcher) for row in tags} == {("later", "9")}
    assert all(not each.differences for each in desk.told)


def test_a_second_lexicon_comes_and_goes(desk):
    first = desk.said(NAME, topics=(desk.topic("energy", "rail links"),))
    second = desk.said("Samarkand", level="mention", tag="other", topics=(desk.topic("energy", "rail links"),))
    desk.bring({"one": first})
    assert desk.retag({"one": (first, second)}) == {"other_tags": 1}
    [found] = desk.differences()["one"]
    assert (found.organization, found.level_before, found.level_after) == ("other", "none", "mention")
    assert (found.lexicon_before, found.topics_added) == (None, ("energy",))
    assert desk.newsroom.urls(tag="other", topic="energy") == ["https://a.example/one"]
    assert [row.level for row in desk.newsroom.rows(article)] == ["central"]
    assert desk.retag({"one": (first, second)}) == {"unchanged": 1}
    assert desk.retag({"one": first}) == {"other_tags": 1}
    [found] = desk.differences()["one"]
    assert (found.organization, found.level_after, found.lexicon_after) == ("other", "none", None)
    assert {row.organization for row in desk.newsroom.rows(tag)} == {"sco"}


def test_only_saying_what_would_change_stores_nothing(desk):
    desk.bring({"one": desk.said(NAME), "two": desk.said(level="none")})
    after = {"one": desk.said("Shanghai", level="mention", lexicon="later"), "two": desk.said(NAME)}
    before = desk.stored()
    dry = desk.retag(after, store=False)
    told = desk.told
    assert desk.stored() == before
    assert dry == desk.retag(after) == {"central_to_mention": 1, "none_to_central": 1}
    assert told == desk.told
    assert desk.stored() != before


def test_a_tagger_that_fails_leaves_the_tags_of_its_batch_as_they_were(desk):
    desk.bring({"one": desk.said(NAME), "two": desk.said(NAME)})
    before = desk.stored()

    def tag_again(stored):
        return (desk.said(level="none"),) if stored.id == 1 else 1 / 0

    with pytest.raises(ZeroDivisionError):
        desk.newsroom.archive.retag(tag_again, desk.told.extend, 0, 10)
    assert (desk.stored(), desk.told) == (before, [])


@pytest.mark.parametrize("after_batches", range(4))
def test_what_stops_between_batches_is_done_by_the_next_run_and_nothing_is_lost(desk, after_batches):
    names = [f"n{number}" for number in range(6)]
    desk.bring({name: desk.said(NAME, level="mention" if at % 2 else "central") for at, name in enumerate(names)})
    after = {name: desk.said("Shanghai", NAME, lexicon="later") for name in names}
    told, last = [], 0

    def note(batch):
        if len(told) >= 2 * after_batches:
            raise KeyboardInterrupt
        told.extend(batch)

    def tag_again(stored):
        return (after[stored.language],)

    for _ in range(after_batches):
        last = desk.newsroom.archive.retag(tag_again, note, last, 2)
    with suppress(KeyboardInterrupt):  # nothing is left to be told of after the last
        desk.newsroom.archive.retag(tag_again, note, last, 2)
    done = {row.article_id for row in desk.newsroom.rows(tag) if row.lexicon == "later"}
    assert done == {each.id for each in told}
    again = desk.retag(after)
    assert again["unchanged"] == len(told)
    assert sum(again.values()) == len(names)
    changed = [each.id for each in (*told, *desk.told) if each.change != "unchanged"]
    assert sorted(changed) == [1, 2, 3, 4, 5, 6]
    assert Counter(row.surface for row in desk.newsroom.rows(evidence)) == {"Shanghai": 6, NAME: 6}
    assert {row.lexicon for row in desk.newsroom.rows(tag)} == {"later"}


def test_of_two_taggings_with_the_same_spans_in_another_order_nothing_changes(desk):
    said = desk.said("Shanghai", NAME)
    desk.bring({"one": said})
    assert desk.retag({"one": replace(said, evidence=said.evidence[::-1])}) == {"unchanged": 1}


def test_who_speaks_follows_the_tags(newsroom):
    said = "“The road will be long and dusty,” Bakhtiyor Khakimov said. The SCO met."
    newsroom.bring("https://a.example/1", said, TITLE, tagging=newsroom.tagging(TITLE, said))
    assert list(newsroom.archive.quotes(QuoteQuery())) == []

    def tag_again(*entities):
        spoken = newsroom.tagging(TITLE, said, "SCO", level="central", entities=entities)
        return newsroom.archive.retag(lambda _: (spoken,), lambda _: None, 0, 9, store=True)

    tag_again()  # now the text concerns the organization, and is read for quotes
    assert [(each.speaker, each.entity) for each in newsroom.archive.quotes(QuoteQuery())] == [
        ("Bakhtiyor Khakimov", None)
    ]
    spans = (newsroom.span(TITLE, said, "Bakhtiyor Khakimov", "khakimov"),)
    tag_again(Entity(kind="person", slug="khakimov", name="Khakimov", detail="", evidence=spans))
    assert [each.entity for each in newsroom.archive.quotes(QuoteQuery(speaker="khakimov"))] == ["khakimov"]
    tag_again()
    assert [each.entity for each in newsroom.archive.quotes(QuoteQuery())] == [None]
