"""Which of the statements of its time a page is believed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from extractors.dates import month_first, read_clock
from extractors.dating.visible import ABOVE, BELOW, BESIDE, ELSEWHERE
from extractors.records import DateClaim, Dated

DAY = timedelta(days=1)
EPOCH_ENDS = datetime.fromisoformat("1970-01-03T00:00:00+00:00")  # a nought taken for a date, in any zone
LATER = 50  # rank of claims that serve only where no other does
# The surest first; of equals the first in the page. Places and spots as extractors.dating.claims and visible name them.
RANKS: dict[tuple[str, str], int] = {
    ("rule", ""): 0,
    ("json-ld", "datePublished"): 1,
    ("meta", ""): 2,
    ("microdata", "datePublished"): 3,
    ("time", "time, published"): 3,
    ("time", "abbr, published"): 3,
    ("time", BESIDE): 4,
    ("json-ld", ""): 5,
    ("microdata", "dateCreated"): 5,
    ("feed", ""): 6,
    ("sitemap", ""): 6,
    ("time", ABOVE): 7,
    ("text", BESIDE): 8,
    ("text", ABOVE): 9,
    ("url", ""): 11,
    ("time", BELOW): 12,
    ("time", ""): 13,
    ("microdata", "uploadDate"): 13,  # mostly of a film in the page
    ("text", BELOW): 14,
    ("sitemap", "updated"): 16,
    ("text", ELSEWHERE): 15,
    ("time", ELSEWHERE): 15,
}
MACHINES = ("sitemap", "http")  # their dates of change are often those of a template or a copy
HTTP_NEWS = timedelta(hours=1)  # a Last-Modified so near to the fetch says when the server made the page


def judge(
    claims: Sequence[DateClaim], *, fetched_at: datetime | None
) -> tuple[Dated | None, Dated | None, tuple[DateClaim, ...]]:
    """Say when a page was published and when it was changed.

    Args:
        claims: all that was found, in the order of the page.
        fetched_at: moment of the visit, aware UTC; None: unknown.

    Returns:
        published, modified, and the possible claims, the surest first. The rules, in order:

        -   What lies more than a day after the visit is no date of the page, nor is the beginning of the Unix epoch;
            figures are read month first where that alone helps.
        -   What was published is told by the first in RANKS that does not say "modified"; one read from text is
            passed over where it is later than what markup calls the last change, or stands far from the headline and
            is the day of the visit: portals show that day to everyone.
        -   A claim of markup that lies days away from the address gives way to another that agrees with it.
        -   A coarse claim gives way to a finer one of the same day; one that names no zone, or UTC beside another
            zone, to one that shows the same clock with its zone.
        -   Where the page dates nothing but a change, that is the best that is known of its publication.
        -   A change is later than the publication, and not the moment at which a server made the page.
    """
    possible = sorted(_possible(claims, fetched_at), key=_rank)  # stable
    changes = [each for each in possible if each.says == "modified" and _is_change(each, fetched_at)]
    published = _published([each for each in possible if each.says != "modified"], changes, fetched_at)
    if published is None:
        published = next((each.dated for each in changes if each.dated.place not in MACHINES), None)
    after = (each.dated for each in changes if published is None or each.dated.value > published.value)
    return published, next(after, None), tuple(possible)


def _published(claims: Sequence[DateClaim], changes: Sequence[DateClaim], fetched_at: datetime | None) -> Dated | None:
    believed = [each.dated for each in claims if not _is_of_the_visit(each, changes, fetched_at)]
    if not believed:
        return None
    address = next((each for each in believed if each.place == "url"), None)
    first = _held_against(address, believed) if address else believed[0]
    return _refined(first, believed)


def _is_of_the_visit(claim: DateClaim, changes: Sequence[DateClaim], fetched_at: datetime | None) -> bool:
    """Say whether a date in the text is the day that the portal shows to every visitor."""
    value = claim.dated.value
    if claim.dated.place != "text":
        return False
    if any(each.dated.place in ("json-ld", "meta") and value >= each.dated.value + DAY for each in changes):
        return True
    if claim.spot in (BESIDE, BELOW) or claim.says == "published":
        return False
    on_this_day = claim.spot == ELSEWHERE and fetched_at is not None and abs(fetched_at - value) <= DAY
    return on_this_day or any(each.dated.place == "text" and value > each.dated.value for each in changes)


def _held_against(address: Dated, believed: Sequence[Dated]) -> Dated:
    """Return the first statement that the day in the address bears out, if any must be borne out at all."""
    first = believed[0]
    if first.place != "url" and _near(first, address):
        return first
    others = (each for each in believed if each.place not in ("url", first.place) and _near(each, address))
    if first.place == "url":
        return next((each for each in others if each.precision != "day"), address)
    return next(others, address if first.place == "text" else first)


def _refined(chosen: Dated, others: Iterable[Dated]) -> Dated:
    """Return the statement of the same moment that says more of it."""
    clock = _clock(chosen)
    for other in others:
        if other is chosen or abs(other.value - chosen.value) > 2 * DAY:
            continue
        its_clock = _clock(other)
        if its_clock.date() != clock.date():
            continue
        if (_is_coarse(chosen) and not _is_coarse(other)) or (
            its_clock.replace(second=0) == clock.replace(second=0) and _offset(other) and not _offset(chosen)
        ):
            chosen, clock = other, its_clock
    return chosen


def _rank(claim: DateClaim) -> int:
    place = claim.dated.place
    rank = RANKS.get((place, claim.spot), RANKS.get((place, ""), LATER))
    return rank - 1 if place == "text" and claim.says == "published" else rank


def _possible(claims: Iterable[DateClaim], fetched_at: datetime | None) -> Iterator[DateClaim]:
    for each in claims:
        if _is_possible(each.dated, fetched_at):
            yield each
        elif (other := month_first(each.dated)) and _is_possible(other, fetched_at):
            yield replace(each, dated=other)


def _is_possible(dated: Dated, fetched_at: datetime | None) -> bool:
    return dated.value >= EPOCH_ENDS and (fetched_at is None or dated.value <= fetched_at + DAY)


def _is_change(claim: DateClaim, fetched_at: datetime | None) -> bool:
    return claim.dated.place != "http" or fetched_at is None or fetched_at - claim.dated.value > HTTP_NEWS


def _near(one: Dated, other: Dated) -> bool:
    return abs(one.value - other.value) < 2 * DAY


def _clock(dated: Dated) -> datetime:
    """Return what the clock of the source showed, without its zone."""
    read = read_clock(dated.raw)
    return dated.value.astimezone((read and read[1]) or UTC).replace(tzinfo=None)


def _is_coarse(dated: Dated) -> bool:
    """Say whether only a day is stated; a midnight to the second is mostly a day that a program padded."""
    clock = _clock(dated)
    return dated.precision == "day" or (clock.hour, clock.minute, clock.second) == (0, 0, 0)


def _offset(dated: Dated) -> bool:
    """Say whether a zone other than UTC is named, or one at all."""
    read = read_clock(dated.raw)
    return bool(read and read[1] is not None and read[1].utcoffset(read[0]))
