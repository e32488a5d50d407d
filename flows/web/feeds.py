"""Atom (RFC 4287) for any query, in pages (RFC 5005); OPML of the sources.

An entry is an article as the archive has it: `published` is what the page states, `updated` when the archive first saw
it or, where the page states a later time, that. Its id is made of the address of the article, and so the same in every
feed and every archive; that of a feed is made of its question, whatever page of it is asked for.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from extractors.opml import render_opml, xml_text
from flows.web.asked import FEED, FeedAsked, Opened, nothing, parameters, turned
from flows.web.problems import PROBLEMS
from flows.web.vocabulary import described
from storage import Hit, Query, parameters_of
from storage.labels import Label

ATOM = "application/atom+xml"
OPML = "text/x-opml"
_AUTHORITY = "tag:scowatch.example,2026"  # RFC 4151
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

router = APIRouter(prefix="/feeds", tags=["feeds"], responses=PROBLEMS)


def _sent(media_type: str) -> dict[int | str, dict[str, object]]:
    return {200: {"description": "The document.", "content": {media_type: {"schema": {"type": "string"}}}}}


@router.get(
    "/search.atom", summary="Articles as a feed", response_class=Response, responses=_sent(ATOM),
    openapi_extra=described(FEED),
)  # fmt: skip
def search(query: FeedAsked, archive: Opened, request: Request) -> Response:
    """Give the articles that answer a question as an Atom feed, the newest first."""
    page = archive.page(query, parameters(request).get("after"))
    labels = archive.labels([hit.id for hit in page.hits])
    feed = _feed(request, query, page.hits, page.after)
    for hit in page.hits:
        _entry(feed, hit, labels[hit.id], str(request.base_url))
    return _xml(feed, ATOM)


@router.get(
    "/sources.opml", summary="Sources as subscriptions", response_class=Response, responses=_sent(OPML),
    dependencies=[Depends(nothing)],
)  # fmt: skip
def sources(archive: Opened) -> Response:
    """Give every source that was ever listed as OPML 2.0, for a feed reader."""
    listed = [each.source for each in archive.sources()]
    return Response(render_opml(listed, title="Sources of scowatch"), media_type=f"{OPML}; charset=utf-8")


def feed_id(query: Query) -> str:
    """Name the feed of a question, whatever its page and the length of its pages."""
    asked = {name: value for name, value in parameters_of(query).items() if name not in {"limit", "snippets"}}
    return f"{_AUTHORITY}:feed:{_digest(urlencode(sorted(asked.items())))}"


def entry_id(url: str) -> str:
    """Name the entry of an article."""
    return f"{_AUTHORITY}:article:{_digest(url)}"


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


def _feed(request: Request, query: Query, hits: Sequence[Hit], after: str | None) -> ET.Element:
    asked = {name: value for name, value in parameters(request).items() if name != "after"}
    base, path = str(request.base_url).rstrip("/"), request.url.path
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    _add(feed, "id", feed_id(query))
    _add(feed, "title", _title(asked))
    _add(feed, "updated", _moment(max(map(_updated, hits), default=_NEVER)))
    _add(feed, "generator", "scowatch")
    _link(feed, "self", str(request.url), type=ATOM)
    _link(feed, "first", f"{base}{path}{'?' if asked else ''}{urlencode(asked)}", type=ATOM)
    if following := turned(request, after):
        _link(feed, "next", f"{base}{following}", type=ATOM)
    _link(feed, "alternate", f"{base}/?{urlencode({**asked, 'order': 'newest'})}", type="text/html")
    return feed


def _title(asked: dict[str, str]) -> str:
    words = asked.get("q", "all articles")
    rest = ", ".join(f"{name} {value}" for name, value in asked.items() if name not in {"q", "limit"})
    return f"{words} ({rest})" if rest else words


def _entry(feed: ET.Element, hit: Hit, labels: Sequence[Label], base: str) -> None:
    entry = ET.SubElement(feed, "entry", {"xml:lang": hit.language or ""})
    _add(entry, "id", entry_id(hit.url))
    _add(entry, "title", hit.title or hit.url)
    _add(entry, "updated", _moment(_updated(hit)))
    if hit.published:
        _add(entry, "published", _moment(hit.published))
    _add(ET.SubElement(entry, "author"), "name", hit.outlet or hit.source or "unknown")
    _link(entry, "alternate", hit.url, type="text/html")
    _link(entry, "related", f"{base}articles/{hit.id}", type="text/html")
    for each in labels:
        given = {"term": each.slug, "scheme": f"{_AUTHORITY}:{each.kind}", "label": each.name or each.slug}
        ET.SubElement(entry, "category", {name: xml_text(value) for name, value in given.items()})
    if hit.snippet:
        _add(entry, "summary", hit.snippet.text)


def _updated(hit: Hit) -> datetime:
    return max(hit.first_seen, hit.published or hit.first_seen)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = xml_text(text)


def _link(parent: ET.Element, rel: str, href: str, **about: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "href": xml_text(href), **about})


def _xml(root: ET.Element, media_type: str) -> Response:
    return Response(ET.tostring(root, "utf-8", xml_declaration=True), media_type=f"{media_type}; charset=utf-8")
