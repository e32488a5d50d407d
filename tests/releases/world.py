"""The outlets that the archives of all releases have read: invented, on loopback, an address for each."""

import threading
import time
import tomllib
from collections.abc import Sequence
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

PAGES = tomllib.loads((Path(__file__).parent / "texts.toml").read_text("utf-8"))["page"]
TEXTS = {each["path"]: each["text"].strip() for each in PAGES if "text" in each}
HOSTS = {"lantern": "127.0.0.2", "herald": "127.0.0.3", "listok": "127.0.0.4", "shanhe": "127.0.0.5",
         "qalam": "127.0.0.6", "troubled": "127.0.0.7", "silent": "127.0.0.8"}  # fmt: skip
BUSY = "127.0.0.9"  # asks everybody to come back later
SLOW = "/never-sent.html"  # a page whose first byte never comes: a run can be killed while it waits
ROBOTS = b"User-agent: *\nDisallow: /private/\n"
TROUBLE = ("/missing.html", "/broken.html", "/private/diary.html", "/picture.html", "/members.html")
WALL = """<html lang="en"><head><title>Members only</title></head><body><h1>Members only</h1><form action="/login">
<p>Please log in to read this article.</p><input name="user"><input type="password" name="password">
<button>Log in</button></form></body></html>"""


def text_of(page: dict[str, Any], *, second: bool = False) -> str:
    """What a page says, on the first look or the second."""
    said = page.get("again") if second else None
    return (said or page.get("text") or TEXTS[page["copies"]]).strip()


def html(page: dict[str, Any], *, second: bool = False) -> bytes:
    """A page as an outlet serves it."""
    paragraphs = "".join(f"<p>{escape(each, quote=False)}</p>\n" for each in text_of(page, second=second).split("\n\n"))
    changed = '<meta property="article:modified_time" content="2025-09-02T08:00:00+00:00">' if second else ""
    return f"""<html lang="{page["language"]}"><head><meta charset="utf-8"><title>{escape(page["title"])}</title>
<meta property="article:published_time" content="{page["published"]}">{changed}</head>
<body><nav><a href="/">Home</a> <a href="/about">About</a></nav>
<article><h1>{escape(page["title"])}</h1>
{paragraphs}</article><footer><a href="/imprint">Imprint</a></footer></body></html>""".encode()


class World:
    """All outlets; a context manager. `day` 1 or 2 says what they print, `slow` lists a page that never comes."""

    def __init__(self) -> None:
        self.day, self.slow = 1, False
        self.asked: list[str] = []  # host and path of every request
        self._server = _Server(("0.0.0.0", 0), _Handler)
        self._server.world = self
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, host: str, path: str) -> str:
        return f"http://{host}:{self.port}{path}"

    def sources(self) -> str:
        """A list of sources as TOML, in the form that every release has read."""
        about = {"listok": "ru", "shanhe": "zh", "qalam": "fa"}
        return "\n".join(
            f'[[source]]\nslug = "{slug}"\nname = "{slug.title()}"\nlanguage = "{about.get(slug, "en")}"\n'
            f'kind = "feed"\nurl = "{self.url(host, "/feed.xml")}"\n'
            for slug, host in HOSTS.items()
        )

    def answer(self, host: str, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        if path.startswith("/day/"):
            self.day = int(path.removeprefix("/day/"))
            return 200, {}, b""
        if host == BUSY:
            return 429, {"Retry-After": "7200"}, b""
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, ROBOTS
        if path == "/feed.xml" and host != HOSTS["silent"]:
            return 200, {"Content-Type": "application/atom+xml"}, self._feed(host)
        if path == SLOW and self.slow:
            time.sleep(120)
        said = {"/broken.html": (500, {}, b""), "/members.html": (200, {}, WALL.encode()),
                "/picture.html": (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n")}  # fmt: skip
        for page in PAGES:
            if (HOSTS[page["outlet"]], page["path"]) == (host, path):
                gone = page.get("gone") and self.day > 1
                said[path] = (410, {}, b"") if gone else (200, {}, html(page, second=self.day > 1))
        status, headers, body = said.get(path, (404, {}, b""))
        return status, {"Content-Type": "text/html; charset=utf-8", **headers}, body

    def _feed(self, host: str) -> bytes:
        listed = [each for each in PAGES if HOSTS[each["outlet"]] == host and each.get("day", 1) <= self.day]
        if self.day > 1 and host == HOSTS["listok"]:
            listed = [each for each in listed if each.get("day") == 2]
        entries = [self._entry(host, each) for each in listed]
        paths = [
            *(TROUBLE if host == HOSTS["troubled"] else ()),
            *((SLOW,) if self.slow and host == HOSTS["herald"] else ()),
        ]
        links = [self.url(host, path) for path in paths]
        if host == HOSTS["troubled"]:
            links.append(self.url(BUSY, "/later.html"))
        entries += [_atom(link, "Untold", "2025-09-07T00:00:00Z") for link in links]
        head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>urn:news</id>'
        return f"{head}<updated>2025-09-0{self.day}T00:00:00Z</updated>{''.join(entries)}</feed>".encode()

    def _entry(self, host: str, page: dict[str, Any]) -> str:
        edited = self.day > 1 and "again" in page
        moment = "2025-09-02T08:00:00+00:00" if edited else page["published"]
        return _atom(self.url(host, page["path"]), page["title"], moment, published=page["published"])


def _atom(link: str, title: str, updated: str, *, published: str | None = None) -> str:
    dated = f"<published>{published}</published>" if published else ""
    return (
        f'<entry><id>{escape(link)}</id><title>{escape(title)}</title><link href="{escape(link)}"/>'
        f"<updated>{updated}</updated>{dated}</entry>"
    )


def warc_of(pages: Sequence[dict[str, Any]]) -> bytes:
    """A WARC file by somebody else, with *pages* as captured from an outlet that no list knows."""
    records = []
    for number, page in enumerate(pages):
        body = html(page)
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body)
        block = http + body
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
            f"WARC-Date: 2025-09-08T00:00:00Z\r\nWARC-Target-URI: https://attic.example{page['path']}\r\n"
            f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        records.append(head.encode() + block + b"\r\n\r\n")
    return b"".join(records)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    world: World

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of those who were killed while they waited."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_GET(self) -> None:
        host = self.headers["Host"].partition(":")[0]
        self.server.world.asked.append(host + self.path)
        status, headers, body = self.server.world.answer(host, self.path)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass
