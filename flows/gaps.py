"""Filling gaps: what polls missed is looked for in the older pages of the feed, in sitemaps, in a web archive.

A gap counts as filled only when a listing proves it: it was read whole, and it names articles from before the gap and
from after it, so that it would have named those in between. Articles that polls of the source found are the best
witnesses; a date of publication is good enough, the date of a change is not: every page has one.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.sources import Source
from extractors.cdx import Capture
from extractors.dating.address import date_in_url
from extractors.permalinks import address_shape
from extractors.records import Dated, Entry, Failed
from flows.history import history
from flows.logs import log
from flows.outlets import archived_as, sitemaps_of
from flows.session import Session, now
from flows.sitemaps import Dates, Listed, walk
from flows.wayback import capture_of, captures
from storage.frontier import Listing
from storage.gaps import FilledBy, Gap, State

MARGIN = timedelta(days=7)  # read on either side of a gap, for witnesses
EDITED = timedelta(days=1)  # within which most articles are changed for the last time
MOST_DOCUMENTS = 200  # of one listing, for one gap in one run
MOST_SECONDS = 300.0
_DAY = timedelta(days=1)
MOST_UNCERTAIN = 1_000  # pages of one try that may be of the gap, for all that their listing says


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a listing shows of a gap."""

    how: FilledBy
    documents: int = 0
    whole: bool = True  # nothing of it failed to be read or was left out for lack of time
    before: int = 0  # witnesses from before the gap
    after: int = 0
    uncertain: int = 0  # unknown articles that may be of any time, taken all the same
    left: int = 0  # the same, left out because there were too many
    inside: int = 0
    new: int = 0  # of those inside, the ones that nobody had listed
    failures: tuple[str, ...] = ()  # reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """The entries of a document, by the side of the gap they are on."""

    inside: tuple[Entry, ...] = ()
    uncertain: tuple[Entry, ...] = ()
    before: int = 0
    after: int = 0


@dataclass(slots=True)
class _Budget:
    """What may still be done for one listing in this run."""

    until: float  # loop time
    documents: int

    def is_spent(self) -> bool:
        return self.documents <= 0 or asyncio.get_running_loop().time() >= self.until


async def repair(opened: Session, gap: Gap, source: Source) -> State:
    """Try to fill a gap, put what lies in it into the frontier, and note what came of it; say how it stands now."""
    seen: list[Seen] = []
    async for how, documents in _listings(opened, gap, source):
        seen.append(await _look(opened, gap, how, documents))
        if proves(seen[-1]):
            break
    filled_by, detail = judge(seen)
    brought = sum(each.new for each in seen)
    log(
        "gap.tried", source=gap.slug, since=gap.since, until=gap.until, filled_by=filled_by, brought=brought,
        detail=detail, tries=gap.tries + 1,
    )  # fmt: skip
    return await asyncio.to_thread(
        opened.archive.note_try,
        gap,
        brought=brought,
        filled_by=filled_by,
        detail=detail,
        next_try_at=opened.policy.next_try(gap.tries + 1, now()),
    )


async def _listings(
    opened: Session, gap: Gap, source: Source
) -> AsyncIterator[tuple[FilledBy, AsyncIterator[Listed | Failed]]]:
    """Give the listings that may name what was missed, the nearest first; none is asked before it is its turn."""
    dates = Dates(since=gap.since - MARGIN, until=gap.until + MARGIN)
    if source.kind != "sitemap":
        yield "archive", history(opened.fetcher, source, dates, now=now())
    # What was changed after the gap may have been published in it: `sift` tells, not the dates.
    changed = Dates(since=dates.since)
    yield "sitemap", _sitemaps(opened, await sitemaps_of(opened.fetcher, source), changed)
    if pattern := archived_as(source, opened.settings.wayback_url):
        yield "wayback", _captures(opened, pattern, dates)


async def _sitemaps(opened: Session, addresses: Iterable[str], dates: Dates) -> AsyncIterator[Listed | Failed]:
    for address in addresses:
        async for each in walk(opened.fetcher, address, dates, limit_bytes=opened.settings.sitemap_limit_bytes):
            yield each


async def _captures(opened: Session, pattern: str, dates: Dates) -> AsyncIterator[Listed | Failed]:
    """Give what a web archive lists; a page was last changed, for all we know, when it was copied."""
    wayback_url = opened.settings.wayback_url
    async for each in captures(opened.fetcher, wayback_url, pattern, dates):
        if isinstance(each, Failed):
            yield each
        else:
            copies = {url: capture_of(address, wayback_url) for url, address in each.captures.items()}
            yield replace(each, entries=tuple(_copied(entry, copies.get(entry.url)) for entry in each.entries))


def _copied(entry: Entry, copy: Capture | None) -> Entry:
    if copy is None:
        return entry
    at = copy.captured_at
    stated = Dated(value=at, zone_known=True, precision="second", place="url", raw=f"{at:%Y%m%d%H%M%S}")
    return replace(entry, updated=stated)


async def _look(opened: Session, gap: Gap, how: FilledBy, documents: AsyncIterator[Listed | Failed]) -> Seen:
    """Read a listing as far as the budget reaches."""
    seen = Seen(how=how)
    budget = _Budget(until=asyncio.get_running_loop().time() + MOST_SECONDS, documents=MOST_DOCUMENTS)
    async for each in documents:
        budget.documents -= 1
        if isinstance(each, Failed):
            # What is not there hides nothing; anything else may.
            is_whole = seen.whole and each.ending == "gone"
            seen = replace(seen, whole=is_whole, failures=(*seen.failures, each.reason))
        else:
            seen = await _take(opened, gap, each, seen)
        if budget.is_spent():
            return replace(seen, whole=False)
    return seen


async def _take(opened: Session, gap: Gap, listed: Listed, seen: Seen) -> Seen:
    """Put what lies in the gap into the frontier; add the document to what was seen."""
    known = await asyncio.to_thread(opened.archive.listed_by, gap.source_id, [entry.url for entry in listed.entries])
    found = sift(listed.entries, gap, known)
    if seen.how == "wayback":  # what was copied first so much later is hardly of the gap
        found = replace(found, uncertain=())
    uncertain = found.uncertain[: max(0, MOST_UNCERTAIN - seen.uncertain)]
    new = 0
    if wanted := (*found.inside, *uncertain):
        listing = Listing(how=seen.how, origin=listed.url, source_id=gap.source_id)
        brought = await asyncio.to_thread(
            opened.archive.discover, opened.run, wanted, listing, now(), captures=listed.captures
        )
        opened.report.add_discovered(gap.slug, brought)
        new = brought.new - brought.unusable - brought.forgotten
    return replace(
        seen,
        documents=seen.documents + 1,
        before=seen.before + found.before,
        after=seen.after + found.after,
        uncertain=seen.uncertain + len(uncertain),
        left=seen.left + len(found.uncertain) - len(uncertain),
        inside=seen.inside + len(found.inside),
        new=seen.new + new,
    )


# --- the decisions ---------------------------------------------------------------------------------------------------


def sift(entries: Sequence[Entry], gap: Gap, known: Mapping[str, datetime]) -> Sifted:
    """Tell entries in the gap from those beside it.

    Args:
        entries: of one document.
        gap: open at both ends: what lies on its `since` or `until` was seen by a poll.
        known: of the URLs that polls of the source found, their dates.

    Returns:
        A day without a time lies in the gap if any of its moments does. Where only a change is dated, a page that was
        changed up to EDITED after the gap is taken for one of it, and a page that is no article is passed over. An
        unknown article without any date, or changed later, may be of the gap: nobody can tell before it is read.
    """
    inside, uncertain = [], []
    sides = {"before": 0, "after": 0}
    for entry in entries:
        published = entry.published or date_in_url(entry.url)
        dated = published or entry.updated
        if entry.url in known:
            side = _side(known[entry.url], known[entry.url], gap)
        elif dated is None or (
            published is None and _side(*_span(dated), gap) == "after" and not _is_late_edit(dated, gap)
        ):
            if address_shape(entry.url) != "other":
                uncertain.append(entry)
            continue
        else:
            side = _side(*_span(dated), gap)
        is_witness = entry.url in known or published is not None
        if side == "inside" or (side == "after" and not is_witness and _is_late_edit(dated, gap)):
            if is_witness or address_shape(entry.url) != "other":
                inside.append(entry)
        elif is_witness:
            sides[side] += 1
    return Sifted(inside=tuple(inside), uncertain=tuple(uncertain), **sides)


def _span(dated: Dated) -> tuple[datetime, datetime]:
    """The first moment and the last that a date may mean."""
    return dated.value, dated.value + (_DAY if dated.precision == "day" else timedelta(0))


def _side(first: datetime, last: datetime, gap: Gap) -> str:
    return "before" if last <= gap.since else "after" if first >= gap.until else "inside"


def _is_late_edit(changed: Dated | None, gap: Gap) -> bool:
    return changed is not None and changed.value < gap.until + EDITED


def proves(seen: Seen) -> bool:
    """Say whether a listing would have named all that was published in the gap.

    A web archive keeps what it came by: it proves nothing if it has nothing new from the gap. Nor does one page of a
    feed: the window was overrun, and what is older in it was put there by hand.
    """
    if (seen.how == "wayback" and not seen.new) or (seen.how == "archive" and seen.documents < 2):
        return False
    return seen.whole and not seen.left and seen.before > 0 and seen.after > 0


def judge(seen: Sequence[Seen]) -> tuple[FilledBy | None, str]:
    """Say which listing proves a gap filled, if any does, and tell in sentences what was seen."""
    filled_by = next((each.how for each in seen if proves(each)), None)
    return filled_by, " ".join(f"{each.how}: {'; '.join(_told(each))}." for each in seen)


def _told(seen: Seen) -> Iterator[str]:
    yield f"{seen.documents:,} documents read, {seen.inside:,} pages of this time, {seen.new:,} of them new"
    if seen.uncertain:
        yield f"{seen.uncertain:,} pages that may be of it fetched too"
    if seen.left:
        yield f"{seen.left:,} more of them left out"
    if seen.failures:
        yield f"not read: {', '.join(dict.fromkeys(seen.failures))}"
    elif not seen.whole:
        yield "more than one run may read"
    if seen.documents and not seen.before:
        yield "nothing shows that it reaches back to before the gap"
    if seen.documents and not seen.after:
        yield "nothing shows that it goes on after the gap"
