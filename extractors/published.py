"""When a page was published and changed: all its statements, and the surest of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from lxml.html import HtmlElement

from extractors.dates import read_clock
from extractors.dating.address import date_in_url
from extractors.dating.claims import claims_of_markup, read_claim
from extractors.dating.judge import MACHINES, judge
from extractors.dating.visible import BELOW, BESIDE, ELSEWHERE, claims_elsewhere, claims_of_text
from extractors.jsonld import Node
from extractors.records import DateClaim, Dated

FAR = (BELOW, ELSEWHERE)
HALF_HOUR = timedelta(minutes=30)
FARTHEST = timedelta(hours=14)  # from UTC, of any clock
OFFSETS = [timedelta(hours=hours) for hours in sorted(range(-10, 14), key=abs)]  # where people live


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of the time of a page before it is read."""

    fetched_at: datetime | None = None  # aware UTC: nothing was published after it, and "yesterday" is told from it
    last_modified: str | None = None  # header of the answer
    listed: tuple[DateClaim, ...] = ()  # what listings say


UNSEEN = Seen()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """When a page was published and changed, and all it rests on."""

    published: Dated | None
    modified: Dated | None  # never before `published`
    claims: tuple[DateClaim, ...]  # the possible ones, the surest first


def find_dates(
    tree: HtmlElement,
    nodes: Sequence[Node],
    *,
    meta: Mapping[str, Sequence[str]],
    url: str,
    headline: str,
    seen: Seen = UNSEEN,
) -> Dating:
    """Find every statement of when the page was published or changed, and judge them.

    Args:
        tree: the page; left as it was.
        nodes: of JSON-LD, that of the article first.
        meta: contents of the meta elements by name, property or "itemprop=...".
        url: address of the page.
        headline: as it stands on the page.
        seen: what is known of its time without it.

    Returns:
        What extractors.dating.judge makes of it. The whole page is searched for dates only where it has none in
        markup or beside its headline.
    """
    claims = [
        *claims_of_markup(tree, nodes, meta),
        *seen.listed,
        *claims_of_text(tree, headline, fetched_at=seen.fetched_at),
        *_of_address(url),
        *filter(None, [read_claim("modified", "http", "last-modified", seen.last_modified or "")]),
    ]
    published, modified, possible = judge(claims, fetched_at=seen.fetched_at)
    if all(each.says == "modified" or each.dated.place == "url" for each in possible):
        # Beside a dated change, the day of the visit in the head of a portal would pass for the publication.
        is_dated = any(each.dated.place not in (*MACHINES, "url") for each in possible)
        others = (each for each in claims_elsewhere(tree, headline) if not is_dated or each.says == "published")
        published, modified, possible = judge([*claims, *others], fetched_at=seen.fetched_at)
    return Dating(published=published, modified=modified, claims=possible)


def as_written(dated: Dated, claims: Iterable[DateClaim] = ()) -> str:
    """Return the moment in ISO 8601 on the clock of its source; a day where it wrote no more than that.

    Args:
        dated: the moment.
        claims: all that its page says. Programs write UTC; the reader sees another clock, and another day at night.
            The dateline beside the headline tells that clock. A day alone, as in the address, does so less well: the
            offset given then is the least in full hours that leads to it.

    >>> from extractors.dates import parse_date
    >>> as_written(parse_date("2025-09-01T01:00:00+05:00", place="meta"))
    '2025-09-01T01:00:00+05:00'
    >>> night = parse_date("2025-09-02T02:18:00Z", place="json-ld")
    >>> as_written(night, _of_address("https://a.example/2025/09/01/rain"))
    '2025-09-01T23:18:00-03:00'
    """
    if dated.precision == "day":
        return dated.value.date().isoformat()
    read = read_clock(dated.raw) if dated.zone_known else None
    zone = (read and read[1]) or UTC
    if read and not zone.utcoffset(None):
        zone = timezone(_offset_seen(dated.value, claims))
    return dated.value.astimezone(zone).isoformat()


def _offset_seen(moment: datetime, claims: Iterable[DateClaim]) -> timedelta:
    days = []
    for each in claims:
        if each.says == "modified" or each.dated.zone_known or each.spot in FAR:
            continue
        ahead = each.dated.value - moment.replace(second=0)
        if each.dated.precision == "day":
            days.append(each.dated.value.date())
        elif each.spot == BESIDE and not ahead % HALF_HOUR and abs(ahead) <= FARTHEST:
            return ahead
    return next((hours for hours in OFFSETS if days and (moment + hours).date() == days[0]), timedelta())


def _of_address(url: str) -> Iterator[DateClaim]:
    if dated := date_in_url(url):
        yield DateClaim(says="published", dated=dated, spot="path")
