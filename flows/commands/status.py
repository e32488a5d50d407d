"""The command that says how the archive is doing."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from config.settings import load_settings
from flows.active import ActiveSources
from flows.attention import Concern, concerns
from flows.commands.options import as_json, database, open_given, print_json, sources_file
from flows.commands.terminal import Run, harmless, say, told
from storage.status import RunState, Status, Troubled

SHOWN_RUNS, SHOWN_SOURCES = 5, 10
COUNTS = {"stored": "stored", "duplicates": "copies", "updated": "edited"}


@click.command(short_help="How it is doing: runs, delay, queue, room, sources in trouble.")
@database
@sources_file
@as_json
def status(*, as_json: bool) -> None:
    """Say how the archive is doing: last and next runs, delay, queue, room, sources in trouble, and what to do.

    Exit 0: all is well; 1: something needs attention, or there is no archive. Single sources that fail are listed, and
    are normal.

    Example: scowatch status
    """
    settings = load_settings()
    with open_given(settings) as archive:
        known = archive.status(datetime.now(UTC), active=ActiveSources(settings.sources)())
    gone = _gone(known)
    needed = concerns(known, gone)
    if as_json:
        print_json(_plain(known, needed, gone))
    else:
        for line in _lines(known, needed, gone):
            say(*line)
    if needed:
        raise SystemExit(1)


def _gone(known: Status) -> frozenset[int]:
    """Keys of the runs under way whose process is not there any more, as far as this machine can tell."""
    if not known.running:
        return frozenset()
    from flows.owner import is_alive  # noqa: PLC0415 psutil, which is not needed while nothing runs

    return frozenset(each.id for each in known.running if not is_alive(each.owner))


def _plain(known: Status, needed: list[Concern], gone: frozenset[int]) -> dict[str, Any]:
    said = asdict(known)
    said["polling"]["next"] = [{"source": slug, "at": at} for slug, at in known.polling.next]
    said["ended"] = [{"flow": flow, "state": state, "at": at} for (flow, state), at in known.ended.items()]
    said["counted"] = [{"name": name, "label": label, "value": n} for (name, label), n in known.counted.items()]
    said["running"] = [{**each, "gone": each["id"] in gone} for each in said["running"]]
    return {"ok": not needed, "attention": [asdict(each) for each in needed], **said}


# --- for people ------------------------------------------------------------------------------------------------------


def _lines(known: Status, needed: list[Concern], gone: frozenset[int]) -> Iterator[list[Run]]:
    for each in needed:
        yield [Run(each.said, "alarm"), Run(f" {each.remedy}")]
    if not needed:
        yield [Run("All is well.", "accepted")]
    yield []
    yield [Run("runs", "heading")]
    yield from ([Run(f"  {each}")] for each in _runs(known, gone))
    yield []
    yield [Run("next", "heading")]
    yield from ([Run(f"  {each}")] for each in _next(known))
    yield []
    yield [Run("now", "heading")]
    yield from ([Run(f"  {name:<15} {each}")] for name, each in _now(known))
    yield from _troubled(known)


def _runs(known: Status, gone: frozenset[int]) -> Iterator[str]:
    for each in known.runs[:SHOWN_RUNS]:
        state = "killed" if each.id in gone else each.state
        began, took = f"{each.started_at:%Y-%m-%d %H:%M}", _span((each.finished_at or known.at) - each.started_at)
        yield f"{began}  {each.flow:<9}  {state:<11}  {took:>7}  {_came(each)}".rstrip()
    if not known.runs:
        yield "none yet"


def _came(run: RunState) -> str:
    report = run.report or {}
    came = [f"{report[name]:,} {word}" for name, word in COUNTS.items() if report.get(name)]
    failed = sum(report.get("failed", {}).values())
    return ", ".join([*came, *([f"{failed:,} failed"] if failed else [])])


def _next(known: Status) -> Iterator[str]:
    polling = known.polling
    if not polling.sources:
        yield "no source is known yet; the first ingest reads the list"
        return
    if polling.due:
        since = f", the first of them for {_span(known.at - polling.oldest_due_at)}" if polling.oldest_due_at else ""
        yield f"{polling.due:,} of {polling.sources:,} sources are due now{since}"
    for slug, at in polling.next:
        yield f"{at:%Y-%m-%d %H:%M}  {slug}"


def _now(known: Status) -> Iterator[tuple[str, str]]:
    polling, queue, delay, room = known.polling, known.queue, known.delay, known.space
    poll, success = (_ago(known, at) for at in (polling.newest_poll_at, polling.newest_success_at))
    yield "last poll", poll if poll == success else f"{poll}; that found its listing: {success}"
    yield "last article", _ago(known, known.newest_article_at)
    if delay.median_seconds is not None and delay.p90_seconds is not None:
        half, most = (_span(timedelta(seconds=each)) for each in (delay.median_seconds, delay.p90_seconds))
        yield "delay", f"{half} from publication to storage in the median, {most} for nine of ten"
    waits = {"due": queue.due, "later": queue.later, "at work": queue.leased, "to look at again": queue.rechecks}
    yield "queue", ", ".join(f"{count:,} {word}" for word, count in waits.items() if count) or "empty"
    states = {"new": polling.new, "failing": polling.failing, "silent": polling.silent, "gaps open": polling.open_gaps}
    yield (
        "sources",
        ", ".join([f"{polling.sources:,}", *(f"{count:,} {word}" for word, count in states.items() if count)]),
    )
    yield "database", _size(room.database_bytes + room.log_bytes)
    yield "kept pages", f"{_size(room.page_bytes)} in {room.page_files:,} files"
    if room.disk_free_bytes is not None and room.disk_bytes:
        yield "disk", f"{_size(room.disk_free_bytes)} free, {room.disk_free_bytes / room.disk_bytes:.0%}"
    yield "schema", known.schema


def _troubled(known: Status) -> Iterator[list[Run]]:
    troubled = known.polling.troubled
    if not troubled:
        return
    yield []
    yield [Run("sources in trouble", "heading")]
    for each in troubled[:SHOWN_SOURCES]:
        yield [Run(f"  {each.slug:<24} {each.word:<13} {_since(each):<23} "), told(_detail(each, known.at), "quiet")]
    if len(troubled) > SHOWN_SOURCES:
        yield [Run("  and more; `scowatch sources list` has all", "quiet")]


def _since(source: Troubled) -> str:
    if source.word == "gap":
        return f"{source.open_gaps:,} open"
    return f"since {source.since:%Y-%m-%d %H:%M}" if source.since else "never worked"


def _detail(source: Troubled, now: datetime) -> str:
    again = source.next_poll_at
    when = f"asked again {again:%m-%d %H:%M}" if again and again > now else "due"
    return f"{when}; {harmless(source.detail)}" if source.detail else when


def _ago(known: Status, moment: datetime | None) -> str:
    return f"{_span(known.at - moment)} ago" if moment else "never"


def _span(span: timedelta) -> str:
    seconds = max(span.total_seconds(), 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:.0f} s"


def _size(count: int) -> str:
    for size, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count / 1e3:,.0f} kB"
