"""Servers on loopback that take messages: a web hook and a mail server, which can fail, hang and lose their tongue."""

import base64
import email
import email.policy
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, Self, TypeVar

Server = TypeVar("Server", bound=ThreadingTCPServer)


class _Running:
    """A server in a thread, for as long as the context lasts."""

    _server: ThreadingTCPServer

    def _begin(self, server: Any) -> None:
        self.stopping = threading.Event()
        self._server = server
        self._server.box = self  # type: ignore[attr-defined]
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@dataclass
class Posted:
    """What came to a web hook."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


class Hook(_Running):
    """Takes what is posted. `answers`, by path: a status, what to do with the handler, or a list of them, in turn."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.answers: dict[str, Any] = {}
        self._begin(_HTTPServer(("127.0.0.1", 0), _Poster))

    def url(self, path: str = "", scheme: str = "json", **options: str) -> str:
        query = "&".join(f"{name}={value}" for name, value in options.items())
        return f"{scheme}://127.0.0.1:{self.port}/{path}" + (f"?{query}" if query else "")

    def at(self, path: str) -> list[Posted]:
        return [each for each in self.posted if each.path == f"/{path}"]


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    box: Hook


class _Poster(BaseHTTPRequestHandler):
    server: _HTTPServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        box = self.server.box
        box.posted.append(Posted(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        answer = box.answers.get(self.path.lstrip("/"), 200)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer):
            answer(self)
            return
        self.send_response(answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def hang(handler: Any) -> None:
    """Say nothing, for as long as the server runs."""
    handler.server.box.stopping.wait()


def drip(handler: Any) -> None:
    """Answer a byte at a time, without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not handler.server.box.stopping.wait(0.05):
        handler.wfile.write(b"x")
        handler.wfile.flush()


def hang_up(handler: Any) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True


@dataclass
class Mail:
    """What came by mail."""

    sender: str
    recipients: list[str] = field(default_factory=list)
    content: bytes = b""

    @property
    def message(self) -> EmailMessage:
        read = email.message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        return read

    def part(self, kind: str) -> str:
        """The text of the part of this kind, plain or html."""
        [found] = [each for each in self.message.walk() if each.get_content_type() == f"text/{kind}"]
        return str(found.get_content())


class MailServer(_Running):
    """Takes mail from whoever has the password (RFC 5321, RFC 4954)."""

    def __init__(self, *, refuses: str = "") -> None:
        self.mails: list[Mail] = []
        self.refuses = refuses  # a recipient that is not known here
        self._begin(_TCPServer(("127.0.0.1", 0), _Session))

    def url(self, password: str = "secret") -> str:
        sent = "from=watch@sender.example&to=reader@reader.example"
        return f"mailto://user:{password}@127.0.0.1:{self.port}?mode=insecure&{sent}"


class _TCPServer(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    box: MailServer


class _Session(StreamRequestHandler):
    server: _TCPServer
    timeout = 10

    def handle(self) -> None:
        commands: dict[str, Callable[[str], str]] = {
            "EHLO": lambda _: "250-here\r\n250 AUTH PLAIN", "AUTH": self._auth, "MAIL": self._mail,
            "RCPT": self._recipient, "DATA": self._data, "RSET": lambda _: "250 forgotten",
        }  # fmt: skip
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            self._say(commands.get(verb, lambda _: "502 what?")(line))

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _auth(self, line: str) -> str:
        given = base64.b64decode(line.rsplit(maxsplit=1)[-1]).split(b"\0")
        return "235 welcome" if given[1:] == [b"user", b"secret"] else "535 5.7.8 no such user"

    def _mail(self, line: str) -> str:
        self._mail_ = Mail(line)
        return "250 ok"

    def _recipient(self, line: str) -> str:
        if self.server.box.refuses and self.server.box.refuses in line:
            return "550 5.1.1 nobody here"
        self._mail_.recipients.append(line)
        return "250 ok"

    def _data(self, _: str) -> str:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self._mail_.content = b"".join(lines)
        self.server.box.mails.append(self._mail_)
        return "250 taken"
