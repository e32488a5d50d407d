"""All that is computed from one page, in one call: what a worker process does."""

from dataclasses import replace

from config.sites import SiteRules
from extractors.article import extract_article
from extractors.fingerprint import fingerprint
from extractors.quotes.find import find_quotes
from extractors.records import Analysis, Entry, Page, Unreadable
from extractors.repetition import blocks_of, without_recurring
from extractors.tagging.tagger import Tagger
from extractors.walls.recognise import wall


def analyse(
    page: Page,
    entry: Entry,
    tagger: Tagger,
    rules: SiteRules | None = None,
    recurring: frozenset[int] = frozenset(),
) -> Analysis | Unreadable:
    """Extract, fingerprint and tag *page*, and find who said what in it if it concerns the organization.

    Args:
        page: as fetched.
        entry: what a listing says of it.
        tagger: the organization to look for.
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
    article = replace(article, text=text, dropped=dropped)
    tagging = tagger.tag(article.title, article.text, article.language)
    return Analysis(
        article=article,
        blocks=blocks,
        fingerprint=fingerprint(article.title, article.text),
        tagging=tagging,
        # Finding quotes costs twice as much as tagging: only where the text concerns, or may concern, the organization.
        quotes=find_quotes(article.title, article.text, article.language) if tagging.level != "none" else (),
    )
