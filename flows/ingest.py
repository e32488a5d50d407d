"""The scheduled run: ask every source that is due, then drain the frontier."""

import asyncio
from collections.abc import Sequence
from typing import Any

from prefect import flow

from config.errors import ConfigError
from config.settings import load_settings
from config.sources import Source, load_sources
from flows.orchestration import as_task, drain, publish
from flows.progress import Progress, progress
from flows.session import Session, now, session
from flows.stages import poll
from storage.sources import SourceState


@flow(name="ingest", validate_parameters=False)
async def ingest(source: list[str] | None = None, everything: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002
    """Run once; the settings come from the environment.

    Args:
        source: slugs of the sources to poll, due or not, and to drain; None: all that are due.
        everything: poll every source, due or not.

    Returns:
        The report, see flows.report.
    """
    settings = load_settings()
    chosen = choose(load_sources(settings.sources), source)
    async with session(settings, "ingest") as opened:
        with progress() as shown:
            states = await asyncio.to_thread(opened.archive.sync_sources, chosen)
            named = everything or source is not None
            surprises = await _poll(opened, shown, [each for each in states if named or each.is_due(now())])
            shown.stage("pages", opened.archive.unfinished(opened.run))
            await drain(opened, shown, None if source is None else [each.id for each in states])
        await publish(opened)
        if surprises:
            raise surprises[0]  # only now: what other sources brought is safe
    return opened.report.as_json()


def choose(listed: Sequence[Source], slugs: Sequence[str] | None) -> list[Source]:
    """Give the sources to work on: the active ones, or those named.

    Raises:
        ConfigError: a name is not in the list, or is that of a section, which nobody can poll yet.
    """
    if slugs is None:
        return [each for each in listed if each.active and each.kind != "section"]
    known = {each.slug: each for each in listed}
    if unknown := [slug for slug in slugs if slug not in known]:
        raise ConfigError(
            "--source", f"{', '.join(unknown)} is not in the list of sources; see `scowatch sources list`"
        )
    chosen = [known[slug] for slug in dict.fromkeys(slugs)]
    if sections := [each.slug for each in chosen if each.kind == "section"]:
        raise ConfigError("--source", f"{', '.join(sections)} is a section, which cannot be polled yet; name a feed")
    return chosen


async def _poll(session: Session, shown: Progress, due: Sequence[SourceState]) -> list[BaseException]:
    """Poll all at once, a task each; give what went wrong that should not."""
    shown.stage("sources", len(due))

    async def one(state: SourceState) -> None:
        await as_task(f"poll {state.source.slug}", poll, session, state)
        shown.advance()

    ended = await asyncio.gather(*(one(state) for state in due), return_exceptions=True)
    return [each for each in ended if each is not None]
