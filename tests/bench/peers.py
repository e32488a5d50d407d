"""The extractors that tests/bench/extraction.py compares, each as a function from a page to what it found.

Each is imported by the call that makes its function, so that no process holds another's code. Settings are the tools'
own, but that none may fetch images. newspaper4k and news-please are not told the language, for a reader of feeds does
not know it either.
"""
# ruff: noqa: PLC0415

from collections.abc import Callable
from typing import Any

Prediction = dict[str, Any]
Tool = Callable[[bytes, str], Prediction]


def ours() -> Tool:
    from extractors.article import extract_article
    from extractors.published import as_written
    from extractors.records import Unreadable

    def extract(body: bytes, url: str) -> Prediction:
        article = extract_article(body, url=url)
        if isinstance(article, Unreadable):
            return {}
        date = article.published and as_written(article.published, article.dates)
        return {"title": article.title, "text": article.text, "date": date, "authors": list(article.authors)}

    return extract


def trafilatura() -> Tool:
    from trafilatura import bare_extraction

    def extract(body: bytes, url: str) -> Prediction:
        found = bare_extraction(decoded(body), url=url, with_metadata=True)
        return {"title": found.title, "text": found.text, "date": found.date, "authors": found.author} if found else {}

    return extract


def trafilatura_text() -> Tool:
    from trafilatura import bare_extraction

    def extract(body: bytes, url: str) -> Prediction:
        found = bare_extraction(decoded(body), url=url, with_metadata=False)
        return {"text": found.text} if found else {}

    return extract


def newspaper() -> Tool:
    import newspaper

    def extract(body: bytes, url: str) -> Prediction:
        found = newspaper.Article(url, fetch_images=False)
        found.download(input_html=decoded(body))
        found.parse()
        return {"title": found.title, "text": found.text, "date": moment(found.publish_date), "authors": found.authors}

    return extract


def news_please() -> Tool:
    from newsplease import NewsPlease

    def extract(body: bytes, url: str) -> Prediction:
        found = NewsPlease.from_html(decoded(body), url=url, fetch_images=False)
        date = moment(found.date_publish)
        return {"title": found.title, "text": found.maintext, "date": date, "authors": found.authors}

    return extract


def readability() -> Tool:
    from lxml.html import fromstring
    from readability import Document

    def extract(body: bytes, url: str) -> Prediction:
        found = Document(decoded(body), url=url)
        text = "\n".join(fromstring(found.summary(html_partial=True)).itertext())
        return {"title": found.short_title(), "text": text}

    return extract


def resiliparse() -> Tool:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda body, url: {"text": extract_plain_text(decoded(body), main_content=True)}


TOOLS: dict[str, Callable[[], Tool]] = {
    "scowatch": ours,
    "trafilatura, with metadata": trafilatura,
    "trafilatura, text only": trafilatura_text,
    "newspaper4k": newspaper,
    "news-please": news_please,
    "readability-lxml": readability,
    "resiliparse": resiliparse,
}
OURS, MEASURE = list(TOOLS)[:2]


def decoded(body: bytes) -> str:
    """All pages of the set are stored in UTF-8."""
    return body.decode("utf-8", "replace")


def moment(value: Any) -> str | None:
    return value.isoformat() if hasattr(value, "isoformat") else value
