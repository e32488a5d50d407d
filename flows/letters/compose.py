"""What a letter says: the facts of its stories, and which sources were not heard of."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from config.settings import Settings
from config.sources import load_sources
from flows.letters.write import Letter
from storage import Archive
from storage.outbox import Message
from storage.watches import Watch

MOST_DAYS = 31  # of which a digest says whether sources were heard of


def letter_of(
    archive: Archive, settings: Settings, watch: Watch, messages: Sequence[Message], now: datetime, *,
    is_sample: bool = False,
) -> Letter:  # fmt: skip
    """Say what messages of one kind tell, taken together."""
    digest, kind = archive.digest_of(watch, messages), messages[-1].kind
    unheard, partly = ([], []) if kind == "alert" else silent(
        archive, settings, now, since=digest.since, until=digest.until, source=watch.query.get("source")
    )  # fmt: skip
    return Letter(
        name=watch.name,
        kind=kind,
        digest=digest,
        query=watch.query,
        zone=watch.schedule.zone,
        unheard=unheard,
        partly=partly,
        is_sample=is_sample,
    )


def silent(
    archive: Archive, settings: Settings, now: datetime, *, since: datetime, until: datetime, source: str | None
) -> tuple[list[str], list[str]]:
    """Give the active sources that were not heard of on any day of this time, and those that were on some only."""
    active = {each.slug for each in load_sources(settings.sources) if each.active}
    first = max(since, until - timedelta(days=MOST_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    states: dict[str, set[str]] = {}
    last = until + timedelta(days=1)  # whole days count
    for row in archive.coverage(now, source_slug=source, since=first, until=last, active=active):
        if row.source in active:
            states.setdefault(row.source, set()).add(row.state)
    dark = {"no_data", "gap"}
    unheard = [slug for slug, found in states.items() if found == {"no_data"}]
    return sorted(unheard), sorted(slug for slug, found in states.items() if found & dark and slug not in unheard)
