"""Pages that a command is given: files, and addresses to fetch."""

import asyncio
import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.errors import InputError, ScowatchError
from config.settings import load_settings
from config.sources import usable_url
from extractors.records import Failed, Page

NOWHERE = "https://page.invalid/"  # of a page whose address is not known (RFC 2606)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One page, wherever it came from."""

    name: str  # as the user gave it
    url: str  # NOWHERE: not known
    body: bytes
    charset: str | None = None
    fetched_at: datetime | None = None  # None: it lay in a file


def given_pages(names: Sequence[str], *, url: str | None = None) -> list[Given]:
    """Read files and fetch addresses, in their order; robots.txt and politeness are obeyed as everywhere.

    Args:
        names: paths of .html or .html.gz files, and http(s) addresses.
        url: where the files are from.

    Raises:
        InputError: a file cannot be read, or an address is none.
        ScowatchError: a page did not come; the reason is in it.
    """
    for name in names:
        if "://" in name and not usable_url(name):
            raise InputError(f"{name}: is not an http or https address with a host")
    files = {name: read_page(Path(name)) for name in names if "://" not in name}
    fetched = asyncio.run(_fetch([name for name in names if name not in files])) if len(files) < len(names) else {}
    return [
        Given(name=name, url=url or NOWHERE, body=files[name]) if name in files else _came(name, fetched[name])
        for name in names
    ]


def read_page(path: Path) -> bytes:
    """Read an .html or .html.gz file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, ValueError, zlib.error) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{path}: cannot be read ({reason})") from error


def _came(name: str, page: Page) -> Given:
    return Given(name=name, url=page.final_url, body=page.body, charset=page.charset, fetched_at=page.fetched_at)


async def _fetch(urls: Sequence[str]) -> dict[str, Page]:
    from flows.fetch import PAGES, Fetcher  # noqa: PLC0415 aiohttp is slow to import
    from flows.session import fetch_limits  # noqa: PLC0415

    pages = {}
    async with Fetcher(fetch_limits(load_settings())) as fetcher:
        for url in urls:
            fetched = await fetcher.get(url, accept=PAGES)
            if isinstance(fetched, Failed):
                raise ScowatchError(f"{url}: {fetched.reason}: {fetched.detail}")
            assert isinstance(fetched, Page), "asked without validators"
            pages[url] = fetched
    return pages
