"""What the stages of one run share, opened and closed together."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from config.errors import ConfigError, ScowatchError, UnavailableError
from config.settings import Settings
from config.sites import load_site_rules
from flows import ending
from flows.allocator import keep_heaps_small
from flows.fetch import Fetcher, FetchLimits
from flows.leasing import Holder, Leases
from flows.logs import configure, during, log, told_of
from flows.outcomes import PollBounds
from flows.owner import is_alive, this_process
from flows.pool import ExtractionPool
from flows.report import Report
from flows.workers import page_limits
from flows.writer import PollWriter
from storage import Archive, open_archive
from storage.rechecks import RecheckPolicy
from storage.retries import RetryPolicy
from storage.robots import StoredRobots

BEGINNING = datetime(2025, 9, 1, tzinfo=UTC)  # machines without a battery wake up in 1970 or 2000
#: What the last line of a run says of its report.
TOLD = (
    "seconds", "sources", "polls", "new", "resumed", "pages_fetched", "stored", "duplicates", "updated", "unchanged",
    "failed", "refused", "retrying", "pending", "skipped", "tagged",
)  # fmt: skip
COUNT_SECONDS = 10.0  # between two additions to the counts of all runs: so much of them a kill -9 can cost


class Session:
    """One run of a flow: its settings, archive, fetcher, worker processes and report."""

    def __init__(self, settings: Settings, flow: str, archive: Archive, fetcher: Fetcher, pool: ExtractionPool) -> None:
        self.settings, self.archive, self.fetcher, self.pool = settings, archive, fetcher, pool
        self.flow = flow
        self.owner = this_process()
        self.report = Report(now().date())
        self.interrupted = archive.recover(is_alive, now())  # keys of runs that were left by dead owners
        self.run = archive.begin_run(flow, self.owner, now(), is_alive=is_alive)  # its key in the archive
        self._counted_at = time.monotonic()
        holder = Holder(
            run=self.run, owner=self.owner, batch_pages=settings.batch_pages, lease_seconds=settings.lease_seconds
        )
        self.leases = Leases(
            archive, fetcher, holder, patience_seconds=settings.host_wait_limit_seconds,
            stopped=lambda: self.report.stopped,
        )  # fmt: skip
        bounds = PollBounds(
            shortest_seconds=settings.poll_shortest_seconds,
            longest_seconds=settings.poll_longest_seconds,
            failure_delay_seconds=settings.retry_delay_seconds,
            failure_limit_seconds=settings.retry_delay_limit_seconds,
        )
        self.polls = PollWriter(archive, self.run, bounds)
        self.policy = RetryPolicy(
            attempts=settings.attempts,
            delay_seconds=settings.retry_delay_seconds,
            delay_limit_seconds=settings.retry_delay_limit_seconds,
        )
        self.rechecks = RecheckPolicy(ages=settings.recheck_ages)

    async def count_up(self) -> None:
        """Once in a while, add what was done to the counts of all runs, so that a long run shows before its end."""
        if time.monotonic() - self._counted_at < COUNT_SECONDS:
            return
        self._counted_at = time.monotonic()
        taken = self.take_counts()
        try:
            await asyncio.to_thread(self.archive.add_counts, taken)
        except ScowatchError:  # what can't be counted now is counted later; whatever it is, others will say it
            self.report.give_back(taken)

    def take_counts(self) -> dict[tuple[str, str], float]:
        """Give what has come to the counts of all runs."""
        for seconds in self.pool.take_seconds():
            self.report.add_extraction(seconds)
        return self.report.take_counts()

    def lease_end(self) -> datetime:
        """Until when URLs claimed now are ours."""
        return now() + timedelta(seconds=self.settings.lease_seconds)


def now() -> datetime:
    """The clock of all flows."""
    return datetime.now(UTC)


def fetch_limits(settings: Settings) -> FetchLimits:
    """Give the fetcher's part of the settings."""
    contact = settings.contact or "contact not set by the operator"
    return FetchLimits(
        user_agent=f"scowatch/{version('scowatch')} (news archive; {contact})",
        timeout_seconds=settings.timeout_seconds,
        connect_timeout_seconds=settings.connect_timeout_seconds,
        body_limit_bytes=settings.body_limit_bytes,
        redirect_limit=settings.redirect_limit,
        host_concurrency=settings.host_concurrency,
        host_delay_seconds=settings.host_delay_seconds,
        hosts_per_address=settings.hosts_per_address,
        host_wait_limit_seconds=settings.host_wait_limit_seconds,
        concurrency=settings.concurrency,
        allow_private_addresses=settings.allow_private_addresses,
    )


class RulesInArchive:
    """Keeps in the archive what hosts ask of robots, so that each is asked once a day and not once a run."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def load(self, origin: str) -> StoredRobots | None:
        """Give what *origin* said last."""
        return self._archive.robots(origin)

    def save(self, stored: StoredRobots) -> None:
        """Keep what an origin said."""
        self._archive.keep_robots(stored)


@asynccontextmanager
async def session(settings: Settings, flow: str) -> AsyncIterator[Session]:
    """Open a run; at the end, also after an error, store its report.

    Raises:
        ConfigError: the clock of the machine is wrong beyond doubt.
    """
    if now() < BEGINNING:
        problem = f"says {now():%Y-%m-%d %H:%M} UTC, when there was no scowatch yet; set it, and run this again"
        raise ConfigError("the clock of this machine", problem)
    try:
        async with _opened(settings, flow) as opened:
            yield opened
    except BaseException as error:
        ending.failed(error)
        raise


@asynccontextmanager
async def _opened(settings: Settings, flow: str) -> AsyncIterator[Session]:
    started = time.monotonic()
    configure(settings)
    keep_heaps_small()
    rules = load_site_rules(settings.sites)
    async with AsyncExitStack() as stack:
        archive = stack.enter_context(_archive(settings))
        limits = page_limits(settings)
        pool = stack.enter_context(ExtractionPool(settings.workers, settings.lexicon, limits, rules))
        fetcher = await stack.enter_async_context(
            Fetcher(fetch_limits(settings), store=RulesInArchive(archive), pauses=archive.host_pauses(now()))
        )
        opened = Session(settings, flow, archive, fetcher, pool)
        stack.callback(opened.polls.close)
        stack.enter_context(during(run=opened.run, flow=flow))
        _begin(opened)
        gc.freeze()  # what is loaded by now stays: looked through for garbage again and again, it cost 2 % of a run
        try:
            yield opened
        except BaseException as error:
            with suppress(UnavailableError):  # what prevents it has ended the run, and is what is to be said
                _end(opened, error, time.monotonic() - started)
            raise
        _end(opened, None, time.monotonic() - started)


def _archive(settings: Settings) -> Archive:
    return open_archive(
        settings.archive_url, settings.data_dir, create=True, patience_seconds=settings.database_wait_seconds
    )


def _begin(opened: Session) -> None:
    for key in opened.interrupted:
        log("run.interrupted", interrupted=key)
    log("run.started", owner=opened.owner, version=version("scowatch"))


def _end(opened: Session, error: BaseException | None, seconds: float) -> None:
    """Store the report of a run that ended, with *error* or without, and say so."""
    archive, report = opened.archive, opened.report
    try:
        pauses = opened.fetcher.pauses()
        archive.keep_host_pauses(pauses, now())
        for host, until in sorted(pauses.items()):
            log("host.paused", host=host, until=until)
        pending, handed_over = archive.unfinished(opened.run), archive.handed_over(opened.run)
        report.close(pending=pending, handed_over=handed_over, seconds=seconds)
    finally:
        said = report.as_json()
        told = {name: said[name] for name in TOLD}
        if error is not None:  # said also where nothing can be stored any more
            log("run.failed", **told_of(error), **told)
    state = "completed" if error is None else "failed"
    counts = opened.take_counts()
    archive.end_run(opened.run, state, report=said, lines=report.lines, counts=counts, now=now())
    if error is None:
        log("run.ended", **told)
