"""Telling the operator of trouble: the flow that automations start when an event says that something is wrong."""

import asyncio
import sys

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from config.errors import ScowatchError
from config.settings import load_settings
from flows.orchestration import name_run

MOST_CHARACTERS = 500  # of a sentence that somebody else may have written


@flow(name="trouble", validate_parameters=False)
async def trouble(event: str, about: str, said: str) -> None:
    """Write trouble into the log of the service, and send it to where SCOWATCH_OPERATOR says.

    Args:
        event: name of the event, as in flows.signals.
        about: what it is about: the slug of a source, a run, …
        said: a sentence for people.
    """
    said = " ".join(said.split())[:MOST_CHARACTERS]
    print(f"scowatch: trouble ({event}, {about}): {said}", file=sys.stderr, flush=True)
    urls = (load_settings().operator or "").split()
    sent = await asyncio.gather(*(_send(url, about, said) for url in urls), return_exceptions=True)
    await name_run(f"trouble: {said}")
    for each in sent:
        if isinstance(each, BaseException):
            raise each


# Short waits: runs take turns, and the next ingest should not wait for a mail server.
@task(name="tell the operator", retries=2, retry_delay_seconds=[2, 10], cache_policy=NO_CACHE, persist_result=False)
async def _send(url: str, about: str, said: str) -> None:
    from flows.sending import Door  # noqa: PLC0415 Apprise is slow to import, and most of this needs none

    door = Door(url)
    if reason := await asyncio.to_thread(door.send, f"scowatch: trouble with {about}", said, most_seconds=30.0):
        raise ScowatchError(f"{door.label} could not be told: {reason}")
