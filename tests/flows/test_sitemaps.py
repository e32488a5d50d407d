"""Walking a tree of sitemaps: all of it, nothing twice, and not for ever."""

import asyncio
import gzip
from datetime import UTC, datetime

import pytest

from extractors.records import Dated, Failed
from flows import sitemaps
from flows.fetch import Fetcher, FetchLimits
from flows.sitemaps import Dates, Listed, walk
from tests.servers import HostileServer, reply

LIMITS = FetchLimits(
    user_agent="scowatch-test/1",
    timeout_seconds=5.0,
    connect_timeout_seconds=2.0,
    body_limit_bytes=100_000,
    redirect_limit=3,
    host_concurrency=4,
    host_delay_seconds=0.0,
    concurrency=16,
    allow_private_addresses=True,
)
SEPTEMBER = Dates(since=datetime(2025, 9, 1, tzinfo=UTC), until=datetime(2025, 10, 1, tzinfo=UTC))


def index(server: HostileServer, *children: str | tuple[str, str]) -> bytes:
    """A sitemap index of paths, each with its lastmod if it is given."""
    named = [(each, "") if isinstance(each, str) else each for each in children]
    items = (f"<sitemap><loc>{server.url(path)}</loc><lastmod>{day}</lastmod></sitemap>" for path, day in named)
    return reply(body=f"<sitemapindex>{''.join(items)}</sitemapindex>".encode(), Content_Type="application/xml")


def urlset(*urls: str | tuple[str, str]) -> bytes:
    named = [(each, "") if isinstance(each, str) else each for each in urls]
    items = (f"<url><loc>{url}</loc><lastmod>{day}</lastmod></url>" for url, day in named)
    return reply(body=f"<urlset>{''.join(items)}</urlset>".encode(), Content_Type="application/xml")


def walked(server: HostileServer, path: str = "/index.xml", dates: Dates | None = None) -> list[Listed | Failed]:
    async def run() -> list[Listed | Failed]:
        async with Fetcher(LIMITS) as fetcher:
            return [each async for each in walk(fetcher, server.url(path), dates or Dates())]

    return asyncio.run(asyncio.wait_for(run(), 30))


def urls(documents: list[Listed | Failed]) -> list[str]:
    return [entry.url for each in documents if isinstance(each, Listed) for entry in each.entries]


def asked(server: HostileServer) -> list[str]:
    return [path for path in server.paths() if path != "/robots.txt"]


def test_a_tree_is_read_to_its_leaves_breadth_first(server):
    server.answers = {
        "/index.xml": index(server, "/deep.xml", "/a.xml"),
        "/deep.xml": index(server, "/b.xml", "/c.xml"),
        "/a.xml": urlset("https://post.example/1"),
        "/b.xml": urlset("https://post.example/2", "https://post.example/3"),
        "/c.xml": urlset(),
    }
    documents = walked(server)
    assert asked(server) == ["/index.xml", "/deep.xml", "/a.xml", "/b.xml", "/c.xml"]
    assert [each.url for each in documents] == [server.url(path) for path in asked(server)]
    assert urls(documents) == [f"https://post.example/{number}" for number in (1, 2, 3)]


def test_a_compressed_child_is_read(server):
    packed = gzip.compress(b"<urlset><url><loc>https://post.example/1</loc></url></urlset>")
    server.answers = {
        "/index.xml": index(server, "/a.xml.gz"),
        "/a.xml.gz": reply(body=packed, Content_Type="application/gzip"),
    }
    assert urls(walked(server)) == ["https://post.example/1"]


def test_a_loop_ends_and_no_document_is_asked_for_twice(server):
    server.answers = {
        "/index.xml": index(server, "/a.xml", "/a.xml", "/index.xml"),
        "/a.xml": index(server, "/index.xml", "/a.xml", "/b.xml"),
        "/b.xml": urlset("https://post.example/1"),
    }
    assert urls(walked(server)) == ["https://post.example/1"]
    assert asked(server) == ["/index.xml", "/a.xml", "/b.xml"]


def test_a_broken_child_is_reported_and_its_sisters_are_read(server):
    server.answers = {
        "/index.xml": index(server, "/gone.xml", "/home.xml", "/cut.xml.gz", "/a.xml"),
        "/home.xml": reply(body=b"<!DOCTYPE html><title>Welcome</title><p>Hello", Content_Type="text/html"),
        "/cut.xml.gz": reply(body=gzip.compress(b"<urlset/>" * 99)[:20]),
        "/a.xml": urlset("https://post.example/1"),
    }
    documents = walked(server)
    assert [each.reason for each in documents if isinstance(each, Failed)] == ["http_404", "html", "bad_gzip"]
    assert [each.url for each in documents if isinstance(each, Failed)] == [
        server.url(path) for path in ("/gone.xml", "/home.xml", "/cut.xml.gz")
    ]
    assert urls(documents) == ["https://post.example/1"]


def test_a_root_that_is_not_there_is_the_whole_answer(server):
    (only,) = walked(server)
    assert isinstance(only, Failed)
    assert only.reason == "http_404"


def test_children_that_are_too_old_are_not_even_asked_for(server):
    server.answers = {
        "/index.xml": index(
            server, ("/old.xml", "2025-08-31"), ("/now.xml", "2025-09-15"), ("/later.xml", "2026-01-01"), "/undated.xml"
        ),
    } | {f"/{name}.xml": urlset(f"https://post.example/{name}") for name in ("old", "now", "later", "undated")}
    assert urls(walked(server, dates=SEPTEMBER)) == [
        f"https://post.example/{name}" for name in ("now", "later", "undated")
    ]
    assert "/old.xml" not in server.paths()


def test_children_are_left_out_by_the_dates_in_their_addresses(server):
    months = [f"/sitemap-2025-{month:02}.xml" for month in range(1, 13)]
    others = [
        "/sitemap-7.xml",
        "/by-year/2024.xml",
        "/by-year/2025.xml",
        "/news.xml?date_start=20250801&date_end=20250831",
    ]
    server.answers = {path: urlset(f"https://post.example{path}") for path in [*months, *others]}
    server.answers["/index.xml"] = index(server, *(path.replace("&", "&amp;") for path in [*months, *others]))
    documents = walked(server, dates=SEPTEMBER)
    assert asked(server) == ["/index.xml", "/sitemap-2025-09.xml", "/sitemap-7.xml", "/by-year/2025.xml"]
    assert isinstance(documents[0], Listed)
    assert documents[0].children_outside == 13


def test_a_child_that_speaks_of_the_dates_but_has_not_changed_since_is_left_out(server):
    server.answers["/index.xml"] = index(server, ("/sitemap-2025-09.xml", "2025-08-31T23:00:00Z"))
    walked(server, dates=SEPTEMBER)
    assert asked(server) == ["/index.xml"]


def test_numbered_children_are_all_read(server):
    numbered = [f"/sitemap-{number}.xml" for number in (1, 2, 2023, 2024)]
    server.answers = {"/index.xml": index(server, *numbered)} | {path: urlset() for path in numbered}
    walked(server, dates=SEPTEMBER)
    assert asked(server) == ["/index.xml", *numbered]


def news(*entries: tuple[str, str, str]) -> bytes:
    items = (
        f"<url><loc>https://post.example{path}</loc><lastmod>{changed}</lastmod>"
        f"<news:news><news:publication_date>{published}</news:publication_date></news:news></url>"
        for path, published, changed in entries
    )
    return reply(body=f"<urlset>{''.join(items)}</urlset>".encode(), Content_Type="application/xml")


def test_entries_outside_the_dates_are_counted_and_left_out(server):
    server.answers["/index.xml"] = news(
        ("/before", "2025-08-31T23:59:59Z", "2025-09-02"),
        ("/first", "2025-09-01T00:00:00Z", ""),
        ("/last", "2025-09-30T23:59:59Z", "2026-01-01"),
        ("/after", "2025-10-01T00:00:00Z", ""),
        ("/undated", "", ""),
        ("/2025/08/31/before-by-address", "", "2025-09-02"),
        ("/2025/09/30/last-by-address", "", "2026-01-01"),
        ("/unchanged", "", "2025-08-30"),
        ("/hours-ahead-of-us", "", "2025-09-01T02:00+05:00"),
        ("/changed-later", "", "2026-01-01"),
    )
    (listed,) = walked(server, dates=SEPTEMBER)
    assert isinstance(listed, Listed)
    assert [entry.url.rsplit("/")[-1] for entry in listed.entries] == [
        "first", "last", "undated", "last-by-address", "hours-ahead-of-us",
    ]  # fmt: skip
    assert listed.outside == 5


def test_a_day_without_a_time_is_the_whole_day(server):
    server.answers["/index.xml"] = news(("/noon", "2025-09-01", ""), ("/eve", "2025-08-31", ""))
    noon = Dates(since=datetime(2025, 9, 1, 12, tzinfo=UTC), until=datetime(2025, 9, 1, 13, tzinfo=UTC))
    assert urls(walked(server, dates=noon)) == ["https://post.example/noon"]


def test_a_sitemap_may_be_larger_than_a_page(server):
    server.answers["/index.xml"] = urlset(*(f"https://post.example/{number}" for number in range(3_000)))
    assert len(server.answers["/index.xml"]) > LIMITS.body_limit_bytes
    assert len(urls(walked(server))) == 3_000


def test_the_limit_of_a_sitemap_is_the_one_given(server):
    server.answers["/index.xml"] = urlset(*(f"https://post.example/{number}" for number in range(100)))

    async def run() -> list[Listed | Failed]:
        async with Fetcher(LIMITS) as fetcher:
            return [each async for each in walk(fetcher, server.url("/index.xml"), Dates(), limit_bytes=1_000)]

    (failed,) = asyncio.run(run())
    assert isinstance(failed, Failed)
    assert failed.reason == "too_large"


def test_entries_without_an_address_are_counted(server):
    server.answers["/index.xml"] = urlset("https://post.example/1", "mailto:desk@post.example", "")
    (listed,) = walked(server)
    assert isinstance(listed, Listed)
    assert (len(listed.entries), listed.unusable) == (1, 2)


def test_a_tree_without_end_is_left_at_the_limit_and_that_is_said(server, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_DOCUMENTS", 5)
    server.answers = {f"/{n}.xml": index(server, f"/{n + 1}.xml") for n in range(50)}
    documents = walked(server, "/0.xml")
    assert asked(server) == [f"/{n}.xml" for n in range(5)]
    assert [type(each) for each in documents] == [Listed] * 5 + [Failed]
    assert (documents[-1].reason, documents[-1].url) == ("too_many_sitemaps", server.url("/4.xml"))


def test_an_index_above_the_limit_is_read_up_to_it(server, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_DOCUMENTS", 5)
    server.answers = {f"/{n}.xml": urlset(f"https://post.example/{n}") for n in range(9)}
    server.answers["/index.xml"] = index(server, *(f"/{n}.xml" for n in range(9)))
    documents = walked(server)
    assert urls(documents) == [f"https://post.example/{n}" for n in range(4)]
    (left_out,) = (each for each in documents if isinstance(each, Failed))
    assert left_out.detail == "5 of its sitemaps were left out: of one tree 5 are read."


@pytest.mark.parametrize(
    ("since", "until", "moment", "inside"),
    [
        (None, None, datetime(1970, 1, 1, tzinfo=UTC), True),
        (datetime(2025, 9, 1, tzinfo=UTC), None, datetime(2025, 9, 1, tzinfo=UTC), True),
        (datetime(2025, 9, 1, tzinfo=UTC), None, datetime(2025, 8, 31, 23, 59, tzinfo=UTC), False),
        (None, datetime(2025, 9, 1, tzinfo=UTC), datetime(2025, 9, 1, tzinfo=UTC), False),
        (None, datetime(2025, 9, 1, tzinfo=UTC), datetime(2025, 8, 31, 23, 59, tzinfo=UTC), True),
    ],
)
def test_a_range_holds_its_beginning_and_not_its_end(since, until, moment, inside):
    dates = Dates(since=since, until=until)
    assert dates.may_hold_moment(moment) is inside
    assert dates.may_hold(Dated(value=moment, zone_known=True, precision="second", place="sitemap", raw="")) is inside
    assert dates.may_hold(None)
