"""The manual backfill: history into the frontier, drained by the same code. Running it again resumes it."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from prefect import flow

from config.errors import InputError
from config.settings import load_settings
from config.sources import Source, load_sources
from extractors.records import Entry, Failed, Page
from extractors.urls import canonical_url
from flows.ingest import choose
from flows.orchestration import as_task, drain, publish
from flows.progress import Progress, progress
from flows.session import Session, now, session
from flows.sitemaps import Dates, walk
from flows.stages import settle, work_page
from storage.frontier import Listing
from storage.warc_import import read_responses

URLS_AT_A_TIME = 1_000  # of a file, put into the frontier in one transaction
T = TypeVar("T")


@flow(name="backfill", validate_parameters=False)
async def backfill(
    *,
    sitemap: Sequence[str] = (),
    urls: Sequence[str] = (),
    warc: Sequence[str] = (),
    source: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, Any]:
    """Bring history in; the settings come from the environment.

    Args:
        sitemap: addresses of sitemaps.
        urls: files with one URL a line; empty lines and lines that begin with # are passed over.
        warc: WARC files; their pages are not fetched.
        source: slugs of sources whose outlets' sitemaps are to be read.
        since, until: of sitemaps, the dates they state; of WARC files, the time of capture.

    Returns:
        The report, see flows.report.
    """
    settings = load_settings()
    chosen = choose(load_sources(settings.sources), source) if source else []
    dates = Dates(since=since, until=until)
    async with session(settings, "backfill") as opened:
        with progress() as shown:
            for path in map(Path, urls):
                await as_task(f"list {path.name}", discover_file, opened, path)
            for name, address in [*(("", each) for each in sitemap), *await _sitemaps_of(opened, chosen)]:
                await as_task(f"sitemap {address}", discover_sitemap, opened, name, address, dates)
            for path in map(Path, warc):
                await as_task(f"warc {path.name}", take_warc, opened, path, dates, shown)
            shown.stage("pages", opened.archive.unfinished(opened.run))
            await drain(opened, shown)
        await publish(opened)
    return opened.report.as_json()


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut *items* into lists of *size*."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


async def discover_file(opened: Session, path: Path) -> None:
    """Put the URLs of a file into the frontier."""
    try:
        lines = (await asyncio.to_thread(path.read_text, "utf-8")).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); give a UTF-8 text file with one URL a line") from error
    listed = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    for chunk in chunks(listed, URLS_AT_A_TIME):
        await _discover(opened, "", [Entry(url=url) for url in chunk], Listing(how="urls", origin=str(path)))


async def _discover(opened: Session, source: str, entries: Sequence[Entry], listing: Listing) -> None:
    found = await asyncio.to_thread(opened.archive.discover, opened.run, entries, listing, now())
    opened.report.add_discovered(source, found)


async def discover_sitemap(opened: Session, source: str, address: str, dates: Dates) -> None:
    """Put the URLs of a sitemap tree into the frontier, document by document."""
    async for each in walk(opened.fetcher, address, dates):
        if isinstance(each, Failed):
            opened.report.add_poll(source or each.url, each.reason)
            continue
        opened.report.add_poll(source or each.url, "changed")
        opened.report.add_skipped(source, "outside_dates", each.outside)
        opened.report.add_without_link(source, each.unusable)
        await _discover(opened, source, each.entries, Listing(how="sitemap", origin=each.url))


async def _sitemaps_of(opened: Session, chosen: Sequence[Source]) -> list[tuple[str, str]]:
    """Where the outlets of *chosen* keep their sitemaps: the source itself, robots.txt, or the usual place."""
    found = []
    for each in chosen:
        if each.kind == "sitemap":
            found.append((each.slug, each.url))
            continue
        robots = await opened.fetcher.get(urljoin(each.url, "/robots.txt"), accept="text/plain,*/*;q=0.5")
        named = _named_sitemaps(robots.body) if isinstance(robots, Page) else []
        found += [(each.slug, address) for address in named or [urljoin(each.url, "/sitemap.xml")]]
    return found


def _named_sitemaps(robots: bytes) -> list[str]:
    parser = RobotFileParser()
    parser.parse(robots.decode("utf-8", "replace").splitlines())
    return parser.site_maps() or []


async def take_warc(opened: Session, path: Path, dates: Dates, shown: Progress) -> None:
    """Put the pages of a WARC file through the pipeline; pages that are there already are passed over."""
    shown.stage(path.name, None)
    batches = chunks(read_responses(path), opened.settings.batch_pages)
    while batch := await asyncio.to_thread(next, batches, None):
        pages = [page for page, _ in batch if page is not None]
        for page, reason in batch:
            if page is None:
                opened.report.add_skipped("", reason, 1)
        wanted = [page for page in pages if dates.may_hold_moment(page.fetched_at)]
        opened.report.add_skipped("", "outside_dates", len(pages) - len(wanted))
        await _take_pages(opened, wanted, Listing(how="warc", origin=path.name))
        shown.advance(len(batch))


async def _take_pages(opened: Session, pages: Sequence[Page], listing: Listing) -> None:
    await _discover(opened, "", [Entry(url=page.url) for page in pages], listing)
    by_url = {canonical_url(page.url): page for page in pages}
    claimed = await asyncio.to_thread(
        opened.archive.claim,
        opened.run,
        opened.owner,
        now=now(),
        until=opened.lease_end(),
        limit=len(pages),
        urls=[url for url in by_url if url is not None],
    )
    await settle(opened, await asyncio.gather(*(work_page(opened, each, by_url[each.url]) for each in claimed)))
