"""Only drain the frontier: what further workers do beside a run that fills it."""

import math
from typing import Any

from prefect import flow

from config.settings import load_settings
from flows.orchestration import drain as drain_frontier
from flows.orchestration import publish
from flows.progress import progress
from flows.session import session
from flows.stopping import heeding


@flow(name="drain", validate_parameters=False)
async def drain() -> dict[str, Any]:
    """Fetch, extract and store until nothing is due, beside any number of other runs; the settings as ever.

    Where others hold the hosts of all that is due, it waits: one of them may end, or be killed.

    Returns:
        The report, see flows.report.
    """
    with heeding() as told:
        async with session(load_settings(), "drain") as opened:
            told(opened.report)
            opened.leases.patience_seconds = math.inf
            with progress() as shown:
                shown.stage("pages", None)
                await drain_frontier(opened, shown, rechecks=True)
            await publish(opened)
    return opened.report.as_json()
