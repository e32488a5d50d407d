"""Walking back through what an outlet keeps of its past: all that is wanted, nothing twice, and not for ever."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest

from config.sources import Source
from extractors.records import Failed
from flows import history as module
from flows.fetch import Fetcher
from flows.history import archive_history, feed_history, history, section_history
from flows.sitemaps import Dates, Listed
from tests.flows.test_sitemaps import LIMITS
from tests.servers import HostileServer, reply

NOW = datetime(2025, 9, 4, 12, tzinfo=UTC)
Walk = Callable[[Fetcher], AsyncIterator[Listed | Failed]]


def atom(*items: str | tuple[str, str], links: str = "", generator: str = "") -> bytes:
    """A feed of paths, each with the day it was published if that is given."""
    named = [(each, "") if isinstance(each, str) else each for each in items]
    entries = "".join(
        f"<entry><link href='https://post.example{path}'/>{f'<published>{day}</published>' if day else ''}</entry>"
        for path, day in named
    )
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'>{links}<generator>{generator}</generator>{entries}</feed>"
    return reply(body=feed.encode(), Content_Type="application/atom+xml")


def section(*paths: str, older: str = "") -> bytes:
    """A page that lists articles."""
    items = "".join(
        f"<article><h2><a href='{path}'>A long headline about the ferry of Ust-Test, {path}</a></h2></article>"
        for path in paths
    )
    pager = f"<nav><a rel='next' href='{older}'>Older</a></nav>" if older else ""
    page = f"<!doctype html><html><head><title>News</title></head><body><main>{items}</main>{pager}</body></html>"
    return reply(body=page.encode(), Content_Type="text/html; charset=utf-8")


def walked(walk: Walk) -> list[Listed | Failed]:
    async def run() -> list[Listed | Failed]:
        async with Fetcher(LIMITS) as fetcher:
            return [each async for each in walk(fetcher)]

    return asyncio.run(asyncio.wait_for(run(), 30))


def paths(documents: list[Listed | Failed]) -> list[str]:
    return ["/" + e.url.split("/", 3)[3] for each in documents if isinstance(each, Listed) for e in each.entries]


def reasons(documents: list[Listed | Failed]) -> list[str]:
    return [each.reason for each in documents if isinstance(each, Failed)]


def asked(server: HostileServer) -> list[str]:
    return [path for path in server.paths() if path != "/robots.txt"]


def from_feed(server: HostileServer, dates: Dates | None = None) -> list[Listed | Failed]:
    return walked(lambda fetcher: feed_history(fetcher, server.url("/feed.xml"), dates or Dates()))


@pytest.mark.parametrize("relation", ["prev-archive", "next"])
def test_a_feed_is_followed_to_its_first_archive(server, relation):
    server.answers = {
        "/feed.xml": atom("/3", links=f"<link rel='{relation}' href='2.xml'/>"),
        "/2.xml": atom("/2", links=f"<link rel='{relation}' href='1.xml'/>"),
        "/1.xml": atom("/1", links="<link rel='next-archive' href='2.xml'/>"),
    }
    assert paths(from_feed(server)) == ["/3", "/2", "/1"]
    assert asked(server) == ["/feed.xml", "/2.xml", "/1.xml"]


def test_a_json_feed_is_followed_to_its_next_page(server):
    form = '{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"url": "https://post.example/{}"}}]{}}}'
    server.answers = {
        "/feed.xml": reply(body=form.format(2, ', "next_url": "/older.json"').encode()),
        "/older.json": reply(body=form.format(1, "").encode()),
    }
    assert paths(from_feed(server)) == ["/2", "/1"]


def test_what_is_named_on_two_pages_is_listed_once(server):
    server.answers = {
        "/feed.xml": atom("/3", "/2", links="<link rel='next' href='2.xml'/>"),
        "/2.xml": atom("/2", "/1"),
    }
    assert paths(from_feed(server)) == ["/3", "/2", "/1"]


def test_a_loop_ends(server):
    server.answers = {
        "/feed.xml": atom("/2", links="<link rel='next' href='1.xml'/>"),
        "/1.xml": atom("/1", links="<link rel='next' href='feed.xml'/>"),
    }
    assert paths(from_feed(server)) == ["/2", "/1"]


def test_pages_that_name_nothing_new_end_the_walk(server):
    server.answers = {f"/{n}.xml": atom("/1", links=f"<link rel='next' href='{n + 1}.xml'/>") for n in range(50)}
    server.answers["/feed.xml"] = atom("/1", links="<link rel='next' href='0.xml'/>")
    assert paths(from_feed(server)) == ["/1"]
    assert asked(server) == ["/feed.xml", "/0.xml"]


def test_a_walk_ends_where_all_is_older_than_wanted(server):
    server.answers = {
        "/feed.xml": atom(("/4", "2025-09-03"), ("/3", "2025-09-02"), links="<link rel='next' href='2.xml'/>"),
        "/2.xml": atom(("/2", "2025-09-02"), ("/1", "2025-08-31"), links="<link rel='next' href='1.xml'/>"),
        "/1.xml": atom(("/0", "2025-08-30"), links="<link rel='next' href='0.xml'/>"),
    }
    dates = Dates(since=datetime(2025, 9, 1, tzinfo=UTC), until=datetime(2025, 9, 3, tzinfo=UTC))
    documents = from_feed(server, dates)
    assert paths(documents) == ["/3", "/2"]
    assert sum(each.outside for each in documents if isinstance(each, Listed)) == 3
    assert asked(server) == ["/feed.xml", "/2.xml", "/1.xml"]


def test_a_walk_without_end_is_left_and_that_is_said(server, monkeypatch):
    monkeypatch.setattr(module, "MOST_DOCUMENTS", 5)
    server.answers = {f"/{n}.xml": atom(f"/{n}", links=f"<link rel='next' href='{n + 1}.xml'/>") for n in range(50)}
    server.answers["/feed.xml"] = atom("/feed", links="<link rel='next' href='0.xml'/>")
    documents = from_feed(server)
    assert (len(paths(documents)), reasons(documents)) == (5, ["history_unfinished"])


def test_a_feed_of_wordpress_is_paged_until_it_says_404(server):
    server.answers = {
        "/feed.xml": atom("/3", generator="https://wordpress.org/?v=6.8"),
        "/feed.xml?paged=2": atom("/2", generator="https://wordpress.org/?v=6.8"),
        "/feed.xml?paged=3": atom("/1", generator="https://wordpress.org/?v=6.8"),
    }
    documents = from_feed(server)
    assert (paths(documents), reasons(documents)) == (["/3", "/2", "/1"], [])


def test_a_feed_that_looks_like_one_of_wordpress_and_is_none_is_asked_once_more(server):
    server.answers = {"/feed/?lang=ru": atom("/1"), "/feed/?lang=ru&paged=2": atom("/1")}
    documents = walked(lambda fetcher: feed_history(fetcher, server.url("/feed/?lang=ru"), Dates()))
    assert (paths(documents), len(asked(server))) == (["/1"], 2)


def test_another_feed_is_not_asked_for_pages(server):
    server.answers = {"/feed.xml": atom("/1", generator="Hugo")}
    from_feed(server)
    assert asked(server) == ["/feed.xml"]


def test_a_page_that_fails_ends_the_walk_and_is_given(server):
    server.answers = {
        "/feed.xml": atom("/2", links="<link rel='next' href='1.xml'/>"),
        "/1.xml": reply(500),
    }
    documents = from_feed(server)
    assert (paths(documents), reasons(documents)) == (["/2"], ["http_500"])


def test_a_feed_that_is_gone_is_the_whole_answer(server):
    assert reasons(from_feed(server)) == ["http_404"]


def test_a_section_is_followed_by_its_pager(server):
    first = [f"/news/2025/09/0{n}/a-long-slug-{n}.html" for n in (3, 2)]
    server.answers = {
        "/news": section(*first, older="/news?page=2"),
        "/news?page=2": section("/news/2025/09/01/a-long-slug-1.html"),
    }
    documents = walked(lambda fetcher: section_history(fetcher, server.url("/news"), Dates()))
    assert paths(documents) == [*first, "/news/2025/09/01/a-long-slug-1.html"]


def archived(server: HostileServer, dates: Dates, pattern: str = "/archive/%Y/%m/%d") -> list[Listed | Failed]:
    return walked(lambda fetcher: archive_history(fetcher, server.url(pattern), dates, now=NOW))


SLUGS = [
    f"/news/{name}-of-the-day-in-ust-test-{n}.html" for n, name in enumerate(("ferry", "market", "school", "bridge"))
]
SEPTEMBER = Dates(since=datetime(2025, 9, 1, tzinfo=UTC), until=datetime(2025, 9, 4, tzinfo=UTC))


def test_the_pages_by_day_are_read_from_the_last_to_the_first_and_date_what_they_list(server):
    server.answers = {f"/archive/2025/09/0{day}": section(SLUGS[day]) for day in (1, 2, 3)}
    documents = archived(server, SEPTEMBER)
    assert asked(server) == [f"/archive/2025/09/0{day}" for day in (3, 2, 1)]
    dates = [e.published for each in documents if isinstance(each, Listed) for e in each.entries]
    assert [(each.raw, each.place, each.precision) for each in dates if each] == [
        (f"2025-09-0{day}", "url", "day") for day in (3, 2, 1)
    ]


def test_the_pages_by_month_give_no_dates(server):
    server.answers = {"/2025-09.html": section(SLUGS[0]), "/2025-08.html": section(SLUGS[1])}
    dates = Dates(since=datetime(2025, 8, 20, tzinfo=UTC), until=datetime(2025, 9, 2, tzinfo=UTC))
    documents = archived(server, dates, "/%Y-%m.html")
    assert paths(documents) == SLUGS[:2]
    assert not [e for each in documents if isinstance(each, Listed) for e in each.entries if e.published]


def test_a_page_by_day_has_pages_of_its_own_and_its_link_to_another_day_is_not_one(server):
    server.answers = {
        "/archive/2025/09/03": section(SLUGS[3], older="/archive/2025/09/03?page=2"),
        "/archive/2025/09/03?page=2": section(SLUGS[2], older="/archive/2025/09/02"),
        "/archive/2025/09/02": section(SLUGS[1], older="/archive/2025/09/01"),
    }
    dates = Dates(since=datetime(2025, 9, 2, tzinfo=UTC), until=datetime(2025, 9, 4, tzinfo=UTC))
    assert paths(archived(server, dates)) == [SLUGS[3], SLUGS[2], SLUGS[1]]
    assert asked(server) == ["/archive/2025/09/03", "/archive/2025/09/03?page=2", "/archive/2025/09/02"]


def test_a_day_without_a_page_is_a_day_without_news(server):
    server.answers = {"/archive/2025/09/01": section(SLUGS[0])}
    documents = archived(server, SEPTEMBER)
    assert (paths(documents), reasons(documents)) == ([SLUGS[0]], [])


def test_what_a_redirect_led_to_is_not_of_that_day(server):
    server.answers = {
        "/archive/2025/09/03": reply(302, Location="/archive/2025/09/03/"),
        "/archive/2025/09/03/": section(SLUGS[0]),
        "/archive/2025/09/02": reply(302, Location="/"),
        "/": section(SLUGS[1]),
    }
    entries = [e for each in archived(server, SEPTEMBER) if isinstance(each, Listed) for e in each.entries]
    assert [e.published and e.published.raw for e in entries] == ["2025-09-03", None]


def test_days_whose_pages_list_nothing_do_not_end_the_walk(server):
    server.answers = {f"/archive/2025/08/{day:02}": section() for day in range(1, 32)}
    server.answers["/archive/2025/08/01"] = section(SLUGS[0])
    dates = Dates(since=datetime(2025, 8, 1, tzinfo=UTC), until=datetime(2025, 9, 1, tzinfo=UTC))
    assert paths(archived(server, dates)) == [SLUGS[0]]


def test_an_archive_without_any_page_is_a_wrong_address(server):
    assert reasons(archived(server, SEPTEMBER)) == ["http_404"]


def test_an_archive_that_fails_on_is_left_in_peace(server):
    dates = Dates(since=datetime(2025, 1, 1, tzinfo=UTC))
    server.answers = {f"/archive/2025/{m:02}/{d:02}": reply(403) for m in range(1, 10) for d in range(1, 32)}
    documents = archived(server, dates)
    assert reasons(documents) == ["http_403"] * module.FAILURES + ["history_unfinished"]


def test_without_a_beginning_the_walk_ends_after_a_long_silence(server, monkeypatch):
    monkeypatch.setattr(module, "SILENCE", 4)
    server.answers = {"/archive/2025/09/02": section(SLUGS[0])}
    assert paths(archived(server, Dates())) == [SLUGS[0]]
    assert asked(server)[-1] == "/archive/2025/08/29"


def test_the_history_of_a_source_is_its_feed_and_its_archive(server):
    server.answers = {"/feed.xml": atom("/1"), "/archive/2025/09/03": section(SLUGS[0])}
    source = Source(
        slug="post", name="Post", country=None, language=None, kind="feed", url=server.url("/feed.xml"),
        archive=server.url("/archive/%Y/%m/%d"),
    )  # fmt: skip
    documents = walked(lambda fetcher: history(fetcher, source, SEPTEMBER, now=NOW))
    assert paths(documents) == ["/1", SLUGS[0]]
