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


def test_a_tree_is_read_to_its_leaves_breadth_first(server):
    server.answers = {
        "/index.xml": index(server, "/deep.xml", "/a.xml"),
        "/deep.xml": index(server, "/b.xml", "/c.xml"),
        "/a.xml": urlset("https://post.example/1"),
        "/b.xml": urlset("https://post.example/2", "https://post.example/3"),
        "/c.xml": urlset(),
    }
    documents = walked(server)
    assert server.paths() == ["/index.xml", "/deep.xml", "/a.xml", "/b.xml", "/c.xml"]
    assert [each.url for each in documents] == [server.url(path) for path in server.paths()]
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
    assert server.paths() == ["/index.xml", "/a.xml", "/b.xml"]


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


def test_entries_outside_the_dates_are_counted_and_left_out(server):
    server.answers["/index.xml"] = urlset(
        ("https://post.example/before", "2025-08-31T23:59:59Z"),
        ("https://post.example/first", "2025-09-01T00:00:00Z"),
        ("https://post.example/last", "2025-09-30T23:59:59Z"),
        ("https://post.example/after", "2025-10-01T00:00:00Z"),
        "https://post.example/undated",
    )
    (listed,) = walked(server, dates=SEPTEMBER)
    assert isinstance(listed, Listed)
    assert [entry.url.rsplit("/")[-1] for entry in listed.entries] == ["first", "last", "undated"]
    assert listed.outside == 2


def test_entries_without_an_address_are_counted(server):
    server.answers["/index.xml"] = urlset("https://post.example/1", "mailto:desk@post.example", "")
    (listed,) = walked(server)
    assert isinstance(listed, Listed)
    assert (len(listed.entries), listed.unusable) == (1, 2)


def test_a_tree_without_end_is_left_at_the_limit_and_that_is_said(server, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_DOCUMENTS", 5)
    server.answers = {f"/{n}.xml": index(server, f"/{n + 1}.xml") for n in range(50)}
    documents = walked(server, "/0.xml")
    assert server.paths() == [f"/{n}.xml" for n in range(5)]
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
