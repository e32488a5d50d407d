"""Options that say when a watch tells."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from storage.schedules import WEEKDAYS, Schedule

Command = TypeVar("Command", bound=Callable[..., Any])


def scheduled(command: Command) -> Command:
    """Add what says how often, and when."""
    for option in (
        click.option("--zone", metavar="ZONE", help="Time zone of --at, such as Asia/Tashkent.  [default: UTC]"),
        click.option("--at", metavar="HH:MM", help="Time of day of a digest.  [default: 08:00]"),
        click.option("--on", type=click.Choice(WEEKDAYS), help="Day of a weekly digest.  [default: monday]"),
        click.option(
            "--every", type=click.Choice(["now", "daily", "weekly"]),
            help="now: at once, story by story; daily, weekly: a digest.  [default: now]",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def schedule_of(before: Schedule, where: dict[str, Any]) -> Schedule:
    """Take the options of a schedule out of *where*; what is not given is as *before*. Raise InputError."""
    given = {name: where.pop(name) for name in ("every", "at", "zone")}
    day = where.pop("on")
    weekday = before.weekday if day is None else WEEKDAYS.index(day)
    changed = {name: value for name, value in given.items() if value is not None}
    schedule = replace(before, weekday=weekday, **changed)
    schedule.check()
    return schedule
