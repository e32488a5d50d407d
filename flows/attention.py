"""What of a status needs a human: the rule behind the exit code of `scowatch status`.

/health of the service (flows.service.health) speaks of the service alone: it knows how often its runs are due.

Single sources that fail are normal and no reason to wake anybody; that nothing comes in any more is one. Nothing slow
is imported here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from storage.status import RunState, Status

LEAST_FREE_BYTES, LEAST_FREE_SHARE = 1_000_000_000, 0.05
LATE = timedelta(hours=24)  # for an ingest; every source is due at least each 12 hours
OVERDUE = timedelta(hours=6)  # for a source or a URL
MOST_FAILING = 0.5  # of the sources that were ever polled
FEWEST = 5  # of fewer sources, no share is an alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One thing that needs a human."""

    name: str  # never changes: alarms hang on it
    said: str  # a sentence
    remedy: str  # what to do


def concerns(status: Status, gone: frozenset[int] = frozenset()) -> list[Concern]:
    """Give what needs attention, the worst first.

    Args:
        status: of the archive.
        gone: keys of the runs under way whose process is not there any more.
    """
    return [*_room(status), *_runs(status, gone), *_polls(status), *_watches(status)]


def _room(status: Status) -> Iterator[Concern]:
    free, size = status.space.disk_free_bytes, status.space.disk_bytes
    if free is None or size is None:
        return
    if free < LEAST_FREE_BYTES or (free < LEAST_FREE_SHARE * size and free < 20 * LEAST_FREE_BYTES):
        said = f"The disk has {free / 1e9:,.1f} GB left, of {size / 1e9:,.0f}."
        yield Concern(
            name="disk", said=said, remedy="Make room, or move the data folder; `scowatch db stats` says what takes it."
        )


def _runs(status: Status, gone: frozenset[int]) -> Iterator[Concern]:
    if not status.runs:
        yield Concern(name="no_run", said="Nothing has run on this archive yet.", remedy="Start `scowatch ingest`.")
        return
    ingests = [each for each in status.runs if each.flow == "ingest" and each.state in {"completed", "failed"}]
    if ingests and ingests[0].state == "failed":
        said = f"The last ingest, run {ingests[0].id}, failed."
        yield Concern(name="run_failed", said=said, remedy="Run `scowatch ingest`: it says why.")
    last = status.ended.get(("ingest", "completed"))
    if last is not None and status.at - last > LATE and not _at_work(status, gone):
        said = f"The last ingest that came to its end did so {_days(status.at - last)} ago."
        yield Concern(
            name="no_ingest", said=said, remedy="See whether its schedule still runs; start `scowatch ingest`."
        )
    for each in status.running:
        if each.id in gone:
            said = f"Run {each.id} ({each.flow}) is not at work any more: its process is gone."
            yield Concern(name="run_gone", said=said, remedy="The next run goes on with its work; look why it ended.")


def _at_work(status: Status, gone: frozenset[int]) -> list[RunState]:
    return [each for each in status.running if each.id not in gone]


def _polls(status: Status) -> Iterator[Concern]:
    polling = status.polling
    asked = polling.sources - polling.new
    if asked >= FEWEST and polling.failing > MOST_FAILING * asked:
        said = f"{polling.failing:,} of {asked:,} sources failed when they were asked last."
        yield Concern(
            name="sources_failing", said=said, remedy="Is the network there? `scowatch sources list` has the reasons."
        )
    overdue = polling.oldest_due_at is not None and status.at - polling.oldest_due_at > OVERDUE
    if overdue and polling.oldest_due_at is not None and polling.due > MOST_FAILING * polling.sources:
        since = _days(status.at - polling.oldest_due_at)
        said = f"{polling.due:,} of {polling.sources:,} sources are due, one of them for {since}."
        yield Concern(name="polls_overdue", said=said, remedy="Run `scowatch ingest` more often, or `scowatch serve`.")


def _watches(status: Status) -> Iterator[Concern]:
    if status.targets_failing:
        said = f"{status.targets_failing:,} targets of watches could not be reached."
        yield Concern(
            name="watch_targets", said=said, remedy="`scowatch watch log` says why; `scowatch watch edit` mends one."
        )


def _days(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours:,.0f} hours" if hours < 48 else f"{hours / 24:,.0f} days"
