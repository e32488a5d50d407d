"""How connections are made: looked up, checked at the last moment, opened, kept, and never repeated unasked."""

import asyncio
import math
import socket
import time
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from functools import partial
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from yarl import URL

from flows.addresses import special_kind
from flows.failures import DroppedError, RefusedAddressError
from flows.hosts import Turn

HEADER_LIMIT_BYTES = 32_768  # one line; news sites send policies beyond aiohttp's 8,190
KEEPALIVE_SECONDS = 4.0  # below the 5 after which Apache hangs up
DNS_CACHE_SECONDS = 60.0
DNS_FAILURE_SECONDS = 10.0  # for which a name that could not be resolved is not asked again
DNS_CACHE_HOSTS = 10_000
DNS_THREADS = 32

TURN: ContextVar[Turn] = ContextVar("TURN")  # of the request that the present task makes

# What getaddrinfo returns, as aiohappyeyeballs types it.
_AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]


def open_session(
    resolver: AbstractResolver,
    *,
    headers: Mapping[str, str],
    connect_timeout_seconds: float,
    allow_private_addresses: bool,
    keep_alive: bool,
) -> aiohttp.ClientSession:
    """Open a session that keeps no cookies, reads no environment and decompresses nothing.

    Args:
        resolver: stays the caller's to close.
        headers: sent with each request.
        connect_timeout_seconds: for lookup, connection and TLS together.
        allow_private_addresses: False: special-purpose addresses are refused, see flows.addresses.
        keep_alive: False: every request gets a connection of its own.
    """
    connector = aiohttp.TCPConnector(
        limit=0,  # flows.hosts counts
        resolver=resolver,
        use_dns_cache=False,  # the resolver has one
        keepalive_timeout=KEEPALIVE_SECONDS if keep_alive else None,
        force_close=not keep_alive,
        socket_factory=partial(_open_socket, allow_private_addresses=allow_private_addresses),
    )
    return aiohttp.ClientSession(
        connector=connector,
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=None, connect=connect_timeout_seconds),
        request_class=_Request,
        response_class=_Response,
        max_line_size=HEADER_LIMIT_BYTES,
        max_field_size=HEADER_LIMIT_BYTES,
    )


def _open_socket(info: _AddressInfo, *, allow_private_addresses: bool) -> socket.socket:
    # The one place that sees every address, literal or looked up, just before it is connected to.
    family, kind, protocol, _, address = info
    special = special_kind(str(address[0]))
    if special and not allow_private_addresses:
        raise RefusedAddressError(str(address[0]), special)
    return socket.socket(family, kind, protocol)


class Resolver(AbstractResolver):
    """Looks hosts up in threads of its own: dead name servers may block all of those, and nothing else.

    Each name is looked up once for all who want it, and the answer kept for a while, its order included: the first
    address is the one that will be connected to, so that it can be known before the connection is made.
    """

    def __init__(self, known: Mapping[str, str], *, timeout_seconds: float = 10.0) -> None:
        """Prepare a resolver; *known* gives the IP addresses of hosts that are not to be looked up."""
        ascii_hosts = (URL.build(scheme="http", host=host).raw_host for host in known)
        self._known = dict(zip(ascii_hosts, known.values(), strict=True))
        self._timeout = timeout_seconds
        self._threads = ThreadPoolExecutor(DNS_THREADS, thread_name_prefix="dns")
        self._free_threads = asyncio.Semaphore(DNS_THREADS)  # waiting for one of them is no failure of a name
        self._running: set[asyncio.Future[list[str]]] = set()
        self._lookups: OrderedDict[str, tuple[asyncio.Task[list[str]], float]] = OrderedDict()  # until when they hold

    async def addresses(self, host: str) -> list[str]:
        """Return the IP addresses of *host*, the one to connect to first.

        Raises:
            OSError: it has none.
            TimeoutError: no answer came in time.
        """
        if host in self._known:
            return [self._known[host]]
        lookup, expires_at = self._lookups.get(host, (None, 0.0))
        if lookup is None or expires_at < time.monotonic():
            lookup = asyncio.create_task(self._look_up(host))
            lookup.add_done_callback(partial(self._looked_up, host))
            self._lookups[host] = lookup, math.inf
            self._lookups.move_to_end(host)
            if len(self._lookups) > DNS_CACHE_HOSTS:
                self._lookups.popitem(last=False)
        return lookup.result() if lookup.done() else await asyncio.shield(lookup)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of *host* in the form that aiohttp asks for."""
        addresses = await self.addresses(host)
        return [_result(host, each, port) for each in addresses if family in {socket.AF_UNSPEC, _family(each)}]

    async def close(self) -> None:
        """Let the threads end without waiting for them."""
        lookups = [*(lookup for lookup, _ in self._lookups.values()), *self._running]
        for lookup in lookups:
            lookup.cancel()
        await asyncio.gather(*lookups, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _look_up(self, host: str) -> list[str]:
        await self._free_threads.acquire()
        running = asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host)
        self._running.add(running)
        running.add_done_callback(self._ended)
        async with asyncio.timeout(self._timeout):
            return await asyncio.shield(running)  # a thread cannot be stopped: until it ends it is taken

    def _ended(self, running: asyncio.Future[list[str]]) -> None:
        self._running.discard(running)
        self._free_threads.release()
        _has_failed(running)

    def _looked_up(self, host: str, lookup: asyncio.Task[list[str]]) -> None:
        seconds = DNS_FAILURE_SECONDS if _has_failed(lookup) else DNS_CACHE_SECONDS
        if host in self._lookups:
            self._lookups[host] = lookup, time.monotonic() + seconds


def _has_failed(lookup: asyncio.Future[list[str]]) -> bool:
    # asyncio complains of errors that nobody looks at, and nobody may be waiting any more.
    return lookup.cancelled() or lookup.exception() is not None


def _look_up(host: str) -> list[str]:
    # As bytes: Python would refuse some names of text with an error that is no OSError.
    infos = socket.getaddrinfo(host.encode(), None, socket.AF_UNSPEC, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(address[0]) for _, _, _, _, address in infos]


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _result(host: str, address: str, port: int) -> ResolveResult:
    flags = socket.AI_NUMERICHOST
    return ResolveResult(hostname=host, host=address, port=port, family=_family(address), proto=0, flags=flags)


# What a server, or the way to it, does to a connection that stood.
_DROPPED = (aiohttp.ClientOSError, aiohttp.ClientConnectionResetError, aiohttp.ServerDisconnectedError)


class _Request(aiohttp.ClientRequest):
    """A request that is sent when its turn says so."""

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        """Send it on *conn*, which stands."""
        if (wait := TURN.get().send()) > 0:
            await asyncio.sleep(wait)
        try:
            return await super().send(conn)
        except _DROPPED as error:
            raise _dropped(error) from error


class _Response(aiohttp.ClientResponse):
    """A response that is not asked for again: aiohttp would do so at once, perhaps on a connection just as dead."""

    async def start(self, connection: Connection) -> Self:
        """Read it up to its body."""
        try:
            await super().start(connection)
        except _DROPPED as error:
            raise _dropped(error) from error
        return self


def _dropped(error: Exception) -> DroppedError:
    return DroppedError(str(error) if isinstance(error, OSError) else "the server hung up without an answer")
