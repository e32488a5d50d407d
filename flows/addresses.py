"""Which URLs and which network addresses the Fetcher may turn to: pure decisions, no lookup and no socket."""

import re
import socket
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from yarl import URL

from flows.failures import FetchError

# The IANA registries of special-purpose addresses (RFC 6890). They stand here because what `ipaddress` calls
# private and global changed between Python releases (CVE-2024-4032).
SPECIAL_IPV4 = tuple(
    (IPv4Network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "cloud metadata"),  # public by number, but Azure answers a virtual machine there itself
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "reserved"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
SPECIAL_IPV6 = tuple(
    (IPv6Network(network), kind)
    for network, kind in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "documentation"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("ff00::/8", "multicast"),
    )
)
GLOBAL_IPV6 = IPv6Network("2000::/3")  # all that IANA has allocated for global unicast, RFC 4291
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
# A name or an IPv6 address with its zone; any other character would end up in the Host header.
_HOST = re.compile(r"(?=.*[0-9a-z])[0-9a-z._~-]+|[0-9a-f.]*:[0-9a-f.:]*(?:%[0-9a-z._~-]+)?", re.IGNORECASE)


def special_kind(address: str) -> str | None:
    """Name the kind of special-purpose network that *address* lies in; None: it is a public address.

    An IPv6 address that embeds an IPv4 address (mapped, 6to4, NAT64) is judged by the embedded one. What is
    no address at all is special too, so that a doubt never opens a connection.

    >>> special_kind("93.184.215.14"), special_kind("::ffff:10.0.0.1"), special_kind("64:ff9b::7f00:1")
    (None, 'private', 'loopback')
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "unreadable"
    if isinstance(parsed, IPv6Address):
        embedded = _embedded(parsed)
        if embedded is None:
            return _kind_of_ipv6(parsed)
        parsed = embedded
    return next((kind for network, kind in SPECIAL_IPV4 if parsed in network), None)


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _kind_of_ipv6(address: IPv6Address) -> str | None:
    kind = next((kind for network, kind in SPECIAL_IPV6 if address in network), None)
    return kind or (None if address in GLOBAL_IPV6 else "reserved")


def target(text: str) -> URL:
    """Read *text* as the address of a GET: absolute http or https, without fragment and credentials.

    Decimal, hexadecimal, octal and shortened forms of IPv4 addresses, which the system would understand too,
    become the ordinary form, so that everything later sees the real address.

    Raises:
        FetchError: refused as "bad_url".

    >>> target("http://user:secret@0x7f.1/feed#top")
    URL('http://127.0.0.1/feed')
    """
    try:
        url = URL(text.strip())
        if url.scheme not in {"http", "https"}:
            raise FetchError("bad_url", "refused", f"The scheme {url.scheme!a} is not http or https.")
        host = url.raw_host or ""
        usable = _usable(host)
        if usable is None:
            raise FetchError("bad_url", "refused", "The URL names no usable host.")
        if "@" in url.raw_authority or url.raw_fragment:
            url = url.with_user(None).with_fragment(None)
        return url if usable == host else url.with_host(usable)
    except (ValueError, TypeError, AttributeError) as error:
        raise FetchError("bad_url", "refused", f"The URL cannot be read ({str(error)[:100]!a}).") from error


def literal(url: URL) -> str | None:
    """Give the IP address that stands in *url* in place of a name; None: a name does.

    >>> literal(target("http://[::1]:80/")), literal(target("http://1.2/")), literal(target("http://a1.example/"))
    ('::1', '1.0.0.2', None)
    """
    host = url.raw_host or ""
    return host if ":" in host or host.replace(".", "").isdigit() else None


@lru_cache(10_000)
def _usable(host: str) -> str | None:
    if not _HOST.fullmatch(host):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return host
