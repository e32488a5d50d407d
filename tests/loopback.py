"""A plain news site on loopback for tests: pages and feeds from memory, validators honoured, every request noted."""

import gzip
import hashlib
import json
import threading
from collections import Counter
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit
from xml.sax.saxutils import escape


class Site:
    """Serves {path: (media type, body)}; a context manager. `log` counts (path, status)."""

    def __init__(self, pages: Mapping[str, tuple[str, bytes]]) -> None:
        self.pages = dict(pages)
        self.encoded: set[str] = set()  # paths whose bodies are gzip already
        self.gone: set[str] = set()  # paths that answer 410
        self.log: Counter[tuple[str, int]] = Counter()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def statuses(self) -> Counter[int]:
        counted: Counter[int] = Counter()
        for (_, status), count in self.log.items():
            counted[status] += count
        return counted


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    site: Site


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_GET(self) -> None:
        media_type, body = self.server.site.pages.get(self.path, ("text/plain", b""))
        etag = f'"{hashlib.md5(body).hexdigest()}"'
        status = (
            404 if self.path not in self.server.site.pages else 304 if self.headers["If-None-Match"] == etag else 200
        )
        status = 410 if self.path in self.server.site.gone else status
        self.server.site.log[self.path, status] += 1
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("ETag", etag)
        if self.path in self.server.site.encoded:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body) if status == 200 else 0))
        self.end_headers()
        if status == 200:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def rss(links: list[str]) -> bytes:
    items = "".join(f"<item><title>Entry {n}</title><link>{escape(link)}</link></item>" for n, link in enumerate(links))
    return f'<rss version="2.0"><channel><title>Feed</title><link>/</link>{items}</channel></rss>'.encode()


def real_site(data: Path, *, feeds: int = 5) -> Site:
    """The real pages of extraction-dev, each under the host it came from, listed by generated feeds."""
    rows = [json.loads(line) for line in (data / "gold.jsonl").read_text("utf-8").splitlines()]
    site = Site({})
    for number, row in enumerate(rows):
        host = urlsplit(row["url"] or "").hostname or row["publisher"]
        body = gzip.decompress((data / "pages" / f"{row['id']}.html.gz").read_bytes())
        site.pages[f"/{host}/{number}-{row['id']}.html"] = ("text/html; charset=utf-8", body)
    links = [f"{site.url}{path}" for path in site.pages]
    for number in range(feeds):
        site.pages[f"/feed-{number}.xml"] = ("application/rss+xml", rss(links[number::feeds]))
    return site


def sources_toml(site: Site) -> str:
    """A sources file that lists the feeds of a site."""
    feeds = [path for path in site.pages if path.startswith("/feed-")]
    return "\n".join(
        f'[[source]]\nslug = "feed-{n}"\nname = "Feed {n}"\nkind = "feed"\nurl = "{site.url}{path}"\n'
        for n, path in enumerate(feeds)
    )
