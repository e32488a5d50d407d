"""Polling one source after another, against a server that answers as told, into a real archive."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from config.settings import load_settings
from config.sources import Source
from flows.gaps import repair
from flows.listings import poll
from flows.session import now, session
from storage.tables import discovery, frontier, gap, source
from tests.servers import reply, then_close


def rss(server, *numbers, head=""):
    items = "".join(f"<item><title>{n}</title><link>{server.url(f'/{n}')}</link></item>" for n in numbers)
    return f'<rss version="2.0"><channel><title>Post</title>{head}{items}</channel></rss>'.encode()


@pytest.fixture
def desk(server, environment, tmp_path):
    """Poll a source of the server so many times; give how the polls ended, and then ask the archive."""

    class Desk:
        settings = load_settings(
            data_dir=tmp_path, allow_private_addresses=True, host_delay_seconds=0, timeout_seconds=3, workers=1
        )

        def polls(self, times=1, *, kind="feed", path="/rss"):
            return asyncio.run(self._polls(times, self.source(kind, path)))

        def source(self, kind="feed", path="/rss"):
            return Source(slug="post", name="Post", country=None, language=None, kind=kind, url=server.url(path))

        async def _polls(self, times, listed):
            async with session(self.settings, "ingest") as opened:
                ended = []
                for _ in range(times):
                    [state] = opened.archive.sync_sources([listed])
                    ended.append(await poll(opened, state))
                self.report = opened.report
                [self.state] = opened.archive.sync_sources([listed])
                with opened.archive.engine.connect() as connection:
                    self.gaps = connection.execute(select(gap)).all()
                    self.listed = connection.execute(select(discovery.c.origin, discovery.c.how)).all()
                return ended

    return Desk()


def asked(server, path="/rss"):
    return [request.headers for request in server.requests if request.path == path]


def test_a_feed_is_read_once_and_then_asked_only_whether_it_has_changed(desk, server):
    feed = reply(body=rss(server, 1, 2), ETag='"one"')
    server.answers["/rss"] = [feed, reply(304)]
    assert desk.polls(2) == ["changed", "unchanged"]
    first, second = asked(server)
    assert "if-none-match" not in first
    assert second["if-none-match"] == '"one"'
    assert desk.report.total("new") == desk.report.total("seen") == 2


def test_a_server_that_sends_the_same_again_brings_nothing_new(desk, server):
    server.answers["/rss"] = reply(body=rss(server, 1, 2))
    assert desk.polls(2) == ["changed", "unchanged"]
    assert (desk.report.total("new"), desk.report.total("seen")) == (2, 2)


def test_a_feed_that_lies_with_304_is_found_out(desk, server):
    old, new = (reply(body=rss(server, *numbers), ETag='"always"') for numbers in ((1, 2), (1, 2, 3)))
    honest = old

    def liar(talk):
        conditional = "if-none-match" in server.requests[-1].headers
        talk.send(reply(304) if conditional else honest)

    server.answers["/rss"] = liar
    assert desk.polls(2) == ["changed", "unchanged"]
    honest = new
    # By its word nothing ever changes; a week later we ask in full, and so again from then on.
    _make_older(desk, timedelta(days=7))
    assert "changed" in desk.polls(3)
    assert sum("if-none-match" not in headers for headers in asked(server)) >= 2
    assert desk.report.total("new") == 1


def _make_older(desk, age):
    """Let the archive believe that its last polls were so long ago."""

    async def age_all():
        async with session(desk.settings, "ingest") as opened:
            with opened.archive.engine.begin() as connection:
                for row in connection.execute(select(source)).all():
                    rhythm = {
                        name: _older(value, age) if name.endswith("_at") or name == "since" else value
                        for name, value in (row.rhythm or {}).items()
                    }
                    moved = {
                        "polled_at": row.polled_at - age,
                        "succeeded_at": row.succeeded_at - age,
                        "full_from": row.full_from - age,
                    }
                    connection.execute(update(source).where(source.c.id == row.id).values(rhythm=rhythm, **moved))

    asyncio.run(age_all())


def _older(value, age):
    return value and (datetime.fromisoformat(value) - age).isoformat()


def test_a_source_that_moved_for_good_is_polled_where_it_went(desk, server):
    server.answers |= {"/rss": reply(301, Location="/atom"), "/atom": reply(body=rss(server, 1, 2), ETag='"a"')}
    desk.polls(2)
    assert server.paths().count("/rss") == 1
    assert (desk.state.moved_to, desk.state.moved_by) == (server.url("/atom"), "redirect")
    assert desk.listed == [(server.url("/rss"), "feed")] * 2, "provenance keeps the address of the list"


@pytest.mark.parametrize("there", ["the same bytes", "a 304"])
def test_a_move_is_seen_though_the_feed_has_not_changed(desk, server, there):
    feed = reply(body=rss(server, 1, 2), ETag='"a"')
    server.answers |= {"/rss": [feed, reply(301, Location="/atom")], "/atom": feed if "bytes" in there else reply(304)}
    assert desk.polls(3) == ["changed", "unchanged", "unchanged"]
    assert (desk.state.moved_to, desk.state.moved_by) == (server.url("/atom"), "redirect")
    assert desk.report.moved == {"post": server.url("/atom")}
    assert server.paths().count("/rss") == 2


def test_a_feed_that_was_cut_off_is_asked_for_again_in_full(desk, server):
    cut = b'HTTP/1.1 200 OK\r\nETag: "a"\r\n\r\n' + rss(server, 1, 2, 3).rpartition(b"<item>")[0]
    server.answers["/rss"] = [then_close(cut), reply(body=rss(server, 1, 2, 3), ETag='"a"')]
    assert desk.polls(2) == ["changed", "changed"]
    assert "if-none-match" not in asked(server)[1]
    assert desk.report.total("new") == 3


def test_when_the_new_address_dies_the_listed_one_is_tried_again(desk, server):
    server.answers |= {
        "/rss": [reply(301, Location="/atom"), reply(body=rss(server, 1, 2, 3))],
        "/atom": [reply(body=rss(server, 1, 2)), reply(410)],
    }
    assert desk.polls(5) == ["changed", "http_410", "http_410", "http_410", "changed"]
    assert (desk.state.moved_to, desk.state.moved_by, desk.state.failures) == (None, None, 0)


@pytest.mark.parametrize("status", [404, 410])
def test_a_feed_that_was_gone_can_come_back(desk, server, status):
    server.answers["/rss"] = [reply(status), reply(status), reply(body=rss(server, 1, 2))]
    assert desk.polls(3) == [f"http_{status}", f"http_{status}", "changed"]
    assert (desk.state.failures, desk.state.reason) == (0, None)


def test_retry_after_sets_the_next_poll(desk, server):
    server.answers["/rss"] = reply(503, Retry_After="7200")
    assert desk.polls() == ["http_503"]
    wait = desk.state.next_poll_at - desk.state.polled_at
    assert timedelta(seconds=7190) < wait < timedelta(seconds=7300)


def test_what_robots_txt_forbids_is_not_asked_for_and_said_so(desk, server):
    server.answers |= {"/robots.txt": reply(body=b"User-agent: *\nDisallow: /rss"), "/rss": reply(body=rss(server, 1))}
    assert desk.polls() == ["robots"]
    assert "/rss" not in server.paths()
    assert (desk.state.reason, desk.state.failures) == ("robots", 1)
    assert "robots.txt" in desk.state.detail


def test_rules_for_robots_are_asked_for_once_a_day_and_not_once_a_run(desk, server):
    server.answers |= {"/robots.txt": reply(body=b"User-agent: *\nAllow: /"), "/rss": reply(body=rss(server, 1))}
    desk.polls()
    desk.polls()
    assert server.paths().count("/robots.txt") == 1


def test_a_section_is_read_for_its_articles(desk, server):
    links = "".join(
        f'<li><a href="/news/2025/09/0{n}/ministers-meet-on-trade-{n}.html">Ministers meet on border trade, day {n}</a>'
        for n in (1, 2, 3)
    )
    page = f"<html><body><nav><a href='/about'>About</a></nav><main><ul>{links}</ul></main></body></html>"
    server.answers["/news"] = reply(body=page.encode(), Content_Type="text/html")
    assert desk.polls(kind="section", path="/news") == ["changed"]
    assert desk.listed == [(server.url("/news"), "section")] * 3


def test_an_overrun_window_is_reported_and_leaves_a_gap(desk, server):
    server.answers["/rss"] = [reply(body=rss(server, 1, 2, 3)), reply(body=rss(server, 7, 8, 9))]
    desk.polls(2)
    assert desk.report.gaps == ["post"]
    [row] = desk.gaps
    assert row.state == "open"


def test_validators_of_a_listing_that_cannot_be_read_are_not_kept(desk, server):
    server.answers["/rss"] = [reply(body=b"<html>", ETag='"x"'), reply(body=rss(server, 1), ETag='"y"')]
    assert desk.polls(2)[1] == "changed"
    assert "if-none-match" not in asked(server)[1]


def test_what_an_overrun_window_has_lost_is_found_in_the_sitemap(desk, server):
    def dated(number):
        return f"2025-09-{number:02}T12:00:00Z"

    def feed(*numbers):
        items = "".join(
            f"<entry><link href='{server.url(f'/news/{n}')}'/><published>{dated(n)}</published></entry>"
            for n in numbers
        )
        return reply(body=f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Post</title>{items}</feed>".encode())

    urls = "".join(
        f"<url><loc>{server.url(f'/news/{n}')}</loc><lastmod>{dated(n)}</lastmod></url>" for n in range(1, 12)
    )
    server.answers |= {
        "/rss": [feed(1, 2, 3), feed(9, 10, 11)],
        "/robots.txt": reply(body=f"Sitemap: {server.url('/map.xml')}".encode()),
        "/map.xml": reply(body=f"<urlset>{urls}</urlset>".encode()),
    }

    async def run():
        async with session(desk.settings, "ingest") as opened:
            for _ in range(2):
                [state] = opened.archive.sync_sources([desk.source()])
                await poll(opened, state)
            [found] = opened.archive.due_gaps(now(), None)
            ended = await repair(opened, found, desk.source())
            with opened.archive.engine.connect() as connection:
                return ended, connection.execute(select(frontier.c.url, frontier.c.source_id)).all()

    ended, rows = asyncio.run(run())
    assert ended == "filled"
    assert {row.url.rpartition("/")[2] for row in rows} == {str(n) for n in range(1, 12)}
    assert {row.source_id for row in rows} == {1}
