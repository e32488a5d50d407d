"""Atom and OPML: as RFC 4287 asks, as feed readers read them, whatever stands in titles and texts."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import feedparser
import pytest

from config.sources import Source
from extractors.opml import Subscriptions, parse_opml
from flows.web.app import make_app
from flows.web.feeds import entry_id, feed_id
from storage import Hit, Query
from tests.flows.web.conftest import Site, serving

FEED = "/feeds/search.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NUMBERS = {"category": None, "link": None, "author": None, "contributor": None}  # how often: any
HOSTILE = "<script>alert(1)</script> ]]> &amp; & \"' \x0b\x1b\ufffe\U0001f409 \u202eltr <![CDATA[x]]> </feed>"


def check(body: bytes) -> ET.Element:
    """A small validator of what RFC 4287 says MUST be."""
    feed = ET.fromstring(body)
    assert feed.tag == f"{ATOM}feed"
    _check_construct(feed, "feed")
    ids = []
    for entry in feed.findall(f"{ATOM}entry"):
        _check_construct(entry, "entry")
        ids.append(entry.findtext(f"{ATOM}id"))
        assert entry.find(f"{ATOM}author") is not None or feed.find(f"{ATOM}author") is not None  # 4.1.2
        alternates = [each for each in links(entry, "alternate") if each]
        assert alternates  # 4.1.2: there is no content
    assert len(set(ids)) == len(ids)  # 4.1.1: a feed may repeat one only with another `updated`
    assert links(feed, "self")  # SHOULD
    return feed


def _check_construct(element: ET.Element, name: str) -> None:
    """Part 4.1: what each must have once, and may have once."""
    names = [each.tag.removeprefix(ATOM) for each in element]
    known = {
        "feed": {"generator", "icon", "logo", "subtitle", "entry"},
        "entry": {"content", "published", "source", "summary"},
    }
    assert set(names) <= {*known[name], *NUMBERS, "id", "title", "updated", "rights"}
    for once in ("id", "title", "updated"):
        assert names.count(once) == 1, (name, once)
    for at_most_once in {*names} - {*NUMBERS, "entry"}:
        assert names.count(at_most_once) == 1
    iri = element.findtext(f"{ATOM}id")
    assert re.fullmatch(r"tag:scowatch\.example,2026:(feed|article):[0-9a-f]{32}", iri)  # 4.2.6: an absolute IRI
    for moment in ("updated", "published"):
        for each in element.findall(f"{ATOM}{moment}"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", each.text)  # 3.3: RFC 3339
    for person in element.findall(f"{ATOM}author"):
        assert person.findtext(f"{ATOM}name")  # 3.2.1
    for category in element.findall(f"{ATOM}category"):
        assert category.get("term")  # 4.2.2.1
    kinds = [(each.get("rel"), each.get("type"), each.get("hreflang")) for each in element.findall(f"{ATOM}link")]
    assert len(set(kinds)) == len(kinds)
    for link in element.findall(f"{ATOM}link"):
        assert re.fullmatch(r"https?://[^\s<>\"]+", link.get("href"))  # 4.2.7.1
    for text in ("title", "summary"):
        assert all(each.get("type", "text") == "text" and not len(each) for each in element.findall(f"{ATOM}{text}"))


def links(element: ET.Element, rel: str) -> list[str]:
    return [each.get("href") for each in element.findall(f"{ATOM}link") if each.get("rel") == rel]


def entries(site: Site, address: str) -> Iterator[ET.Element]:
    """Of a feed and all its further pages."""
    for _ in range(100):
        feed = check(site(address.removeprefix(site.url)).body)
        yield from feed.findall(f"{ATOM}entry")
        following = links(feed, "next")
        if not following:
            return
        [address] = following
    raise AssertionError("there is no end")


def hits(archive, **asked) -> list[Hit]:
    return list(archive.search(Query(order="newest", limit=None, **asked)))


# --- Atom ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ({}, {}),
        ({"q": "waybill OR railway", "originals": "1"}, {"words": "waybill OR railway", "originals": True}),
        ({"tag": "sco", "level": "central", "lang": "ru"}, {"tag": "sco", "level": "central", "language": "ru"}),
        ({"q": "nowhereword"}, {"words": "nowhereword"}),
    ],
)
def test_a_feed_has_what_the_search_finds_the_newest_first(site, world, asked, query):
    found = hits(world, **query)
    given = list(entries(site, f"{FEED}?{urlencode({**asked, 'limit': 5})}"))
    assert [each.findtext(f"{ATOM}id") for each in given] == [entry_id(hit.url) for hit in found]
    assert [links(each, "alternate") for each in given] == [[hit.url] for hit in found]
    assert [each.findtext(f"{ATOM}title") for each in given] == [hit.title for hit in found]
    assert [each.get(LANG) for each in given] == [hit.language or "" for hit in found]
    assert bool(given) == (asked != {"q": "nowhereword"})


def test_an_entry_has_its_tags_as_categories(site, world):
    [hit] = world.search(Query(tag="sco", level="central", limit=1, order="newest"))
    entry = next(entries(site, f"{FEED}?tag=sco&level=central&limit=1"))
    tags = {
        (tag["slug"], tag["kind"]) for tag in world.document(hit.id)["tags"] if tag["level"] in {"central", "mention"}
    }
    given = entry.findall(f"{ATOM}category")
    assert {(each.get("term"), each.get("scheme").rpartition(":")[2]) for each in given} == tags
    assert ("sco", "organization") in tags
    assert len(given) == len(tags)


def test_a_reader_reads_it(site, world):
    read = feedparser.parse(site(f"{FEED}?originals=1").body)
    assert not read.bozo
    assert read.version == "atom10"
    found = hits(world, originals=True)[:50]
    assert [each.link for each in read.entries] == [hit.url for hit in found]
    assert [each.author for each in read.entries] == [hit.outlet for hit in found]
    moments = [datetime(*each.updated_parsed[:6], tzinfo=UTC) for each in read.entries]
    assert moments == [max(hit.first_seen, hit.published or hit.first_seen).replace(microsecond=0) for hit in found]
    assert all(each.summary for each in read.entries)


def test_a_feed_names_itself_and_its_pages(site):
    feed = check(site(f"{FEED}?q=sco&originals=1&limit=3").body)
    [following] = links(feed, "next")
    second = check(site(following.removeprefix(site.url)).body)
    assert links(second, "self") == [following]
    assert links(second, "first") == links(feed, "self") == [f"{site.url}{FEED}?q=sco&originals=1&limit=3"]
    assert links(feed, "alternate") == [f"{site.url}/?q=sco&originals=1&limit=3&order=newest"]
    assert second.findtext(f"{ATOM}id") == feed.findtext(f"{ATOM}id")
    assert feed.findtext(f"{ATOM}title") == "sco (originals 1)"


def test_its_id_is_that_of_the_question_however_it_is_put():
    question = Query(words="sco", tag="sco", order="newest")
    assert feed_id(question) == feed_id(Query(tag="sco", words="sco", order="newest", limit=7, snippets=True))
    others = [Query(words="sco", order="newest"), Query(words="sco", tag="sco", originals=True, order="newest")]
    assert len({feed_id(each) for each in (question, *others)}) == 3


def test_asked_again_it_says_that_nothing_is_new(site):
    for path in (FEED, "/feeds/sources.opml"):
        first = site(path)
        assert site(path, if_none_match=first["ETag"]).status == 304
        assert site(path, "HEAD")["ETag"] == first["ETag"]
    assert site(FEED)["Content-Type"] == "application/atom+xml; charset=utf-8"


@pytest.mark.parametrize("asked", ["order=oldest", "limit=101", "colour=red", "source=nobody"])
def test_what_cannot_be_asked_is_told(site, asked):
    answer = site(f"{FEED}?{asked}")
    assert (answer.status, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.fixture
def hostile(newsroom) -> Iterator[Site]:
    """An archive whose outlets mean no good."""
    texts = f"{HOSTILE} One sentence stands here, and says nothing. "
    for number, language in enumerate(["ar", None, "en"]):
        newsroom.bring(
            f"https://evil.example/{number}?a=1&b=%3Cscript%3E", texts + str(number) * 9, f"{number} {HOSTILE}",
            language=language, published=newsroom.dated(newsroom.now + timedelta(days=number)),
        )  # fmt: skip
    newsroom.bring("https://evil.example/no-title", "A text without a title, which is short.", "", published=None)
    with serving(make_app(newsroom.archive)) as site:
        yield site


def test_what_outlets_write_is_text_and_nothing_else(hostile):
    feed = check(hostile(f"{FEED}?q=sentence+OR+text").body)
    given = feed.findall(f"{ATOM}entry")
    kept = "".join(each for each in HOSTILE if each not in "\x0b\x1b\ufffe")
    assert {each.findtext(f"{ATOM}title") for each in given} == {
        "https://evil.example/no-title", *(f"{number} {kept}" for number in range(3))
    }  # fmt: skip
    assert sum("<script>" in (each.findtext(f"{ATOM}summary") or "") for each in given) == 3
    assert {each.get(LANG) for each in given} == {"ar", "", "en"}


def test_what_is_asked_is_text_too(hostile):
    feed = check(hostile(f"{FEED}?{urlencode({'tag': HOSTILE})}").body)
    assert "<script>" in feed.findtext(f"{ATOM}title")


# --- OPML ----------------------------------------------------------------------------------------------------------


def test_our_own_reader_reads_the_sources_again(site, world):
    answer = site("/feeds/sources.opml")
    assert answer["Content-Type"] == "text/x-opml; charset=utf-8"
    read = parse_opml(answer.body)
    assert isinstance(read, Subscriptions)
    assert list(read.sources) == [each.source for each in world.sources()]
    assert read.sources


def test_names_of_sources_are_text(newsroom):
    about = {"country": "KZ", "language": None, "kind": "sitemap", "url": "https://a.example/?a=1&b=2"}
    listed = Source(slug="a", name='Q&A <b>"daily"</b>', **about)
    newsroom.archive.sync_sources([listed])
    with serving(make_app(newsroom.archive)) as site:
        assert parse_opml(site("/feeds/sources.opml").body).sources == (listed,)
