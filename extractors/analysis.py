"""All that is computed from one page, in one call: what a worker process does."""

from extractors.article import extract_article
from extractors.fingerprint import fingerprint
from extractors.records import Analysis, Entry, Page, Unreadable
from extractors.sco import Tagger
from extractors.walls.recognise import wall


def analyse(page: Page, entry: Entry, tagger: Tagger) -> Analysis | Unreadable:
    """Extract, fingerprint and tag *page*; *entry* is what a listing says of it.

    Returns:
        What was found; or Unreadable, with a reason of extract_article or of extractors.walls.recognise.wall.
    """
    article = extract_article(
        page.body,
        url=page.final_url,
        charset=page.charset,
        entry=entry,
        fetched_at=page.fetched_at,
        last_modified=page.last_modified,
    )
    if isinstance(article, Unreadable):
        return (wall(page, None) or article) if article.reason == "no_text" else article
    if refused := wall(page, article):
        return refused
    return Analysis(
        article=article,
        fingerprint=fingerprint(article.title, article.text),
        tagging=tagger.tag(article.title, article.text, article.language),
    )
