"""Pages out of other people's WARC files: nothing is fetched, and each file is read once, wherever it is stopped.

A thread reads and unpacks batches of pages, the worker processes extract some at a time (or those of a Dask cluster,
which are told where to read), and the archive stores them in the order of the files. When a batch is stored, the place
behind it is noted; a later run begins there.
"""

import asyncio
import glob
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.errors import InputError
from extractors.records import Analysis, Entry, Page, Unreadable
from extractors.urls import canonical_url
from flows.chunks import AtHand, Chunk, InFile, Known
from flows.leasing import to_its_end
from flows.progress import Progress
from flows.recurrence import in_their_turn
from flows.session import Session, now
from flows.sitemaps import Dates
from flows.spread import CHUNK_BYTES, CHUNK_PAGES, Spread
from flows.stages import not_html, settle
from flows.turns import in_turn
from flows.warc_pages import Found, read_pages, sought
from storage.articles import Worked
from storage.frontier import Listing
from storage.leases import Lease
from storage.warc_import import check_warc
from storage.warc_progress import Asked

BATCHES_UNDER_WAY = 5  # one is read, one stored, the others are extracted; more would only take memory
BATCH_BYTES = 16_000_000  # of bodies; a batch ends with the page that exceeds it
SEEN_AT_A_TIME = 5_000  # records that are no pages, before a batch ends without being full


def expand(patterns: Iterable[str]) -> list[Path]:
    """Give the files that *patterns* name, each once; a pattern is a path, or holds the wildcards * ? [ ] and **.

    Raises:
        InputError: a pattern matches no file.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        # Not Path.glob: it takes no absolute patterns. First as it is written, for names that hold a bracket.
        named = glob.glob(glob.escape(pattern)) or sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207
        files = [path for path in map(Path, named) if not path.is_dir()]
        if not files:
            raise InputError(f"{pattern}: there is no such file")
        found.update(dict.fromkeys(files))
    return list(found)


async def take_warcs(
    opened: Session, paths: Sequence[Path], dates: Dates, shown: Progress, spread: Spread | None = None
) -> None:
    """Put the pages of WARC files through the pipeline; those that are in the archive already are passed over.

    One that is no WARC file is counted as skipped, "not_warc", and does not stop the others.

    Args:
        opened: the run.
        paths: of the files.
        dates: of the captures that are wanted.
        shown: told how many bytes are done.
        spread: extracts the pages; None: the processes of this machine do.

    Raises:
        InputError: none of *paths* is a WARC file.
        ScowatchError: of *spread*.
    """
    to_do = await _unfinished(opened, paths, dates)
    shown.stage("WARC files", sum(asked.size - start for asked, start in to_do))

    async def started() -> AsyncIterator[Coroutine[Any, Any, list[_Batch]]]:
        batches = _batches(opened, to_do)
        chunks = _chunks(batches) if spread else ([each] for each in batches)
        while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
            for batch in chunk:
                await _claim(opened, batch)
            yield _read(opened, chunk, spread)

    async def store(chunk: list[_Batch]) -> None:
        for batch in chunk:
            await to_its_end(
                _store(opened, batch, shown)
            )  # or an error elsewhere would let it be stored, and not noted

    async def at_a_time() -> int:
        return await spread.at_a_time() if spread else BATCHES_UNDER_WAY

    await in_turn(started(), store, at_a_time)


async def _unfinished(opened: Session, paths: Iterable[Path], dates: Dates) -> list[tuple[Asked, int]]:
    """Give the files that are not done with, each with the offset to begin at; count the others."""
    each_once = dict.fromkeys(path.resolve() for path in paths)
    wanted, wrong = [], []
    for path in each_once:
        try:
            wanted.append(await asyncio.to_thread(_look_up, opened, path, dates))
        except InputError as error:
            wrong.append(error)
    if not wanted:
        raise wrong[0]
    opened.report.add_skipped("", "not_warc", len(wrong))
    to_do = [(asked, start) for asked, start in wanted if start is not None]
    opened.report.add_skipped("", "file_done", len(wanted) - len(to_do))
    return to_do


def _look_up(opened: Session, path: Path, dates: Dates) -> tuple[Asked, int | None]:
    size = check_warc(path)
    asked = Asked(path=str(path), size=size, since=dates.since, until=dates.until)
    return asked, opened.archive.warc_offset(asked)


# --- batches ---------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Claimed:
    """A page that is ours to work on."""

    lease: Lease
    page: Page
    known: Known
    read: Analysis | Unreadable | None  # what it said; None: not read yet

    def again(self) -> Page:
        return self.page


@dataclass(slots=True)
class _Batch:
    """Pages that follow each other in a file, and what lies between them."""

    asked: Asked
    start: int  # offset where they begin
    resume: int  # offset behind them
    is_last: bool = False  # of its file
    pages: list[Page] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)  # by reason
    bytes: int = 0
    claimed: list[_Claimed] = field(default_factory=list)  # in the order of the pages

    def add(self, found: Found, dates: Dates) -> None:
        self.resume = found.resume
        if found.page is None:
            self.skipped[found.reason] += 1
        elif not dates.may_hold_moment(found.page.fetched_at):
            self.skipped["outside_dates"] += 1
        else:
            self.pages.append(found.page)
            self.bytes += len(found.page.body)


def _batches(opened: Session, to_do: Iterable[tuple[Asked, int]]) -> Iterator[_Batch]:
    for asked, start in to_do:
        dates = Dates(since=asked.since, until=asked.until)
        batch = _Batch(asked, start, start)
        for found in read_pages(Path(asked.path), start, limit_bytes=opened.settings.body_limit_bytes):
            batch.add(found, dates)
            is_full = len(batch.pages) >= opened.settings.batch_pages or batch.bytes >= BATCH_BYTES
            if is_full or batch.skipped.total() >= SEEN_AT_A_TIME:
                yield batch
                batch = _Batch(asked, batch.resume, batch.resume)
        batch.is_last = True
        yield batch


def _chunks(batches: Iterable[_Batch]) -> Iterator[list[_Batch]]:
    """Put batches of one file together until they are worth a journey."""
    chunk: list[_Batch] = []
    for batch in batches:
        chunk.append(batch)
        is_full = sum(len(each.pages) for each in chunk) >= CHUNK_PAGES
        if is_full or batch.is_last or sum(each.bytes for each in chunk) >= CHUNK_BYTES:
            yield chunk
            chunk = []


async def _claim(opened: Session, batch: _Batch) -> None:
    for reason, count in batch.skipped.items():
        opened.report.add_skipped("", reason, count)
    if not batch.pages:
        return
    listing = Listing(how="warc", origin=Path(batch.asked.path).name)
    entries = [Entry(url=page.url) for page in batch.pages]
    found = await asyncio.to_thread(opened.archive.discover, opened.run, entries, listing, now())
    opened.report.add_discovered("", found)
    by_url = {url: page for page in reversed(batch.pages) if (url := canonical_url(page.url)) is not None}
    leases = await asyncio.to_thread(
        opened.archive.claim,
        opened.run,
        opened.owner,
        now=now(),
        until=opened.lease_end(),
        limit=len(batch.pages),
        urls=list(by_url),
    )
    recurring = await asyncio.to_thread(opened.archive.recurring, [each.url for each in leases])
    place = {id(page): number for number, page in enumerate(batch.pages)}
    for lease in sorted(leases, key=lambda each: place[id(by_url[each.url])]):
        page = by_url[lease.url]
        known = Known(url=lease.url, entry=lease.entry, recurring=recurring[lease.url])
        batch.claimed.append(_Claimed(lease=lease, page=page, known=known, read=not_html(page)))


async def _store(opened: Session, batch: _Batch, shown: Progress) -> None:
    """Store what came of *batch*, then note that all pages before its end are stored."""
    pages = [(each.known, each.again, each.read) for each in batch.claimed if each.read is not None]
    said = await in_their_turn(opened, pages)
    worked = [
        Worked(lease=each.lease, fetched=each.page, analysis=analysis)
        for each, analysis in zip(batch.claimed, said, strict=True)
    ]
    await settle(opened, worked)
    reached = batch.asked.size if batch.is_last else batch.resume
    await asyncio.to_thread(opened.archive.note_warc, batch.asked, reached, now(), finished=batch.is_last)
    shown.advance(max(0, reached - batch.start))


# --- extraction ------------------------------------------------------------------------------------------------


async def _read(opened: Session, chunk: list[_Batch], spread: Spread | None) -> list[_Batch]:
    """Have the pages of *chunk* read, and give it back."""
    asked = [each for batch in chunk for each in batch.claimed if each.read is None]
    said: Sequence[Analysis | Unreadable]
    if spread is None:
        reading = (opened.pool.analyse(each.page, each.known.entry, each.known.recurring) for each in asked)
        said = await asyncio.gather(*reading)
    else:
        where = _where(chunk, [each.page for each in asked], opened.settings.body_limit_bytes)
        said = await spread.extract(Chunk(where=where, known=tuple(each.known for each in asked))) if asked else ()
    for each, analysis in zip(asked, said, strict=True):
        each.read = analysis
    return chunk


def _where(chunk: list[_Batch], pages: list[Page], limit_bytes: int) -> InFile | AtHand:
    first, last = chunk[0], chunk[-1]
    if first.start == last.resume:  # all in one gzip member, which goes on: to find them is to read it from its start
        return AtHand(held=tuple(pages))
    wanted = tuple(sought(page) for page in pages)
    return InFile(path=first.asked.path, start=first.start, wanted=wanted, limit_bytes=limit_bytes)
