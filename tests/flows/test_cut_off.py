"""A machine without a network, or without a name server: told from a host that is gone, and no try used up for it."""

import asyncio
import dataclasses
import errno
import socket

import aiohttp
import pytest

from flows.failures import is_silence
from flows.fetch import CUT_OFF_AFTER, Fetcher
from tests.flows.test_fetch import LIMITS, NoRules
from tests.servers import HostileServer, reply

LATER = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
NEVER = socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, socket.gaierror]:
    """What name servers answer of a host, if it is an error; loopback for all others."""
    errors: dict[str, socket.gaierror] = {}

    really = socket.getaddrinfo

    def look_up(host, *given, **named):
        if isinstance(host, str):  # ours come as bytes
            return really(host, *given, **named)
        for name, error in errors.items():
            if host.decode().endswith(name):
                raise error
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return errors


def fetch(*urls):
    """Get *urls* one after the other; give what came, and after each whether the fetcher takes itself for cut off."""

    async def run():
        async with Fetcher(dataclasses.replace(LIMITS), store=NoRules()) as fetcher:
            return [(await fetcher.get(url), fetcher.is_cut_off()) for url in urls]

    return asyncio.run(run())


def test_while_no_name_server_answers_no_try_is_used_up(names):
    names["example"] = LATER
    ended = fetch(*(f"http://host-{number}.example/" for number in range(CUT_OFF_AFTER + 1)))
    assert {(each.reason, each.ending, each.attempted) for each, _ in ended} == {("dns", "retry", False)}
    assert [cut_off for _, cut_off in ended].index(True) == CUT_OFF_AFTER - 1


def test_a_name_that_nobody_knows_is_an_answer(names):
    names["example"] = NEVER
    ended = fetch(*(f"http://host-{number}.example/" for number in range(CUT_OFF_AFTER)))
    assert {(each.reason, each.attempted, cut_off) for each, cut_off in ended} == {("dns", True, False)}


def test_once_a_host_has_answered_silence_is_the_fault_of_others(names, server: HostileServer):
    names["gone.example"] = LATER
    server.answers["/"] = reply(body=b"news")
    before, news, after = fetch("http://gone.example/", server.url("/"), "http://other.gone.example/")
    assert (before[0].attempted, news[0].body, after[0].attempted) == (False, b"news", True)


def test_a_name_that_is_found_is_an_answer_too(names):
    names["gone.example"] = LATER
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # nobody listens
        refused, after = fetch(f"http://known.example:{free.getsockname()[1]}/", "http://gone.example/")
    assert (refused[0].reason, refused[0].attempted, after[0].attempted) == ("connect", True, True)


@pytest.mark.parametrize(
    ("error", "silent"),
    [
        (LATER, True),
        (NEVER, False),
        (TimeoutError(), True),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), True),
        (OSError(errno.ECONNREFUSED, "Connection refused"), False),
        (aiohttp.ServerDisconnectedError(), False),
        (aiohttp.ServerTimeoutError(), True),
    ],
)
def test_what_silence_is(error, silent):
    assert is_silence(error) is silent
