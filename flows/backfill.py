"""The manual backfill: history into the frontier, drained by the same code. Running it again resumes it."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow

from config.errors import InputError
from config.settings import load_settings
from config.sources import load_sources
from extractors.records import Entry, Failed
from flows.ending import done
from flows.history import history
from flows.ingest import choose
from flows.logs import log
from flows.orchestration import as_task, drain, publish
from flows.outlets import sitemaps_of
from flows.progress import Progress, progress
from flows.session import Session, now, session
from flows.sitemaps import Dates, Listed, walk
from flows.spread import over_dask
from flows.warc_backfill import take_warcs
from flows.wayback import captures
from storage.frontier import How, Listing
from storage.sources import SourceState

URLS_AT_A_TIME = 1_000  # put into the frontier in one transaction
T = TypeVar("T")


@flow(name="backfill", validate_parameters=False)
async def backfill(
    *,
    sitemap: Sequence[str] = (),
    urls: Sequence[str] = (),
    warc: Sequence[Path] = (),
    wayback: Sequence[str] = (),
    source: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, Any]:
    """Bring history in; the settings come from the environment.

    Args:
        sitemap: addresses of sitemaps.
        urls: files with one URL a line; empty lines and lines that begin with # are passed over.
        warc: WARC files; their pages are not fetched.
        wayback: patterns of pages that a web archive has, see flows.wayback.read_pattern.
        source: slugs of sources whose outlets' sitemaps, older pages and pages by day are to be read.
        since, until: of what an outlet lists, the dates stated; of archives, the time of capture.

    Returns:
        The report, see flows.report.
    """
    settings = load_settings()
    chosen = choose(load_sources(settings.sources), source) if source else []
    dates = Dates(since=since, until=until)
    async with over_dask(settings if warc else None, as_task) as spread, session(settings, "backfill") as opened:
        with progress() as shown:
            for path in map(Path, urls):
                await as_task(f"list {path.name}", discover_file, opened, path)
            for name, how, documents in _named(opened, sitemap, wayback, dates):
                await as_task(name, discover, opened, documents, how, shown)
            for state in await asyncio.to_thread(opened.archive.sync_sources, chosen):
                await as_task(f"history of {state.source.slug}", discover_source, opened, state, dates, shown)
            if warc:
                await as_task("WARC files", take_warcs, opened, warc, dates, shown, spread)
            shown.stage("pages", opened.archive.unfinished(opened.run))
            await drain(opened, shown)
        await publish(opened)
    return done(opened.report.as_json())


def _named(
    opened: Session, sitemap: Sequence[str], wayback: Sequence[str], dates: Dates
) -> Iterator[tuple[str, How, AsyncIterator[Listed | Failed]]]:
    """Give the lists that were asked for by address, each with a name for its task."""
    settings = opened.settings
    for each in sitemap:
        yield f"sitemap {each}", "sitemap", walk(opened.fetcher, each, dates, limit_bytes=settings.sitemap_limit_bytes)
    for each in wayback:
        yield f"wayback {each}", "wayback", captures(opened.fetcher, settings.wayback_url, each, dates)


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
    urls = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    listed = Listed(url=str(path), entries=tuple(Entry(url=url) for url in urls), outside=0, unusable=0)
    await _take(opened, listed, "urls", None)


async def discover_source(opened: Session, state: SourceState, dates: Dates, shown: Progress) -> None:
    """Put into the frontier what the outlet of a source keeps of its past."""
    limit = opened.settings.sitemap_limit_bytes
    for address in await sitemaps_of(opened.fetcher, state.source):
        documents = walk(opened.fetcher, address, dates, limit_bytes=limit)
        await discover(opened, documents, "sitemap", shown, state)
    await discover(opened, history(opened.fetcher, state.source, dates, now=now()), "archive", shown, state)


async def discover(
    opened: Session,
    documents: AsyncIterator[Listed | Failed],
    how: How,
    shown: Progress,
    state: SourceState | None = None,
) -> None:
    """Put what *documents* list into the frontier, one after the other."""
    shown.stage(f"lists of {state.source.slug}" if state else "lists", None)
    async for each in documents:
        slug = state.source.slug if state else ""
        if isinstance(each, Failed):
            opened.report.add_poll(slug, each.reason)
            log("list.failed", source=slug or None, url=each.url, how=how, reason=each.reason, detail=each.detail)
            continue
        opened.report.add_poll(slug, "changed")
        await _take(opened, each, how, state)
        shown.advance()


async def _take(opened: Session, listed: Listed, how: How, state: SourceState | None) -> None:
    slug = state.source.slug if state else ""
    log("list.read", source=slug or None, url=listed.url, how=how, entries=len(listed.entries))
    opened.report.add_skipped(slug, "outside_dates", listed.outside)
    opened.report.add_skipped(slug, "sitemap_outside_dates", listed.children_outside)
    opened.report.add_without_link(slug, listed.unusable)
    listing = Listing(how=how, origin=listed.url, source_id=state.id if state else None)
    for entries in chunks(listed.entries, URLS_AT_A_TIME):
        found = await asyncio.to_thread(
            opened.archive.discover, opened.run, entries, listing, now(), captures=listed.captures
        )
        opened.report.add_discovered(slug, found)
