"""The scheduled run: ask every source that is due, then drain the frontier."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from prefect import flow

from config.errors import ConfigError, UnavailableError
from config.settings import Settings, load_settings
from config.sources import Source, load_sources
from extractors.urls import host_of
from flows.ending import done
from flows.gaps import repair
from flows.listings import poll
from flows.logs import log, told_of
from flows.orchestration import as_task, drain, name_run, publish
from flows.progress import Progress, progress
from flows.report import Report
from flows.session import Session, now, session
from flows.stopping import heeding
from storage import open_archive
from storage.gaps import Gap
from storage.sources import SourceState

# A task costs Prefect tens of milliseconds, so many sources share a few; of those that are under way most wait for the
# turn of their host, or to be stored.
MANY, TASKS, SIDE_BY_SIDE = 100, 8, 2_048
T = TypeVar("T")


@flow(name="ingest", validate_parameters=False)
async def ingest(
    source: list[str] | None = None,
    everything: bool = False,  # noqa: FBT001, FBT002
    *,
    alone: bool = False,
) -> dict[str, Any]:
    """Run once; the settings come from the environment. At SIGTERM what is under way is finished, and no more begun.

    Args:
        source: slugs of the sources to poll, due or not, and to drain; None: all that are due.
        everything: poll every source, due or not.
        alone: do nothing while another run that was asked for so is at work on the archive, on whatever machine.

    Returns:
        The report, see flows.report.
    """
    settings = load_settings()
    chosen = choose(load_sources(settings.sources), source)
    if not alone:
        return await _run(settings, chosen, source, everything=everything)
    with open_archive(settings.archive_url, settings.data_dir, create=True) as archive, archive.turn("ingest") as ours:
        if ours:
            return await _run(settings, chosen, source, everything=everything)
    await name_run("ingest: another run is at work")
    return Report(now().date()).as_json()


async def _run(
    settings: Settings, chosen: Sequence[Source], source: Sequence[str] | None, *, everything: bool
) -> dict[str, Any]:
    with heeding() as told:
        async with session(settings, "ingest") as opened:
            told(opened.report)
            with progress() as shown:
                states = await asyncio.to_thread(opened.archive.sync_sources, chosen)
                named = everything or source is not None
                surprises = await _poll(opened, shown, [each for each in states if named or each.is_due(now())])
                surprises += await _repair(opened, shown, states)
                shown.stage("pages", opened.archive.unfinished(opened.run))
                named_ids = None if source is None else [each.id for each in states]
                await drain(opened, shown, named_ids, rechecks=True)
                await _tell(opened)
            await publish(opened)
            if surprises:
                raise surprises[0]  # only now: what other sources brought is safe
    return done(opened.report.as_json())


async def _tell(session: Session) -> None:
    """Tell what watches have found; what can't be told is a line of the report."""
    if session.report.stopped or not await asyncio.to_thread(session.archive.has_watches):
        return
    from flows.alerts import tell  # noqa: PLC0415 Apprise, which most runs don't need

    async def work() -> None:
        told = await asyncio.to_thread(tell, session.archive, session.settings, now())
        session.report.add_told(told.messages, told.problems)

    try:
        await as_task("tell", work)
    except Exception as error:  # noqa: BLE001 what came in is stored, whoever could be told of it
        session.report.add_told(0, [f"nothing could be told: {error}"])


def choose(listed: Sequence[Source], slugs: Sequence[str] | None) -> list[Source]:
    """Give the sources to work on: the active ones, or those named.

    Raises:
        ConfigError: a name is not in the list.
    """
    if slugs is None:
        return [each for each in listed if each.active]
    known = {each.slug: each for each in listed}
    if unknown := [slug for slug in slugs if slug not in known]:
        raise ConfigError(
            "--source", f"{', '.join(unknown)} is not in the list of sources; see `scowatch sources list`"
        )
    return [known[slug] for slug in dict.fromkeys(slugs)]


async def _poll(session: Session, shown: Progress, due: Sequence[SourceState]) -> list[BaseException]:
    """Poll side by side; give what went wrong that should not."""
    shown.stage("sources", len(due))
    if len(due) > MANY:
        settings = session.settings
        patience = settings.database_wait_seconds
        session.polls.store_apart(settings.archive_url, settings.data_dir, patience_seconds=patience)

    async def one(state: SourceState) -> None:
        if not session.report.stopped and not session.fetcher.is_cut_off():
            await poll(session, state)
            shown.advance()

    return await _as_tasks(one, spread(due), "poll", lambda state: state.source.slug)


async def _repair(session: Session, shown: Progress, states: Sequence[SourceState]) -> list[BaseException]:
    """Look elsewhere for what polls have missed; give what went wrong that should not."""
    sources = {state.id: state.source for state in states}
    gaps = await asyncio.to_thread(session.archive.due_gaps, now(), list(sources))
    shown.stage("gaps", len(gaps))

    async def one(gap: Gap) -> None:
        if not session.report.stopped:
            await repair(session, gap, sources[gap.source_id])
            shown.advance()

    return await _as_tasks(one, gaps, "repair", lambda gap: gap.slug)


def spread(states: Sequence[SourceState]) -> list[SourceState]:
    """Order sources so that neighbours are of different hosts, as far as possible: one host must not hold up all.

    The first of each host come first, then the second of each, and so on.
    """
    rank: Counter[str] = Counter()
    placed = []
    for state in states:
        host = host_of(state.source.url)
        placed.append((rank[host], state))
        rank[host] += 1
    return [state for _, state in sorted(placed, key=lambda each: each[0])]


async def _as_tasks(
    work: Callable[[T], Awaitable[None]], items: Sequence[T], verb: str, name: Callable[[T], str]
) -> list[BaseException]:
    """Do *work* on all *items*, in a Prefect task each, or shared out among MANY; give all surprises."""
    waiting = iter(items)
    surprises: list[BaseException] = []

    async def until_none_waits() -> None:
        for item in waiting:
            await one(item)

    async def one(item: T) -> None:
        if any(isinstance(each, UnavailableError) for each in surprises):
            return
        try:
            await work(item)
        except Exception as error:  # noqa: BLE001 raised when all that others brought is safe
            log("source.broken", source=name(item), doing=verb, **told_of(error))
            surprises.append(error)

    if len(items) <= MANY:
        await asyncio.gather(*(as_task(f"{verb} {name(item)}", one, item) for item in items))
        return _unless_all_is_over(surprises)

    async def several() -> None:
        await asyncio.gather(*(until_none_waits() for _ in range(SIDE_BY_SIDE // TASKS)))

    await asyncio.gather(*(as_task(f"{verb} a share of {len(items):,}", several) for _ in range(TASKS)))
    return _unless_all_is_over(surprises)


def _unless_all_is_over(surprises: list[BaseException]) -> list[BaseException]:
    """Give *surprises* back, unless one says that nothing can be stored any more."""
    for each in surprises:
        if isinstance(each, UnavailableError):
            raise each
    return surprises
