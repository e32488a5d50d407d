"""From the bytes of a page to an Article: one tree, our metadata, trafilatura's text.

trafilatura (Barbaresi, ACL 2021 demos) finds the text, because it was measured best over many kinds of page; title,
authors, time and the rest come from extractors.metadata, which reads them better and in less time.
"""

from datetime import datetime
from logging import CRITICAL, getLogger

from lxml.html import HtmlElement

from config.sites import SiteRules
from extractors.dates import parse_date
from extractors.html import parse_html
from extractors.language import detect_language
from extractors.maintext import find_text
from extractors.metadata import read_metadata
from extractors.records import Article, Choice, Dated, Entry, Unreadable
from extractors.siterules import RuleReading, apply_rule, choose_rule
from extractors.urls import canonical_url

EXTRACTOR = "1"  # raise it with every change that alters what is extracted

# trafilatura tells at length what it discards; our outcome is a value, and the caller's log is not ours.
for library in ("trafilatura", "htmldate"):
    getLogger(library).setLevel(CRITICAL)


def extract_article(
    body: bytes,
    *,
    url: str,
    charset: str | None = None,
    entry: Entry | None = None,
    rules: SiteRules | None = None,
    fetched_at: datetime | None = None,
) -> Article | Unreadable:
    """Extract the article of a page.

    Args:
        body: the page, decompressed.
        url: where it was found; links in the page are relative to it.
        charset: as the Content-Type header declares it.
        entry: what a listing said of the page; it fills only what the page leaves open.
        rules: of sites, by host; what the rule for this page finds goes before all else.
        fetched_at: when the page was fetched, which decides between the rules for old and new layouts of a host.

    Returns:
        The article, or Unreadable with reason "bad_url", "no_text" or one of parse_html.
    """
    tree = parse_html(body, charset=charset)
    if isinstance(tree, Unreadable):
        return tree
    key = canonical_url(url)
    if key is None:
        return Unreadable(reason="bad_url", detail=f"{url!r} is not the address of a page.")
    rule = choose_rule(rules, url, fetched_at) if rules else None
    return _read(tree, url, key, entry, apply_rule(tree, rule) if rule else None)


def _read(
    tree: HtmlElement, url: str, key: str, entry: Entry | None, ruled: RuleReading | None
) -> Article | Unreadable:
    """Read a page that was parsed: *key* is its canonical URL, *ruled* what the rule for it found."""
    page = read_metadata(tree, url=url, listed=entry.published if entry else None)
    text, choice = _text_by_rule(ruled) or (find_text(tree, url=url, stated=page.body), None)
    if not text:
        return Unreadable(reason="no_text", detail="The page holds no text that looks like an article.")
    return Article(
        url=(canonical_url(page.url) if page.url else None) or key,
        title=(ruled and ruled.title) or page.title or ((entry and entry.title) or ""),
        text=text,
        authors=(ruled and ruled.authors) or page.authors or (entry.authors if entry else ()),
        published=_date_by_rule(ruled) or page.published,
        language=detect_language(text, page.language or (entry.language if entry else None)),
        site_name=page.site_name,
        image=page.image,
        extractor=EXTRACTOR,
        choice=choice,
    )


def _text_by_rule(ruled: RuleReading | None) -> tuple[str, Choice] | None:
    if ruled is None or not ruled.paragraphs:
        return None
    reason = f"The body of rule {ruled.rule.name} holds {len(ruled.paragraphs)} paragraphs."
    return "\n\n".join(ruled.paragraphs), Choice(method="rule", reason=reason)


def _date_by_rule(ruled: RuleReading | None) -> Dated | None:
    return parse_date(ruled.date, place="rule") if ruled and ruled.date else None
