"""The command that tells what is known of each source, day by day."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import click

from config.settings import load_settings
from config.sources import load_sources
from flows.commands.formats import Form, formats, write
from flows.commands.options import database, dates, open_given, sources_file
from storage.coverage import Covered

COUNTS = ("polls_ok", "polls_failed", "seen", "fetched", "stored", "duplicate", "failed", "refused", "pending")


@click.command(short_help="Per source and day: expected, seen, stored, failed.")
@click.option("--source", metavar="SLUG", help="Only this source.")
@dates
@formats
@sources_file
@database
def coverage(*, source: str | None, since: datetime | None, until: datetime | None, form: Form) -> None:
    """Show what is known of each source on each day (UTC), so that "no news" and "no data" differ.

    A URL counts on its day of publication, or else of discovery. Without dates: the last 30 days.

    \b
    ok        the source listed something for this day
    no_news   it was polled, and nothing was listed for this day
    no_data   it was not reached on this day, and nothing is known of it
    low       it listed less than a quarter of what its weekday promises
    gap       a poll came too late, and what lies in between has not all been found yet
    off       it is not polled any more: inactive, or not in the list of sources

    Example: scowatch coverage --source kun-uz --since 2025-09-01
    """
    settings = load_settings()
    active = {each.slug for each in load_sources(settings.sources) if each.active}
    with open_given(settings) as archive:
        rows = archive.coverage(datetime.now(UTC), source_slug=source, since=since, until=until, active=active)
        write(rows, form, _print_table)


def _print_table(rows: Iterable[Covered]) -> None:
    count = 0
    for count, row in enumerate(rows, start=1):
        if count == 1:
            click.echo(_line("source", "day", "state", ["polls", "expected", *COUNTS[2:]], ""))
        polls = f"{row.polls_ok}/{row.polls_ok + row.polls_failed}"
        expected = "-" if row.expected is None else f"{row.expected:,.1f}"
        counts = [f"{getattr(row, name):,}" for name in COUNTS[2:]]
        click.echo(_line(row.source or "-", row.day.isoformat(), row.state, [polls, expected, *counts], _why(row)))
    if count == 0:
        click.echo("nothing is known of these days; `scowatch sources list` names the sources", err=True)


def _line(source: str, day: str, state: str, counts: Iterable[str], why: str) -> str:
    return f"{source:<24} {day:<10}  {state:<7} " + " ".join(f"{each:>9}" for each in counts) + f"  {why}".rstrip()


def _why(row: Covered) -> str:
    """The reasons of what went wrong, most frequent first."""
    return ", ".join(_reasons(row))


def _reasons(row: Covered) -> Iterator[str]:
    for name in ("polls_failed", "failed", "refused"):
        for reason, count in sorted(row.reasons.get(name, {}).items(), key=lambda each: -each[1]):
            yield f"{count:,} {reason}"
