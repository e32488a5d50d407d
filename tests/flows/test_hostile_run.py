"""A whole run against a server that does everything wrong: it ends, its report adds up, nothing wrong is stored."""

import asyncio
import hashlib
import itertools
from collections import Counter

import pytest
from sqlalchemy import select

from config.settings import load_settings
from config.sources import Source, render_sources
from storage import Query, open_archive
from storage.tables import frontier
from tests.plain import ingest
from tests.servers import HostileServer, reply, then_close

WORDS = ("council", "ministers", "border", "railway", "agreement", "delegation", "harvest", "province", "transit")
PAGES_OF_A_KIND = 6


def page(number: int) -> bytes:
    """An article that shares no sentence with the others."""
    numbers = hashlib.sha256(str(number).encode()).digest() * 8
    picked = [WORDS[byte % len(WORDS)] + str(byte // 16) for byte in numbers[number % 7 :]]
    paragraphs = "".join(f"<p>{' '.join(picked[at : at + 30])} and so on.</p>" for at in range(0, 210, 30))
    return (
        f"<html><head><title>Report {number}</title></head>"
        f"<body><article><h1>Report {number}</h1>{paragraphs}</article></body></html>"
    ).encode()


def one_byte_a_second(talk):
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n")
    for _ in range(60):
        talk.send(b"<")
        talk.pause(1)


def silent(talk):
    talk.pause(60)


def slow_but_whole(body):
    def answer(talk):
        talk.pause(0.3)
        talk.send(reply(body=body, Content_Type="text/html"))

    return answer


HTML = {"Content_Type": "text/html"}
# kind -> (answer to the page of that number, how its URLs end: outcome and reason)
KINDS = {
    "honest": (lambda n: reply(body=page(n), **HTML), ("stored", "")),
    "slow": (lambda n: slow_but_whole(page(n)), ("stored", "")),
    "500 half the time": (lambda n: [reply(500), reply(body=page(n), **HTML)], ("stored", "")),
    "500 for ever": (lambda n: reply(500), ("failed", "http_500")),
    "one byte a second": (lambda n: one_byte_a_second, ("failed", "timeout")),
    "never answers": (lambda n: silent, ("failed", "timeout")),
    "drops before the answer": (lambda n: lambda talk: talk.reset(), ("failed", "connect")),
    "drops in the headers": (lambda n: then_close(b"HTTP/1.1 200 OK\r\nContent-"), ("failed", "connect")),
    "promises more than it sends": (
        lambda n: then_close(reply(body=page(n), **HTML).replace(b"Content-Length: ", b"Content-Length: 9")),
        ("failed", "truncated"),
    ),
    "ends a chunked body early": (
        lambda n: then_close(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" + page(n)[:500]),
        ("failed", "truncated"),
    ),
    "cuts its gzip": (
        lambda n: reply(body=b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xed", Content_Encoding="gzip", **HTML),
        ("failed", "truncated"),
    ),
    "sends too much": (lambda n: reply(body=b"x" * 300_000, **HTML), ("refused", "too_large")),
    "turns in circles": (lambda n: reply(302, Location=f"/turns-in-circles/{n}"), ("failed", "too_many_redirects")),
    "leads inside": (lambda n: reply(302, Location="ftp://127.0.0.1/secret"), ("refused", "bad_redirect")),
    "is a picture": (
        lambda n: reply(body=b"\x89PNG\r\n\x1a\n" * 99, Content_Type="image/png"),
        ("refused", "not_html"),
    ),
    "is empty": (lambda n: reply(body=b"", **HTML), ("failed", "empty")),
    "has gone": (lambda n: reply(410), ("gone", "http_410")),
}


@pytest.fixture
def outlet():
    with HostileServer() as server:
        yield server


def listed(server: HostileServer) -> dict[str, list[str]]:
    """Let the server have pages of every kind, and one feed each; give the URLs by kind."""
    urls: dict[str, list[str]] = {}
    numbers = itertools.count()
    for kind, (answer, _) in KINDS.items():
        urls[kind] = []
        for _ in range(PAGES_OF_A_KIND):
            number = next(numbers)
            path = f"/{kind.replace(' ', '-')}/{number}"
            server.answers[path] = answer(number)
            urls[kind].append(server.url(path))
        items = "".join(f"<item><title>Report</title><link>{url}</link></item>" for url in urls[kind])
        feed = f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()
        server.answers[f"/feed/{kind.replace(' ', '-')}"] = reply(body=feed, Content_Type="application/rss+xml")
    return urls


def sources(server: HostileServer) -> list[Source]:
    feeds = [path for path in server.answers if path.startswith("/feed/")]
    broken = ["/none", "/silent-feed", "/cut-feed"]
    server.answers["/silent-feed"] = silent
    server.answers["/cut-feed"] = then_close(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss version='2.0'>")
    return [
        Source(slug=f"s{n}", name=path, country=None, language=None, kind="feed", url=server.url(path))
        for n, path in enumerate([*feeds, *broken])
    ]


def test_a_run_ends_adds_up_and_stores_nothing_wrong(outlet, environment, tmp_path, monkeypatch):
    urls = listed(outlet)
    (tmp_path / "sources.toml").write_text(render_sources(sources(outlet)), "utf-8")
    for name, value in {
        "DATA_DIR": str(tmp_path), "SOURCES": str(tmp_path / "sources.toml"), "ALLOW_PRIVATE_ADDRESSES": "true",
        "HOST_DELAY_SECONDS": "0", "HOST_CONCURRENCY": "32", "TIMEOUT_SECONDS": "2", "BODY_LIMIT_BYTES": "100000",
        "ATTEMPTS": "2", "RETRY_DELAY_SECONDS": "0.01", "RETRY_DELAY_LIMIT_SECONDS": "0.02", "WORKERS": "1",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"SCOWATCH_{name}", value)

    counts: Counter[str] = Counter()
    for _ in range(4):  # what failed for now is tried again by a later run
        report = asyncio.run(ingest())  # asserts that its report adds up
        for outcome in ("stored", "updated", "duplicates"):
            counts[outcome] += report[outcome]
        if not report["pending"]:
            break
    assert report["pending"] == 0

    with open_archive(load_settings().archive_url, tmp_path) as archive:
        stored = {hit.url for hit in archive.search(Query(limit=None))}
        assert stored == {url for kind in urls for url in urls[kind] if KINDS[kind][1][0] == "stored"}
        for number, url in enumerate(itertools.chain(*urls.values())):
            if url in stored:
                [hit] = [each for each in archive.search(Query(limit=None)) if each.url == url]
                text = archive.document(hit.id)["text"]
                assert page(number).decode().split("<p>")[1].split("</p>")[0] in text
        ends = {row["url"]: (row["state"], row["reason"]) for row in _frontier(archive)}
    for kind, (_, (outcome, reason)) in KINDS.items():
        ended = {"stored": ("done", None)}.get(outcome, (outcome, reason))
        for url in urls[kind]:
            state, why = ends[url]
            assert state == ended[0], (kind, state, why)
            assert ended[1] is None or why == ended[1], (kind, why)
    assert counts["stored"] == len(stored)


def _frontier(archive):
    with archive.engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(frontier)).mappings()]
