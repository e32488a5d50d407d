"""Pages out of other people's WARC files: nothing is fetched, and each file is read once, wherever it is stopped.

Of several files at a time, threads read and unpack batches of pages, the worker processes extract them, and the
archive stores them. When a batch and all before it are stored, the place behind it is noted; a later run begins there.
"""

import asyncio
import glob
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from config.errors import InputError
from extractors.records import Entry, Page
from extractors.urls import canonical_url
from flows.decoding import content_encodings, decompress
from flows.failures import FetchError
from flows.progress import Progress
from flows.session import Session, now
from flows.sitemaps import Dates
from flows.stages import settle, work_page
from storage.frontier import Listing
from storage.warc_import import Response, check_warc, read_responses
from storage.warc_progress import Asked

FILES_AT_A_TIME = 2  # one is read and stored while the pages of the other are extracted; more would only take memory
BATCHES_UNDER_WAY = 3  # of one file: one is read, one extracted, one stored
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


async def take_warcs(opened: Session, paths: Sequence[Path], dates: Dates, shown: Progress) -> None:
    """Put the pages of WARC files through the pipeline; those that are in the archive already are passed over.

    One that is no WARC file is counted as skipped, "not_warc", and does not stop the others.

    Raises:
        InputError: none of *paths* is a WARC file.
    """
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
    shown.stage("WARC files", sum(asked.size - start for asked, start in to_do))
    waiting = iter(to_do)

    async def take_next() -> None:
        for asked, start in waiting:
            await _take_file(opened, asked, start, shown)

    async with asyncio.TaskGroup() as group:
        for _ in range(FILES_AT_A_TIME):
            group.create_task(take_next())


def _look_up(opened: Session, path: Path, dates: Dates) -> tuple[Asked, int | None]:
    size = check_warc(path)
    asked = Asked(path=str(path), size=size, since=dates.since, until=dates.until)
    return asked, opened.archive.warc_offset(asked)


# --- one file --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Batch:
    """Pages that follow each other in a file, and what lies between them."""

    resume: int  # offset behind them
    pages: list[Page] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)  # by reason
    bytes: int = 0

    def add(self, response: Response, page: Page | None, reason: str) -> None:
        self.resume = response.resume
        if page is None:
            self.skipped[reason] += 1
        else:
            self.pages.append(page)
            self.bytes += len(page.body)


async def _take_file(opened: Session, asked: Asked, start: int, shown: Progress) -> None:
    """Work on some batches at a time; note them in their order."""
    batches = _batches(opened, asked, start)
    under_way: deque[tuple[_Batch, asyncio.Task[None]]] = deque()
    reached = start

    async def note_first() -> int:
        batch, task = under_way.popleft()
        await task
        await asyncio.to_thread(opened.archive.note_warc, asked, batch.resume, now(), finished=False)
        shown.advance(max(0, batch.resume - reached))
        return max(reached, batch.resume)

    listing = Listing(how="warc", origin=Path(asked.path).name)
    async with asyncio.TaskGroup() as group:
        while (batch := await asyncio.to_thread(next, batches, None)) is not None:
            under_way.append((batch, group.create_task(_take_batch(opened, batch, listing))))
            if len(under_way) >= BATCHES_UNDER_WAY:
                reached = await note_first()
        while under_way:
            reached = await note_first()
    await asyncio.to_thread(opened.archive.note_warc, asked, asked.size, now(), finished=True)
    shown.advance(asked.size - reached)


def _batches(opened: Session, asked: Asked, start: int) -> Iterator[_Batch]:
    limit = opened.settings.body_limit_bytes
    dates = Dates(since=asked.since, until=asked.until)
    batch = _Batch(start)
    for response in read_responses(Path(asked.path), start, limit_bytes=limit):
        batch.add(response, *_page(response, dates, limit))
        is_full = len(batch.pages) >= opened.settings.batch_pages or batch.bytes >= BATCH_BYTES
        if is_full or batch.skipped.total() >= SEEN_AT_A_TIME:
            yield batch
            batch = _Batch(batch.resume)
    yield batch


def _page(response: Response, dates: Dates, limit_bytes: int) -> tuple[Page | None, str]:
    """Give the page as a server means it to be read; or None and the reason why it is not taken."""
    page = response.page
    if page is None:
        return None, response.reason
    if not dates.may_hold_moment(page.fetched_at):
        return None, "outside_dates"
    try:
        body = decompress(page.body, content_encodings(response.coding), limit_bytes)
    except FetchError as error:
        # Many crawlers unpack the body and keep the header.
        return (page, "") if page.body.lstrip().startswith(b"<") else (None, error.reason)
    return replace(page, body=body), ""


async def _take_batch(opened: Session, batch: _Batch, listing: Listing) -> None:
    for reason, count in batch.skipped.items():
        opened.report.add_skipped("", reason, count)
    if not batch.pages:
        return
    entries = [Entry(url=page.url) for page in batch.pages]
    found = await asyncio.to_thread(opened.archive.discover, opened.run, entries, listing, now())
    opened.report.add_discovered("", found)
    by_url = {canonical_url(page.url): page for page in reversed(batch.pages)}
    claimed = await asyncio.to_thread(
        opened.archive.claim,
        opened.run,
        opened.owner,
        now=now(),
        until=opened.lease_end(),
        limit=len(batch.pages),
        urls=[url for url in by_url if url is not None],
    )
    recurring = await asyncio.to_thread(opened.archive.recurring, [each.url for each in claimed])
    worked = (work_page(opened, each, by_url[each.url], recurring[each.url]) for each in claimed)
    await settle(opened, await asyncio.gather(*worked))
