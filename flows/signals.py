"""Events: what Prefect is told of trouble, for automations to act on. That of the service itself is in flows.trouble.

`scowatch.source.quiet`: a source answers, and brings nothing for longer than its rhythm explains; once per silence.
`scowatch.run.failures`: more than the share of polls and pages that the settings allow failed in a run.
"""

import os
import sys
from typing import Any

from prefect.events import emit_event
from prefect.settings import PREFECT_API_URL

from flows import companion
from flows.report import Report
from flows.summary import attempts

QUIET, FAILURES = "scowatch.source.quiet", "scowatch.run.failures"
FEWEST = 5  # of fewer attempts no share is told: one source that fails in a run with one poll is no alarm


def emit(report: Report, run: int, most: float) -> None:
    """Emit the events of run *run*; *most* is the share of failures that is still normal. Without a server: nothing."""
    if companion.MARK in os.environ or not PREFECT_API_URL.value():
        return  # the server of a command ends with it, and keeps no events
    for source in report.fell_silent:
        _emit(
            QUIET, f"scowatch.source.{source}", source, f"{source} answers, and brings nothing for longer than usual."
        )
    counted = attempts(report)
    tried = counted.pop("tried")
    failed = counted.total()
    if tried >= FEWEST and failed > most * tried:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in counted.most_common(5))
        said = f"{failed:,} of {tried:,} polls and pages failed: {reasons}."
        _emit(FAILURES, f"scowatch.run.{run}", f"run {run}", said, failed=failed, tried=tried)


def _emit(event: str, resource: str, name: str, said: str, **payload: Any) -> None:
    print(f"scowatch: {said}", file=sys.stderr, flush=True)  # the log has it, whatever becomes of the automation
    about = {"prefect.resource.id": resource, "prefect.resource.name": name}
    emit_event(event, about, payload={"said": said, **payload})
