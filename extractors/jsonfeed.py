"""The JSON dialect of feeds: JSON Feed 1.0 and 1.1."""

import json
import re
from collections.abc import Mapping
from typing import Any

from extractors.dates import parse_date
from extractors.html import one_line
from extractors.listing import language_code, plain_text
from extractors.records import Dated, Entry, Feed, Unreadable
from extractors.urls import resolve

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.\d+)?/?")
_ABSOLUTE = re.compile(r"\s*https?://", re.IGNORECASE)


def parse_json_feed(text: str, *, url: str) -> Feed | Unreadable:
    """Read a JSON Feed; fields of a wrong type count as absent.

    An item is at its `url`, or at its `id` where that is a URL. Its `external_url` is another's page, and not taken.

    Args:
        text: the document, decoded.
        url: where it was fetched; relative links start here.

    Returns:
        The feed with format "json1", or Unreadable with reason "not_a_feed".

    Source: https://www.jsonfeed.org/version/1.1/
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return Unreadable(reason="not_a_feed", detail="The document is neither XML nor sound JSON.")
    version = _text(document, "version")
    items = document.get("items")
    if not _VERSION.fullmatch(version) or not isinstance(items, list):
        return Unreadable(reason="not_a_feed", detail="The document is JSON, but not a JSON Feed 1.x with items.")
    language = language_code(document.get("language"))
    authors = _authors(document)
    entries = [_entry(item, url, language, authors) for item in items]
    return Feed(
        entries=tuple(entry for entry in entries if entry),
        unusable=entries.count(None),
        format="json1",
        title=_plain(document, "title"),
        language=language,
        self_url=resolve(url, _text(document, "feed_url")),
        older_url=resolve(url, _text(document, "next_url")),
    )


def _entry(item: Any, url: str, language: str | None, authors: tuple[str, ...]) -> Entry | None:
    if not isinstance(item, dict):
        return None
    guid = one_line(_text(item, "id"))
    link = resolve(url, _text(item, "url")) or (resolve(url, guid) if _ABSOLUTE.match(guid) else None)
    if link is None:
        return None
    summary = _plain(item, "summary") or _plain(item, "content_text") or plain_text(_text(item, "content_html"))
    return Entry(
        url=link,
        guid=guid or None,
        title=_plain(item, "title"),
        summary=summary,
        authors=_authors(item) or authors,
        published=_date(item, "date_published"),
        updated=_date(item, "date_modified"),
        language=language_code(item.get("language")) or language,
    )


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names in `authors` (1.1) or `author` (1.0)."""
    listed = item.get("authors")
    authors = listed if isinstance(listed, list) else [item.get("author")]
    names = (_plain(each, "name") for each in authors if isinstance(each, dict))
    return tuple(dict.fromkeys(filter(None, names)))


def _date(item: Mapping[str, Any], field: str) -> Dated | None:
    return parse_date(_text(item, field), place="feed")


def _plain(item: Mapping[str, Any], field: str) -> str | None:
    return one_line(_text(item, field))[:2_000].rstrip() or None


def _text(item: Mapping[str, Any], field: str) -> str:
    """Return the string in *field*; a number, which 1.0 allowed for an id, as its figures."""
    value = item.get(field)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
