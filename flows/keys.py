"""Whom a request burdens: the names under which its host and its machine are counted."""

from functools import lru_cache

from yarl import URL

from extractors.permalinks import site_of
from flows.addresses import special_kind

NAMES = 20_000  # hosts and addresses whose keys are remembered


def host_key(url: URL) -> str:
    """Name the host that *url* burdens: its registered domain, so that subdomains do not multiply what it gets.

    What has none stands for itself, with its port: on a private machine each port is a server of its own.

    >>> host_key(URL("https://a.example.co.uk/")), host_key(URL("http://127.0.0.1:8080/"))
    ('example.co.uk', '127.0.0.1:8080')
    """
    return _site_of(url.scheme, url.raw_authority)


@lru_cache(NAMES)
def _site_of(scheme: str, authority: str) -> str:
    return site_of(f"{scheme}://{authority}/") or authority


@lru_cache(NAMES)
def address_key(address: str, port: int) -> str:
    """Name the machine at *address*: a special-purpose one together with its port, see host_key().

    >>> address_key("93.184.215.14", 443), address_key("::1", 443)
    ('93.184.215.14', '::1:443')
    """
    return f"{address}:{port}" if special_kind(address) else address
