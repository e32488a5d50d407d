"""The Fetcher against a server that is honest, broken or hostile."""

import asyncio
import dataclasses
import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import IPv4Network
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.records import Failed, Fetched, NotModified, Page
from flows import addresses, connections
from flows.decoding import CODINGS
from flows.fetch import Fetcher, FetchLimits
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
    concurrency=16,
    allow_private_addresses=True,
)
OK = b"HTTP/1.1 200 OK\r\n"


class NoRules:
    """A store that knows of every origin that it has no robots.txt, so that tests see their own requests only."""

    def load(self, origin: str) -> StoredRobots:
        now = datetime.now(UTC)
        return StoredRobots(origin=origin, status=404, body=b"", fetched_at=now, expires_at=now + timedelta(hours=1))

    def save(self, stored: StoredRobots) -> None:
        raise AssertionError("nothing was to be asked")


def fetch(*urls: str, resolve: Mapping[str, str] | None = None, **limits: object) -> list[Fetched]:
    """Get *urls* one after the other with one Fetcher."""

    async def run() -> list[Fetched]:
        async with Fetcher(dataclasses.replace(LIMITS, **limits), resolve=resolve, store=NoRules()) as fetcher:
            return [await fetcher.get(url) for url in urls]

    return asyncio.run(run())


def fetch_at_once(*urls: str, resolve: Mapping[str, str] | None = None, **limits: object) -> list[Fetched]:
    """Get *urls* side by side with one Fetcher."""

    async def run() -> list[Fetched]:
        async with Fetcher(dataclasses.replace(LIMITS, **limits), resolve=resolve, store=NoRules()) as fetcher:
            return await asyncio.gather(*(fetcher.get(url) for url in urls))

    return asyncio.run(run())


def fetch_if_changed(url: str, *, etag: str | None = None, last_modified: str | None = None, **kwargs) -> Fetched:
    async def run() -> Fetched:
        async with Fetcher(LIMITS, store=NoRules(), **kwargs) as fetcher:
            return await fetcher.get(url, etag=etag, last_modified=last_modified)

    return asyncio.run(run())


def page(outcome: Fetched) -> Page:
    assert isinstance(outcome, Page), outcome
    return outcome


def ending(outcome: Fetched) -> tuple[str, str]:
    assert isinstance(outcome, Failed), outcome
    assert outcome.detail.endswith("."), outcome.detail
    return outcome.reason, outcome.ending


def answer(server: HostileServer, what: Answer | list[Answer], **limits: object) -> Fetched:
    """Get one page that the server answers with *what*."""
    server.answers["/"] = what
    return fetch(server.url(), **limits)[0]


# --- what a good answer becomes ----------------------------------------------------------------------------------


def test_a_page_carries_the_body_and_the_headers_that_matter(server):
    before = datetime.now(UTC)
    headers = {"Content_Type": "Text/HTML; charset=windows-1251", "ETag": '"v1"', "Last_Modified": "yesterday"}
    got = page(answer(server, reply(body=b"<p>news", **headers)))
    assert (got.url, got.final_url, got.moved_permanently) == (server.url(), server.url(), False)
    assert (got.status, got.body, got.media_type, got.charset) == (200, b"<p>news", "text/html", "windows-1251")
    assert (got.etag, got.last_modified) == ('"v1"', "yesterday")
    assert before - timedelta(seconds=1) < got.fetched_at <= datetime.now(UTC)


def test_a_request_says_who_we_are_and_what_we_can_read(server):
    answer(server, reply())
    headers = server.requests[0].headers
    assert headers["user-agent"] == "scowatch-test/1"
    assert headers["accept-encoding"] == CODINGS
    assert "text/html" in headers["accept"]


def test_a_fragment_and_credentials_are_not_sent(server):
    server.answers["/a"] = reply(body=b"x")
    got = page(fetch(server.url("/a#top").replace("//", "//user:secret@"))[0])
    assert got.final_url == server.url("/a")
    assert server.paths() == ["/a"]
    assert "authorization" not in server.requests[0].headers


def test_an_international_host_is_sent_in_ascii(server):
    server.answers["/%D1%88"] = reply(body=b"x")
    page(fetch(server.url("/ш", host="пример.test"), resolve={"пример.test": "127.0.0.1"})[0])
    assert server.requests[0].headers["host"] == f"xn--e1afmkfd.test:{server.port}"


def test_one_connection_serves_several_requests(server):
    server.answers["/"] = reply(body=b"x")
    outcomes = fetch(*[server.url()] * 5)
    assert [page(each).body for each in outcomes] == [b"x"] * 5
    assert server.connections == 1


def test_a_chunked_body_is_put_together(server):
    assert page(answer(server, chunked(b"ab", b"cd"))).body == b"abcd"


def test_a_body_without_length_ends_with_the_connection(server):
    assert page(answer(server, then_close(OK + b"\r\nold style"))).body == b"old style"


def test_unusable_headers_are_left_out(server):
    headers = {"Content_Type": "nonsense", "ETag": '"\udcff"', "Last_Modified": "x" * 2000}
    got = page(answer(server, reply(body=b"x", **headers)))
    assert (got.media_type, got.charset, got.etag, got.last_modified) == ("", None, None, None)


def test_cookies_are_not_kept(server):
    server.answers["/"] = reply(Set_Cookie="id=1; Path=/")
    url = server.url(host="a.test")  # a name: aiohttp would keep no cookies of an address anyway
    fetch(url, url, resolve={"a.test": "127.0.0.1"})
    assert len(server.requests) == 2
    assert all("cookie" not in request.headers for request in server.requests)


def test_a_proxy_in_the_environment_is_not_used(server, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert page(answer(server, reply(body=b"x"))).body == b"x"


# --- conditional requests ------------------------------------------------------------------------------------------


def test_an_unchanged_page_is_not_modified(server):
    server.answers["/"] = reply(304, ETag='"v1"')
    got = fetch_if_changed(server.url(), etag='"v1"', last_modified="Sat, 01 Nov 2025 00:00:00 GMT")
    assert isinstance(got, NotModified)
    assert got.url == server.url()
    headers = server.requests[0].headers
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == "Sat, 01 Nov 2025 00:00:00 GMT"


def test_not_modified_without_having_asked_is_a_failure(server):
    assert ending(answer(server, reply(304))) == ("http_304", "failed")


def test_validators_that_cannot_be_sent_are_left_out(server):
    server.answers["/"] = reply(body=b"x")
    page(fetch_if_changed(server.url(), etag='"a"\r\nX-Evil: 1', last_modified="\udcff"))
    assert not {"if-none-match", "if-modified-since", "x-evil"} & server.requests[0].headers.keys()


def test_validators_follow_a_redirect_on_the_same_host_only(server):
    server.answers["/"] = reply(301, Location="/here")
    server.answers["/here"] = reply(302, Location=server.url("/there", host="other.test"))
    server.answers["/there"] = reply(body=b"x")
    page(fetch_if_changed(server.url(), etag='"v1"', resolve={"other.test": "127.0.0.1"}))
    sent = ["if-none-match" in request.headers for request in server.requests]
    assert (server.paths(), sent) == (["/", "/here", "/there"], [True, True, False])


# --- redirects -----------------------------------------------------------------------------------------------------


def test_a_chain_of_permanent_redirects_has_moved_permanently(server):
    server.answers |= {"/": reply(301, Location="/b"), "/b": reply(308, Location="c?d#e"), "/c?d": reply(body=b"x")}
    got = page(fetch(server.url())[0])
    assert (got.url, got.final_url, got.moved_permanently) == (server.url(), server.url("/c?d"), True)


@pytest.mark.parametrize("status", [302, 303, 307])
def test_one_temporary_redirect_makes_the_chain_temporary(server, status):
    server.answers |= {
        "/": reply(301, Location="/b"),
        "/b": reply(status, Location="/c"),
        "/c": reply(body=b"x"),
    }
    assert page(fetch(server.url())[0]).moved_permanently is False


def test_redirects_in_a_circle_end_at_once(server):
    server.answers |= {"/": reply(302, Location="/b"), "/b": reply(302, Location="/")}
    assert ending(fetch(server.url())[0]) == ("too_many_redirects", "failed")
    assert server.paths() == ["/", "/b"]


def test_an_endless_chain_ends_at_the_limit(server):
    server.answers |= {f"/{n}": reply(302, Location=f"/{n + 1}") for n in range(9)}
    assert ending(fetch(server.url("/0"), redirect_limit=3)[0]) == ("too_many_redirects", "failed")
    assert server.paths() == ["/0", "/1", "/2", "/3"]


def test_the_limit_itself_is_allowed(server):
    server.answers |= {f"/{n}": reply(302, Location=f"/{n + 1}") for n in range(3)} | {"/3": reply(body=b"x")}
    assert page(fetch(server.url("/0"), redirect_limit=3)[0]).body == b"x"


def test_a_redirect_without_a_target_is_bad(server):
    assert ending(answer(server, reply(302))) == ("bad_redirect", "failed")


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://a.test/", "javascript:x", "http://[::1"])
def test_a_redirect_to_no_web_page_is_bad(server, location):
    assert ending(answer(server, reply(302, Location=location))) == ("bad_redirect", "refused")


def test_a_redirect_with_bytes_that_are_not_utf8_is_followed(server):
    server.answers |= {"/": reply(302, Location="/\udcef\udcf0"), "/%EF%F0": reply(body=b"x")}
    assert page(fetch(server.url())[0]).final_url == server.url("/%EF%F0")


def test_a_redirect_to_a_private_address_is_refused(server, monkeypatch):
    # Here 127.0.0.1 plays the public address, since no test may need a real one.
    monkeypatch.setattr(addresses, "SPECIAL_IPV4", ((IPv4Network("127.0.0.2/32"), "loopback"),))
    server.answers["/"] = reply(302, Location=server.url("/secret", host="127.0.0.2"))
    got = fetch(server.url(), allow_private_addresses=False)[0]
    assert ending(got) == ("private_address", "refused")
    assert "after a redirect" in got.detail
    assert server.paths() == ["/"]


# --- addresses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "①②⑦.⓪.⓪.①"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
        *("10.0.0.1", "100.64.0.1", "169.254.169.254", "224.0.0.1", "[fe80::1%25lo]", "[fd00::1]", "localhost", "0"),
    ],
)
def test_an_address_that_is_not_public_is_refused_in_every_notation(server, host):
    got = fetch(server.url(host=host), allow_private_addresses=False)[0]
    assert ending(got) == ("private_address", "refused")
    assert server.connections == 0


def test_a_name_that_resolves_to_a_private_address_is_refused_before_it_is_connected_to(server):
    outcomes = fetch(
        server.url(host="innocent.test"), resolve={"innocent.test": "127.0.0.1"}, allow_private_addresses=False
    )
    assert ending(outcomes[0]) == ("private_address", "refused")
    assert server.connections == 0


def test_what_is_no_address_is_not_connected_to(server):
    outcomes = fetch(server.url(host="a.test"), resolve={"a.test": "localhost"}, allow_private_addresses=False)
    assert ending(outcomes[0]) == ("private_address", "refused")
    assert server.connections == 0


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1"])
def test_odd_notations_work_where_private_addresses_are_allowed(server, host):
    server.answers["/"] = reply(body=b"x")
    assert page(fetch(server.url(host=host))[0]).final_url == server.url()


@pytest.mark.parametrize(
    "url",
    [
        *("", " ", "\x00", "news", "/news", "//a.test/", "http://", "http:///news", "http://.", "http://[::1"),
        *("http://a b/", "http://a:99999/", "http://a%0d%0aX:1/", "http://a\\@b/", "http://\ud800/"),
        *("http://256.256.256.256/", "ftp://a.test/", "file:///etc/passwd", "javascript:1", "data:,x"),
    ],
)
def test_a_url_that_cannot_be_fetched_is_refused(url):
    assert ending(fetch(url)[0]) == ("bad_url", "refused")


TEXTS = st.text() | st.text().map("http://".__add__) | st.text().map("http://127.0.0.1:".__add__)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_no_text_makes_the_fetcher_raise(monkeypatch, text):
    # Whatever name comes out of the text, no test asks a name server.
    here = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", 80))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [here])
    reason, kind = ending(fetch(text, allow_private_addresses=False)[0])
    assert (reason, kind) in {("bad_url", "refused"), ("private_address", "refused")}


# --- statuses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "expected"),
    [(404, "gone"), (410, "gone")]
    + [(status, "retry") for status in (408, 425, 429, 500, 502, 503, 504, 520)]
    + [(status, "failed") for status in (201, 204, 206, 300, 305, 400, 401, 403, 406, 407, 418, 451, 600, 999)],
)
def test_each_status_has_its_ending(server, status, expected):
    assert ending(answer(server, reply(status))) == (f"http_{status}", expected)


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [(status, {"CF_Mitigated": "Challenge"}, ("bot_challenge", "refused")) for status in (403, 429, 503)]
    + [
        (402, {}, ("paywall", "refused")),
        (403, {"CF_Mitigated": "block"}, ("http_403", "failed")),
        (404, {"CF_Mitigated": "challenge"}, ("http_404", "gone")),
    ],
)
def test_a_status_that_is_a_wall_is_named_as_one(server, status, headers, expected):
    assert ending(answer(server, reply(status, **headers))) == expected


# --- when to come back -----------------------------------------------------------------------------------------------


def in_seconds(outcome: Fetched) -> int:
    assert isinstance(outcome, Failed), outcome
    assert outcome.retry_at is not None
    return round((outcome.retry_at - datetime.now(UTC)).total_seconds(), -1)


@pytest.mark.parametrize("status", [302, 305, 403, 404, 429, 500, 503])
def test_a_server_says_when_to_come_back(server, status):
    assert in_seconds(answer(server, reply(status, Retry_After="1000"))) == 1000


def test_a_server_says_when_to_come_back_with_a_date(server):
    date = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert in_seconds(answer(server, reply(503, Retry_After=date))) == 3600


@pytest.mark.parametrize("status", [429, 503])
def test_an_overloaded_server_that_names_no_time_gets_one(server, status):
    got = answer(server, reply(status, Retry_After="soon"))
    assert timedelta(0) < got.retry_at - got.fetched_at <= timedelta(seconds=1.1)


@pytest.mark.parametrize("status", [404, 500])
def test_a_failure_without_a_time_names_none(server, status):
    assert answer(server, reply(status)).retry_at is None


def test_a_host_that_asks_for_a_long_pause_is_left_alone(server):
    server.answers["/"] = reply(429, Retry_After="1000")
    first, second = fetch(server.url(), server.url("/other"), host_wait_limit_seconds=60.0)
    assert (first.reason, first.attempted) == ("http_429", True)
    assert (ending(second), second.attempted, in_seconds(second)) == (("host_paused", "retry"), False, 1000)
    assert server.paths() == ["/"]


def test_a_host_that_asks_for_a_short_pause_gets_it(server):
    server.answers |= {"/": reply(503, Retry_After="0.4"), "/other": reply(body=b"x")}
    outcomes = fetch(server.url(), server.url("/other"))
    assert (outcomes[0].reason, page(outcomes[1]).body) == ("http_503", b"x")
    assert min(starts(server)) > 0.35


def test_a_page_and_its_absence_of_change_say_how_long_they_are_fresh(server):
    server.answers["/"] = [reply(body=b"x", Cache_Control="max-age=600"), reply(304, Cache_Control="max-age=60")]
    assert page(fetch(server.url())[0]).fresh_seconds == 600
    assert fetch_if_changed(server.url(), etag='"v1"').fresh_seconds == 60


# --- size ----------------------------------------------------------------------------------------------------------


def test_a_body_of_exactly_the_limit_is_taken(server):
    assert len(page(answer(server, reply(body=b"x" * 1000), body_limit_bytes=1000)).body) == 1000


def test_a_get_may_have_a_limit_of_its_own(server):
    server.answers["/"] = reply(body=b"x" * 2000)

    async def run() -> list[Fetched]:
        async with Fetcher(dataclasses.replace(LIMITS, body_limit_bytes=1000), store=NoRules()) as fetcher:
            return [await fetcher.get(server.url(), limit_bytes=limit) for limit in (None, 1999, 2000)]

    assert [isinstance(each, Page) for each in asyncio.run(run())] == [False, False, True]


def test_an_announced_body_over_the_limit_is_refused_unread(server):
    def announce(talk: Conversation) -> None:
        talk.send(OK + b"Content-Length: 1001\r\n\r\n")
        talk.pause(10)

    started = time.monotonic()
    assert ending(answer(server, announce, body_limit_bytes=1000)) == ("too_large", "refused")
    assert time.monotonic() - started < 2


def test_an_endless_body_is_cut_off(server):
    def endless(talk: Conversation) -> None:
        talk.send(OK + b"\r\n")
        while True:
            talk.send(b"x" * 65_536)

    assert ending(answer(server, endless)) == ("too_large", "refused")


def test_an_endless_chunked_body_is_cut_off(server):
    def endless(talk: Conversation) -> None:
        talk.send(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        while True:
            talk.send(b"1000\r\n" + b"x" * 4096 + b"\r\n")

    assert ending(answer(server, endless)) == ("too_large", "refused")


# --- compression ---------------------------------------------------------------------------------------------------


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


@pytest.mark.parametrize(
    ("coding", "compress"),
    [
        ("gzip", gzip.compress),
        ("X-GZIP", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("identity", bytes),
        ("deflate, gzip", lambda data: gzip.compress(zlib.compress(data))),
        ("gzip", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:]) + bytes(512)),
    ],
)
def test_a_compressed_body_arrives_plain(server, coding, compress):
    text = "Саммит ШОС в Бишкеке. ".encode() * 99
    assert page(answer(server, reply(body=compress(text), Content_Encoding=coding))).body == text


@pytest.mark.parametrize(("coding", "compress"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_compression_bomb_is_refused(server, coding, compress):
    bomb = compress(bytes(20_000_000))
    assert len(bomb) < LIMITS.body_limit_bytes
    started = time.process_time()
    assert ending(answer(server, reply(body=bomb, Content_Encoding=coding))) == ("too_large", "refused")
    assert time.process_time() - started < 0.5


def test_a_bomb_in_a_bomb_is_refused(server):
    bomb = gzip.compress(gzip.compress(bytes(20_000_000)))
    assert ending(answer(server, reply(body=bomb, Content_Encoding="gzip, gzip"))) == ("too_large", "refused")


def test_a_bomb_of_many_small_members_is_refused(server):
    body = gzip.compress(b"") * 4000
    assert ending(answer(server, reply(body=body, Content_Encoding="gzip"))) == ("bad_encoding", "retry")


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_data_that_is_not_compressed_as_said_is_bad(server, coding):
    got = answer(server, reply(body=b"<html>plain</html>", Content_Encoding=coding))
    assert ending(got) == ("bad_encoding", "retry")


def test_corrupt_gzip_is_bad(server):
    body = bytearray(gzip.compress(bytes(range(256)) * 20))
    body[-5] ^= 0xFF  # in the checksum
    assert ending(answer(server, reply(body=bytes(body), Content_Encoding="gzip"))) == ("bad_encoding", "retry")


@pytest.mark.parametrize("kept", [5, 20, -1])
def test_gzip_that_ends_early_is_truncated(server, kept):
    body = gzip.compress(b"some text that is long enough to be cut")[:kept]
    assert ending(answer(server, reply(body=body, Content_Encoding="gzip"))) == ("truncated", "retry")


@pytest.mark.parametrize("coding", ["compress", "gzip, compress", "gzip, gzip, gzip", "\udcff"])
def test_a_coding_that_was_not_asked_for_is_bad(server, coding):
    assert ending(answer(server, reply(body=b"x", Content_Encoding=coding))) == ("bad_encoding", "failed")


def test_an_empty_body_may_claim_any_compression(server):
    assert page(answer(server, reply(Content_Encoding="gzip"))).body == b""


# --- lies and broken HTTP ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 100\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n64\r\nabc", b"Content-Length: 1\r\n\r\n"],
)
def test_a_body_shorter_than_announced_is_truncated(server, head):
    assert ending(answer(server, then_close(OK + head))) == ("truncated", "retry")


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\xff\x16\x03\x01 garbage\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"<html>no header at all</html>\r\n\r\n",
        OK + b"Content-Length: -1\r\n\r\n",
        OK + b"Content-Length: 99999999999999999999\r\n\r\n",
        OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc",
        OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc",
        OK + b"Content-Length: 0\r\nX: a\x00b\r\n\r\n",
        OK + b"X: " + b"x" * 1_000_000 + b"\r\n\r\n",
        OK + b"".join(b"X-%d: 1\r\n" % n for n in range(5000)) + b"\r\n",
        b"HTTP/1.1 200 " + b"x" * 1_000_000 + b"\r\n\r\n",
    ],
    ids=lambda data: repr(data[-30:]),
)
def test_broken_http_is_bad(server, data):
    got = answer(server, then_close(data))
    assert ending(got) == ("bad_http", "retry")
    assert got.detail.isascii()
    assert len(got.detail) < 500


def test_an_endless_header_is_cut_off(server):
    def endless(talk: Conversation) -> None:
        talk.send(OK + b"X: ")
        while True:
            talk.send(b"x" * 65_536)

    assert ending(answer(server, endless)) == ("bad_http", "retry")


def test_bytes_after_a_body_are_not_taken_for_the_next_answer(server):
    server.answers |= {"/a": reply(body=b"a") + reply(body=b"smuggled"), "/b": reply(body=b"b")}
    assert [page(each).body for each in fetch(server.url("/a"), server.url("/b"))] == [b"a", b"b"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200), prefix=st.sampled_from([b"", b"HTTP/1.1 ", OK, OK + b"Content-Length: "]))
def test_no_bytes_make_the_fetcher_raise(server, data, prefix):
    assert isinstance(answer(server, then_close(prefix + data), timeout_seconds=1.0), Page | Failed)


# --- the network ---------------------------------------------------------------------------------------------------


def test_a_name_that_does_not_exist_is_a_dns_failure():
    # .invalid never exists (RFC 6761); the doubled dot is refused by the resolver of the system itself.
    assert ending(fetch("http://no..such.invalid/")[0]) == ("dns", "retry")


@pytest.fixture
def name_server(monkeypatch) -> dict[str, list[float]]:
    """Answers for every name with 127.0.0.1, after a wait that the test may set; notes who was asked for when."""
    asked: dict[str, list[float]] = {}

    def answer(host: bytes, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.setdefault(host.decode(), []).append(time.monotonic())
        if host.startswith(b"slow"):
            time.sleep(1.0)
        if host.startswith(b"dead"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


def test_a_name_is_looked_up_once_for_all_who_ask(server, name_server):
    server.answers["/"] = reply(body=b"x")
    outcomes = fetch_at_once(*[server.url(host="a.test")] * 20, *[server.url(host="dead.test")] * 20)
    assert [isinstance(each, Page) for each in outcomes] == [True] * 20 + [False] * 20
    assert {ending(each) for each in outcomes[20:]} == {("dns", "retry")}
    assert {host: len(times) for host, times in name_server.items()} == {"a.test": 1, "dead.test": 1}


def test_a_name_that_takes_too_long_is_a_timeout_and_holds_nobody_up(server, name_server):
    server.answers["/"] = reply(body=b"x")
    slow, other = fetch_at_once(server.url(host="slow.test"), server.url(host="a.test"), connect_timeout_seconds=0.2)
    assert (ending(slow), page(other).body) == (("timeout", "retry"), b"x")


def test_waiting_for_the_name_servers_is_no_failure_of_a_name(server, name_server, monkeypatch):
    monkeypatch.setattr(connections, "DNS_THREADS", 2)
    server.answers["/"] = reply(body=b"x")
    slow = [server.url(host=f"slow{n}.test") for n in range(4)]
    outcomes = fetch_at_once(*slow, server.url(host="a.test"), connect_timeout_seconds=0.2, hosts_per_address=9)
    assert [each.reason for each in outcomes[:4]] == ["timeout"] * 4
    assert page(outcomes[4]).body == b"x"


def test_a_refused_connection_is_a_connect_failure():
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]
    assert ending(fetch(f"http://127.0.0.1:{port}/")[0]) == ("connect", "retry")


def test_a_reset_connection_is_a_connect_failure(server):
    assert ending(answer(server, Conversation.reset)) == ("connect", "retry")


def test_a_server_that_hangs_up_without_an_answer_is_asked_once_more(server):
    assert ending(answer(server, then_close(b""))) == ("connect", "retry")
    assert server.paths() == ["/", "/"]


def test_a_kept_connection_that_the_server_gave_up_does_no_harm(server):
    server.answers["/"] = then_close(reply(body=b"x"))
    assert [page(each).body for each in fetch(*[server.url()] * 20)] == [b"x"] * 20


def test_a_silent_server_is_a_timeout(server):
    started = time.monotonic()
    assert ending(answer(server, lambda talk: talk.pause(10), timeout_seconds=0.3)) == ("timeout", "retry")
    assert time.monotonic() - started < 2


def test_a_trickle_does_not_outlast_the_total_time(server):
    def trickle(talk: Conversation) -> None:
        talk.send(OK + b"Content-Length: 1000\r\n\r\n")
        while True:
            talk.send(b"x")
            talk.pause(0.02)

    started = time.monotonic()
    assert ending(answer(server, trickle, timeout_seconds=0.3)) == ("timeout", "retry")
    assert time.monotonic() - started < 2


def test_a_trickle_of_headers_does_not_outlast_the_total_time(server):
    def trickle(talk: Conversation) -> None:
        talk.send(OK)
        while True:
            talk.send(b"X: y\r\n")
            talk.pause(0.02)

    assert ending(answer(server, trickle, timeout_seconds=0.3)) == ("timeout", "retry")


def test_redirects_share_one_total_time(server):
    def slow(target: str) -> Answer:
        def redirect(talk: Conversation) -> None:
            talk.pause(0.2)
            talk.send(reply(302, Location=target))

        return redirect

    server.answers |= {f"/{n}": slow(f"/{n + 1}") for n in range(9)}
    got = fetch(server.url("/0"), timeout_seconds=0.5, redirect_limit=9)[0]
    assert ending(got) == ("timeout", "retry")
    assert len(server.requests) <= 3


def test_a_server_that_never_shakes_hands_hits_the_connect_timeout(server):
    url = server.url().replace("http:", "https:")
    assert ending(fetch(url, connect_timeout_seconds=0.3)[0]) == ("timeout", "retry")


@pytest.fixture
def secure_server(tmp_path: Path) -> Iterator[HostileServer]:
    """A server whose certificate nobody has vouched for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    start = datetime.now(UTC) - timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "server.pem").write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    with HostileServer(tls=context) as running:
        yield running


def test_a_certificate_nobody_vouches_for_is_a_tls_failure(secure_server):
    secure_server.answers["/"] = reply(body=b"x")
    assert ending(fetch(secure_server.url(host="localhost"))[0]) == ("tls", "retry")
    assert secure_server.requests == []


def test_a_cancelled_get_is_cancelled(server):
    server.answers["/"] = lambda talk: talk.pause(10)

    async def run() -> None:
        async with Fetcher(LIMITS, store=NoRules()) as fetcher:
            async with asyncio.timeout(0.2):
                await fetcher.get(server.url())

    with pytest.raises(TimeoutError):
        asyncio.run(run())


# --- politeness ----------------------------------------------------------------------------------------------------


class Busy:
    """An answer that takes its time, and counts how many are waited for at one time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = self.most = 0

    def __call__(self, talk: Conversation) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        talk.pause(0.1)
        with self._lock:  # before it goes out: who has it may ask again before we are told
            self._now -= 1
        talk.send(reply(body=b"x"))


def test_a_host_gets_no_more_requests_at_a_time_than_allowed(server):
    server.answers["/"] = busy = Busy()
    outcomes = fetch_at_once(*[server.url()] * 8, host_concurrency=2)
    assert [page(each).body for each in outcomes] == [b"x"] * 8
    assert busy.most == 2


def test_all_hosts_together_get_no_more_requests_at_a_time_than_allowed(server):
    server.answers["/"] = busy = Busy()
    hosts = {f"h{n}.test": "127.0.0.1" for n in range(9)}
    outcomes = fetch_at_once(*(server.url(host=host) for host in hosts), resolve=hosts, concurrency=3)
    assert [page(each).body for each in outcomes] == [b"x"] * 9
    assert busy.most == 3


def starts(server: HostileServer) -> list[float]:
    times = sorted(request.at for request in server.requests)
    return [after - before for before, after in pairwise(times)]


def test_requests_to_a_host_start_a_delay_apart(server):
    server.answers["/"] = reply(body=b"x")
    fetch_at_once(*[server.url()] * 4, host_delay_seconds=0.3)
    assert len(server.requests) == 4
    assert min(starts(server)) > 0.2


def test_redirects_and_repetitions_wait_for_their_turn_too(server):
    server.answers |= {"/": reply(302, Location="/b"), "/b": [then_close(b""), reply(body=b"x")]}
    page(fetch(server.url(), host_delay_seconds=0.3)[0])
    assert server.paths() == ["/", "/b", "/b"]
    assert min(starts(server)) > 0.2


def test_hosts_do_not_wait_for_each_other(server):
    server.answers["/"] = reply(body=b"x")
    hosts = {f"h{n}.test": "127.0.0.1" for n in range(9)}
    started = time.monotonic()
    # They share an address, which may have as many hosts.
    urls = [server.url(host=host) for host in hosts]
    fetch_at_once(*urls, resolve=hosts, host_delay_seconds=5.0, hosts_per_address=1000)
    assert time.monotonic() - started < 2


def test_waiting_for_a_turn_does_not_count_as_time_of_the_request(server):
    server.answers["/"] = Busy()
    outcomes = fetch_at_once(*[server.url()] * 8, host_concurrency=1, timeout_seconds=0.5)
    assert [page(each).body for each in outcomes] == [b"x"] * 8


def test_a_failure_frees_its_place(server):
    server.answers |= {"/slow": lambda talk: talk.pause(10), "/": reply(body=b"x")}
    urls = [server.url("/slow"), server.url()]
    outcomes = fetch_at_once(*urls, host_concurrency=1, concurrency=1, timeout_seconds=0.4)
    assert (ending(outcomes[0]), page(outcomes[1]).body) == (("timeout", "retry"), b"x")


# --- pages without a stated length ---------------------------------------------------------------------------------


def test_a_page_that_ends_with_its_connection_must_end_with_its_end_tag(server):
    half = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>The ministers met"
    server.answers |= {"/half": then_close(half), "/whole": then_close(half + b".</p></body></html>")}
    cut, whole = fetch(server.url("/half"), server.url("/whole"))
    assert ending(cut) == ("truncated", "retry")
    assert page(whole).body.endswith(b"</html>")


def test_a_page_with_a_stated_length_may_leave_its_end_tags_out(server):
    body = b"<body><p>Minified"
    measured = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
    server.answers |= {"/": measured, "/chunked": chunked(body, Content_Type="text/html")}
    for each in fetch(server.url("/"), server.url("/chunked")):
        assert page(each).body == body


def test_a_page_that_a_proxy_changed_is_a_page(server):
    server.answers["/"] = reply(203, b"<p>Hello")
    assert page(fetch(server.url("/"))[0]).status == 203
