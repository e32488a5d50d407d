"""What a publisher asks of robots is done, and what it cannot say is not guessed in our favour."""

import asyncio
import dataclasses
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from extractors.records import Failed, Fetched, Page
from flows import robots
from flows.fetch import Fetcher, FetchLimits
from flows.robots import RECHECK, SIZE_LIMIT, Rules, cut, read_rules, settle
from storage.robots import StoredRobots
from tests.servers import Answer, Conversation, HostileServer, chunked, reply, then_close

LIMITS = FetchLimits(
    user_agent="scowatch-test/1",
    timeout_seconds=5.0,
    connect_timeout_seconds=2.0,
    body_limit_bytes=100_000,
    redirect_limit=3,
    host_concurrency=4,
    host_delay_seconds=0.0,
    hosts_per_address=4,
    host_wait_limit_seconds=60.0,
    concurrency=16,
    allow_private_addresses=True,
)
NOW = datetime(2025, 11, 1, 12, tzinfo=UTC)
ORIGIN = "https://news.example"
ROBOTS = f"{ORIGIN}/robots.txt"
CLOSED = b"User-agent: *\nDisallow: /"


class Memory:
    """A store in memory that notes what it is asked."""

    def __init__(self, *stored: StoredRobots) -> None:
        self.stored = {each.origin: each for each in stored}
        self.loads = 0

    def load(self, origin: str) -> StoredRobots | None:
        self.loads += 1
        return self.stored.get(origin)

    def save(self, stored: StoredRobots) -> None:
        self.stored[stored.origin] = stored


def fetch(*urls: str, store: Memory | None = None, resolve: Mapping[str, str] | None = None, **limits) -> list[Fetched]:
    """Get *urls* side by side with one Fetcher."""

    async def run() -> list[Fetched]:
        async with Fetcher(dataclasses.replace(LIMITS, **limits), store=store, resolve=resolve) as fetcher:
            return await asyncio.gather(*(fetcher.get(url) for url in urls))

    return asyncio.run(asyncio.wait_for(run(), 20))


def outcomes(fetched: list[Fetched]) -> list[str]:
    return ["page" if isinstance(each, Page) else each.reason for each in fetched]


def allows(rules: bytes | str, path: str = "/news") -> bool:
    body = rules.encode() if isinstance(rules, str) else rules
    return read_rules(ROBOTS, body).allows(URL(f"{ORIGIN}{path}"))


def stored(origin: str = ORIGIN, *, status: int | None = 200, body: bytes = CLOSED, age: timedelta, left: timedelta):
    now = datetime.now(UTC)
    return StoredRobots(origin=origin, status=status, body=body, fetched_at=now - age, expires_at=now + left)


@pytest.fixture
def site(server: HostileServer) -> HostileServer:
    """A server with a page at /, /news and /search."""
    server.answers = {path: reply(body=b"x") for path in ("/", "/news", "/search")}
    return server


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow:", "/", True),
        ("User-agent: *\nDisallow: /", "/", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\nDisallow: /ш", "/%D1%88", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("User-agent: *\nDisallow: //a", "//a", False),
        ("User-agent: *\nDisallow: /?s=", "/?s=1", False),
        ("user-AGENT : *\n dissallow : /a # why\n", "/a", False),
        ("Disallow: /", "/", True),
    ],
)
def test_rules_match_as_the_standard_says(rules, path, allowed):
    assert allows(rules, path) is allowed


@pytest.mark.parametrize("name", ["scowatch", "ScoWatch", "SCOWATCH/2.1", "scowatch*", "scowatch (news)"])
def test_a_group_for_us_counts_instead_of_that_for_all(name):
    assert allows(f"User-agent: *\nDisallow: /\n\nUser-agent: {name}\nAllow: /news")
    assert not allows(f"User-agent: *\nAllow: /\n\nUser-agent: other\nUser-agent: {name}\nDisallow: /")


@pytest.mark.parametrize("name", ["sco", "s", "scowatcher", "scowatch-beta", "xscowatch", "Googlebot", ""])
def test_a_group_for_others_is_not_for_us(name):
    assert allows(f"User-agent: {name}\nDisallow: /\n\nUser-agent: *\nDisallow: /search")
    assert not allows(f"User-agent: {name}\nDisallow: /\n\nUser-agent: *\nDisallow: /search", "/search")


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + CLOSED,
        CLOSED.decode().encode("utf-16"),
        CLOSED.replace(b"\n", b"\r"),
        CLOSED.replace(b"\n", b"\r\n"),
        b"# \xee\xf2\xea\xf0\xee\xe9\xf2\xe5\n" + CLOSED,
        b"\x00\xff\xfe\n" + CLOSED,
    ],
)
def test_rules_are_read_in_whatever_bytes_they_come(body):
    assert not allows(body)


@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE html>\n", b"\n <HTML>\n", b"<?xml version='1.0'?>\n", b"\xef\xbb\xbf<html>\n"]
)
def test_a_page_in_place_of_rules_has_none(body):
    assert allows(body + CLOSED)


def test_sitemaps_and_delay_are_read_too():
    rules = read_rules(ROBOTS, b"Sitemap: https://a.example/1.xml\nUser-agent: *\nCrawl-delay: 7.5\nSitemap: /2.xml")
    assert (rules.sitemaps, rules.crawl_delay) == (("https://a.example/1.xml", "/2.xml"), 7.5)


@pytest.mark.parametrize(("written", "seconds"), [("3600", 60), ("1e400", 0), ("-5", 0), ("nan", 0), ("soon", 0)])
def test_a_crawl_delay_has_its_bounds(written, seconds):
    assert read_rules(ROBOTS, f"User-agent: *\nCrawl-delay: {written}".encode()).crawl_delay == seconds


def test_what_is_beyond_the_limit_is_left_out_with_the_line_it_begins_in():
    rule = b"Disallow: /private\n"
    body = b"User-agent: *\n" + rule * (SIZE_LIMIT // len(rule) + 1)
    kept = cut(body)
    assert SIZE_LIMIT - len(rule) < len(kept) <= SIZE_LIMIT
    assert kept.endswith(rule.strip())
    assert allows(body)


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"User-agent: a{n}\n" for n in range(18_000)).encode() + b"Disallow: /a\n" * 18_000,
        b"User-agent: *\n" + b"".join(b"Disallow: /%d*x$\n" % n for n in range(30_000)),
        b"User-agent: *\nDisallow: /" + b"*a" * 250_000,
        b"User-agent " * 50_000,
        b" " * 600_000,
        b":" * 600_000,
        b"%" * 600_000,
    ],
    ids=[
        "many-robots-with-many-rules",
        "many-wildcards",
        "one-wildcard-after-another",
        "words",
        "blanks",
        "colons",
        "%",
    ],
)
def test_rules_made_to_hurt_are_read_in_passing(body):
    started = time.process_time()
    rules = read_rules(ROBOTS, body)
    rules.allows(URL(f"{ORIGIN}/{'a' * 2000}"))
    assert time.process_time() - started < 10  # a guard against hours, no measurement


WORDS = [
    "User-agent",
    "Disallow",
    "Allow",
    "Crawl-delay",
    "Sitemap",
    ":",
    " ",
    "\n",
    "\r",
    "*",
    "$",
    "/",
    "%2F",
    "%",
    "a",
    "#",
]


@given(st.binary(max_size=300) | st.lists(st.sampled_from(WORDS), max_size=80).map("".join).map(str.encode), st.text())
def test_no_bytes_make_the_reading_fail(body, path):
    rules = read_rules(ROBOTS, body)
    assert 0 <= rules.crawl_delay <= 60
    rules.allows(URL.build(scheme="https", host="news.example", path=f"/{path}".replace("\x00", "")))


# --- deciding --------------------------------------------------------------------------------------------------------


def page(fresh_seconds: int | None, body: bytes = CLOSED) -> Page:
    return Page(
        url=ROBOTS, final_url=ROBOTS, moved_permanently=False, status=200, media_type="text/plain", charset=None,
        etag=None, last_modified=None, body=body, fetched_at=NOW, fresh_seconds=fresh_seconds,
    )  # fmt: skip


def failed(reason: str, ending: str = "failed", **more) -> Failed:
    return Failed(url=ROBOTS, reason=reason, detail="So it is.", ending=ending, fetched_at=NOW, **more)


@pytest.mark.parametrize(("fresh", "hours"), [(None, 24), (0, 1), (60, 1), (7200, 2), (10**9, 24)])
def test_rules_are_kept_as_long_as_their_server_says_within_bounds(fresh, hours):
    settled = settle(ROBOTS, None, page(fresh), NOW)
    assert settled == StoredRobots(
        origin=ORIGIN, status=200, body=CLOSED, fetched_at=NOW, expires_at=NOW + timedelta(hours=hours)
    )


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (failed("http_404", "gone"), 404),
        (failed("http_410", "gone"), 410),
        (failed("http_401"), 401),
        (failed("http_403"), 403),
        (failed("http_204"), 204),
        (failed("too_many_redirects"), None),
        (failed("bad_redirect", "refused"), None),
    ],
)
def test_who_has_no_rules_sets_none(answer, status):
    settled = settle(ROBOTS, None, answer, NOW)
    assert settled == StoredRobots(
        origin=ORIGIN, status=status, body=b"", fetched_at=NOW, expires_at=NOW + timedelta(hours=24)
    )


@pytest.mark.parametrize(
    "reason", ["http_500", "http_503", "http_429", "http_408", "bad_http", "truncated", "bad_encoding"]
)
def test_rules_that_cannot_be_had_close_the_site_for_minutes(reason):
    settled = settle(ROBOTS, None, failed(reason, "retry"), NOW)
    assert isinstance(settled, Failed)
    assert (settled.reason, settled.ending, settled.attempted) == ("robots_unreachable", "retry", False)
    assert settled.retry_at == NOW + RECHECK
    assert ROBOTS in settled.detail
    assert settled.detail.endswith("So it is.")


def test_a_status_that_nobody_knows_closes_the_site_too():
    settled = settle(ROBOTS, None, failed("http_999"), NOW)
    assert (settled.reason, settled.ending) == ("robots_unreachable", "retry")


def test_a_server_that_names_a_time_is_not_asked_before():
    later = NOW + timedelta(hours=2)
    assert settle(ROBOTS, None, failed("http_503", "retry", retry_at=later), NOW).retry_at == later


@pytest.mark.parametrize(("reason", "ending"), [("dns", "retry"), ("private_address", "refused"), ("tls", "retry")])
def test_who_cannot_be_reached_at_all_fails_for_that_very_reason(reason, ending):
    settled = settle(ROBOTS, None, failed(reason, ending), NOW)
    assert (settled.reason, settled.ending, settled.attempted) == (reason, ending, True)
    assert ROBOTS in settled.detail


@pytest.mark.parametrize("reason", ["http_500", "connect", "dns"])
def test_an_old_copy_helps_out_for_thirty_days(reason):
    def kept(age: timedelta) -> StoredRobots | Failed:
        before = StoredRobots(origin=ORIGIN, status=200, body=CLOSED, fetched_at=NOW - age, expires_at=NOW - age)
        return settle(ROBOTS, before, failed(reason, "retry"), NOW)

    assert kept(timedelta(days=29)) == StoredRobots(
        origin=ORIGIN, status=200, body=CLOSED, fetched_at=NOW - timedelta(days=29), expires_at=NOW + RECHECK
    )
    assert isinstance(kept(timedelta(days=31)), Failed)


# --- asking ----------------------------------------------------------------------------------------------------------


def test_what_is_forbidden_is_not_fetched(site):
    site.answers["/robots.txt"] = reply(body=b"User-agent: *\nDisallow: /search")
    allowed, forbidden = fetch(site.url("/news"), site.url("/search"))
    assert isinstance(allowed, Page)
    assert (forbidden.reason, forbidden.ending) == ("robots", "refused")
    assert site.url("/robots.txt") in forbidden.detail
    assert sorted(site.paths()) == ["/news", "/robots.txt"]


def test_an_origin_is_asked_once_however_many_wait(site):
    assert outcomes(fetch(*[site.url()] * 100)) == ["page"] * 100
    assert site.paths().count("/robots.txt") == 1
    assert site.paths()[0] == "/robots.txt"


def test_one_who_gives_up_does_not_take_the_answer_from_the_others(site):
    site.answers["/robots.txt"] = lambda talk: (talk.pause(0.3), talk.send(reply(404)))

    async def run() -> Fetched:
        async with Fetcher(LIMITS) as fetcher:
            first, second = (asyncio.create_task(fetcher.get(site.url())) for _ in range(2))
            await asyncio.sleep(0.1)
            first.cancel()
            return await second

    assert isinstance(asyncio.run(run()), Page)
    assert site.paths() == ["/robots.txt", "/"]


def test_every_port_and_scheme_is_an_origin_of_its_own(site):
    site.answers["/robots.txt"] = reply(body=CLOSED)
    with HostileServer(answers={"/": reply(body=b"x")}) as other:
        assert outcomes(fetch(site.url(), other.url())) == ["robots", "page"]


def test_the_target_of_a_redirect_is_bound_by_its_own_rules(site):
    hosts = {"other.test": "127.0.0.1"}
    site.answers |= {
        "/robots.txt": [reply(404), reply(body=b"User-agent: *\nDisallow: /news")],
        "/": reply(302, Location=site.url("/news", host="other.test")),
    }
    (got,) = fetch(site.url(), resolve=hosts)
    assert (got.reason, got.ending) == ("robots", "refused")
    assert got.detail.endswith("after a redirect.")
    assert site.paths() == ["/robots.txt", "/", "/robots.txt"]


def test_rules_behind_redirects_count(site):
    for n in range(5):
        site.answers["/robots.txt" if n == 0 else f"/r{n}"] = reply(301, Location=f"/r{n + 1}")
    site.answers["/r5"] = reply(body=CLOSED)
    assert outcomes(fetch(site.url(), redirect_limit=0)) == ["robots"]


def test_rules_behind_too_many_redirects_are_none(site):
    site.answers |= {"/robots.txt": reply(301, Location="/r0")}
    site.answers |= {f"/r{n}": reply(301, Location=f"/r{n + 1}") for n in range(9)}
    assert outcomes(fetch(site.url())) == ["page"]
    assert len(site.requests) == 7


def test_a_server_in_trouble_is_asked_twice_and_then_left_alone(site):
    site.answers["/robots.txt"] = reply(500)
    first, second = fetch(site.url(), site.url("/news"))
    assert outcomes([first, second]) == ["robots_unreachable"] * 2
    assert first.retry_at > datetime.now(UTC) + timedelta(seconds=60)
    assert (first.url, second.url) == (site.url(), site.url("/news"))
    assert site.paths() == ["/robots.txt"] * 2


def test_an_overloaded_server_is_not_asked_twice(site):
    site.answers["/robots.txt"] = [reply(503), reply(404)]
    assert outcomes(fetch(site.url())) == ["robots_unreachable"]


def test_one_bad_moment_of_a_server_does_no_harm(site):
    site.answers["/robots.txt"] = [reply(500), reply(404)]
    assert outcomes(fetch(site.url())) == ["page"]


def endless(talk: Conversation) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /search\n")
    while True:
        talk.send(b"# and so on\n" * 1000)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (endless, "page"),
        (reply(body=b"User-agent: *\nDisallow: /search\n" + b"# x\n" * 500_000), "page"),
        (reply(body=CLOSED + b"\n# x" * 50_000), "robots"),
        (chunked(b"User-agent: *\nDis", b"allow: /"), "robots"),
        (reply(403), "page"),
        (reply(body=b"<html><p>no such page", Content_Type="text/html"), "page"),
        (reply(body=CLOSED, Content_Type="text/html"), "robots"),
        (reply(body=b""), "page"),
        (reply(429, Retry_After="30"), "robots_unreachable"),
        (then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *\n"), "robots_unreachable"),
        (then_close(b"nonsense\r\n\r\n"), "robots_unreachable"),
        (reply(body=b"x", Content_Encoding="gzip"), "robots_unreachable"),
        (then_close(b""), "connect"),
    ],
)
def test_every_answer_to_the_question_for_rules_has_its_meaning(site, answer: Answer, expected):
    site.answers["/robots.txt"] = answer
    assert outcomes(fetch(site.url())) == [expected]


def test_a_private_address_is_the_reason_told(site):
    (got,) = fetch(site.url(), allow_private_addresses=False)
    assert (got.reason, got.ending, site.connections) == ("private_address", "refused", 0)


def test_the_delay_asked_for_is_kept(site):
    site.answers["/robots.txt"] = reply(body=b"User-agent: *\nCrawl-delay: 0.3")
    assert outcomes(fetch(site.url(), site.url("/news"))) == ["page"] * 2
    (_, first, second) = sorted(request.at for request in site.requests)
    assert second - first > 0.2


def test_the_rules_can_be_asked_for(site):
    site.answers["/robots.txt"] = reply(body=b"Sitemap: /s.xml\nUser-agent: *\nCrawl-delay: 2\n")

    async def run() -> tuple[Rules | Failed, ...]:
        async with Fetcher(LIMITS) as fetcher:
            return await fetcher.robots(site.url("/news")), await fetcher.robots("http:///")

    rules, nonsense = asyncio.run(run())
    assert (rules.sitemaps, rules.crawl_delay, rules.url) == (("/s.xml",), 2.0, site.url("/robots.txt"))
    assert (nonsense.reason, nonsense.url) == ("bad_url", "http:///")


# --- keeping ---------------------------------------------------------------------------------------------------------


def test_rules_outlive_the_fetcher_in_a_store(site):
    memory = Memory()
    site.answers["/robots.txt"] = reply(body=CLOSED, Cache_Control="max-age=7200")
    for _ in range(3):
        assert outcomes(fetch(site.url(), site.url("/news"), store=memory)) == ["robots"] * 2
    assert (site.paths(), memory.loads) == (["/robots.txt"], 3)
    kept = memory.stored[site.url("")]
    assert (kept.status, kept.body) == (200, CLOSED)
    assert kept.expires_at - kept.fetched_at == timedelta(hours=2)


def test_expired_rules_are_asked_for_again(site):
    memory = Memory(stored(site.url(""), age=timedelta(hours=25), left=-timedelta(hours=1)))
    assert outcomes(fetch(site.url(), store=memory)) == ["page"]
    assert (site.paths(), memory.stored[site.url("")].status) == (["/robots.txt", "/"], 404)


def test_expired_rules_hold_while_new_ones_cannot_be_had(site):
    site.answers["/robots.txt"] = reply(500)
    memory = Memory(
        stored(site.url(""), body=b"User-agent: *\nDisallow: /search", age=timedelta(days=9), left=-RECHECK)
    )
    assert outcomes(fetch(site.url(), site.url("/search"), store=memory)) == ["page", "robots"]
    assert memory.stored[site.url("")].expires_at > datetime.now(UTC)


def test_what_cannot_be_had_is_not_stored(site):
    memory = Memory()
    site.answers["/robots.txt"] = reply(500)
    fetch(site.url(), store=memory)
    assert memory.stored == {}


def test_origins_beyond_the_memory_come_back_from_the_store(site, monkeypatch):
    monkeypatch.setattr(robots, "MEMORY", 2)
    hosts = {f"h{n}.test": "127.0.0.1" for n in range(4)}
    urls = [site.url(host=host) for host in hosts]
    memory = Memory()

    async def run() -> list[Fetched]:
        async with Fetcher(LIMITS, store=memory, resolve=hosts) as fetcher:
            return [await fetcher.get(url) for url in urls * 2]

    assert outcomes(asyncio.run(run())) == ["page"] * 8
    assert (site.paths().count("/robots.txt"), memory.loads) == (4, 8)
