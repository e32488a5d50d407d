"""Quotes are stored with their article, replaced with it, and found by speaker, words and place, on both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from config.errors import InputError
from extractors.quotes.find import find_quotes
from storage import QuoteQuery
from storage.quotes import index_all, put_quotes
from storage.tables import quote

ENGLISH = (
    "The envoy met the press on Monday.\n\n"
    "“The border with Afghanistan must be a border of peace,” Bakhtiyor Khakimov said.\n\n"
    "Dana Orazova, who heads the energy club, said that the pipeline would cost less. “We counted twice,” she added."
)
RUSSIAN = (
    "Посол Иван Ёлкин заявил, что встреча в Ташкенте прошла хорошо.\n\nПо словам Ёлкина, документ подпишут весной."
)
CHINESE = "秘书长张明表示，成员国将继续支持阿富汗人民。"


def analysis(newsroom, url, words, title="News", language="en", **fields):
    made = newsroom.analysis(url, words, title, language=language, **fields)
    return replace(made, quotes=find_quotes(title, words, language))


def bring(newsroom, url, words, title="News", language="en", **fields):
    source_id = fields.pop("source_id", None)
    newsroom.discover(url, source_id=source_id)
    [lease] = newsroom.claim(url)
    worked = newsroom.worked(lease, words, title)
    [settled] = newsroom.settle(
        replace(worked, analysis=analysis(newsroom, url, words, title, language, stands_at=lease.url, **fields))
    )
    return settled


@pytest.fixture
def told(newsroom):
    """An archive with an article in each of three languages; the first is of a source."""
    [state] = newsroom.sources("herald")
    bring(newsroom, "https://a.example/1", ENGLISH, source_id=state.id)
    bring(
        newsroom, "https://a.example/2", RUSSIAN, language="ru", published=newsroom.dated(newsroom.now - timedelta(9))
    )
    bring(newsroom, "https://a.example/3", CHINESE, "张明：支持阿富汗", language="zh")
    return newsroom


def said(newsroom, **asked):
    return [hit.surface for hit in newsroom.archive.quotes(QuoteQuery(**asked))]


def test_a_quote_is_found_by_its_speaker_and_what_it_is_about(told):
    [hit] = told.archive.quotes(QuoteQuery(speaker="khakimov", about="afghanistan"))
    assert (hit.speaker, hit.kind, hit.verb) == ("Bakhtiyor Khakimov", "direct", "said")
    assert hit.surface == "The border with Afghanistan must be a border of peace"
    assert (hit.url, hit.source, hit.field) == ("https://a.example/1", "herald", "text")
    assert ENGLISH[hit.start : hit.end] == hit.surface
    assert hit.score > 0
    assert said(told, speaker="orazova", about="afghanistan") == []


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("Khakimov", 1),
        ("BAKHTIYOR khakimov", 1),
        ("Khakimov Dana", 0),
        ("Khaki", 0),
        ("Orazova", 2),
        ("елкин", 2),  # also where the name stands in another case, and without the dots
        ("Иван Ёлкин", 2),
        ("张明", 2),
        ("nobody", 0),
    ],
)
def test_all_parts_of_a_name_must_occur_in_any_capitals_and_accents(told, name, count):
    assert len(said(told, speaker=name)) == count


def test_words_of_the_paragraph_find_a_quote_after_those_of_the_quote_itself(told):
    assert said(told, about="pipeline") == ["the pipeline would cost less", "We counted twice"]
    assert said(told, about="twice") == ["We counted twice", "the pipeline would cost less"]
    assert said(told, about='"counted twice" -pipeline') == []
    assert said(told, about="press") == []
    assert len(said(told, about="阿富汗")) == 2


@pytest.mark.parametrize(
    ("asked", "speakers"),
    [
        ({"kind": "direct"}, ["Bakhtiyor Khakimov", "Dana Orazova"]),
        ({"language": "zh"}, ["张明", "秘书长张明"]),
        ({"source": "herald", "kind": "reported"}, ["Dana Orazova"]),
        ({"order": "oldest", "limit": 1}, ["Иван Ёлкин"]),
        ({"limit": 0}, []),
    ],
)
def test_filters_narrow_the_answer(told, asked, speakers):
    assert [hit.speaker for hit in told.archive.quotes(QuoteQuery(**asked))] == speakers


def test_dates_are_those_of_the_articles(told):
    assert {hit.language for hit in told.archive.quotes(QuoteQuery(until=told.now - timedelta(1)))} == {"ru"}
    assert {hit.language for hit in told.archive.quotes(QuoteQuery(since=told.now - timedelta(1)))} == {"en", "zh"}


def test_those_of_one_article_are_its_alone_and_all(told):
    every = list(told.archive.quotes(QuoteQuery(limit=None)))
    for key in {hit.article for hit in every}:
        own = [hit.id for hit in told.archive.quotes(QuoteQuery(article=key, limit=None))]
        assert 0 < len(own) < len(every)
        assert sorted(own) == sorted(hit.id for hit in every if hit.article == key)


def test_a_source_that_is_not_known_is_an_error_that_says_what_to_do(told):
    with pytest.raises(InputError, match=r"no source 'gazette' is in the archive"):
        said(told, source="gazette")


@pytest.mark.parametrize(
    ("asked", "told_what"),
    [({"about": '"open'}, "not closed"), ({"speaker": " - "}, "names nobody"), ({"limit": -1}, "below zero")],
)
def test_what_cannot_be_read_is_an_error(newsroom, asked, told_what):
    with pytest.raises(InputError, match=told_what):
        said(newsroom, **asked)


def test_quotes_of_an_edited_article_take_the_place_of_the_old(told):
    lease = told.claim_edited("https://a.example/1")
    words = ENGLISH.replace("a border of peace", "closed at night, and in the morning it must be open to all who trade")
    worked = told.worked(lease, words)
    edited = replace(worked, analysis=analysis(told, "https://a.example/1", words, stands_at=lease.url))
    [settled] = told.settle(edited, now=told.now + timedelta(hours=2))
    assert settled.outcome == "updated"
    [hit] = told.archive.quotes(QuoteQuery(speaker="Khakimov"))
    assert hit.surface.endswith("open to all who trade")
    assert said(told, about='"border of peace"') == []
    assert len(told.rows(quote)) == 7
    with told.archive.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM quote_index")).scalar() == 7


def test_quotes_are_found_by_other_forms_of_their_words(told):
    assert said(told, about="borders") == said(told, about="border") != []
    assert said(told, about="borders", language="en") == said(told, about="border")
    before = {words: said(told, about=words) for words in ("borders", "trade", "peac*", '"open to all"')}
    with told.archive.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DELETE FROM quote_index"))
        index_all(connection)
    assert {words: said(told, about=words) for words in before} == before
    assert len(list(told.archive.quotes(QuoteQuery(speaker="khakimov")))) > 0


@pytest.mark.parametrize("about", ["title:border", "border -text:peace"])
def test_quotes_have_no_fields(told, about):
    with pytest.raises(InputError, match="neither title: nor text:"):
        said(told, about=about)


def test_the_entity_that_a_speaker_is_finds_him_whatever_he_is_called(told):
    quotes = find_quotes("News", ENGLISH, "en")
    with told.archive.engine.execution_options(writes=True).begin() as connection:
        named = {"Bakhtiyor Khakimov": "khakimov-bakhtiyor"}
        known = [replace(each, entity=named.get(each.speaker)) for each in quotes]
        put_quotes(connection, 1, known, ("News", ENGLISH))
    [hit] = told.archive.quotes(QuoteQuery(speaker="khakimov-bakhtiyor"))
    assert (hit.speaker, hit.entity) == ("Bakhtiyor Khakimov", "khakimov-bakhtiyor")


def test_every_quote_is_at_its_place_and_care_notices_one_that_is_not(told):
    from storage.care import check  # noqa: PLC0415

    assert [each for each in check(told.archive) if "quote" in each.name] == []
    told.change(quote.update().where(quote.c.id == 1).values(start=3))
    assert any(each.name == "quote-spans" and "at 3 of its text" in str(each) for each in check(told.archive))
