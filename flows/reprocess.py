"""Today's extractors over kept pages and stored texts: nothing is fetched."""

import asyncio
from collections import Counter
from typing import Any, Literal

from prefect import flow

from config.lexicon import load_lexicons
from config.settings import load_settings
from extractors.records import Analysis
from extractors.tagging.record import Tagging
from extractors.tagging.tagger import Tagger
from flows.orchestration import as_task, publish
from flows.progress import Progress, progress
from flows.session import Session, now, session
from storage.revision import Text

Stage = Literal["extract", "tag", "dedup"]
TEXTS_AT_A_TIME = 500


@flow(name="reprocess", validate_parameters=False)
async def reprocess(stage: Stage = "extract") -> dict[str, Any]:
    """Make one stage's results anew; the settings come from the environment.

    Args:
        stage: extract (texts, and all that follows from them), tag, or dedup.

    Returns:
        How many articles changed in which way.
    """
    settings = load_settings()
    async with session(settings, "reprocess") as opened:
        with progress() as shown:
            shown.stage(stage, None)
            changes = await {"extract": _extract, "tag": _tag, "dedup": _dedup}[stage](opened, shown)
        for change, count in changes.items():
            opened.report.add_skipped("", change, count)
        await publish(opened)
    return {"stage": stage, "changes": dict(changes), "seconds": round(opened.report.seconds, 3)}


async def _extract(opened: Session, shown: Progress) -> Counter[str]:
    changes: Counter[str] = Counter()
    after = 0
    while (last := await as_task("extract", extract_batch, opened, after, changes)) != 0:
        shown.advance(opened.settings.batch_pages)
        after = last
    return changes


async def extract_batch(opened: Session, after: int, changes: Counter[str]) -> int:
    """Extract a batch again; give the key of its last capture, 0 when there was none."""
    batch = await asyncio.to_thread(opened.archive.raw_pages, after, opened.settings.batch_pages)
    recurring = await asyncio.to_thread(opened.archive.recurring, [raw.lease.url for raw in batch])
    read = await asyncio.gather(
        *(opened.pool.analyse(raw.page, raw.lease.entry, recurring[raw.lease.url]) for raw in batch)
    )
    readable = [(raw, each) for raw, each in zip(batch, read, strict=True) if isinstance(each, Analysis)]
    changes.update(await asyncio.to_thread(opened.archive.revise, readable, opened.policy, now()))
    changes.update({"unreadable": len(batch) - len(readable)} if len(batch) > len(readable) else {})
    return batch[-1].capture if batch else 0


async def _tag(opened: Session, shown: Progress) -> Counter[str]:
    tagger = Tagger(load_lexicons(opened.settings.lexicon)[0])

    def tag(stored: Text) -> Tagging:
        return tagger.tag(stored.title, stored.text, stored.language)

    changes: Counter[str] = Counter()
    last = 0
    while True:
        last, found = await as_task("tag", asyncio.to_thread, opened.archive.retag, tag, last, TEXTS_AT_A_TIME)
        if last == 0:
            return changes
        changes.update(found)
        shown.advance(TEXTS_AT_A_TIME)


async def _dedup(opened: Session, _shown: Progress) -> Counter[str]:
    return await as_task("dedup", asyncio.to_thread, opened.archive.cluster_again)
