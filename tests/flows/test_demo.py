"""The sample news world answers over real HTTP, and shows what it promises to show."""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from http.client import HTTPConnection, HTTPMessage
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from json import loads
from urllib.parse import urlsplit

import feedparser
import pytest

from extractors.feed import parse_feed
from extractors.records import Feed, Sitemap, Unreadable
from extractors.sitemap import parse_sitemap
from flows.demo.render import Response, render
from flows.demo.site import Outlet, SampleArticle, load_world
from flows.demo.world import DemoWorld, Hit

WORLD = load_world()
ARTICLES = [(outlet, article) for outlet in WORLD.outlets for article in outlet.articles]
SERVED = [(outlet, article) for outlet, article in ARTICLES if not article.vanished]
EDITED = "/steppe-herald/sco-energy-ministers-winter-reserve"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(self.headers.get_content_charset("missing"))


class Reader:
    """One kept-alive connection to the world."""

    def __init__(self, world: DemoWorld) -> None:
        self._connection = HTTPConnection(urlsplit(world.url).netloc, timeout=10)

    def get(self, url: str, **headers: str) -> Answer:
        path = urlsplit(url).path
        self._connection.request("GET", path, headers={each.replace("_", "-"): headers[each] for each in headers})
        response = self._connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def world() -> Iterator[DemoWorld]:
    with DemoWorld() as world:
        yield world


@pytest.fixture
def reader(world: DemoWorld) -> Iterator[Reader]:
    reader = Reader(world)
    yield reader
    reader.close()


def path_of(outlet: Outlet, article: SampleArticle) -> str:
    return outlet.home + article.slug


def showing(behaviour: str) -> list[tuple[Outlet, SampleArticle]]:
    return [(outlet, article) for outlet, article in ARTICLES if behaviour in article.shows]


def words(paragraph: str) -> list[str]:
    return re.findall(r"\w+", paragraph)


# --- the texts -------------------------------------------------------------------------------------------------


def test_the_world_is_as_large_and_as_wide_as_promised() -> None:
    assert len(SERVED) >= 34
    assert len([outlet for outlet in WORLD.outlets if outlet.articles]) >= 6
    assert {outlet.language for outlet in WORLD.outlets} >= {"en", "ru", "zh", "fa", "tr", "kk", "ur"}
    assert {outlet.format for outlet in WORLD.outlets} == {"rss", "atom", "rdf", "json", "html"}
    assert {outlet.charset for outlet in WORLD.outlets} == {"utf-8", "windows-1251", "gb18030"}


def test_the_world_weighs_no_more_than_300_kilobytes() -> None:
    def weight(folder: Traversable) -> int:
        return sum(weight(each) if each.is_dir() else len(each.read_bytes()) for each in folder.iterdir())

    assert 50_000 < weight(files("config") / "demo") <= 300_000


@pytest.mark.parametrize("article", [each for _, each in SERVED], ids=lambda each: each.slug)
def test_an_article_has_paragraphs_to_extract_and_a_date_with_zone(article: SampleArticle) -> None:
    assert 3 <= len(article.paragraphs) <= 8
    assert all(paragraph == paragraph.strip() and "\n" not in paragraph for paragraph in article.paragraphs)
    assert article.published.utcoffset() is not None
    assert article.byline
    assert article.shows


def test_every_language_has_a_story_about_the_organization_and_one_that_is_not() -> None:
    for language in ("en", "ru", "zh", "fa", "tr", "kk", "ur"):
        shown = {each for outlet, article in ARTICLES if outlet.language == language for each in article.shows}
        assert {"central", "none"} <= shown, language


def test_every_behaviour_is_shown() -> None:
    once = {"wire", "shortened", "exact-source", "exact-copy", "edited", "moved", "vanished"}
    assert {each: len(showing(each)) for each in once} == dict.fromkeys(once, 1)
    assert len(showing("reprint")) == 2
    assert len(showing("archived")) == 5
    assert len({outlet.slug for outlet, _ in showing("confuser")}) >= 4
    assert len(showing("mention")) >= 4


def test_the_exact_copy_is_exact_and_elsewhere() -> None:
    (first, source), (second, copy) = *showing("exact-source"), *showing("exact-copy")
    assert (source.title, source.text) == (copy.title, copy.text)
    assert first.slug != second.slug
    assert copy.published > source.published


def test_the_reprints_carry_the_wire_story_under_headlines_of_their_own() -> None:
    ((agency, wire),) = showing("wire")
    for outlet, reprint in showing("reprint"):
        assert outlet.slug != agency.slug
        assert reprint.title != wire.title
        assert reprint.published > wire.published
        assert len(set(wire.paragraphs) & set(reprint.paragraphs)) >= 2


def test_the_shortened_reprint_has_frame_and_scars() -> None:
    ((_, wire),), ((_, short),) = showing("wire"), showing("shortened")
    assert short.paragraphs[0].startswith("Written by ")
    assert short.paragraphs[-1].startswith("About the author")
    assert len(words(" ".join(short.paragraphs[1:-1]))) < 0.7 * len(words(wire.text))
    for scar in ("Sep-tember", "Rus-sian", "Organi-zation"):
        assert scar in short.text
        assert scar.replace("-", "") in wire.text


def test_archived_articles_spread_over_months() -> None:
    assert len({article.published.month for _, article in showing("archived")}) == 5


# --- rendering -------------------------------------------------------------------------------------------------


def test_rendering_is_a_function_of_its_arguments() -> None:
    assert render(WORLD, 1, "http://a.example") == render(load_world(), 1, "http://a.example")


def test_the_second_day_changes_the_edited_page_and_the_feed_of_its_outlet_alone() -> None:
    first, second = render(WORLD, 1, "http://a.example"), render(WORLD, 2, "http://a.example")
    assert first.keys() == second.keys()
    assert {path for path in first if first[path] != second[path]} == {EDITED, "/steppe-herald/atom.xml"}


def test_the_edit_changes_paragraphs_and_a_figure_but_not_the_headline() -> None:
    ((_, article),) = showing("edited")
    edited = article.on(2)
    assert edited.title == article.title
    assert edited.updated is not None
    assert edited.updated > article.published
    changed = [pair for pair in zip(article.paragraphs, edited.paragraphs, strict=True) if pair[0] != pair[1]]
    assert len(changed) == 2
    assert "14 storage sites" in changed[0][0]
    assert "17 storage sites" in changed[0][1]


@pytest.mark.parametrize(
    ("etag", "since", "fits"),
    [
        ('"a"', None, True),
        ('W/"a"', None, True),
        ('"b", "a"', None, True),
        ("*", None, True),
        ('"b"', None, False),
        ('"b"', "Thu, 12 Nov 2026 11:00:00 GMT", False),  # the tag decides, whatever the date says
        (None, "Thu, 12 Nov 2026 10:00:00 GMT", True),
        (None, "Thu, 12 Nov 2026 11:00:00 GMT", True),
        (None, "Thu, 12 Nov 2026 09:59:59 GMT", False),
        (None, "Thu, 12 Nov 2026 11:00:00 -0000", True),
        (None, "yesterday", False),
        (None, None, False),
    ],
)
def test_validators_fit_as_the_protocol_says(etag: str | None, since: str | None, fits: bool) -> None:
    headers = {"ETag": '"a"', "Last-Modified": "Thu, 12 Nov 2026 10:00:00 GMT"}
    assert Response(status=200, headers=headers, body=b"").fits(etag=etag, modified_since=since) is fits


def test_an_answer_without_validators_fits_none() -> None:
    assert not Response(status=200, headers={}, body=b"").fits(etag="*", modified_since=None)


# --- over HTTP -------------------------------------------------------------------------------------------------


def test_every_article_page_answers_with_its_text(reader: Reader) -> None:
    for outlet, article in SERVED:
        answer = reader.get(path_of(outlet, article))
        assert answer.status == 200, article.slug
        assert answer.headers.get_content_type() == "text/html"
        assert answer.headers.get_content_charset() == outlet.charset
        text = unescape(answer.text)
        for expected in (article.title, article.byline, outlet.name, outlet.fiction, *article.paragraphs):
            assert expected in text, article.slug
        assert not re.search(r"\$\w", text), "a placeholder was left"


def test_the_date_is_stated_in_four_ways(reader: Reader) -> None:
    json_ld = reader.get(EDITED).text
    assert loads(json_ld.split('ld+json">')[1].split("</script>")[0])["datePublished"] == "2026-11-12T10:30:00+05:00"
    assert 'article:published_time" content="2026-11-10T14:30:00+00:00"' in (
        reader.get("/meridian-wire/markets/tea-auction-record").text
    )
    assert (
        '<time datetime="2026-11-09T10:20:00+00:00">' in reader.get("/port-lantern/harbour/dredger-finds-anchor").text
    )
    plain = reader.get("/sineozersk-listok/news/ledostav-ranshe-sroka").text
    assert "10.11.2026 09:05 (UTC+03:00)" in plain
    assert not re.search("ld\\+json|<time|article:|2026-11-10", plain)


def test_json_ld_in_a_graph_is_json(reader: Reader) -> None:
    page = reader.get("/neel-wadi/2026/sco-fiber-repair").text
    graph = loads(page.split('ld+json">')[1].split("</script>")[0])["@graph"]
    assert graph[1]["datePublished"] == "2026-11-11T09:50:00+05:00"


def test_every_xml_feed_reads_without_complaint(world: DemoWorld, reader: Reader) -> None:
    for source, outlet in zip(world.sources(), WORLD.outlets, strict=True):
        if outlet.format in {"json", "html"}:
            continue
        answer = reader.get(source.url)
        headers = {"content-type": answer.headers["Content-Type"], "content-location": source.url}
        feed = feedparser.parse(answer.body, response_headers=headers)
        assert not feed.bozo, source.slug
        assert feed.version == {"rss": "rss20", "atom": "atom10", "rdf": "rss10"}[outlet.format]
        assert feed.encoding == outlet.charset
        assert [entry.title for entry in feed.entries] == [article.title for article in outlet.listed]
        assert all(entry.link.startswith(world.url + outlet.home) for entry in feed.entries)


def test_our_own_parser_reads_every_feed(world: DemoWorld, reader: Reader) -> None:
    for source, outlet in zip(world.sources(), WORLD.outlets, strict=True):
        answer = reader.get(source.url)
        feed = parse_feed(answer.body, url=source.url, content_type=answer.headers["Content-Type"])
        if outlet.format == "html":
            assert isinstance(feed, Unreadable)
            assert feed.reason == "html"
            continue
        assert isinstance(feed, Feed), source.slug
        assert [entry.title for entry in feed.entries] == [article.title for article in outlet.listed]
        assert feed.unusable == (1 if outlet.linkless else 0)
        assert feed.language == outlet.language
        for entry, article in zip(feed.entries, outlet.listed, strict=True):
            dated = entry.published or entry.updated
            assert dated is not None
            assert dated.value == article.published
            assert entry.authors == (article.byline,)


def test_one_entry_has_no_link(world: DemoWorld, reader: Reader) -> None:
    items = loads(reader.get(f"{world.url}/port-lantern/feed.json").body)["items"]
    assert [item["title"] for item in items if "url" not in item] == ["Tide table for the week at Port Ellory"]


def test_the_broken_feed_is_a_page(world: DemoWorld, reader: Reader) -> None:
    (broken,) = (source for source in world.sources() if source.slug == "hollow-creek-bugle")
    answer = reader.get(broken.url)
    assert answer.status == 200
    assert answer.headers.get_content_type() == "text/html"
    assert feedparser.parse(answer.body).version == ""


@pytest.mark.parametrize("behaviour", ["listed", "archived"])
def test_the_sitemap_lists_all_pages_of_its_outlet(world: DemoWorld, reader: Reader, behaviour: str) -> None:
    sitemap = parse_sitemap(reader.get(world.sitemap).body, url=world.sitemap)
    assert isinstance(sitemap, Sitemap)
    dates = {entry.url: entry.updated.value for entry in sitemap.entries if entry.updated}
    (outlet,) = (each for each in WORLD.outlets if each.sitemap)
    expected = [each for each in outlet.served if each.archived is (behaviour == "archived")]
    assert expected
    for article in expected:
        assert dates[world.url + path_of(outlet, article)] == article.published
    assert len(dates) == len(outlet.served)


def test_the_feed_does_not_list_the_archived(world: DemoWorld, reader: Reader) -> None:
    assert "/archive/" not in reader.get(f"{world.url}/meridian-wire/rss.xml").text


def test_the_moved_page_answers_at_its_new_address(world: DemoWorld, reader: Reader) -> None:
    ((outlet, article),) = showing("moved")
    assert outlet.home + str(article.listed_as) in reader.get(outlet.home + outlet.feed).text
    answer = reader.get(outlet.home + str(article.listed_as))
    assert answer.status == 301
    assert answer.headers["Location"] == world.url + path_of(outlet, article)
    assert reader.get(answer.headers["Location"]).status == 200


def test_the_vanished_page_is_listed_and_gone(reader: Reader) -> None:
    ((outlet, article),) = showing("vanished")
    assert path_of(outlet, article) in reader.get(outlet.home + outlet.feed).text
    assert reader.get(path_of(outlet, article)).status == 410


def test_an_unknown_address_is_not_found(reader: Reader) -> None:
    assert reader.get("/steppe-herald/no-such-page").status == 404


def test_every_link_within_the_world_leads_somewhere(reader: Reader) -> None:
    links: set[str] = set()
    for outlet, article in SERVED:
        page = reader.get(path_of(outlet, article)).text
        links |= {each.partition("#")[0] for each in re.findall(r'href="([^"]*)"', page)}
    assert len(links) > len(SERVED)
    for link in links - {""}:
        assert reader.get(link).status == 200, link


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_an_unchanged_feed_answers_304_to_either_validator(world: DemoWorld, reader: Reader, header: str) -> None:
    validator = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}[header]
    for source in world.sources():
        first = reader.get(source.url)
        again = reader.get(source.url, **{header: first.headers[validator]})
        assert (first.status, again.status, again.body) == (200, 304, b""), source.slug


@pytest.mark.parametrize(("header", "validator"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
def test_on_the_second_day_only_what_changed_is_sent_again(
    world: DemoWorld, reader: Reader, header: str, validator: str
) -> None:
    urls = [source.url for source in world.sources()] + [world.url + path_of(*each) for each in SERVED]
    first = {url: reader.get(url).headers[validator] for url in urls}
    world.day = 2
    second = {url: reader.get(url, **{header: first[url]}).status for url in urls}
    assert {url for url in urls if second[url] == 200} == {
        f"{world.url}{EDITED}",
        f"{world.url}/steppe-herald/atom.xml",
    }
    assert set(second.values()) == {200, 304}


def test_on_the_second_day_the_feed_gives_the_edit_a_later_date(world: DemoWorld, reader: Reader) -> None:
    def edited_entry() -> tuple[datetime, datetime]:
        feed = parse_feed(reader.get(f"{world.url}/steppe-herald/atom.xml").body, url=world.url)
        assert isinstance(feed, Feed)
        (entry,) = (each for each in feed.entries if each.url.endswith(EDITED))
        assert entry.published is not None
        assert entry.updated is not None
        return entry.published.value, entry.updated.value

    published, updated = edited_entry()
    assert published == updated
    world.day = 2
    assert edited_entry() == (published, datetime(2026, 11, 13, 4, 5, tzinfo=UTC))
    assert "17 storage sites in seven countries" in reader.get(EDITED).text


def test_last_modified_is_a_date_of_the_protocol(world: DemoWorld, reader: Reader) -> None:
    raw = reader.get(EDITED).headers["Last-Modified"]
    assert raw == "Thu, 12 Nov 2026 05:30:00 GMT"
    assert parsedate_to_datetime(raw) == datetime(2026, 11, 12, 5, 30, tzinfo=UTC)


def test_the_log_tells_what_was_asked_for(world: DemoWorld, reader: Reader) -> None:
    etag = reader.get("/yunlan-daily/rss.xml").headers["ETag"]
    reader.get("/yunlan-daily/rss.xml", If_None_Match=etag)
    reader.get("/yunlan-daily/nothing")
    assert world.log == [
        Hit(path="/yunlan-daily/rss.xml", status=200, conditional=False),
        Hit(path="/yunlan-daily/rss.xml", status=304, conditional=True),
        Hit(path="/yunlan-daily/nothing", status=404, conditional=False),
    ]


def test_sources_are_records_of_the_world(world: DemoWorld) -> None:
    sources = world.sources()
    assert [source.slug for source in sources] == [outlet.slug for outlet in WORLD.outlets]
    assert all(source.url.startswith("http://127.0.0.1:") and source.active for source in sources)


def test_leaving_the_world_closes_kept_alive_connections_and_the_port() -> None:
    with DemoWorld() as world:
        address = urlsplit(world.url)
        reader = Reader(world)
        assert reader.get(EDITED).status == 200
    with pytest.raises(ConnectionError):
        reader.get(EDITED)
    reader.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=5)


def test_two_worlds_live_side_by_side() -> None:
    with DemoWorld() as one, DemoWorld(day=2) as two:
        assert one.url != two.url
        assert one.answer(EDITED).body != two.answer(EDITED).body


def test_feeds_list_the_newest_first() -> None:
    for outlet in WORLD.outlets:
        assert all(later.published >= earlier.published for later, earlier in pairwise(outlet.listed))
