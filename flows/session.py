"""What the stages of one run share, opened and closed together."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from config.errors import ConfigError, UnavailableError
from config.settings import Settings
from config.sites import load_site_rules
from flows import ending
from flows.fetch import Fetcher, FetchLimits
from flows.leasing import Holder, Leases
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


class Session:
    """One run of a flow: its settings, archive, fetcher, worker processes and report."""

    def __init__(self, settings: Settings, flow: str, archive: Archive, fetcher: Fetcher, pool: ExtractionPool) -> None:
        self.settings, self.archive, self.fetcher, self.pool = settings, archive, fetcher, pool
        self.flow = flow
        self.owner = this_process()
        self.report = Report(now().date())
        self.run = archive.begin_run(flow, self.owner, now(), is_alive=is_alive)  # its key in the archive
        holder = Holder(
            run=self.run, owner=self.owner, batch_pages=settings.batch_pages, lease_seconds=settings.lease_seconds
        )
        self.leases = Leases(archive, fetcher, holder, patience_seconds=settings.host_wait_limit_seconds)
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
        try:
            yield opened
        except BaseException:
            with suppress(UnavailableError):  # what prevents it has ended the run, and is what is to be said
                _close(opened, "failed", started)
            raise
        _close(opened, "completed", started)


def _close(opened: Session, state: str, started: float) -> None:
    archive, report = opened.archive, opened.report
    archive.keep_host_pauses(opened.fetcher.pauses(), now())
    report.close(
        pending=archive.unfinished(opened.run),
        handed_over=archive.handed_over(opened.run),
        seconds=time.monotonic() - started,
    )
    archive.end_run(opened.run, state, report=report.as_json(), lines=report.lines, now=now())


def _archive(settings: Settings) -> Archive:
    return open_archive(
        settings.archive_url, settings.data_dir, create=True, patience_seconds=settings.database_wait_seconds
    )
