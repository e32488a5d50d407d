"""A news site on many loopback hosts that notes when each request came and when its answer was sent."""

import asyncio
import random
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Self

WORDS = ("river", "council", "school", "bridge", "market", "winter", "letter", "garden", "engine", "harvest", "museum")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as the server saw it."""

    host: str
    path: str
    began: float  # time.monotonic() when its head was read
    ended: float  # when its answer was written: the client cannot have had it before


def article(number: int) -> bytes:
    """A short page that no other resembles."""
    draw = random.Random(number)
    sentences = [" ".join(draw.choices(WORDS, k=11)).capitalize() + f" {number}-{n}." for n in range(8)]
    paragraphs = "".join(f"<p>{' '.join(sentences[at : at + 4])}</p>" for at in (0, 4))
    return f"<html lang=en><title>Story {number}</title><article><h1>Story {number}</h1>{paragraphs}</article>".encode()


class Recorder:
    """Serves /story/N on 127.0.0.2 and the addresses behind it, all on one port; a context manager."""

    def __init__(self, *, hosts: int, latency_seconds: float) -> None:
        self.addresses = [f"127.0.0.{2 + number}" for number in range(hosts)]
        self.requests: list[Request] = []
        self._latency = latency_seconds
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self.port = 0

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        for address in self.addresses:
            server = await asyncio.start_server(self._serve, address, self.port)
            self.port = self.port or server.sockets[0].getsockname()[1]
            self._servers.append(server)

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    def urls(self, pages: int) -> list[str]:
        """The addresses of so many pages, spread evenly over the hosts."""
        hosts = self.addresses
        return [f"http://{hosts[number % len(hosts)]}:{self.port}/story/{number}" for number in range(pages)]

    def pages(self) -> list[Request]:
        """The requests for pages, in the order of their beginning; robots.txt is none."""
        found = [each for each in self.requests if each.path.startswith("/story/")]
        return sorted(found, key=lambda each: each.began)

    def fetched(self) -> Counter[str]:
        """How often each page was asked for."""
        return Counter(each.path for each in self.pages())

    def by_host(self) -> dict[str, list[Request]]:
        """All requests, those for robots.txt too, of each host."""
        found: defaultdict[str, list[Request]] = defaultdict(list)
        for each in sorted(self.requests, key=lambda each: each.began):
            found[each.host].append(each)
        return found

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                began, path = time.monotonic(), head.split(b" ", 2)[1].decode()
                await asyncio.sleep(self._latency)
                found = path.startswith("/story/")
                body = article(int(path.rpartition("/")[2])) if found else b""
                kind = b"200 OK\r\nContent-Type: text/html; charset=utf-8" if found else b"404 Not Found"
                self.requests.append(Request(host, path, began, time.monotonic()))
                writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (kind, len(body), body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, or the test is over
        finally:
            writer.close()


def busiest(requests: list[Request]) -> int:
    """The largest number of *requests* that were being answered at one time."""
    changes = sorted([(each.began, 1) for each in requests] + [(each.ended, -1) for each in requests])
    under_way = most = 0
    for _, change in changes:
        under_way += change
        most = max(most, under_way)
    return most


def earliest(requests: list[Request], delay: float) -> float:
    """By how many seconds the worst of *requests* came earlier than a *delay* between any two of them allows.

    With a client that keeps the delay this is no more than what a request may take on its way.
    """
    ahead, worst = 0.0, 0.0
    begin = requests[0].began if requests else 0.0
    for number, each in enumerate(requests):
        slack = each.began - begin - number * delay  # grows when requests come later than they might
        ahead = max(ahead, slack) if number else slack
        worst = max(worst, ahead - slack)
    return worst
