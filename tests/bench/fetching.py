"""What politeness costs: the Fetcher against a bare loop over aiohttp, and against what its own limits allow.

Run with `make bench`. The server is a process of its own on loopback; read the ratios, which are taken in the same
run. Ends with 1 when one is worse than promised, or when the server saw a limit exceeded.
"""

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from itertools import pairwise
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from extractors.records import NotModified, Page  # noqa: E402
from flows.fetch import Fetcher, FetchLimits  # noqa: E402

HOSTS, LATENCY = 50, 0.02  # seconds
PAGES = 5000
FEED_HOSTS, SLICE = 4, 500
HOST_CONCURRENCY, HOST_DELAY = 2, 0.08
LIMITS = FetchLimits(
    user_agent="scowatch-bench/1",
    timeout_seconds=30.0,
    connect_timeout_seconds=10.0,
    body_limit_bytes=100_000,
    redirect_limit=5,
    host_concurrency=64,
    host_delay_seconds=0.0,
    hosts_per_address=4,
    concurrency=64,
    allow_private_addresses=True,
)


class Host(asyncio.Protocol):
    """One connection to one host of the server; each host is a port."""

    def __init__(self, log: dict[str, list[float] | int]) -> None:
        self.log = log
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1]
            if path.startswith(b"/page"):
                self.log["arrivals"].append(time.monotonic())
                self.log["busy"] += 1
                self.log["busiest"] = max(self.log["busiest"], self.log["busy"])
                asyncio.get_running_loop().call_later(LATENCY, self.serve)
            elif path == b"/log":
                self.answer(b"200 OK", json.dumps(self.log).encode())
            else:
                self.answer(b"304 Not Modified" if path.startswith(b"/feed") else b"404 Not Found", b"")

    def serve(self) -> None:
        self.log["busy"] -= 1
        self.answer(b"200 OK", b"<p>news</p>" * 100)

    def answer(self, status: bytes, body: bytes) -> None:
        self.transport.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))


async def serve() -> None:
    """Serve HOSTS hosts, print their ports, and go on until stdin ends."""
    loop, ports = asyncio.get_running_loop(), []
    for _ in range(HOSTS):
        log = {"arrivals": [], "busy": 0, "busiest": 0}
        server = await loop.create_server(lambda log=log: Host(log), "127.0.0.1", 0, backlog=1000)
        ports.append(server.sockets[0].getsockname()[1])
    print(json.dumps(ports), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


async def in_turn(urls: Iterable[str], workers: int, get: Callable[[str], Awaitable[None]]) -> float:
    """Get *urls* with so many workers; give the seconds it took."""
    left = iter(urls)

    async def work() -> None:
        for url in left:
            await get(url)

    started = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(workers)))
    return time.perf_counter() - started


async def unchanged_feeds(urls: list[str]) -> float:
    """Compare the rates at which *urls* answer 304, in slices that alternate; give the median ratio."""
    headers = {"User-Agent": LIMITS.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip", "If-None-Match": '"v1"'}
    timeout = aiohttp.ClientTimeout(total=30, connect=10)
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=timeout,
    )
    async with session, Fetcher(LIMITS) as fetcher:

        async def bare(url: str) -> None:
            async with session.get(url, headers=headers, allow_redirects=False) as response:
                await response.read()
                assert response.status == 304

        async def ours(url: str) -> None:
            assert isinstance(await fetcher.get(url, etag='"v1"'), NotModified)

        took: dict[str, list[float]] = {"bare": [], "ours": []}
        for start in range(0, len(urls), SLICE):
            part = urls[start : start + SLICE]
            took["bare"].append(await in_turn(part, LIMITS.concurrency, bare))
            took["ours"].append(await in_turn(part, LIMITS.concurrency, ours))
        rates = {name: len(urls) / sum(seconds) for name, seconds in took.items()}
        print(f"{len(urls)} feeds answer 304: bare {rates['bare']:.0f}/s, fetcher {rates['ours']:.0f}/s", flush=True)
        ratios = [one / other for one, other in zip(took["bare"][1:], took["ours"][1:], strict=True)]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        at_once = len(urls) / await in_turn(urls, len(urls), ours)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"all at once: fetcher {at_once:.0f}/s, {after - before:.0f} MB more, {after:.0f} MB in all", flush=True)
    return statistics.median(ratios)


async def many_hosts(ports: list[int], pages: int) -> tuple[float, int, float]:
    """Get pages from all hosts at once; give wall time against what the limits allow, and what the server saw."""
    limits = {"host_concurrency": HOST_CONCURRENCY, "host_delay_seconds": HOST_DELAY, "concurrency": 256}
    settings = {name: getattr(LIMITS, name) for name in FetchLimits.__slots__} | limits
    async with Fetcher(FetchLimits(**settings)) as fetcher:

        async def get(url: str) -> None:
            assert isinstance(await fetcher.get(url), Page)

        urls = [f"http://127.0.0.1:{ports[n % HOSTS]}/page/{n}" for n in range(pages)]
        wall = await in_turn(urls, pages, get)
    each = pages / HOSTS  # and robots.txt before them
    allowed = max(each * HOST_DELAY, (each + 1) * LATENCY / HOST_CONCURRENCY) + LATENCY
    logs = []
    async with aiohttp.ClientSession() as session:
        for port in ports:
            async with session.get(f"http://127.0.0.1:{port}/log") as response:
                logs.append(await response.json(content_type=None))
    busiest = max(log["busiest"] for log in logs)
    gaps = sorted(after - before for log in logs for before, after in pairwise(log["arrivals"]))
    print(f"{pages} pages of {HOSTS} hosts: {wall:.2f} s, of which the limits ask for {allowed:.2f}")
    rare = gaps[pages // 1000]  # one in a thousand may suffer from the machine
    print(f"seen by a host: {busiest} at a time, {gaps[0]:.3f} s apart, but for one in 1000 {rare:.3f}")
    return wall / allowed, busiest, rare


def main() -> int:
    """Measure, print, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--feeds", type=int, default=10_000)
    options.add_argument("--pages", type=int, default=PAGES)
    options = options.parse_args()
    if options.serve:
        asyncio.run(serve())
        return 0
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        ports = json.loads(server.stdout.readline())
        feeds = [f"http://127.0.0.1:{ports[n % FEED_HOSTS]}/feed/{n}.xml" for n in range(options.feeds)]
        rate = asyncio.run(unchanged_feeds(feeds))
        slowness, busiest, gap = asyncio.run(many_hosts(ports, options.pages))
        server.stdin.close()
    print(f"rate of 304s, fetcher / bare: {rate:.2f}   wall / allowed: {slowness:.2f}")
    return int(rate < 0.7 or slowness > 1.2 or busiest > HOST_CONCURRENCY or gap < HOST_DELAY * 0.9)


if __name__ == "__main__":
    sys.exit(main())
