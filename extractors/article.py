"""From the bytes of a page to an Article: one tree, and all that read from it."""

from logging import CRITICAL, getLogger

from extractors.authors.organizations import is_organization
from extractors.cleaning.clean import clean
from extractors.html import parse_html
from extractors.language import detect_language
from extractors.maintext.find import find_text
from extractors.metadata import read_metadata
from extractors.pagetype import page_type
from extractors.records import Article, Entry, Unreadable
from extractors.urls import canonical_url

EXTRACTOR = "2"  # raise it with every change that alters what is extracted

# trafilatura tells at length what it discards; our outcome is a value, and the caller's log is not ours.
for library in ("trafilatura", "htmldate"):
    getLogger(library).setLevel(CRITICAL)


def extract_article(
    body: bytes, *, url: str, charset: str | None = None, entry: Entry | None = None
) -> Article | Unreadable:
    """Extract the article of a page.

    Args:
        body: the page, decompressed.
        url: where it was found; links in the page are relative to it.
        charset: as the Content-Type header declares it.
        entry: what a listing said of the page; it fills only what the page leaves open.

    Returns:
        The article, or Unreadable with reason "bad_url", "no_text" or one of parse_html.
    """
    tree = parse_html(body, charset=charset)
    if isinstance(tree, Unreadable):
        return tree
    key = canonical_url(url)
    if key is None:
        return Unreadable(reason="bad_url", detail=f"{url!r} is not the address of a page.")
    page = read_metadata(tree, url=url, listed=entry.published if entry else None)
    found = find_text(tree, page, url=url)
    if not found.paragraphs:
        return Unreadable(reason="no_text", detail="The page holds no text that looks like an article.")
    declared = page.language or (entry.language if entry else None)
    language = detect_language("\n\n".join(found.paragraphs), declared)
    title = page.title or ((entry and entry.title) or "")
    cleaned = clean(found.paragraphs, title=title, authors=page.authors, language=language)
    authors = page.authors or cleaned.authors or (entry.authors if entry else ())
    return Article(
        url=(canonical_url(page.url) if page.url else None) or key,
        title=title,
        text="\n\n".join(cleaned.paragraphs),
        authors=authors,
        organizations=page.organizations if page.authors else tuple(filter(is_organization, authors)),
        published=page.published,
        language=language,
        site_name=page.site_name,
        image=page.image,
        extractor=EXTRACTOR,
        dateline=cleaned.dateline,
        section=page.section,
        keywords=page.keywords,
        amp_url=page.amp_url,
        page_type=page_type(tree, nodes=page.nodes, meta=page.meta, paragraphs=found.paragraphs, url=url),
        choice=found.choice,
    )
