"""The hostile-server suite: what a server may do to a client, case by case, and that it gains nothing by it.

Every case is a real server on loopback against the real Fetcher. It states how the attempt ends, and after each one
the same Fetcher gets an honest page, so that nothing was broken, blocked or poisoned on the way. What is fetched as
a document is read by the real parsers: from there nothing may be opened, asked for or blown up.
"""

import asyncio
import gzip
import socket
import ssl
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from pathlib import Path

import brotli
import pytest
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from lxml import etree

from extractors.feed import parse_feed
from extractors.html import parse_html
from extractors.opml import parse_opml
from extractors.records import Fetched, NotModified, Page, Unreadable
from extractors.sitemap import parse_sitemap
from flows import addresses, connections
from flows.fetch import Fetcher, FetchLimits
from tests.servers import Answer, Conversation, HostileServer, chunked, reply, then_close

LIMITS = FetchLimits(
    user_agent="scowatch-test/1",
    timeout_seconds=3.0,
    connect_timeout_seconds=3.0,
    body_limit_bytes=100_000,
    redirect_limit=5,
    host_concurrency=4,
    host_delay_seconds=0.0,
    concurrency=16,
    allow_private_addresses=False,
)
OK = b"HTTP/1.1 200 OK\r\n"
PLAIN = OK + b"Content-Length: 1\r\n\r\nx"
AFTER = b"an honest page"
REFUSED, RETRY = "refused", "retry"
TIME = ("timeout", RETRY)
VICTIM = "127.0.0.2"  # an address that is not public; 127.0.0.1 plays the public one

Ends = tuple[str, str]  # reason and ending of a Failed


@pytest.fixture(autouse=True)
def one_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 127.0.0.1 count as public, since no test may need a real one; all else stays as it is."""
    loopback, public = IPv4Network("127.0.0.0/8"), IPv4Network("127.0.0.1/32")
    special = [(network, kind) for network, kind in addresses.SPECIAL_IPV4 if network != loopback]
    special += [(network, "loopback") for network in loopback.address_exclude(public)]
    monkeypatch.setattr(addresses, "SPECIAL_IPV4", tuple(special))


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer() as running:
        running.answers["/after"] = reply(body=AFTER)
        yield running


@pytest.fixture
def victim() -> Iterator[HostileServer]:
    """A service of the internal network, which must never hear of us."""
    with HostileServer(host=VICTIM) as running:
        running.answers["/"] = reply(body=b"internal secret")
        yield running
        assert running.connections == 0


def attempt(
    server: HostileServer, url: str = "", *, resolve: Mapping[str, str] | None = None, **changes: object
) -> Fetched:
    """Get *url*, by default the first page of *server*, then an honest page of it with the same Fetcher."""

    async def run() -> tuple[Fetched, Fetched]:
        async with Fetcher(replace(LIMITS, **changes), resolve=resolve) as fetcher:
            return await fetcher.get(url or server.url()), await fetcher.get(server.url("/after"))

    outcome, after = asyncio.run(run())
    assert isinstance(after, Page), after
    assert after.body == AFTER
    return outcome


def what(outcome: Fetched) -> Ends | bytes:
    """The body of a Page, or how the attempt ended, which is always said in one short line of ASCII."""
    if isinstance(outcome, Page):
        return outcome.body
    assert not isinstance(outcome, NotModified)
    assert outcome.detail.isascii()
    assert outcome.detail.isprintable()
    assert len(outcome.detail) < 600
    return outcome.reason, outcome.ending


def patience(expected: object) -> dict[str, float]:
    """Wait briefly for what is going to stall, and long enough on a busy machine for everything else."""
    return {"timeout_seconds": 0.4} if expected == TIME else {}


def drip(head: bytes, drop: bytes, *, every: float = 0.02) -> Answer:
    """Send *head*, then *drop* again and again."""

    def answer(talk: Conversation) -> None:
        talk.send(head)
        while True:
            talk.pause(every)
            talk.send(drop)

    return answer


def flood(head: bytes, wave: bytes) -> Answer:
    """Send *head*, then *wave* without end and as fast as it is taken."""
    return drip(head, wave, every=0.0)


def letter_by_letter(data: bytes) -> Answer:
    def answer(talk: Conversation) -> None:
        for letter in data:
            talk.send(bytes([letter]))
            talk.pause(0.02)

    return answer


def then_silence(data: bytes) -> Answer:
    def answer(talk: Conversation) -> None:
        talk.send(data)
        talk.pause(10)

    return answer


def then_reset(data: bytes) -> Answer:
    def answer(talk: Conversation) -> None:
        talk.send(data)
        talk.pause(0.05)  # RST overtakes what was not read yet
        talk.reset()

    return answer


def table(cases: Mapping[str, tuple[object, ...]], names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(names, cases.values(), ids=cases.keys())


# --- slow, silent, gone --------------------------------------------------------------------------------------------

CUT = ("truncated", RETRY)
GONE = ("connect", RETRY)
STALLING: dict[str, tuple[Answer, Ends]] = {
    "slowloris-headers": (drip(OK, b"X: y\r\n"), TIME),
    "slowloris-inside-one-header": (drip(OK + b"X: ", b"y"), TIME),
    "status-line-letter-by-letter": (letter_by_letter(PLAIN * 99), TIME),
    "body-one-byte-at-a-time": (drip(OK + b"Content-Length: 5000\r\n\r\n", b"x"), TIME),
    "body-without-length-one-byte-at-a-time": (drip(OK + b"\r\n", b"x"), TIME),
    "chunks-one-byte-at-a-time": (drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), TIME),
    "chunk-size-that-never-ends": (drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0"), TIME),
    "gzip-that-never-ends": (drip(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x")[:-1], b""), TIME),
    "silence-after-accept": (then_silence(b""), TIME),
    "silence-in-headers": (then_silence(OK + b"Content-"), TIME),
    "silence-after-headers": (then_silence(OK + b"Content-Length: 10\r\n\r\n"), TIME),
    "silence-in-body": (then_silence(OK + b"Content-Length: 10\r\n\r\nabc"), TIME),
    "silence-before-last-chunk": (then_silence(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"), TIME),
    "flood-of-early-hints": (flood(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), TIME),
    "flood-of-continue": (flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), TIME),
    "hang-up-at-once": (then_close(b""), GONE),
    "hang-up-in-status-line": (then_close(b"HTTP/1.1 2"), GONE),
    "hang-up-in-headers": (then_close(OK + b"Content-Le"), GONE),
    "hang-up-after-headers": (then_close(OK + b"Content-Length: 10\r\n\r\n"), CUT),
    "hang-up-in-body": (then_close(OK + b"Content-Length: 10\r\n\r\nabc"), CUT),
    "hang-up-in-chunk-size": (then_close(OK + b"Transfer-Encoding: chunked\r\n\r\n1"), CUT),
    "hang-up-in-chunk": (then_close(OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc"), CUT),
    "hang-up-before-last-chunk": (then_close(chunked(b"abc")[:-5]), CUT),
    "reset-at-once": (then_reset(b""), GONE),
    "reset-in-headers": (then_reset(OK + b"X: "), GONE),
    "reset-in-body": (then_reset(OK + b"Content-Length: 10\r\n\r\nabc"), CUT),
}


@table(STALLING, "answer, expected")
def test_whoever_stalls_or_leaves_costs_a_bounded_time(server, answer, expected):
    server.answers["/"] = answer
    assert what(attempt(server, **patience(expected))) == expected


# --- lies about length, broken HTTP ---------------------------------------------------------------------------------

LARGE = ("too_large", REFUSED)
BROKEN = ("bad_http", RETRY)
REFRESH = b'<meta http-equiv="refresh" content="0; url=/x">'
LYING: dict[str, tuple[Answer, Ends | bytes]] = {
    "length-too-long": (then_close(OK + b"Content-Length: 4\r\n\r\nabc"), CUT),
    "length-too-short": (then_close(OK + b"Content-Length: 3\r\n\r\nabcdef"), BROKEN),
    "length-above-limit": (then_silence(OK + b"Content-Length: 100001\r\n\r\n"), LARGE),
    "length-of-terabytes": (then_silence(OK + b"Content-Length: 9999999999999\r\n\r\n"), LARGE),
    "length-beyond-64-bits": (then_close(OK + b"Content-Length: 99999999999999999999\r\n\r\n"), BROKEN),
    "length-negative": (then_close(OK + b"Content-Length: -1\r\n\r\n"), BROKEN),
    "length-with-plus": (then_close(OK + b"Content-Length: +3\r\n\r\nabc"), BROKEN),
    "length-in-hex": (then_close(OK + b"Content-Length: 0x3\r\n\r\nabc"), BROKEN),
    "length-twice-and-different": (then_close(OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"), BROKEN),
    "length-and-chunks": (then_close(chunked(b"abc", Content_Length="3")), BROKEN),
    "endless-body": (flood(OK + b"\r\n", b"x" * 65_536), LARGE),
    "endless-chunks": (flood(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b"x" * 32_768 + b"\r\n"), LARGE),
    "endless-chunk": (flood(OK + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\n", b"x" * 65_536), LARGE),
    "chunk-size-beyond-64-bits": (then_close(OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 17 + b"\r\n"), BROKEN),
    "chunk-size-negative": (then_close(OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n"), BROKEN),
    "chunk-size-garbage": (then_close(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n"), BROKEN),
    "chunk-extension-endless": (flood(OK + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 65_536), TIME),
    "chunk-longer-than-its-size": (then_close(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n0\r\n\r\n"), BROKEN),
    "trailers-endless": (flood(chunked(b"x")[:-2], b"X-Trailer: y\r\n" * 1000), BROKEN),
    "header-line-endless": (flood(OK + b"X: ", b"x" * 65_536), BROKEN),
    "header-line-of-a-megabyte": (then_close(OK + b"X: " + b"x" * 1_000_000 + b"\r\n\r\n"), BROKEN),
    "headers-endless": (flood(OK, b"X: y\r\n" * 1000), BROKEN),
    "headers-by-the-thousand": (then_close(OK + b"".join(b"X-%d: 1\r\n" % n for n in range(5000)) + b"\r\n"), BROKEN),
    "header-with-nul": (then_close(OK + b"X: a\0b\r\nContent-Length: 0\r\n\r\n"), BROKEN),
    "header-without-colon": (then_close(OK + b"no colon here\r\n\r\n"), BROKEN),
    "header-without-name": (then_close(OK + b": value\r\n\r\n"), BROKEN),
    "header-name-with-space": (then_close(OK + b"Content-Length : 3\r\n\r\nabc"), b"abc"),
    "status-of-letters": (then_close(b"HTTP/1.1 abc OK\r\n\r\n"), BROKEN),
    "status-of-many-digits": (then_close(b"HTTP/1.1 20000000000 OK\r\n\r\n"), BROKEN),
    "status-line-of-a-megabyte": (then_close(b"HTTP/1.1 200 " + b"x" * 1_000_000 + b"\r\n\r\n"), BROKEN),
    "http-0.9": (then_close(b"<html>no header at all</html>\r\n\r\n"), BROKEN),
    "http-9.9": (then_close(b"HTTP/9.9 200 OK\r\nContent-Length: 1\r\n\r\nx"), BROKEN),
    "another-protocol": (then_close(b"SSH-2.0-OpenSSH_9.9\r\n"), BROKEN),
    "binary-noise": (then_close(b"\x00\xff\x16\x03\x01 noise\r\n\r\n"), BROKEN),
    "second-answer-smuggled-behind-the-first": (reply(body=b"a") + reply(body=b"smuggled"), b"a"),
    "early-hints-then-page": (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + PLAIN, b"x"),
    "switching-protocols-unasked": (then_close(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), ("http_101", "failed")),
    "not-modified-without-validators": (reply(304), ("http_304", "failed")),
    "partial-content-unasked": (reply(206, b"abc", Content_Range="bytes 0-2/9"), ("http_206", "failed")),
    "no-content": (b"HTTP/1.1 204 No Content\r\n\r\n", ("http_204", "failed")),
    "authentication-wanted": (reply(401, WWW_Authenticate='Basic realm="x"'), ("http_401", "failed")),
    "page-of-no-bytes": (reply(), b""),
    "content-type-of-a-picture": (reply(body=b"<p>", Content_Type="image/png"), b"<p>"),
    "content-type-without-end": (reply(body=b"<p>", Content_Type="text/html;" + " charset=x;" * 2500), b"<p>"),
    "location-without-redirect": (reply(body=b"here", Location=f"http://{VICTIM}/"), b"here"),
    "refresh-header": (reply(body=b"here", Refresh=f"0; url=http://{VICTIM}/"), b"here"),
    "refresh-in-page": (reply(body=REFRESH), REFRESH),
}


@table(LYING, "answer, expected")
def test_what_is_not_whole_and_honest_is_not_taken_for_a_page(server, victim, answer, expected):
    server.answers["/"] = answer
    assert what(attempt(server, **patience(expected))) == expected
    assert set(server.paths()) <= {"/robots.txt", "/", "/after"}


# --- compression -----------------------------------------------------------------------------------------------------

DAMAGED = ("bad_encoding", RETRY)
NOT_ASKED = ("bad_encoding", "failed")
ZEROS = bytes(20_000_000)


def brotlied(data: bytes) -> bytes:
    return brotli.compress(data, quality=5)


PACKED: dict[str, tuple[str, Callable[[], bytes], Ends]] = {
    "gzip-bomb": ("gzip", lambda: gzip.compress(ZEROS), LARGE),
    "deflate-bomb": ("deflate", lambda: zlib.compress(ZEROS), LARGE),
    "brotli-bomb": ("br", lambda: brotlied(ZEROS), LARGE),
    "zstd-bomb": ("zstd", lambda: zstandard.compress(ZEROS), LARGE),
    "gzip-bomb-in-gzip": ("gzip, gzip", lambda: gzip.compress(gzip.compress(ZEROS)), LARGE),
    "zstd-bomb-in-brotli": ("zstd, br", lambda: brotlied(zstandard.compress(ZEROS)), LARGE),
    "three-codings": ("gzip, br, zstd", lambda: zstandard.compress(brotlied(gzip.compress(b"x"))), NOT_ASKED),
    "coding-a-thousand-times": ("gzip, " * 1000, lambda: gzip.compress(b"x"), NOT_ASKED),
    "coding-unknown": ("aes128gcm", lambda: b"x", NOT_ASKED),
    "gzip-members-by-the-thousand": ("gzip", lambda: gzip.compress(b"") * 4000, DAMAGED),
    "zstd-frames-by-the-thousand": ("zstd", lambda: zstandard.compress(b"") * 4000, DAMAGED),
    "zstd-window-of-a-gigabyte": ("zstd", lambda: b"\x28\xb5\x2f\xfd\x00\xa0\x09\x00\x00x", DAMAGED),
    "gzip-that-is-none": ("gzip", lambda: b"<html>plain</html>", DAMAGED),
    "deflate-that-is-none": ("deflate", lambda: b"<html>plain</html>", DAMAGED),
    "brotli-that-is-none": ("br", lambda: b"<html>plain</html>", DAMAGED),
    "zstd-that-is-none": ("zstd", lambda: b"<html>plain</html>", DAMAGED),
    "gzip-cut": ("gzip", lambda: gzip.compress(b"some words to cut")[:-1], CUT),
    "deflate-cut": ("deflate", lambda: zlib.compress(b"some words to cut")[:-1], CUT),
    "brotli-cut": ("br", lambda: brotlied(b"some words to cut")[:-1], CUT),
    "zstd-cut": ("zstd", lambda: zstandard.compress(b"some words to cut")[:-1], CUT),
    "gzip-with-a-wrong-checksum": ("gzip", lambda: gzip.compress(b"x")[:-8] + bytes(8), DAMAGED),
}


@table(PACKED, "coding, pack, expected")
def test_what_is_packed_is_unpacked_within_bounds_or_not_at_all(server, coding, pack, expected):
    body = pack()
    assert len(body) <= LIMITS.body_limit_bytes, "the bomb itself must be small"
    server.answers["/"] = reply(body=body, Content_Encoding=coding)
    assert what(attempt(server)) == expected


# --- redirects -------------------------------------------------------------------------------------------------------

NOWHERE = ("bad_redirect", REFUSED)
CIRCLE = ("too_many_redirects", "failed")
PRIVATE = ("private_address", REFUSED)
# {port} is that of the victim, {here} the hostile server itself.
LEADING: dict[str, tuple[str, Ends | bytes]] = {
    "redirect-to-itself": ("/", CIRCLE),
    "redirect-back-and-forth": ("/back", CIRCLE),
    "redirect-without-end": ("/chain/0", CIRCLE),
    "redirect-to-itself-by-fragment": ("/#again", CIRCLE),
    "redirect-to-file": ("file:///etc/passwd", NOWHERE),
    "redirect-to-file-of-a-host": ("file://{here}/etc/passwd", NOWHERE),
    "redirect-to-ftp": ("ftp://{here}/", NOWHERE),
    "redirect-to-data": ("data:text/html,<p>x", NOWHERE),
    "redirect-to-javascript": ("javascript:alert(1)", NOWHERE),
    "redirect-to-gopher": ("gopher://{here}/_GET", NOWHERE),
    "redirect-to-unix-socket": ("unix:///run/docker.sock", NOWHERE),
    "redirect-to-broken-ipv6": ("http://[::1", NOWHERE),
    "redirect-to-port-out-of-range": ("http://127.0.0.1:99999/", NOWHERE),
    "redirect-to-no-host": ("http:///", CIRCLE),
    "redirect-to-https-on-a-plain-port": ("https://{here}/", TIME),
    "redirect-to-robots-of-a-private-host": ("http://127.0.0.2:{port}/robots.txt", PRIVATE),
    "redirect-to-loopback": ("http://127.0.0.2:{port}/", PRIVATE),
    "redirect-to-loopback-without-scheme": ("//127.0.0.2:{port}/", PRIVATE),
    "redirect-to-loopback-in-decimal": ("http://2130706434:{port}/", PRIVATE),
    "redirect-to-loopback-in-octal": ("http://0177.0.0.02:{port}/", PRIVATE),
    "redirect-to-loopback-in-hex": ("http://0x7f000002:{port}/", PRIVATE),
    "redirect-to-loopback-shortened": ("http://127.2:{port}/", PRIVATE),
    "redirect-to-loopback-with-a-dot": ("http://127.0.0.2.:{port}/", PRIVATE),
    "redirect-to-loopback-in-circled-digits": ("http://①②⑦.⓪.⓪.②:{port}/", PRIVATE),
    "redirect-to-loopback-behind-userinfo": ("http://good.example@127.0.0.2:{port}/", PRIVATE),
    "redirect-to-loopback-behind-userinfo-and-port": ("http://good.example:80@127.0.0.2:{port}/", PRIVATE),
    "redirect-to-loopback-mapped-to-ipv6": ("http://[::ffff:127.0.0.2]:{port}/", PRIVATE),
    "redirect-to-loopback-mapped-in-hex": ("http://[::ffff:7f00:2]:{port}/", PRIVATE),
    "redirect-to-loopback-through-nat64": ("http://[64:ff9b::7f00:2]:{port}/", PRIVATE),
    "redirect-to-loopback-through-6to4": ("http://[2002:7f00:2::]:{port}/", PRIVATE),
    "redirect-to-loopback-of-ipv6": ("http://[::1]:{port}/", PRIVATE),
    "redirect-to-localhost-by-name": ("http://internal.test:{port}/", PRIVATE),
    "redirect-to-nowhere-in-particular": ("http://0.0.0.0:{port}/", PRIVATE),
    "redirect-to-private-network-10": ("http://10.0.0.1/", PRIVATE),
    "redirect-to-private-network-172": ("http://172.16.0.1/", PRIVATE),
    "redirect-to-private-network-192": ("http://192.168.1.1/", PRIVATE),
    "redirect-to-private-network-of-ipv6": ("http://[fd00::1]/", PRIVATE),
    "redirect-to-cloud-metadata": ("http://169.254.169.254/latest/meta-data/", PRIVATE),
    "redirect-to-cloud-metadata-of-ipv6": ("http://[fd00:ec2::254]/latest/meta-data/", PRIVATE),
    "redirect-to-cloud-metadata-of-alibaba": ("http://100.100.100.200/latest/meta-data/", PRIVATE),
    "redirect-to-carrier-grade-nat": ("http://100.64.0.1/", PRIVATE),
    "redirect-to-link-local": ("http://169.254.1.1/", PRIVATE),
    "redirect-to-link-local-of-ipv6": ("http://[fe80::1%25lo]/", PRIVATE),
    "redirect-to-multicast": ("http://224.0.0.251/", PRIVATE),
    "redirect-to-broadcast": ("http://255.255.255.255/", PRIVATE),
}


@table(LEADING, "location, expected")
def test_a_redirect_leads_to_public_web_pages_only(server, victim, location, expected):
    where = location.format(port=victim.port, here=f"127.0.0.1:{server.port}")
    server.answers |= {"/": reply(302, Location=where), "/back": reply(302, Location="/")}
    server.answers |= {f"/chain/{n}": reply(302, Location=f"/chain/{n + 1}") for n in range(20)}
    assert what(attempt(server, resolve={"internal.test": VICTIM}, **patience(expected))) == expected
    assert len(server.requests) <= LIMITS.redirect_limit + 3


@pytest.mark.parametrize("location", [location for location, ends in LEADING.values() if ends == PRIVATE])
def test_what_no_redirect_may_lead_to_no_source_may_name(server, victim, location):
    url = f"http:{location}" if location.startswith("//") else location
    url = url.format(port=victim.port)
    assert what(attempt(server, url, resolve={"internal.test": VICTIM})) == PRIVATE
    assert server.paths() == ["/robots.txt", "/after"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b"/next\r\nX-Injected: 1", b"the next page", id="crlf-in-location"),
        pytest.param(b"/next%0d%0aX-Injected:%201", ("http_404", "gone"), id="crlf-in-location-encoded"),
        pytest.param(b"/next\rX-Injected: 1", BROKEN, id="cr-in-location"),
        pytest.param(b"/next\0", BROKEN, id="nul-in-location"),
        pytest.param(b"", ("bad_redirect", "failed"), id="location-empty"),
        pytest.param(b"/" + b"x" * 40_000, BROKEN, id="location-of-forty-kilobytes"),
        pytest.param(b"/" + b"../" * 9_000 + b"next", b"the next page", id="location-of-nine-thousand-steps-up"),
        pytest.param(b"\\\\127.0.0.2\\", ("http_404", "gone"), id="location-with-backslashes"),
        pytest.param(b"/\xef\xf0", ("http_404", "gone"), id="location-that-is-not-utf8"),
    ],
)
def test_a_location_is_an_address_and_nothing_else(server, victim, raw, expected):
    server.answers["/next"] = reply(body=b"the next page")
    server.answers["/"] = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + raw + b"\r\n\r\n"
    assert what(attempt(server)) == expected
    assert all("x-injected" not in request.headers for request in server.requests)


def test_nothing_of_the_way_is_told_to_the_next_server(server):
    server.answers["/"] = reply(302, Location=server.url("/b", host="b.test"), Set_Cookie="id=1; Path=/")
    server.answers["/b"] = reply(401, WWW_Authenticate="Basic", Set_Cookie="id=2; Domain=test")
    url = server.url(host="a.test").replace("//", "//user:secret@")
    names = {"a.test": "127.0.0.1", "b.test": "127.0.0.1"}
    assert what(attempt(server, url, resolve=names)) == ("http_401", "failed")
    sent = set().union(*(request.headers for request in server.requests))
    assert not sent & {"cookie", "authorization", "referer", "origin", "from", "x-forwarded-for"}


# --- names -----------------------------------------------------------------------------------------------------------


def answers_of_dns(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Let name servers give *answers* in turn, the last for ever."""
    left, really = [*answers], socket.getaddrinfo

    def look_up(host: str | bytes, *rest: object, **more: object) -> list[tuple[object, ...]]:
        if not (host if isinstance(host, bytes) else host.encode()).endswith(b".test"):
            return really(host, *rest, **more)
        now = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (each, 0)) for each in now]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_dns_that_resolves_to_a_private_address(server, victim, monkeypatch):
    answers_of_dns(monkeypatch, [VICTIM])
    assert what(attempt(server, victim.url(host="evil.test"))) == PRIVATE


def test_dns_that_resolves_to_public_and_private_addresses(server, victim, monkeypatch):
    server.answers["/"] = reply(body=b"public")
    for mixed in (["127.0.0.1", VICTIM], [VICTIM, "127.0.0.1"]):
        answers_of_dns(monkeypatch, mixed)
        assert what(attempt(server, f"http://evil.test:{server.port}/")) == b"public"
        # The port is the victim's: at the public address nobody listens there.
        assert what(attempt(server, victim.url(host="evil.test"))) in {PRIVATE, GONE}


@pytest.mark.parametrize("changes", range(1, 5))
def test_dns_that_changes_between_check_and_use(server, victim, monkeypatch, changes):
    # No answer is kept, so that each step of a GET asks anew: whichever sees the private address must refuse it.
    monkeypatch.setattr(connections, "DNS_CACHE_SECONDS", -1.0)
    server.answers["/"] = reply(302, Location=victim.url(host="evil.test"))
    answers_of_dns(monkeypatch, *[["127.0.0.1"]] * changes, [VICTIM])
    assert what(attempt(server, f"http://evil.test:{server.port}/")) in {PRIVATE, GONE}


def test_redirect_to_loopback_after_dns_change(server, victim, monkeypatch):
    server.answers["/"] = reply(302, Location=victim.url(host="other.test"))
    answers_of_dns(monkeypatch, ["127.0.0.1"], [VICTIM])
    got = attempt(server, f"http://evil.test:{server.port}/")
    assert what(got) == PRIVATE
    assert "after a redirect" in got.detail


def test_dns_that_resolves_to_nothing(server, monkeypatch):
    answers_of_dns(monkeypatch, [])
    assert what(attempt(server, "http://evil.test/"))[1] == RETRY


def test_dns_that_resolves_to_what_is_no_address(server, monkeypatch):
    answers_of_dns(monkeypatch, ["localhost"])
    assert what(attempt(server, "http://evil.test/"))[0] in {"private_address", "dns", "connect"}


# --- robots.txt ------------------------------------------------------------------------------------------------------

FORBIDDEN = ("robots", REFUSED)
RULES = b"User-agent: *\nDisallow: /\n"
ROBOTS: dict[str, tuple[Answer, Ends | bytes]] = {
    "robots-endless": (flood(OK + b"\r\n" + RULES, b"Allow: /x\n" * 5000), FORBIDDEN),
    "robots-one-line-without-end": (flood(OK + b"\r\n" + RULES, b"x" * 65_536), FORBIDDEN),
    "robots-of-wildcards": (reply(body=b"User-agent: *\nDisallow: /" + b"*a" * 3000 + b"$\n"), b"x"),
    "robots-of-noise": (reply(body=bytes(range(256)) * 1000), b"x"),
    "robots-that-is-a-page": (reply(body=b"<!doctype html><p>Disallow: /", Content_Type="text/html"), b"x"),
    "robots-that-leads-in-a-circle": (reply(302, Location="/robots.txt"), b"x"),
}


@table(ROBOTS, "answer, expected")
def test_robots_txt_is_no_way_in(server, answer, expected):
    server.answers |= {"/robots.txt": answer, "/a/page": reply(body=b"x")}

    async def run() -> Fetched:
        async with Fetcher(LIMITS) as fetcher:
            return await fetcher.get(server.url("/a/page"))

    assert what(asyncio.run(run())) == expected


def test_robots_txt_that_leads_inside_is_not_followed(server, victim):
    server.answers |= {"/robots.txt": [reply(302, Location=victim.url()), reply(404)], "/": reply(body=b"x")}

    async def run() -> Fetched:
        async with Fetcher(LIMITS) as fetcher:
            return await fetcher.get(server.url())

    assert what(asyncio.run(run())) in {PRIVATE, b"x"}


# --- TLS -------------------------------------------------------------------------------------------------------------


def certified(folder: Path, *, name: str, days_ago: int) -> ssl.SSLContext:
    """Make a certificate for *name* that is valid for ten days, signed by nobody but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) - timedelta(days=days_ago)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 1, start, start + timedelta(days=10))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    private = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "pair.pem").write_bytes(private + made.public_bytes(form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "pair.pem")
    return context


@pytest.mark.parametrize(
    ("name", "days_ago"),
    [
        pytest.param("a.test", 1, id="certificate-signed-by-itself"),
        pytest.param("a.test", 30, id="certificate-expired"),
        pytest.param("b.test", 1, id="certificate-of-another-host"),
    ],
)
def test_a_certificate_that_proves_nothing_ends_the_connection(server, tmp_path, name, days_ago):
    with HostileServer(tls=certified(tmp_path, name=name, days_ago=days_ago)) as secure:
        secure.answers["/"] = reply(body=b"x")
        assert what(attempt(server, secure.url(host="a.test"), resolve={"a.test": "127.0.0.1"})) == ("tls", RETRY)
        assert secure.requests == []


# --- documents -------------------------------------------------------------------------------------------------------

ROOTS = {
    "feed": '<rss version="2.0"><channel><title>{0}</title><item><title>{0}</title><link>https://a.test/1</link>'
    "<description>{0}</description></item></channel></rss>",
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><title>{0}</title><entry><title>{0}</title>'
    '<link href="https://a.test/1"/><summary>{0}</summary></entry></feed>',
    "sitemap": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://a.test/1</loc>'
    "<lastmod>{0}</lastmod></url></urlset>",
    "opml": '<opml version="2.0"><body><outline text="{0}" xmlUrl="https://a.test/1"/></body></opml>',
    "page": "<html><body><h1>{0}</h1><p>{0}</p></body></html>",
}
PARSERS: dict[str, Callable[[bytes], object]] = {
    "feed": lambda body: parse_feed(body, url="https://a.test/feed"),
    "atom": lambda body: parse_feed(body, url="https://a.test/feed"),
    "sitemap": lambda body: parse_sitemap(body, url="https://a.test/sitemap.xml"),
    "opml": parse_opml,
    "page": lambda body: written(parse_html(body)),
}
LAUGHS = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(10))
DTDS = {
    "billion-laughs": ("<!DOCTYPE x [" + LAUGHS + "]>", "&l10;"),
    "quadratic-blow-up": ('<!DOCTYPE x [<!ENTITY a "' + "a" * 20_000 + '">]>', "&a;" * 5_000),
    "entity-that-names-itself": ('<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "&a;"),
    "external-entity-of-a-file": ('<!DOCTYPE x [<!ENTITY a SYSTEM "{file}">]>', "&a;"),
    "external-entity-of-a-url": ('<!DOCTYPE x [<!ENTITY a SYSTEM "{url}">]>', "&a;"),
    "external-dtd": ('<!DOCTYPE x SYSTEM "{url}">', "&a;"),
    "parameter-entity": ('<!DOCTYPE x [<!ENTITY % p SYSTEM "{url}"> %p;]>', "&a;"),
    "parameter-entity-that-sends-a-file": (
        '<!DOCTYPE x [<!ENTITY % f SYSTEM "{file}"><!ENTITY % e "<!ENTITY a SYSTEM \'{url}?%f;\'>"> %e;]>',
        "&a;",
    ),
    "xinclude": ("", '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file}" parse="text"/>'),
    "stylesheet": ('<?xml-stylesheet type="text/xsl" href="{url}"?>', "x"),
}


def written(page: object) -> object:
    return page if isinstance(page, Unreadable) else etree.tostring(page, encoding="unicode")


@pytest.mark.parametrize("kind", ROOTS)
@pytest.mark.parametrize("case", DTDS)
def test_a_document_opens_asks_for_and_blows_up_nothing(server, victim, tmp_path, kind, case):
    secret = tmp_path / "secret"
    secret.write_text("TOP-SECRET")
    prolog, use = (each.replace("{file}", secret.as_uri()).replace("{url}", victim.url()) for each in DTDS[case])
    document = f'<?xml version="1.0"?>{prolog}{ROOTS[kind].replace("{0}", use)}'.encode()
    server.answers["/"] = reply(body=document, Content_Type="application/xml")
    body = what(attempt(server))
    assert body == document
    result = repr(PARSERS[kind](body))
    assert "TOP-SECRET" not in result
    assert "hahaha" not in result.replace(LAUGHS, "")
    assert len(result) < len(document) + 20_000
    assert server.paths() == ["/robots.txt", "/", "/after"]


HEAPS: dict[str, Callable[[], bytes]] = {
    "fifty-megabytes-of-less-than": lambda: b"<" * 50_000_000,
    "megabytes-of-ampersands": lambda: b"&" * 5_000_000,
    "megabytes-of-comment": lambda: b"<!--" + b"-" * 5_000_000,
    "megabytes-of-one-attribute": lambda: b'<rss a="' + b"x" * 5_000_000,
    "megabytes-of-zeros": lambda: bytes(5_000_000),
    "megabytes-of-control-characters": lambda: b"a\1" * 2_500_000,
}


@pytest.mark.parametrize("kind", ["feed", "sitemap", "opml", "page"])
@pytest.mark.parametrize("case", HEAPS)
def test_a_heap_of_junk_is_unreadable(kind, case):
    assert isinstance(PARSERS[kind](HEAPS[case]()), Unreadable)


@pytest.mark.parametrize("kind", ["feed", "atom", "sitemap", "opml", "page"])
@pytest.mark.parametrize("tag", ["div", "x:outline"])
def test_elements_a_million_deep_do_no_harm(kind, tag):
    before, after = ROOTS[kind].replace("{0}", "x").split(">", 1)
    document = f"{before}>{f'<{tag}>' * 1_000_000}{after}".encode()
    assert len(repr(PARSERS[kind](document))) < 100_000
