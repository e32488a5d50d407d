"""What happens, told to the operator: one line an event, on standard error, for people or as JSON.

EVENTS is the whole vocabulary, and docs/observability.md explains each. Names and fields are stable: alarms hang on
them. What is logged may come from pages and servers of others, and stands beside secrets of ours, so every value is
cut, made harmless and rid of what addresses can hide (`presentable`) before it is written; no caller has to think of
it.

The lines go through the standard logger "scowatch": who runs the flows inside a program of their own, or has Prefect
show them (PREFECT_LOGGING_EXTRA_LOGGERS=scowatch), finds them there. Queries don't import this.
"""

import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, Literal, get_args

import structlog
from structlog.contextvars import bound_contextvars, merge_contextvars

from config.settings import Settings
from flows.commands.terminal import colour_wanted, harmless

Event = Literal[
    "run.started", "run.ended", "run.failed", "run.interrupted",
    "source.polled", "source.failed", "source.moved", "source.silent", "source.broken",
    "gap.found", "gap.tried",
    "list.read", "list.failed",
    "batch.claimed", "batch.stored", "lease.taken_over", "page.failed", "host.paused",
    "watch.told", "watch.failed",
]  # fmt: skip
#: Levels of those that are not just "info". What an operator has to look at is a warning; single failures are normal.
LEVELS: Mapping[Event, int] = {
    "run.failed": logging.ERROR, "source.broken": logging.ERROR,
    "run.interrupted": logging.WARNING, "source.silent": logging.WARNING, "gap.found": logging.WARNING,
    "lease.taken_over": logging.WARNING, "watch.failed": logging.WARNING,
    "batch.claimed": logging.DEBUG,
}  # fmt: skip
EVENTS: tuple[Event, ...] = get_args(Event)
LONGEST = 500  # characters of a value

_LOGGER = logging.getLogger("scowatch")
_LOGGER.addHandler(logging.NullHandler())  # nobody has asked for lines yet, and Python would print warnings
_ADDRESS = re.compile(r"\b([a-zA-Z][a-zA-Z0-9+.-]*)://\S*")
_OPEN_ADDRESS = re.compile(r"(https?://)(?:[^\s/?#]*@)?([^\s?#]*)(\S?)\S*", re.IGNORECASE)

Fields = MutableMapping[str, Any]
#: The fields of a run, put on every line of it, also in threads and tasks that begin meanwhile.
during = bound_contextvars


def configure(settings: Settings) -> None:
    """Write events to standard error from now on, as *settings* say."""
    is_terminal = sys.stderr.isatty()
    for_people = settings.log_format == "text" or (settings.log_format == "auto" and is_terminal)
    _LOGGER.handlers[:] = [_ToStandardError(for_people=for_people, is_terminal=is_terminal)]
    _LOGGER.setLevel(settings.log_level.upper())
    _LOGGER.propagate = False


def log(event: Event, /, **fields: Any) -> None:
    """Write a line; *fields* are counts, seconds, slugs, addresses, sentences, or maps of such."""
    level = LEVELS.get(event, logging.INFO)
    if _LOGGER.isEnabledFor(level):
        _LINES.log(level, event, **fields)


def told_of(error: BaseException) -> dict[str, str]:
    """Give what a line says of an error that nobody expected: what, and where in the code."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown"
    return {"error": f"{type(error).__name__}: {error}", "where": place}


# --- from an event to a line -----------------------------------------------------------------------------------------


def presentable(value: Any) -> Any:
    """Give a value as it may stand in a line.

    >>> presentable("see https://me:secret@a.example/x?token=1, then postgresql://u:p@h/db\\n\\x1b[2J")
    'see https://a.example/x?…, then postgresql://…␊␛[2J'
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, Mapping):
        return {presentable(str(name)): presentable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [presentable(each) for each in value]
    text = str(value)[: 4 * LONGEST]
    text = harmless(_ADDRESS.sub(_without_secrets, text)).replace("\n", "␊")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _without_secrets(found: re.Match[str]) -> str:
    """An address of the web without user and query; of others, which are databases and messengers, the scheme."""
    scheme, address = found[1].lower(), found[0]
    end = address[len(address.rstrip(",.;:!?)]}'\"")) :]
    if scheme not in {"http", "https"}:
        return f"{scheme}://…{end}"
    return (
        _OPEN_ADDRESS.sub(lambda parts: parts[1] + parts[2] + ("?…" if parts[3] else ""), address.removesuffix(end))
        + end
    )


def _present(_logger: Any, method: str, fields: Fields) -> Fields:
    """Put time, level, event and run first, and make all others presentable."""
    first = {"time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}", "level": method, "event": fields.pop("event")}
    given = {name: presentable(value) for name, value in fields.items() if value is not None}
    run: Fields = {name: given.pop(name) for name in ("run", "flow") if name in given}
    return {**first, **run, **given}


def _as_record(_logger: Any, _method: str, fields: Fields) -> tuple[tuple[str], dict[str, Any]]:
    """Hand the line to the standard logger as JSON, and what it was made of beside it."""
    return (json.dumps(fields, ensure_ascii=False),), {"extra": {"scowatch": fields}}


_LINES: Any = structlog.wrap_logger(
    _LOGGER,
    processors=[merge_contextvars, structlog.stdlib.add_log_level, _present, _as_record],
    wrapper_class=structlog.stdlib.BoundLogger,
    context_class=dict,
)


class _ToStandardError(logging.Handler):
    """Writes each line in one piece, so that lines of several processes don't mix; a reader that left is no error."""

    def __init__(self, *, for_people: bool, is_terminal: bool) -> None:
        super().__init__()
        wanted = colour_wanted(os.environ)
        self._for_people = structlog.dev.ConsoleRenderer(
            colors=is_terminal if wanted is None else wanted, sort_keys=False, timestamp_key="time", pad_event_to=16
        ) if for_people else None  # fmt: skip

    def emit(self, record: logging.LogRecord) -> None:
        fields = getattr(record, "scowatch", None)
        line = record.getMessage()
        if self._for_people is not None and fields is not None:
            line = str(self._for_people(None, "", dict(fields)))
        try:
            sys.stderr.write(f"{line}\n")  # of this moment: a progress bar takes its place for a while
            sys.stderr.flush()
        except (OSError, ValueError):  # full, gone, closed: no reason to stop the work that it tells of
            pass
