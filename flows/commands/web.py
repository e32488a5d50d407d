"""The command that serves the archive over HTTP."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from ipaddress import ip_address
from typing import Any, TypeVar

import click

from config.errors import InputError
from config.settings import Settings, load_settings
from config.sources import load_sources
from flows.commands.options import database, open_given

SECONDS = 20  # the archive may take for a request

Command = TypeVar("Command", bound=Callable[..., Any])


def listening_options(command: Command) -> Command:
    """Add what says where a web page is served, and to whom."""
    for option in (
        click.option("--verbose", is_flag=True, help="Write a line for each request on standard error."),
        click.option(
            "--open", "is_open", is_flag=True, help="Serve to other machines also without SCOWATCH_WEB_TOKEN."
        ),
        click.option(
            "--allow-host", "names", metavar="NAME", multiple=True, help="A name by which the server is called."
        ),
        click.option(
            "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0: any free one."
        ),
        click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
    ):
        command = option(command)
    return command


@click.command(short_help="Serve the archive as web pages and a read-only HTTP API.")
@listening_options
@database
def web(*, host: str, port: int, names: tuple[str, ...], is_open: bool, verbose: bool) -> None:
    """Serve the archive until interrupted; only to this machine, if not told otherwise.

    To serve other machines too, give --host and set SCOWATCH_WEB_TOKEN, a secret of 16 characters or more: browsers
    and feed readers ask for it as a password, programs send it as a Bearer token.

    Example: scowatch web --port 8000
    """
    settings = load_settings()
    check_open(settings, host, is_open=is_open)
    from flows.active import ActiveSources  # noqa: PLC0415
    from flows.web.app import make_app  # noqa: PLC0415 slow to import
    from flows.web.security import Access  # noqa: PLC0415
    from flows.web.serving import listen, server_of  # noqa: PLC0415

    called = frozenset(each.lower().removesuffix(".") for each in (host, *names))
    access = Access(token=settings.web_token, hosts=called, log=_say if verbose else None)
    load_sources(settings.sources)  # what is wrong with it is said before anything is served
    with closing(listen(host, port)) as listening, open_given(settings) as archive, _ending():
        _say(f"serving {describe(listening, host, settings.web_token)}; Ctrl-C ends it")
        archive.limit_time(SECONDS)
        server_of(make_app(archive, access, ActiveSources(settings.sources))).run(sockets=[listening])


def check_open(settings: Settings, host: str, *, is_open: bool) -> None:
    """Raise InputError when others could read everything without having been meant to."""
    if not settings.web_token and not is_open and not _is_loopback(host):
        raise InputError(
            f"--host {host}: other machines could read everything; set SCOWATCH_WEB_TOKEN to a secret of 16 characters "
            "or more, or say --open"
        )


def describe(listening: socket.socket, host: str, token: str | None) -> str:
    """Say where and to whom a web page is served."""
    return f"{_url(listening)} {_to_whom(host, token)}"


def _say(line: str) -> None:
    click.echo(line, err=True)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _to_whom(host: str, token: str | None) -> str:
    if token:
        return "to whoever gives the token"
    return "to this machine only" if _is_loopback(host) else "to everybody who reaches it, without a token"


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


@contextmanager
def _ending() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the program well. uvicorn ends its work at either, and then raises it again."""

    def end(*_: Any) -> None:
        raise SystemExit(0)

    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
