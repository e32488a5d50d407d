"""A web archive on loopback: an index that speaks the CDX protocol, and raw copies at /web/<time>id_/<address>.

Written from the public description of the protocol (the README of wayback-cdx-server, the manual of pywb). It can be
told to fail as archives do: each entry of `faults` spoils one answer of the index, in turn.
"""

import gzip
import json
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby
from typing import Self
from urllib.parse import parse_qsl, quote_plus, unquote_plus, urlsplit

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
PYWB_NAMES = {"original": "url", "mimetype": "mime", "statuscode": "status"}


def surt(url: str) -> str:
    """Sort key of an address: host reversed and without www, then the path, all in lower case."""
    parts = urlsplit(url if "//" in url else f"//{url}")
    labels = (parts.hostname or "").removeprefix("www.").split(".")
    query = "&".join(sorted(parts.query.split("&")))
    return f"{','.join(reversed(labels))}){parts.path or '/'}{'?' if query else ''}{query}".lower()


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One capture."""

    timestamp: str  # 14 figures
    original: str
    body: bytes = b"<p>A page"
    mimetype: str = "text/html"
    statuscode: str = "200"
    digest: str = ""

    def row(self) -> dict[str, str]:
        values = (surt(self.original), self.timestamp, self.original, self.mimetype, self.statuscode, self.digest)
        return dict(zip(FIELDS, (*values, str(len(self.body))), strict=True))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is sent."""

    body: bytes = b""
    status: int = 200
    media_type: str = "text/plain"
    headers: Mapping[str, str] = field(default_factory=dict)


class CdxServer:
    """Serves *copies*; a context manager."""

    def __init__(self, copies: Iterable[Copy], *, pywb: bool = False, endpoint: str = "/cdx/search/cdx") -> None:
        self.copies = sorted(copies, key=lambda copy: (surt(copy.original), copy.timestamp))
        self.pywb = pywb  # objects by the line, no resume keys
        self.endpoint = endpoint
        self.page_lines = 3  # of one page, before filters; 0: the index has no pages
        self.faults: list[Answer | str | None] = []  # an answer instead; "cut": half of the right one; None: no fault
        self.questions: list[list[tuple[str, str]]] = []
        self.shown: list[str] = []  # paths of copies asked for
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.archive = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, target: str) -> Answer:
        path, _, query = target.partition("?")
        if path.startswith("/web/"):
            return self._copy(target)
        if path != self.endpoint:
            return Answer(status=404)
        asked = parse_qsl(query, keep_blank_values=True)
        self.questions.append(asked)
        fault = self.faults.pop(0) if self.faults else None
        if isinstance(fault, Answer):
            return fault
        answer = self._index(asked)
        return Answer(body=answer.body[: len(answer.body) // 2]) if fault == "cut" else answer

    def _copy(self, target: str) -> Answer:
        """Show a copy as it was fetched, or lead to the nearest one (`id_`: without any change)."""
        self.shown.append(target)
        found = re.fullmatch(r"/web/(\d{1,14})id_/(.+)", target)
        sisters = [copy for copy in self.copies if found and surt(copy.original) == surt(found[2])]
        if not found or not sisters:
            return Answer(status=404, media_type="text/html", body=b"<p>Not archived")
        nearest = min(sisters, key=lambda copy: abs(int(copy.timestamp) - int(found[1].ljust(14, "0"))))
        if nearest.timestamp != found[1]:
            return Answer(status=302, headers={"Location": f"/web/{nearest.timestamp}id_/{nearest.original}"})
        return Answer(body=nearest.body, media_type=nearest.mimetype)

    def _index(self, asked: list[tuple[str, str]]) -> Answer:
        said = dict(asked)
        rows = [row for row in (copy.row() for copy in self.copies) if _matches(row, said)]
        if "showNumPages" in said or "page" in said:
            if not self.page_lines:
                return Answer(status=400, body=b"Bad request: the index is not paged")
            pages = max(1, -(-len(rows) // self.page_lines))
            if "showNumPages" in said:
                number = json.dumps({"blocks": pages, "pages": pages, "pageSize": 1}) if self.pywb else str(pages)
                return Answer(body=number.encode())
            first = int(said["page"]) * self.page_lines
            rows = rows[first : first + self.page_lines]
        resumed = unquote_plus(unquote_plus(said.get("resumeKey", ""))).rstrip("!")
        kept = (row for row in rows if _kept(row, asked) and f"{row['urlkey']} {row['timestamp']}" >= resumed)
        collapsed = list(_collapsed(kept, [value for name, value in asked if name == "collapse"]))
        return self._written(collapsed[int(said.get("offset", 0)) :], said)

    def _written(self, rows: list[dict[str, str]], said: Mapping[str, str]) -> Answer:
        limit = int(said.get("limit", 0)) or len(rows)
        rows, rest = (rows[:limit], rows[limit:]) if limit > 0 else (rows[limit:], [])
        key = ""
        if rest and said.get("showResumeKey") == "true" and not self.pywb:
            key = quote_plus(f"{rest[0]['urlkey']} {rest[0]['timestamp']}!")
        fields = said["fl"].split(",") if "fl" in said else list(FIELDS)
        values = [[row[name] for name in fields] for row in rows]
        if self.pywb:
            names = [PYWB_NAMES.get(name, name) for name in fields]
            lines = [json.dumps(dict(zip(names, row, strict=True))) for row in values]
        elif said.get("output") == "json":
            table = [fields, *values, *([[], [key]] if key else [])] if values else []
            return _packed("[" + ",\n".join(map(json.dumps, table)) + "]\n", "application/json", said)
        else:
            lines = [*map(" ".join, values), *(["", key] if key else [])]
        return _packed("".join(f"{line}\n" for line in lines), "text/plain", said)


def _packed(text: str, media_type: str, said: Mapping[str, str]) -> Answer:
    if said.get("gzip") == "false":
        return Answer(body=text.encode(), media_type=media_type)
    return Answer(body=gzip.compress(text.encode()), media_type=media_type, headers={"Content-Encoding": "gzip"})


def _matches(row: Mapping[str, str], said: Mapping[str, str]) -> bool:
    url, kind = said["url"], said.get("matchType", "exact")
    if url.startswith("*."):
        url, kind = url[2:], "domain"
    elif url.endswith("*"):
        url, kind = url[:-1], "prefix"
    key = surt(url)
    host = key.partition(")")[0]
    if not said.get("from", "").ljust(14, "0") <= row["timestamp"] <= said.get("to", "").ljust(14, "9"):
        return False
    return {
        "exact": row["urlkey"] == key,
        "prefix": row["urlkey"].startswith(key),
        "host": row["urlkey"].startswith(f"{host})"),
        "domain": row["urlkey"].startswith((f"{host})", f"{host},")),
    }[kind]


def _kept(row: Mapping[str, str], asked: Iterable[tuple[str, str]]) -> bool:
    for rule in (value for name, value in asked if name == "filter"):
        name, _, pattern = rule.removeprefix("!").partition(":")
        if bool(re.fullmatch(pattern, row[name])) == rule.startswith("!"):
            return False
    return True


def _collapsed(rows: Iterable[dict[str, str]], rules: list[str]) -> Iterator[dict[str, str]]:
    """Of neighbours that agree in a field, or in its first characters, keep the first."""
    for rule in rules:
        name, _, length = rule.partition(":")
        size = int(length) if length else None
        rows = [next(group) for _, group in groupby(rows, key=lambda row, name=name, size=size: row[name][:size])]
    yield from rows


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    archive: CdxServer


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_GET(self) -> None:
        answer = self.server.archive.answer(self.path)
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.media_type, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        pass
