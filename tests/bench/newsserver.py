"""Fifty hosts on loopback that serve a corpus: one process, as cheap as Python allows.

Pages go out as they lie on the disk, in gzip, which is what most servers send and spares this one the work.
"""

import asyncio
import contextlib
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.corpus import HOSTS, Listed, address, listed  # noqa: E402
from tests.loopback import rss  # noqa: E402

_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def head(media_type: bytes, length: int, *more: bytes) -> bytes:
    """Write the head of an answer."""
    lines = [b"HTTP/1.1 200 OK", b"Content-Type: " + media_type, b"Content-Length: %d" % length, *more]
    return b"\r\n".join([*lines, b"", b""])


class Connection(asyncio.Protocol):
    """One connection, which asks for one thing at a time."""

    def __init__(self, folder: Path, feeds: dict[str, bytes]) -> None:
        self._folder, self._feeds = folder, feeds
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        while b"\r\n\r\n" in self._asked:
            asked, _, self._asked = self._asked.partition(b"\r\n\r\n")
            self._transport.write(self._answer(asked))

    def _answer(self, asked: bytes) -> bytes:
        path = asked.split(b" ", 2)[1].decode("ascii", "replace")
        if path == "/feed.xml":
            body = self._feeds[self._transport.get_extra_info("sockname")[0]]
            return head(b"application/rss+xml", len(body)) + body
        if not path.startswith("/news/"):
            return _MISSING
        try:
            body = (self._folder / f"{path.rpartition('/')[2]}.gz").read_bytes()
        except FileNotFoundError:
            return _MISSING
        return head(b"text/html; charset=utf-8", len(body), b"Content-Encoding: gzip") + body


def feeds_of(pages: list[Listed], port: int) -> dict[str, bytes]:
    """Make the feed of each host, by its IP address."""
    links: dict[str, list[str]] = {}
    for page in pages:
        origin = address(page.host, port)
        links.setdefault(urlsplit(origin).hostname or "", []).append(f"{origin}{page.path}")
    return {host: rss(each) for host, each in links.items()}


def sources_toml(pages: list[Listed], port: int) -> str:
    """Write the list of sources for a corpus: a feed for each host that has a page."""
    return "\n".join(
        f'[[source]]\nslug = "host-{n}"\nname = "Host {n}"\nkind = "feed"\nurl = "{address(n, port)}/feed.xml"\n'
        for n in range(HOSTS)
        if any(page.host == n for page in pages)
    )


async def serve(folder: Path, pages: list[Listed], port: int) -> None:
    """Serve until the process is ended."""
    loop = asyncio.get_running_loop()
    feeds = feeds_of(pages, port)
    await loop.create_server(lambda: Connection(folder, feeds), "0.0.0.0", port, backlog=512)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    given_data, given_folder, given_count, given_port = sys.argv[1:]
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(Path(given_folder), listed(Path(given_data), int(given_count)), int(given_port)))
