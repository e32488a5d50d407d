"""Discovery against a scripted site: what is asked for, proposed and turned down, and when it stops."""

import asyncio
from datetime import UTC, datetime

import pytest

from config.settings import load_settings
from flows.autodiscovery import Discovery, discover
from flows.fetch import Fetcher
from flows.session import fetch_limits
from tests.servers import HostileServer, reply

NOW = datetime(2025, 9, 10, tzinfo=UTC)
EN = "The old bridge over the river has been opened to all cars again after a long repair"
RU = "Старый мост через реку снова открыт для движения после долгого ремонта"


def html(body: str, *, head: str = "", language: str = "en") -> bytes:
    page = f'<!doctype html><html lang="{language}"><head><title>Post</title>{head}</head><body>{body}</body></html>'
    return reply(body=page.encode(), Content_Type="text/html; charset=utf-8")


def rss(*names: str, day: str = "2025-09-09", title: str = "The Post", words: str = EN) -> bytes:
    items = "".join(
        f"<item><title>{words} {name}</title><link>https://post.example/{name}</link><pubDate>{day}</pubDate></item>"
        for name in names
    )
    body = f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'
    return reply(body=body.encode(), Content_Type="application/rss+xml")


def xml(body: str) -> bytes:
    return reply(body=body.encode(), Content_Type="application/xml")


def urlset(*paths: str, day: str = "2025-09-09") -> bytes:
    urls = "".join(f"<url><loc>https://post.example{path}</loc><lastmod>{day}</lastmod></url>" for path in paths)
    return xml(f"<urlset>{urls}</urlset>")


def link(path: str, title: str = "") -> str:
    return f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{path}">'


def articles(*days: int) -> str:
    return "".join(f'<h2><a href="/2025/09/0{n}/bridge-{n}">The bridge {n} is open again</a></h2>' for n in days)


@pytest.fixture
def search(server: HostileServer, environment: None):
    """Discover from a path of the server; URLs in what comes back are paths."""

    def run(path: str = "/", **options) -> Discovery:
        async def wait() -> Discovery:
            settings = load_settings(allow_private_addresses=True, host_delay_seconds=0, timeout_seconds=5)
            async with Fetcher(fetch_limits(settings)) as fetcher:
                return await discover(fetcher, server.url(path), now=NOW, **options)

        return asyncio.run(asyncio.wait_for(wait(), 30))

    return run


def proposed(server: HostileServer, found: Discovery) -> list[tuple[str, str]]:
    return [(each.kind, each.url.removeprefix(server.url(""))) for each in found.proposals]


def reasons(server: HostileServer, found: Discovery) -> dict[str, str]:
    return {each.url.removeprefix(server.url("")): each.reason for each in found.rejected}


def asked(server: HostileServer) -> list[str]:
    return [path for path in server.paths() if path != "/robots.txt"]


def test_a_link_in_the_head_is_enough(server, search):
    server.answers = {"/": html("<p>Hello", head=link("/feed/")), "/feed/": rss("1", "2")}
    found = search()
    (best,) = found.proposals
    assert (best.url, best.kind, best.why) == (server.url("/feed/"), "feed", "link rel=alternate")
    assert (best.title, best.language, best.entries, best.stale) == ("The Post", "en", 2, False)
    assert best.newest == datetime(2025, 9, 9, tzinfo=UTC)
    assert asked(server) == ["/", "/feed/"]
    assert (found.rejected, found.requests) == ((), 2)


def test_an_address_that_is_a_feed_is_the_answer(server, search):
    server.answers = {"/rss": rss("1")}
    assert proposed(server, search("/rss")) == [("feed", "/rss")]
    assert asked(server) == ["/rss"]


def test_an_address_that_is_a_sitemap_is_the_answer(server, search):
    server.answers = {"/map.xml": urlset("/2025/09/01/a", "/2025/09/02/b", "/2025/09/03/c")}
    assert proposed(server, search("/map.xml")) == [("sitemap", "/map.xml")]
    assert asked(server) == ["/map.xml"]


def test_a_feed_that_moved_for_good_is_proposed_where_it_is_now(server, search):
    server.answers = {
        "/": html("", head=link("/old") + link("/today")),
        "/old": reply(301, Location="/new"),
        "/new": rss("1"),
        "/today": reply(302, Location="/today-1"),
        "/today-1": rss("2"),
    }
    assert proposed(server, search()) == [("feed", "/new"), ("feed", "/today")]


def test_one_feed_in_two_forms_is_proposed_once(server, search):
    server.answers = {
        "/": html("", head=link("/rss") + link("/atom") + link("/sport")),
        "/rss": rss("1", "2", "3", "4", "5"),
        "/atom": rss("1", "2", "3", "4", "5"),
        "/sport": rss("5", "6", "7", "8", "9"),
    }
    found = search()
    assert proposed(server, found) == [("feed", "/rss"), ("feed", "/sport")]
    assert reasons(server, found) == {"/atom": "duplicate"}


def test_comments_empty_feeds_and_broken_ones_are_turned_down_by_name(server, search):
    server.answers = {
        "/": html("", head="".join(map(link, ("/talk", "/empty", "/gone", "/page", "/junk", "/rss")))),
        "/talk": rss("1", title="Comments on: the bridge"),
        "/empty": rss(),
        "/page": html("<p>Hello"),
        "/junk": reply(body=b"no feed at all", Content_Type="application/rss+xml"),
        "/rss": rss("1"),
    }
    found = search()
    assert proposed(server, found) == [("feed", "/rss")]
    assert reasons(server, found) == {
        "/talk": "comments",
        "/empty": "no_entries",
        "/gone": "http_404",
        "/page": "html",
        "/junk": "not_a_feed",
    }
    assert all(each.detail.endswith(".") and each.why for each in found.rejected)


def test_a_feed_that_stopped_comes_last_and_does_not_end_the_search(server, search):
    server.answers = {
        "/": html("", head=link("/old")),
        "/old": rss("1", day="2019-01-01"),
        "/rss.xml": rss("2"),
    }
    found = search()
    assert proposed(server, found) == [("feed", "/rss.xml"), ("feed", "/old")]
    assert [each.stale for each in found.proposals] == [False, True]


def test_a_feed_in_the_language_of_the_page_comes_first(server, search):
    server.answers = {
        "/": html("", head=link("/en") + link("/ru"), language="ru"),
        "/en": rss("1"),
        "/ru": rss("2", words=RU),
    }
    found = search()
    assert proposed(server, found) == [("feed", "/ru"), ("feed", "/en")]
    assert [each.language for each in found.proposals] == ["ru", "en"]


def test_a_page_called_rss_is_looked_through_for_feeds(server, search):
    server.answers = {
        "/": html('<a href="/rss/">RSS</a>'),
        "/rss/": html('<a href="/rss/all.xml">All</a><a href="/rss/sport.xml">Sport</a>'),
        "/rss/all.xml": rss("1"),
        "/rss/sport.xml": rss("2"),
    }
    found = search()
    assert proposed(server, found) == [("feed", "/rss/all.xml"), ("feed", "/rss/sport.xml")]
    assert reasons(server, found) == {"/rss/": "html"}


def test_a_section_may_name_the_feed_that_the_front_page_does_not(server, search):
    server.answers = {
        "/": html('<nav><a href="/novosti/">Новости</a></nav>'),
        "/novosti/": html("", head=link("/novosti/lenta")),
        "/novosti/lenta": rss("1"),
    }
    assert proposed(server, search()) == [("feed", "/novosti/lenta")]
    assert asked(server) == ["/", "/novosti/", "/novosti/lenta"]


def test_usual_addresses_are_tried_until_one_is_good(server, search):
    server.answers = {"/": html("<p>Hello"), "/rss.xml": rss("1")}
    found = search()
    assert proposed(server, found) == [("feed", "/rss.xml")]
    assert asked(server) == ["/", "/feed/", "/rss", "/rss.xml"]
    assert found.proposals[0].why == "a usual address"


def test_without_a_feed_the_news_sitemap_of_robots_txt_is_proposed_and_then_the_page_itself(server, search):
    robots = f"User-agent: *\nSitemap: {server.url('/all.xml')}\nSitemap: {server.url('/news.xml')}\n"
    server.answers = {
        "/": html(articles(1, 2, 3)),
        "/robots.txt": reply(body=robots.encode(), Content_Type="text/plain"),
        "/news.xml": urlset("/2025/09/01/a", "/2025/09/02/b", "/2025/09/03/c"),
    }
    found = search()
    assert proposed(server, found) == [("sitemap", "/news.xml"), ("section", "/")]
    assert "/all.xml" not in asked(server)
    section = found.proposals[1]
    assert (section.entries, section.language, section.newest) == (3, "en", datetime(2025, 9, 3, tzinfo=UTC))


def test_an_index_of_sitemaps_gives_its_news_or_is_weighed_by_its_newest_part(server, search):
    def index(*children: tuple[str, str]) -> bytes:
        parts = (f"<sitemap><loc>{server.url(path)}</loc><lastmod>{day}</lastmod></sitemap>" for path, day in children)
        return xml(f"<sitemapindex>{''.join(parts)}</sitemapindex>")

    part = urlset("/2025/09/01/a", "/2025/09/02/b", "/2025/09/03/c")
    server.answers = {
        "/with.xml": index(("/1.xml", "2025-09-09"), ("/latest.xml", "2025-09-01")),
        "/without.xml": index(("/1.xml", "2025-08-09"), ("/2.xml", "2025-09-09")),
        "/latest.xml": part,
        "/2.xml": part,
    }
    assert proposed(server, search("/with.xml")) == [("sitemap", "/latest.xml")]
    found = search("/without.xml")
    assert proposed(server, found) == [("sitemap", "/without.xml")]
    assert found.proposals[0].entries == 3
    assert "/1.xml" not in asked(server)


def test_a_sitemap_of_other_pages_and_a_page_of_one_article_are_too_little(server, search):
    server.answers = {
        "/": html(articles(1)),
        "/sitemap.xml": urlset("/about", "/contacts", "/tag/x", "/2025/09/01/a"),
    }
    found = search()
    assert not found.proposals
    assert reasons(server, found)["/sitemap.xml"] == "few_articles"
    assert reasons(server, found)["/"] == "few_articles"


def test_only_the_kind_wanted_is_looked_for(server, search):
    server.answers = {"/": html(articles(1, 2, 3), head=link("/feed/")), "/feed/": rss("1")}
    assert proposed(server, search(kinds=["section"])) == [("section", "/")]
    assert asked(server) == ["/"]
    found = search("/feed/", kinds=["sitemap"])
    assert not found.proposals
    assert reasons(server, found)["/feed/"] == "not_wanted"


def test_what_robots_txt_forbids_is_named_and_the_rest_is_tried(server, search):
    server.answers = {
        "/": html("", head=link("/private/rss") + link("/rss")),
        "/robots.txt": reply(body=b"User-agent: *\nDisallow: /private/\n", Content_Type="text/plain"),
        "/private/rss": rss("1"),
        "/rss": rss("2"),
    }
    found = search()
    assert proposed(server, found) == [("feed", "/rss")]
    assert reasons(server, found) == {"/private/rss": "robots"}
    assert "/private/rss" not in asked(server)


def test_a_page_that_is_not_there_does_not_hide_the_feed_of_its_site(server, search):
    server.answers = {"/rss": rss("1")}
    found = search("/no/such/page")
    assert proposed(server, found) == [("feed", "/rss")]
    assert reasons(server, found)["/no/such/page"] == "http_404"


def test_a_host_that_does_not_answer_is_asked_once(server, search):
    server.answers = {"/robots.txt": lambda talk: talk.reset(), "/": lambda talk: talk.reset()}
    found = search()
    assert not found.proposals
    assert (found.requests, len(found.rejected)) == (1, 1)


def test_a_site_with_nothing_is_asked_no_more_than_the_limit(server, search):
    body = "".join(f'<a href="/{n}.rss">RSS</a><a href="/{n}/news">News</a>' for n in range(200))
    server.answers = {"/": html(body)} | {f"/{n}.rss": html(body) for n in range(200)}
    found = search()
    assert not found.proposals
    assert found.requests == len(asked(server)) == 30
    assert "too_many" in reasons(server, found).values()
    assert len({each.url for each in found.rejected}) == len(found.rejected)


@pytest.mark.parametrize("body", [b"", b"\x00" * 99, b"<rss", b"{", b"<html>" * 9999, b"\x1f\x8b\x08junk"])
def test_junk_in_place_of_the_page_is_no_surprise(server, search, body):
    server.answers = {"/": reply(body=body, Content_Type="text/html")}
    found = search(most_requests=3)
    assert not found.proposals
    assert found.rejected
