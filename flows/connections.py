"""How connections are made: looked up, checked at the last moment, opened, kept, and never repeated unasked."""

import asyncio
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from flows.addresses import special_kind
from flows.failures import DroppedError, RefusedAddressError

HEADER_LIMIT_BYTES = 32_768  # one line; news sites send policies beyond aiohttp's 8,190
KEEPALIVE_SECONDS = 4.0  # below the 5 after which Apache hangs up
DNS_CACHE_SECONDS = 60
DNS_THREADS = 32

# What getaddrinfo returns, as aiohappyeyeballs types it.
_AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]


def open_session(
    resolver: AbstractResolver,
    *,
    connect_timeout_seconds: float,
    allow_private_addresses: bool,
    keep_alive: bool,
) -> aiohttp.ClientSession:
    """Open a session that keeps no cookies, reads no environment and decompresses nothing.

    Args:
        resolver: stays the caller's to close.
        connect_timeout_seconds: for lookup, connection and TLS together.
        allow_private_addresses: False: special-purpose addresses are refused, see flows.addresses.
        keep_alive: False: every request gets a connection of its own.
    """
    connector = aiohttp.TCPConnector(
        limit=0,  # flows.hosts counts
        resolver=resolver,
        ttl_dns_cache=DNS_CACHE_SECONDS,
        keepalive_timeout=KEEPALIVE_SECONDS if keep_alive else None,
        force_close=not keep_alive,
        socket_factory=partial(_open_socket, allow_private_addresses=allow_private_addresses),
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=None, connect=connect_timeout_seconds),
        middlewares=(_send_once,),
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
    """Looks hosts up in threads of its own: dead name servers may block all of those, and nothing else."""

    def __init__(self, known: Mapping[str, str]) -> None:
        """Prepare a resolver; *known* gives the IP addresses of hosts that are not to be looked up."""
        ascii_hosts = (URL.build(scheme="http", host=host).raw_host for host in known)
        self._known = dict(zip(ascii_hosts, known.values(), strict=True))
        self._threads = ThreadPoolExecutor(DNS_THREADS, thread_name_prefix="dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of *host*."""
        if host in self._known:
            return [_result(host, self._known[host], port)]
        loop = asyncio.get_running_loop()
        addresses = await loop.run_in_executor(self._threads, _look_up, host, port, family)
        return [_result(host, address, port) for address in addresses]

    async def close(self) -> None:
        """Let the threads end without waiting for them."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[str]:
    # As bytes: Python would refuse some names of text with an error that is no OSError.
    infos = socket.getaddrinfo(host.encode(), port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(address[0]) for _, _, _, _, address in infos]


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    flags = socket.AI_NUMERICHOST
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)


async def _send_once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    # aiohttp would repeat a dropped request at once, perhaps on a connection just as dead.
    try:
        return await send(request)
    except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError):
        raise
    except (
        aiohttp.ClientOSError,
        aiohttp.ClientConnectionResetError,
        aiohttp.ServerDisconnectedError,
    ) as error:
        said = str(error) if isinstance(error, OSError) else "the server hung up without an answer"
        raise DroppedError(said) from error
