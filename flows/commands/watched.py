"""Watches and what they told, as commands print them: without the secrets of their targets."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import click

from flows.commands.options import plain
from storage.schedules import WEEKDAYS
from storage.watch_log import LogLine
from storage.watches import Watch


def as_plain(found: Watch) -> dict[str, Any]:
    """A watch without the secrets of its targets."""
    targets = [{name: value for name, value in asdict(each).items() if name != "url"} for each in found.targets]
    return {**asdict(found), "targets": targets}


def state(found: Watch) -> str:
    """Say when it tells."""
    if found.paused:
        return "paused"
    if found.next_at is None:
        return "at once"
    schedule = found.schedule
    day = f" on {WEEKDAYS[schedule.weekday]}" if schedule.every == "weekly" else ""
    return f"{schedule.every}{day} at {schedule.at} {schedule.zone}, next {plain(found.next_at)}"


def details(found: Watch) -> list[str]:
    """Say what is asked, what is wrong with it, and whom it tells."""
    lines = [" ".join(f"{name}={value}" for name, value in found.query.items()) or "everything"]
    if found.problem:
        lines.append(f"could not be asked: {found.problem}")
    for each in found.targets:
        again = f", tried again from {plain(each.next_try_at)}" if each.next_try_at else ""
        lines.append(f"to {each.label}" + (f" ({each.failures} failures in a row{again})" if each.failures else ""))
    return lines


def print_log(lines: Iterable[LogLine]) -> None:
    """Print deliveries, a line each, and why it failed."""
    for each in lines:
        stories = "1 story" if each.stories == 1 else f"{each.stories:,} stories"
        when = plain((each.tried_at or each.decided_at).replace(microsecond=0))
        click.echo(f"{when}  {each.state:<7}  {each.watch}: {each.kind}, {stories} to {each.label}")
        if each.detail:
            again = f"; tried again from {plain(each.next_try_at.replace(microsecond=0))}" if each.next_try_at else ""
            click.echo(f"    {each.tries} tries; {each.detail}{again}")
