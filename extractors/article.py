"""From the bytes of a page to an Article: one tree, and all that read from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from logging import CRITICAL, getLogger
from typing import TypedDict, Unpack

from config.sites import SiteRules
from extractors.authors.organizations import is_organization
from extractors.cleaning.clean import Cleaned, clean
from extractors.credits.find import find_credits
from extractors.dates import parse_date
from extractors.html import parse_html
from extractors.language import detect_language
from extractors.maintext.find import find_text, is_text
from extractors.maintext.judge import MainText
from extractors.metadata import Metadata, read_metadata
from extractors.pagetype import page_type
from extractors.published import Seen
from extractors.records import Article, Choice, DateClaim, Entry, PageType, Unreadable
from extractors.siterules import RuleReading, apply_rule, choose_rule
from extractors.urls import canonical_url

EXTRACTOR = "3"  # raise it with every change that alters what is extracted

# It tells at length what it discards; our outcome is a value, and the caller's log is not ours.
getLogger("trafilatura").setLevel(CRITICAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article and what it was made from, for those who ask why (extractors.explanation)."""

    article: Article
    found: MainText
    cleaned: Cleaned
    ruled: RuleReading | None  # what the rule for this site found; None: there is none


class Known(TypedDict, total=False):
    """What may be known of a page besides its bytes and its address."""

    charset: str | None  # as the Content-Type header declares it
    entry: Entry | None  # what a listing said of the page; it fills only what the page leaves open
    rules: SiteRules | None  # those of sites; what the rule for this page finds goes before all else
    # When the page was fetched, aware UTC: nothing is dated after it, and it tells the rules of older layouts. Unknown:
    # the newest layout.
    fetched_at: datetime | None
    last_modified: str | None  # as the header of the answer says


def extract_article(body: bytes, *, url: str, **known: Unpack[Known]) -> Article | Unreadable:
    """Extract the article of a page.

    Args:
        body: the page, decompressed.
        url: where it was found; links in the page are relative to it.
        known: see Known.

    Returns:
        The article, or Unreadable with reason "bad_url", "no_text" or one of parse_html.
    """
    reading = read_page(body, url=url, **known)
    return reading if isinstance(reading, Unreadable) else reading.article


def read_page(body: bytes, *, url: str, **known: Unpack[Known]) -> Reading | Unreadable:
    """Do what extract_article does, and keep what the article was made from."""
    entry, rules, fetched_at = known.get("entry"), known.get("rules"), known.get("fetched_at")
    tree = parse_html(body, charset=known.get("charset"))
    if isinstance(tree, Unreadable):
        return tree
    key = canonical_url(url)
    if key is None:
        return Unreadable(reason="bad_url", detail=f"{url!r} is not the address of a page.")
    rule = choose_rule(rules, url, fetched_at) if rules else None
    ruled = apply_rule(tree, rule) if rule else None
    claims = (*_by_listing(entry), *_by_rule(ruled))
    seen = Seen(fetched_at=fetched_at, last_modified=known.get("last_modified"), listed=claims)
    page = read_metadata(tree, url=url, seen=seen)
    found = _text_by_rule(ruled) or find_text(tree, page, url=url)
    if not found.paragraphs:
        return Unreadable(reason="no_text", detail="The page holds no text that looks like an article.")
    kind = page_type(tree, nodes=page.nodes, meta=page.meta, paragraphs=found.paragraphs, url=url)
    return _reading(page, found, kind, key=key, entry=entry or Entry(url=url), ruled=ruled)


def _by_listing(entry: Entry | None) -> Iterator[DateClaim]:
    """Yield what a listing says of the time of a page."""
    if entry and entry.published:
        yield DateClaim(says="published", dated=entry.published, spot="published")
    if entry and entry.updated:
        yield DateClaim(says="modified", dated=entry.updated, spot="updated")


def _by_rule(ruled: RuleReading | None) -> Iterator[DateClaim]:
    if ruled and (dated := parse_date(ruled.date, place="rule")):
        yield DateClaim(says="published", dated=dated, spot=ruled.rule.name)


def _text_by_rule(ruled: RuleReading | None) -> MainText | None:
    if ruled is None or not is_text(ruled.paragraphs):
        return None
    reason = f"The body of rule {ruled.rule.name} holds {len(ruled.paragraphs)} paragraphs."
    return MainText(paragraphs=ruled.paragraphs, choice=Choice(method="rule", reason=reason))


def _reading(
    page: Metadata, found: MainText, kind: PageType, *, key: str, entry: Entry, ruled: RuleReading | None
) -> Reading:
    """Put together what was read: *key* is the canonical URL of the page."""
    language = detect_language("\n\n".join(found.paragraphs), page.language or entry.language)
    title = (ruled and ruled.title) or page.title or entry.title or ""
    credited = (ruled and ruled.authors) or page.authors
    cleaned = clean(found.paragraphs, title=title, authors=credited, language=language.code)
    authors = credited or cleaned.authors or entry.authors
    in_text = () if page.published else _in_text(cleaned)
    text = "\n\n".join(cleaned.paragraphs)
    credited_to = find_credits(
        title, text, dateline=cleaned.dateline, authors=authors, removed=cleaned.dropped, url=key,
        original=page.canonical_claim,
    )  # fmt: skip
    article = Article(
        url=(canonical_url(page.url) if page.url else None) or key,
        title=title,
        text=text,
        authors=authors,
        organizations=tuple(each for each in authors if each in page.organizations or is_organization(each)),
        published=page.published or (in_text[0].dated if in_text else None),
        modified=page.modified,
        dates=(*page.dates, *in_text),
        language=language.code,
        script=language.script,
        site_name=page.site_name,
        image=page.image,
        extractor=EXTRACTOR,
        dateline=cleaned.dateline,
        section=page.section,
        keywords=page.keywords,
        amp_url=page.amp_url,
        stands_at=key,
        canonical_claim=page.canonical_claim,
        page_type=kind,
        choice=found.choice,
        credits=credited_to,
    )
    return Reading(article=article, found=found, cleaned=cleaned, ruled=ruled)


def _in_text(cleaned: Cleaned) -> tuple[DateClaim, ...]:
    dated = parse_date(cleaned.date, place="text") if cleaned.date else None
    return (DateClaim(says="published", dated=dated, spot="date line in the text"),) if dated else ()
