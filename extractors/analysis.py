"""All that is computed from one page, in one call: what a worker process does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from config.sites import SiteRules
from extractors.article import extract_article
from extractors.fingerprint import fingerprint
from extractors.quotes.attribution import quotes_of
from extractors.records import Analysis, Article, Block, Entry, Page, Unreadable
from extractors.repetition import blocks_of, without_recurring
from extractors.tagging.record import Tagging
from extractors.tagging.tagger import Tagger
from extractors.urls import host_of
from extractors.walls.recognise import wall


def analyse(
    page: Page,
    entry: Entry,
    taggers: Sequence[Tagger],
    rules: SiteRules | None = None,
    recurring: frozenset[int] = frozenset(),
) -> Analysis | Unreadable:
    """Extract, fingerprint and tag *page*, and find who said what in it if it concerns the organization.

    Args:
        page: as fetched.
        entry: what a listing says of it.
        taggers: one for each organization to look for, that of the archive's own subject first.
        rules: those of sites.
        recurring: digests of the blocks that recur on the pages of its host; they are dropped.

    Returns:
        What was found; or Unreadable, with a reason of extract_article or of extractors.walls.recognise.wall.
    """
    article = extract_article(
        page.body, url=page.final_url, charset=page.charset, entry=entry, rules=rules, fetched_at=page.fetched_at,
        last_modified=page.last_modified,
    )  # fmt: skip
    if isinstance(article, Unreadable):
        return (wall(page, None) or article) if article.reason == "no_text" else article
    if refused := wall(page, article):
        return refused
    blocks = blocks_of(article.text)
    text, dropped = without_recurring(article.text, recurring)
    return _understood(replace(article, text=text, dropped=dropped), blocks, taggers)


def _understood(article: Article, blocks: tuple[Block, ...], taggers: Sequence[Tagger]) -> Analysis:
    published = article.published.value if article.published else None
    taggings = taggings_of(
        taggers, article.title, article.text, language=article.language, url=article.url, published=published
    )
    return Analysis(
        article=article,
        blocks=blocks,
        fingerprint=fingerprint(article.title, article.text),
        taggings=taggings,
        quotes=quotes_of(article.title, article.text, article.language, taggings),
    )


def taggings_of(
    taggers: Sequence[Tagger], title: str, text: str, *, language: str | None, url: str, published: datetime | None
) -> tuple[Tagging, ...]:  # fmt: skip
    """Tag a text by every lexicon, on its day and under the host of its URL."""
    day, host = published.date() if published else None, host_of(url)
    return tuple(each.tag(title, text, language, day=day, host=host) for each in taggers)
