"""Tags of several lexicons: what is stored of a tagging, and how articles are found by it."""

from datetime import timedelta

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import IntegrityError

from config.errors import InputError
from extractors.tagging.record import Entity, Rejected, Related, Topic
from storage import Query
from storage.care import check
from storage.edits import EditQuery
from storage.rechecks import RecheckPolicy
from storage.slugs import meant, stored_slugs
from storage.tables import article, evidence, frontier, tag
from storage.tags import load_tags, tags_of

URL = "https://a.example/rails"
TITLE = "Khakimov on rails"
TEXT = (
    "Bakhtiyor Khakimov spoke of rail links before the Shanghai Cooperation Organization. "
    "The CSTO sent a guest, BRICS another. SCO members pay the bills."
)


def taggings(room):
    """What a lexicon of the SCO says of the text, and what one of BRICS does."""

    def span(surface, entity):
        return room.span(TITLE, TEXT, surface, entity)

    person = Entity(
        kind="person", slug="khakimov", name="Bakhtiyor Khakimov", detail="Special Representative",
        evidence=(span("Bakhtiyor Khakimov", "khakimov"),),
    )  # fmt: skip
    state = Entity(kind="state", slug="russia", name="Russia", detail="", evidence=(span("members", "russia"),))
    names = {"csto": "Collective Security Treaty Organization", "brics": "BRICS"}
    beside = tuple(
        Related(slug=slug, name=name, level="mention", confidence=0.7, evidence=(span(slug.upper(), slug),))
        for slug, name in names.items()
    )
    sco = room.tagging(
        TITLE, TEXT, "Shanghai Cooperation Organization", level="central", entities=(person, state), related=beside,
        topics=(Topic(slug="transport", evidence=(span("rail links", "transport"),)),),
    )  # fmt: skip
    brics = room.tagging(
        TITLE, TEXT, "BRICS", level="mention", tag="brics", lexicon="b1", matcher="m1",
        entities=(Entity(kind="state", slug="russia", name="Russia", detail="member", evidence=state.evidence),),
        topics=(Topic(slug="finance", evidence=(span("bills", "finance"),)),),
    )  # fmt: skip
    return sco, brics


@pytest.fixture
def said(newsroom):
    return taggings(newsroom)


def test_every_part_of_every_tagging_is_a_tag_with_its_evidence(newsroom, said):
    newsroom.bring(URL, TEXT, TITLE, tagging=said)
    rows = newsroom.rows(tag)
    assert [(row.organization, row.kind, row.slug, row.level) for row in rows] == [
        ("sco", "organization", "sco", "central"),
        ("sco", "topic", "transport", "central"),
        ("sco", "person", "khakimov", "central"),
        ("sco", "state", "russia", "central"),
        ("sco", "related", "csto", "mention"),
        ("sco", "related", "brics", "mention"),
        ("brics", "organization", "brics", "mention"),
        ("brics", "topic", "finance", "mention"),
        ("brics", "state", "russia", "mention"),
    ]
    by_slug = {(row.organization, row.slug): row for row in rows}
    person, state = by_slug["sco", "khakimov"], by_slug["sco", "russia"]
    assert (person.name, person.detail) == ("Bakhtiyor Khakimov", "Special Representative")
    assert (state.name, state.detail, by_slug["brics", "russia"].detail) == ("Russia", None, "member")
    assert {(row.organization, row.lexicon, row.matcher) for row in rows} == {
        ("sco", "test", "test"),
        ("brics", "b1", "m1"),
    }
    assert by_slug["sco", "csto"].confidence == 0.7
    spans = [(row.tag_id, row.surface, row.entity) for row in newsroom.rows(evidence)]
    assert len(spans) == len(rows)
    assert (person.id, "Bakhtiyor Khakimov", "khakimov") in spans
    assert [row.level for row in newsroom.rows(article)] == ["central"]
    assert list(check(newsroom.archive)) == []


def test_tags_come_back_as_they_were_put_in(newsroom, said):
    newsroom.bring(URL, TEXT, TITLE, tagging=said)
    newsroom.bring("https://b.example/none", "Nothing of the kind.")
    with newsroom.archive.engine.connect() as connection:
        assert load_tags(connection, [1, 2]) == {1: tags_of(said)}


def test_the_first_lexicon_decides_the_level_of_an_article(newsroom, said):
    newsroom.bring(URL, TEXT, TITLE, tagging=said[::-1])
    assert [row.level for row in newsroom.rows(article)] == ["mention"]


def test_another_organization_is_stored_of_a_text_that_does_not_concern_the_first(newsroom, said):
    newsroom.bring(URL, TEXT, TITLE, tagging=newsroom.tagging(related=said[0].related))
    assert [(row.kind, row.slug) for row in newsroom.rows(tag)] == [("related", "csto"), ("related", "brics")]
    assert newsroom.urls(tag="sco") == []
    assert newsroom.urls(tag="csto") == [URL]


def test_an_article_has_no_tag_twice(newsroom, said):
    newsroom.bring(URL, TEXT, TITLE, tagging=said)
    with pytest.raises(IntegrityError):
        newsroom.change(update(tag).values(organization="sco"))


# --- found by them ----------------------------------------------------------------------------------------------------


def test_organizations_are_found_with_a_lexicon_or_beside_one_at_a_level_of_their_own(newsroom, said):
    newsroom.bring(URL, TEXT, TITLE, tagging=said)
    for slug, level in (("sco", "central"), ("csto", "mention"), ("brics", "mention")):
        assert newsroom.urls(tag=slug) == newsroom.urls(tag=slug, level=level) == [URL]
        others = {"central", "mention", "abstain", "none"} - {level}
        assert [newsroom.urls(tag=slug, level=other) for other in others] == [[], [], []]
    [hit] = newsroom.archive.search(Query(tag="csto"))
    assert hit.level == "central"


def test_topics_and_entities_of_two_lexicons_do_not_mix(newsroom, said):
    newsroom.bring(URL, TEXT, TITLE, tagging=said)
    for asked, found in (
        ({"topic": "finance"}, True),
        ({"topic": "finance", "tag": "brics"}, True),
        ({"topic": "finance", "tag": "sco"}, False),
        ({"topic": "transport", "tag": "brics"}, False),
        ({"topic": "transport", "tag": "csto"}, True),  # no lexicon is of it: its topics are those of the text
        ({"entity": "russia"}, True),
        ({"entity": "russia", "tag": "brics"}, True),
        ({"entity": "khakimov", "tag": "sco"}, True),
        ({"entity": "khakimov", "tag": "brics"}, False),
        ({"entity": "khakimov", "topic": "transport", "tag": "csto"}, True),
        ({"entity": "csto"}, False),
        ({"entity": "transport"}, False),
        ({"tag": "russia"}, False),
    ):
        assert newsroom.urls(**asked) == ([URL] if found else []), asked


def test_what_is_not_decided_is_kept_as_such_and_does_not_count_as_tagged(newsroom):
    decoy = Rejected(start=107, end=110, field="text", surface=TEXT[107:110], confuser="undecided", cue="")
    doubtful = newsroom.tagging(level="abstain", rejected=(decoy,), confidence=0.5)
    [settled] = [newsroom.bring(URL, TEXT, TITLE, tagging=doubtful)]
    assert (settled.outcome, settled.tagged) == ("stored", False)
    assert [row.level for row in newsroom.rows(article)] == ["abstain"]
    assert [(row.kind, row.level) for row in newsroom.rows(tag)] == [("organization", "abstain")]
    assert newsroom.urls(level="abstain") == newsroom.urls(tag="sco", level="abstain") == [URL]
    assert newsroom.urls(tag="sco") == newsroom.urls(level="mention") == newsroom.urls(level="none") == []
    stats = newsroom.archive.stats()
    assert (stats["by_level"], stats["by_organization"]) == ({"abstain": 1}, {})


@pytest.mark.parametrize(("level", "watched"), [("mention", True), ("abstain", False), ("none", False)])
def test_a_copy_is_looked_at_again_only_if_it_surely_concerns_the_organization(newsroom, texts, level, watched):
    rechecks = RecheckPolicy(ages=(timedelta(hours=1),))
    name = "Shanghai Cooperation Organization"
    spans = (name,) if level == "mention" else ()
    said = newsroom.tagging("", texts["summit"], *spans, level=level)
    for url in (URL, "https://b.example/copy"):
        newsroom.discover(url)
        [lease] = newsroom.claim(url)
        worked = newsroom.worked(lease, texts["summit"], tagging=said)
        newsroom.archive.settle([worked], newsroom.policy, newsroom.now, rechecks=rechecks)
    original, copy = newsroom.rows(frontier)
    assert original.recheck_at is not None
    assert (copy.recheck_at is not None) == watched


def test_stats_count_organizations_by_articles_and_topics_by_lexicon(newsroom, said):
    newsroom.bring(URL, TEXT, TITLE, tagging=said)
    stats = newsroom.archive.stats()
    assert stats["by_organization"] == {"sco": 1, "csto": 1, "brics": 1}
    assert stats["by_topic"] == {"sco transport": 1, "brics finance": 1}


@pytest.mark.parametrize(
    "asked",
    [
        {"tag": "csto"},
        {"topic": "transport"},
        {"topic": "transport", "tag": "sco"},
        {"entity": "khakimov"},
        {"level": "central"},
        {"topic": "transport", "originals": True},
    ],
    ids=str,
)
def test_questions_about_tags_read_no_whole_table(on_sqlite, asked):
    on_sqlite.bring(URL, TEXT, TITLE, tagging=taggings(on_sqlite))
    asking = []
    event.listen(on_sqlite.archive.engine, "before_cursor_execute", lambda *given: asking.append(given[2:4]))
    assert on_sqlite.urls(**asked) == [URL]
    with on_sqlite.archive.engine.connect() as connection:
        plan = [
            row[3]
            for statement, given in asking
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        ]
    assert any("SCAN article_index VIRTUAL TABLE INDEX" in step for step in plan), plan
    assert not [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE INDEX" not in step], plan


# --- names that nobody knows ------------------------------------------------------------------------------------------


def test_a_source_that_is_not_there_is_an_input_error_that_names_the_nearest(newsroom):
    newsroom.sources("kun-uz", "kabar-kg")
    for ask in (
        lambda slug: newsroom.archive.search(Query(source=slug)),
        lambda slug: newsroom.archive.edits(EditQuery(source=slug)),
        lambda slug: newsroom.archive.vanished(EditQuery(source=slug)),
    ):
        assert list(ask("kun-uz")) == []
        with pytest.raises(InputError, match=r"^no source 'kun-zu' is in the archive; did you mean kun-uz\?$"):
            list(ask("kun-zu"))
        with pytest.raises(InputError, match=r"^no source 'x' is in the archive; `scowatch sources list` names them$"):
            list(ask("x"))


def test_the_slugs_of_stored_tags_are_known_by_kind(newsroom, said):
    newsroom.bring(URL, TEXT, TITLE, tagging=said)
    engine = newsroom.archive.engine
    assert stored_slugs(engine, ("topic",)) == {"transport", "finance"}
    assert stored_slugs(engine, ("person", "state")) == {"khakimov", "russia"}


@pytest.mark.parametrize(
    ("slug", "ends"),
    [
        ("kakimov", "; did you mean khakimov?"),
        ("Russia", "; did you mean russia?"),
        ("2025", "; did you mean tianjin-2025?"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_near_names_are_by_spelling_or_by_a_part(slug, ends):
    assert meant(slug, ["khakimov", "russia", "tianjin-2025"]) == ends
