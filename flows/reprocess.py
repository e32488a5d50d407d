"""Today's extractors over kept pages and stored texts: nothing is fetched."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from prefect import flow

from config.lexicon import load_lexicons
from config.settings import load_settings
from extractors.analysis import taggings_of
from extractors.tagging.record import Tagging
from extractors.tagging.tagger import Tagger
from flows.ending import done
from flows.orchestration import as_task, publish
from flows.progress import Progress, progress
from flows.rereading import reread
from flows.retags import Retags, Sums
from flows.session import Session, session
from flows.spread import over_dask
from storage import Archive
from storage.retagging import Text

Stage = Literal["extract", "tag", "dedup"]
TEXTS_AT_A_TIME = 500


@flow(name="reprocess", validate_parameters=False)
async def reprocess(
    stage: Stage = "extract", report: str | None = None, *, dry_run: bool = False
) -> dict[str, Any]:  # fmt: skip
    """Make one stage's results anew; the settings come from the environment.

    Args:
        stage: extract (texts, and all that follows from them), tag, or dedup.
        report: of the stage tag: file for what changes of each article; see flows.retags.
        dry_run: of the stage tag: say what would change, and store nothing of it.

    Returns:
        How many articles changed in which way; of the stage tag also the sums of flows.retags.
    """
    settings = load_settings()
    sums = Sums()
    wanted = settings if stage == "extract" else None
    async with over_dask(wanted, as_task) as spread, session(settings, "reprocess") as opened:
        with progress() as shown:
            shown.stage(stage, None)
            if stage == "tag":
                with Retags(sums, Path(report) if report else None, goes_on=not dry_run) as retags:
                    await _tag(opened, shown, retags, store=not dry_run)
                changes = sums.changes
            elif stage == "extract":
                changes = await as_task("extract", reread, opened, shown, spread)
            else:
                changes = await as_task("dedup", asyncio.to_thread, opened.archive.cluster_again)
        for change, count in ({} if dry_run else changes).items():
            opened.report.add_skipped("", change, count)
        await publish(opened)
    told = {"dry_run": dry_run, **sums.as_json()} if stage == "tag" else {}
    return done({"stage": stage, "changes": dict(changes), **told, "seconds": round(opened.report.seconds, 3)})


async def _tag(opened: Session, shown: Progress, retags: Retags, *, store: bool) -> None:
    taggers = [Tagger(each) for each in load_lexicons(opened.settings.lexicon)]

    def batch(after: int) -> int:
        return tag_batch(opened.archive, taggers, retags, after, store=store)

    last = 0
    while (last := await as_task("tag", asyncio.to_thread, batch, last)) != 0:
        shown.advance(TEXTS_AT_A_TIME)


def tag_batch(
    archive: Archive, taggers: Sequence[Tagger], retags: Retags, after: int,
    *, limit: int = TEXTS_AT_A_TIME, store: bool = True,
) -> int:  # fmt: skip
    """Tag a batch again; give the key of its last article, 0 when there was none."""

    def tag(stored: Text) -> tuple[Tagging, ...]:
        return taggings_of(
            taggers, stored.title, stored.text,
            language=stored.language, url=stored.url, published=stored.published,
        )  # fmt: skip

    return archive.retag(tag, retags.note, after, limit, store=store)
