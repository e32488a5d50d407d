"""From the bytes of a page to an Article: one tree, our metadata, trafilatura's text.

trafilatura (Barbaresi, ACL 2021 demos) finds the text, because it was measured best over many kinds of page; title,
authors, time and the rest come from extractors.metadata, which reads them better and in less time.
"""

from collections.abc import Iterator
from datetime import datetime
from logging import CRITICAL, getLogger

from extractors.html import parse_html
from extractors.language import detect_language
from extractors.maintext.find import find_text
from extractors.maintext.judge import MainText
from extractors.metadata import Metadata, read_metadata
from extractors.published import Seen
from extractors.records import Article, DateClaim, Entry, Unreadable
from extractors.urls import canonical_url

EXTRACTOR = "2"  # raise it with every change that alters what is extracted

# It tells at length what it discards; our outcome is a value, and the caller's log is not ours.
getLogger("trafilatura").setLevel(CRITICAL)


def extract_article(
    body: bytes,
    *,
    url: str,
    charset: str | None = None,
    entry: Entry | None = None,
    fetched_at: datetime | None = None,
    last_modified: str | None = None,
) -> Article | Unreadable:
    """Extract the article of a page.

    Args:
        body: the page, decompressed.
        url: where it was found; links in the page are relative to it.
        charset: as the Content-Type header declares it.
        entry: what a listing said of the page; it fills only what the page leaves open.
        fetched_at: when it was fetched, aware UTC; nothing is dated after it.
        last_modified: as the header of the answer says.

    Returns:
        The article, or Unreadable with reason "bad_url", "no_text" or one of parse_html.
    """
    tree = parse_html(body, charset=charset)
    if isinstance(tree, Unreadable):
        return tree
    key = canonical_url(url)
    if key is None:
        return Unreadable(reason="bad_url", detail=f"{url!r} is not the address of a page.")
    seen = Seen(fetched_at=fetched_at, last_modified=last_modified, listed=tuple(_claims(entry)))
    page = read_metadata(tree, url=url, seen=seen)
    found = find_text(tree, page, url=url)
    if not found.paragraphs:
        return Unreadable(reason="no_text", detail="The page holds no text that looks like an article.")
    return _article(page, found, key, entry)


def _article(page: Metadata, found: MainText, key: str, entry: Entry | None) -> Article:
    return Article(
        url=(canonical_url(page.url) if page.url else None) or key,
        title=page.title or ((entry and entry.title) or ""),
        text=(text := "\n\n".join(found.paragraphs)),
        authors=page.authors or (entry.authors if entry else ()),
        published=page.published,
        language=detect_language(text, page.language or (entry.language if entry else None)),
        site_name=page.site_name,
        image=page.image,
        extractor=EXTRACTOR,
        modified=page.modified,
        dates=page.dates,
        choice=found.choice,
    )


def _claims(entry: Entry | None) -> Iterator[DateClaim]:
    """Yield what a listing says of the time of a page."""
    if entry and entry.published:
        yield DateClaim(says="published", dated=entry.published, spot="published")
    if entry and entry.updated:
        yield DateClaim(says="modified", dated=entry.updated, spot="updated")
