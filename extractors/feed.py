"""From the bytes of a feed to its entries: RSS 0.9x-2.0, RSS 1.0 (RDF), Atom, JSON Feed.

feedparser knows the dialects; three things we decide before it: the encoding (it gives up on GB2312 at one bad byte),
where the document begins (without a DTD no entity can expand), and what a relative link is relative to. It is
given no base, so an `xml:base` is joined by it and the address of the feed by us, and a guid stays as written.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import feedparser
from lxml import etree

from extractors.dates import parse_date
from extractors.html import one_line
from extractors.jsonfeed import parse_json_feed
from extractors.listing import from_root, language_code, plain_text, read_text, recovered, refused
from extractors.records import Dated, Entry, Feed, Unreadable
from extractors.urls import resolve

ROOTS = "rss|rdf|feed|channel"
# feedparser takes up to 50 µs for a tag; the largest real feeds, whole articles of some hundred entries, have a third.
TAG_LIMIT = 200_000

# feedparser looks for an e-mail address from every letter of an author anew; a longer word is none, nor is it a URL.
_ENDLESS_WORD = re.compile(r"([A-Za-z0-9_.+-]{1000})[A-Za-z0-9_.+-]+")

# An empty <link/> hides from feedparser that the guid is the permalink.
_EMPTY_LINK = re.compile(r"<link\s*/>|<link>\s*</link>", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\s*https?://", re.IGNORECASE)
_EMAIL = re.compile(r"(?:mailto:)?[^\s()<>,;:\"@]{1,64}@[^\s()<>,;:\"@]+")
_WRAPPED = re.compile(r"\(([^()]*)\)")

_SKIP_HOURS = re.compile(r"<(?:\w{1,20}:)?skiphours\s*>", re.IGNORECASE)
_SKIP_DAYS = re.compile(r"<(?:\w{1,20}:)?skipdays\s*>", re.IGNORECASE)
_SKIPPED = re.compile(r"<(?:\w{1,20}:)?(?:hour|day)\s*>\s*(\w{1,9})\s*<", re.IGNORECASE)
_SKIP_REACH = 2_000  # characters; 24 hours in their tags, indented, have half of it
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = {form: number for number, name in enumerate(_WEEK) for form in (name, name[:3])}
_END = re.compile(rf"</\s*(?:[\w.-]+:)?(?:{ROOTS})\s*>", re.IGNORECASE)
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_COUNT = re.compile(r"0*([1-9][0-9]{0,5})")  # a million minutes are two years


def parse_feed(body: bytes, *, url: str, content_type: str | None = None) -> Feed | Unreadable:
    """Read the entries of a feed, in its order, repeats included.

    A feed that is not well-formed yields what can be read of it. In RSS a lone `dc:date` says when an entry was
    published; in Atom a lone `updated` does not. The format "unknown" is RSS whose namespace is misspelt.

    Args:
        body: the document, decompressed.
        url: where it was fetched; relative links start here.
        content_type: the HTTP header, with its parameters; only its charset is heard.

    Returns:
        The feed, perhaps without entries; or Unreadable with reason "empty", "html", "too_large" or "not_a_feed".

    Source: RFC 4287, RFC 5005, RSS 2.0 (rssboard.org), RSS 1.0 with its modules (web.resource.org), JSON Feed 1.1.
    """
    text = read_text(body, content_type=content_type)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return parse_json_feed(text, url=url)
    if text.count("<") > TAG_LIMIT:
        return Unreadable(reason="too_large", detail=f"The feed has more than {TAG_LIMIT} tags.")
    document = from_root(text, ROOTS) or ""
    parsed = _parsed(document)
    return _feed(parsed, document, url) if parsed else refused(text, "not_a_feed", "feed")


def _is_whole(document: str) -> bool:
    return _END.search(document, max(0, len(document) - 1_000)) is not None


def _feed(parsed: Mapping[str, Any], document: str, url: str) -> Feed:
    """Turn a feed of feedparser, made of *document*, into ours."""
    version, about = parsed["version"], dict(parsed["feed"])
    language, links = language_code(about.get("language")), _links(about, url)
    entries = [_entry(dict(item), url=url, version=version, language=language) for item in parsed["entries"]]
    return Feed(
        whole=_is_whole(document),
        entries=tuple(entry for entry in entries if entry),
        unusable=entries.count(None),
        format=version or "unknown",
        title=_plain(about, "title", version),
        language=language,
        self_url=links.get("self"),
        new_url=_moved(about, url),
        older_url=links.get("prev-archive") or links.get("next"),
        generator=one_line(about.get("generator"))[:200].rstrip() or None,
        ttl_seconds=_ttl(about),
        skip_hours=_skip_hours(about, document),
        skip_days=_skip_days(about, document),
    )


def _links(about: Mapping[str, Any], url: str) -> dict[str, str]:
    """Give the first usable link of the feed for each relation, by its short name (RFC 4287, 4.2.7.2)."""
    links: dict[str, str] = {}
    for each in about.get("links", ()):
        if link := resolve(url, each.get("href") or ""):
            links.setdefault((each.get("rel") or "").rpartition("/")[2].lower(), link)
    return links


def _moved(about: Mapping[str, Any], url: str) -> str | None:
    # "itunes_new-feed-url" where the prefix is declared, less where it is misspelt.
    named = (value for key, value in about.items() if key.endswith("new-feed-url") and isinstance(value, str))
    return next(filter(None, (resolve(url, each) for each in named)), None)


def _ttl(about: Mapping[str, Any]) -> int | None:
    """Say for how many seconds nothing changes: the ttl in minutes, or a period divided by a frequency."""
    if minutes := _count(about.get("ttl")):
        return minutes * 60
    period = _PERIODS.get(one_line(about.get("sy_updateperiod")).lower())
    frequency = _count(about.get("sy_updatefrequency", "1"))
    return (period // frequency or None) if period and frequency else None


def _count(raw: object) -> int | None:
    found = _COUNT.fullmatch(raw.strip()) if isinstance(raw, str) else None
    return int(found[1]) if found else None


def _skip_hours(about: Mapping[str, Any], document: str) -> frozenset[int]:
    """Read skipHours, 0..23 or as RSS 0.91 counts them 1..24; all of them means none."""
    said = _listed(_SKIP_HOURS, document) if "skiphours" in about else []
    figures = (int(each) for each in said if each.isascii() and each.isdecimal())
    hours = frozenset(hour % 24 for hour in figures if hour <= 24)
    return hours if len(hours) < 24 else frozenset()


def _skip_days(about: Mapping[str, Any], document: str) -> frozenset[int]:
    """Read skipDays; all of them means none."""
    said = _listed(_SKIP_DAYS, document) if "skipdays" in about else []
    days = frozenset(_DAYS[name] for name in map(str.lower, said) if name in _DAYS)
    return days if len(days) < 7 else frozenset()


def _listed(opening: re.Pattern[str], document: str) -> list[str]:
    """Read the hours or days in the document itself: of several, feedparser keeps the last."""
    found = opening.search(document)
    inside = document[found.end() : found.end() + _SKIP_REACH] if found else ""
    return _SKIPPED.findall(inside.partition("</skip")[0])


def _parsed(document: str) -> Mapping[str, Any] | None:
    """Hand *document* to feedparser, mended if it must be; None if it is empty or feedparser knows no such feed."""
    if not document:
        return None
    document = _ENDLESS_WORD.sub(r"\1", _EMPTY_LINK.sub("", document))
    parsed = _by_feedparser(document.encode())
    if parsed is None and (root := recovered(document)) is not None:
        parsed = _by_feedparser(etree.tostring(root, encoding="utf-8"))
    return parsed if parsed and (parsed["version"] or parsed["entries"]) else None


def _by_feedparser(document: bytes) -> Mapping[str, Any] | None:
    """Return what feedparser makes of *document*; None if it fails."""
    try:
        parsed: Mapping[str, Any] = feedparser.parse(
            # A stream, because feedparser takes bare bytes for the name of a file first.
            BytesIO(b'<?xml version="1.0" encoding="utf-8"?>\n' + document),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception:  # noqa: BLE001 - feedparser lets through whatever its parts raise, such as KeyError: 'links'
        return None
    return parsed


def _entry(item: dict[str, Any], *, url: str, version: str, language: str | None) -> Entry | None:
    """Turn an entry of feedparser into ours; None when it has no usable link."""
    link = _link(item, url)
    if link is None:
        return None
    published = _date(item, "published") or _date(item, "created")
    updated = _date(item, "updated")
    if published is None and not version.startswith("atom"):
        published, updated = updated, None
    detail = item.get("title_detail") or {}
    return Entry(
        url=link,
        guid=one_line(item.get("id")) or None,
        title=_plain(item, "title", version),
        summary=_plain(item, "summary", version),
        authors=_authors(item),
        published=published,
        updated=updated,
        language=language_code(item.get("language")) or language_code(detail.get("language")) or language,
    )


def _link(item: Mapping[str, Any], url: str) -> str | None:
    """Return the first alternate link that can be fetched, else the guid if it is a permalink.

    The `rdf:about` of RSS 1.0 and the `id` of Atom count as permalinks when they are http(s) URLs.
    """
    alternates = [each for each in item.get("links", ()) if each.get("rel") == "alternate"]
    alternates.sort(key=lambda each: "html" not in each.get("type", "html"))
    for each in alternates:
        if link := resolve(url, each.get("href") or ""):
            return link
    guid = item.get("id") or ""
    return resolve(url, guid) if _ABSOLUTE.match(guid) and item.get("guidislink", True) else None


def _date(item: Mapping[str, Any], field: str) -> Dated | None:
    raw = item.get(field)
    return parse_date(raw, place="feed") if isinstance(raw, str) else None


def _plain(item: Mapping[str, Any], field: str, version: str) -> str | None:
    raw, detail = item.get(field), item.get(f"{field}_detail") or {}
    if not isinstance(raw, str):
        return None
    if version.startswith("atom") and detail.get("type") == "text/plain":  # RFC 4287, 3.1.1.1: never markup
        return one_line(raw)[:2_000].rstrip() or None
    return plain_text(raw)


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the authors as written, without e-mail addresses and repeats."""
    named = [each.get("name") for each in item.get("authors", ())]
    # feedparser cuts "desk@news.agency (A. Name)" after ".agen"; of a lone author it also keeps what was written.
    raw = [item.get("author")] if len(named) == 1 else named
    return tuple(dict.fromkeys(filter(None, map(_person, raw))))


def _person(raw: object) -> str | None:
    text = plain_text(_EMAIL.sub("", raw)) if isinstance(raw, str) else None
    name = (text or "").replace("<>", "").replace("()", "").strip(" ,;:<>")
    wrapped = _WRAPPED.fullmatch(name)
    return (wrapped[1] if wrapped else name).strip(' "') or None
